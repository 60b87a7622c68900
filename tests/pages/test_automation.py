"""The owner reads the rules, switches one off, changes its words, and reads the log; staff stay out."""

from collections.abc import Callable

from nicegui import ui
from nicegui.testing import User

from domain import rules, work, workspaces
from domain.actor import Actor
from domain.events import Name
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

Enter = Callable[[Actor], None]


async def test_the_rules_read_as_sentences(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation')
    await browser.should_see('When somebody writes for the first time, send them a welcome.')
    await browser.should_see('To the customer · E-mail · 24 hours before the booking · Pauses when staff reply')


async def test_words_are_changed_and_wrong_ones_refused(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation/rules/welcome')
    await browser.should_see('Thank you for getting in touch, Alex')
    browser.find(kind=ui.textarea).clear().type('Dear {nobody}')
    browser.find('Save').click()
    await browser.should_see('{nobody} is not known here')
    browser.find(kind=ui.textarea).clear().type('Dear {first_name}')
    browser.find('Save').click()
    await browser.should_see('Saved')
    assert [rule.body for rule in work.read_now(rules.listing, cast.ada) if rule.edited] == ['Dear {first_name}']


async def test_the_log_says_what_was_skipped_and_why(browser: User, cast: Cast, enter: Enter) -> None:
    stage.happens(cast.guest, Name.CONTACT_CREATED, factories.contact(cast.workspace.id, sample=True))
    enter(cast.ada)
    await browser.open('/automation/log')
    await browser.should_see('sample contacts are never written to')


async def test_staff_stay_out(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    answer = await browser.http_client.get('/automation')
    assert answer.status_code == 403
    assert 'send them a welcome' not in answer.text


async def test_timing_is_given_in_hours(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/automation/rules/reminder')
    await browser.should_see('Hours before the booking')
    (field,) = browser.find(kind=ui.number).elements
    assert field.value == 24
    field.set_value(1.5)
    browser.find('Save').click()
    await browser.should_see('Saved')
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
