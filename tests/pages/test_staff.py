"""The staff screen: people, invitations, and the owner alone."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from careops_ui.kit import Rows
from domain import bookings, clock, invitations, staff, time_off
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter
from tests.pages.test_setup import tell


async def test_the_team_and_what_waits(browser: User, cast: Cast, enter: Enter) -> None:
    act_now(invitations.invite, cast.ada, email='lou@example.com', full_name='Lou Reyes')
    enter(cast.ada)
    await browser.open('/staff')
    for words in ('Ada Moreno', 'Ben Okafor', 'Lou Reyes', 'Invited', 'lou@example.com'):
        await browser.should_see(words, retries=30)


async def test_an_invitation_is_sent_again_and_withdrawn(browser: User, cast: Cast, enter: Enter) -> None:
    first = act_now(invitations.invite, cast.ada, email='lou@example.com', full_name='Lou Reyes')
    enter(cast.ada)
    await browser.open('/staff')
    press(browser, 'resend', str(first.id))
    await browser.should_see('A new link is on its way', retries=30)
    (second,) = read_now(invitations.listing, cast.ada)
    assert second.id != first.id
    press(browser, 'withdraw', str(second.id))
    await browser.should_see('Invitation withdrawn', retries=30)
    assert read_now(invitations.listing, cast.ada) == []
    press(browser, 'withdraw', str(second.id))
    await browser.should_see('That is not there', retries=30)


async def test_a_person_is_added(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/staff')
    browser.find('Add a person').click()
    await browser.should_see('Name', retries=30)
    add(browser)
    await browser.should_see('Please give a name', retries=30)
    browser.find('Name').type('Kim Sol')
    add(browser)
    await browser.should_see('No account', retries=50)
    assert 'Kim Sol' in [view.full_name for view in read_now(staff.listing, cast.ada)]


async def test_time_off_of_a_person_is_entered_and_names_the_bookings_in_it(
    browser: User, cast: Cast, enter: Enter
) -> None:
    kind = factories.booking_type(cast.workspace.id)
    day = clock.now().date() + timedelta(days=3)
    start = datetime.combine(day, time(11), UTC)
    act_now(
        bookings.book,
        cast.ada,
        booking_type_id=kind.id,
        start=start,
        member_id=cast.ben.member_id,
        contact={'name': 'Priya', 'email': 'priya@example.com'},
        overbook_reason='Asked for it',
    )
    enter(cast.ada)
    await browser.open('/staff')
    team = next(one for one in browser.find(Rows).elements if any('under' in row for row in one._props['rows']))
    tell(browser, team, 'open', str(cast.ben.member_id))
    await browser.should_see('Nothing is entered', retries=30)
    browser.find(marker='add-time-off').click()
    await browser.should_see('Without times the days count whole', retries=30)
    browser.find(marker='last-day').clear().type((day - timedelta(days=9)).isoformat())
    browser.find(marker='save-time-off').click()
    await browser.should_see('The end has to be after the beginning', retries=30)
    browser.find(marker='last-day').clear().type(day.isoformat())
    browser.find(marker='reason').type('Wedding')
    browser.find(marker='save-time-off').click()
    await browser.should_see('1 booking in this time', retries=50)
    (off,) = read_now(time_off.listing, cast.ada, member_id=cast.ben.member_id)
    assert (off.reason, off.bookings) == ('Wedding', 1)


async def test_staff_enter_their_own_time_off_under_the_profile(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/profile')
    await browser.should_see('Nothing is entered')
    browser.find(marker='add-time-off').click()
    await browser.should_see('Without times the days count whole', retries=30)
    browser.find(marker='first-day').clear()
    browser.find(marker='save-time-off').click()
    await browser.should_see('Please choose a day', retries=30)
    browser.find(marker='first-day').type(clock.now().date().isoformat())
    browser.find(marker='save-time-off').click()
    await browser.should_see('Time off added', retries=50)
    (off,) = read_now(time_off.listing, cast.ben, member_id=cast.ben.member_id)
    away = next(one for one in browser.find(Rows).elements if any('inside' in row for row in one._props['rows']))
    tell(browser, away, 'remove', str(off.id))
    await browser.should_see('Time off removed', retries=50)
    assert read_now(time_off.listing, cast.ben, member_id=cast.ben.member_id) == []


async def test_staff_do_not_get_in(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    assert (await browser.http_client.get('/staff')).status_code == 403


def add(browser: User) -> None:
    """Press the button that says just that."""
    button = next(one for one in browser.find(kind=ui.button).elements if one.text == 'Add')
    UserInteraction(browser, {button}, None).click()


def press(browser: User, event: str, value: str) -> None:
    """What a press in a row raises."""
    from nicegui.events import GenericEventArguments

    assert browser.client is not None
    with browser.client:
        for element in browser.client.elements.values():
            if isinstance(element, Rows) and 'resend' in element._props['template']:
                for listener in element._event_listeners.values():
                    if listener.type == event:
                        _call(listener, GenericEventArguments(sender=element, client=browser.client, args=value))


def _call(listener: Any, event: Any) -> None:
    from nicegui.events import handle_event

    handle_event(listener.handler, event)
