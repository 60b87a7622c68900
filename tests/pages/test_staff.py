"""The staff screen: people, invitations, and the owner alone."""

from typing import Any

from nicegui import ui
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from domain import invitations, staff
from domain.work import act_now, read_now
from tests.conftest import Cast
from tests.pages.conftest import Enter


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

    from careops_ui.kit import Rows

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
