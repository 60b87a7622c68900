"""The owner reads the rules, switches one off, changes its words, and reads the log; staff stay out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from nicegui import ui
from nicegui.testing import User

from careops_ui.kit import Rows
from domain import bookings, jobs, rules, work, workspaces
from domain.actor import Actor
from domain.events import Name
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

Enter = Callable[[Actor], None]


async def test_the_rules_read_as_sentences(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation')
    await browser.should_see('When somebody writes for the first time, send them a welcome by e-mail.')
    await browser.should_see('24 hours before a booking, remind the customer by e-mail.')
    await browser.should_see('Pauses when staff reply')


async def test_words_are_changed_and_wrong_ones_refused(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation/rules/welcome')
    await browser.should_see('Thank you for getting in touch, Alex')
    browser.find(marker='body').clear().type('Dear {nobody}')
    await browser.should_see('{nobody} is not known here')
    browser.find('Save').click()
    await browser.should_see('{nobody} is not known here')
    browser.find(marker='body').clear().type('Dear {first_name}')
    browser.find(marker='size').elements.pop().set_value('text')
    await browser.should_see('Dear Alex')
    browser.find('Save').click()
    await browser.should_see('Saved')
    assert [rule.body for rule in work.read_now(rules.listing, cast.ada) if rule.edited] == ['Dear {first_name}']
    browser.find('Back to our words').click()
    await browser.should_see('These are our words again')
    await browser.should_see('You can simply answer this mail.')


async def test_another_way_asks_for_other_words(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation/rules/confirmation')
    await browser.should_not_see('Text message')
    browser.find(marker='channel').elements.pop().set_value(rules.Way.BOTH)
    await browser.should_see('Text message')
    browser.find('Save').click()
    await browser.should_see('by e-mail and by SMS')
    assert work.read_now(rules.one, cast.ada, key='confirmation').channel == rules.Way.BOTH


async def test_a_real_customer_is_chosen_for_the_preview(browser: User, cast: Cast, enter: Enter) -> None:
    priya = factories.contact(cast.workspace.id, 'Priya Nair')
    enter(cast.ada)
    await browser.open('/automation/rules/welcome')
    browser.find(marker='person').type('Priya')
    await browser.should_see(priya.email or '')
    browser.find(kind=Rows, content=priya.email).trigger('pick', str(priya.id))
    await browser.should_see('Thank you for getting in touch, Priya')
    browser.find('Send me an example').click()
    await browser.should_see('An example is on its way to you')


async def test_the_log_says_what_was_skipped_and_why(browser: User, cast: Cast, enter: Enter) -> None:
    stage.happens(cast.guest, Name.CONTACT_CREATED, factories.contact(cast.workspace.id, sample=True))
    enter(cast.ada)
    await browser.open('/automation/log')
    await browser.should_see('Not sent: sample contacts are never written to')


async def test_the_log_of_one_booking_says_what_is_still_to_come(browser: User, cast: Cast, enter: Enter) -> None:
    stage.channel(cast)
    row = stage.booking(cast, hours=72)
    stage.booking(cast, hours=72, contact=factories.contact(cast.workspace.id, 'Somebody else'))
    enter(cast.ada)
    await browser.open(f'/automation/log?booking={row.id}&day=nonsense')
    await browser.should_see('Only the booking of Priya Nair')
    await browser.should_see('Reminder, Priya Nair', retries=20)
    await browser.should_see('Booking confirmation')
    await browser.should_not_see('Somebody else')


async def test_the_next_seven_days_are_told(browser: User, cast: Cast, enter: Enter) -> None:
    stage.channel(cast)
    row = stage.booking(cast, hours=72)
    enter(cast.ada)
    await browser.open('/automation/coming')
    await browser.should_see('Reminder, Priya Nair')
    await browser.should_see('Does not go out: SMS is not connected')
    work.act_now(bookings.cancel, cast.ada, booking_id=row.id)
    await browser.should_not_see('Reminder, Priya Nair', retries=30)


async def test_the_jobs_are_listed_and_run(
    browser: User, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, 'JUST_NOW', timedelta(0))
    enter(cast.ada)
    await browser.open('/automation/jobs')
    await browser.should_see('Turns due reminders, due dates and expiries into what follows from them.')
    await browser.should_see('Cleaning')
    browser.find(kind=Rows, content='Cleaning').trigger('run', 'cleaning')
    await browser.should_see('It has run', retries=30)


async def test_staff_stay_out(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    answer = await browser.http_client.get('/automation')
    assert answer.status_code == 403
    assert 'send them a welcome' not in answer.text


async def test_timing_is_given_in_hours(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation/rules/reminder')
    await browser.should_see('Time before the booking')
    (field,) = browser.find(kind=ui.number).elements
    assert field.value == 24
    field.set_value(1.5)
    browser.find('Save').click()
    await browser.should_see('90 minutes before a booking, remind the customer by e-mail.')
    field.set_value(0)
    browser.find('Save').click()
    await browser.should_see('Please give a time between 10 minutes and 14 days.')
    saved = {rule.key: rule.timing_minutes for rule in work.read_now(rules.listing, cast.ada)}
    assert saved['reminder'] == 90


async def test_the_night_is_set_and_a_wrong_time_is_refused(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation')
    browser.find('No texts from (optional)').type('9 pm')
    browser.find(marker='save-night').click()
    await browser.should_see('Please give a time like 21:00')
    browser.find('No texts from (optional)').clear().type('21:00')
    browser.find('until (optional)').type('08:00')
    browser.find(marker='save-night').click()
    await browser.should_see('Saved')
    kept = work.read_now(workspaces.view, cast.ada)
    assert (kept.quiet_from, kept.quiet_until, kept.resume_after_hours) == ('21:00', '08:00', 0)
