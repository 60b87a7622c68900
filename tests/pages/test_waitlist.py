"""The staff's waiting list: who waits for what, added by dialog, taken off after a question, live."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.events import GenericEventArguments, handle_event
from nicegui.testing import User

from careops_ui.kit import Rows
from data.models import BookingType, WaitlistEntry
from domain import clock, public_waitlist, waitlist
from domain.actor import Actor
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.pages.conftest import Enter


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    return factories.booking_type(cast.workspace.id, 'Colour', slug='colour')


def join(kind: BookingType, name: str, **given: Any) -> str:
    """A customer waits for the coming days."""
    asked: dict[str, Any] = {'contact': {'name': name, 'email': f'{name.lower()}@example.com'}}
    days = {'first_day': clock.now().date(), 'last_day': clock.now().date()}
    whom = Actor.guest(address='203.0.113.7')
    return act_now(public_waitlist.join, whom, slug='juniper-street', booking_type_id=kind.id, **asked | days | given)


async def test_who_waits_is_seen_live_and_taken_off_after_a_question(
    browser: User, cast: Cast, enter: Enter, kind: BookingType
) -> None:
    enter(cast.ben)
    await browser.open('/waitlist')
    await browser.should_see('Nobody is waiting', retries=30)
    token = join(kind, 'Priya', parts=['evening'], member_id=cast.ben.member_id)
    for words in ('Priya', 'Colour with Ben Okafor', 'evening', '1 waiting'):
        await browser.should_see(words, retries=30)
    [entry] = stage.all_of(WaitlistEntry)
    press(browser, 'remove', str(entry.id))
    await browser.should_see('Their turn is lost', retries=30)
    browser.find(marker='sure').click()
    await browser.should_see('Nobody is waiting', retries=30)
    assert read_now(public_waitlist.wait_page, Actor.guest(), token=token).state == 'left'


async def test_staff_add_somebody_and_a_wrong_day_loses_nothing(
    browser: User, cast: Cast, enter: Enter, kind: BookingType
) -> None:
    noor = factories.contact(cast.workspace.id, 'Noor')
    enter(cast.ada)
    await browser.open('/waitlist')
    browser.find(marker='add-waiting').click()
    await browser.should_see(marker='customer', retries=30)
    browser.find(marker='customer').type('Noor')
    await until(lambda: 'New contact “Noor”' in drawn(browser))
    press(browser, 'pick', str(noor.id))
    field(browser, 'last-day').set_value('2020-01-01')
    await until(lambda: saving(browser).enabled)
    browser.find(marker='save-waiting').click()
    await browser.should_see('Please choose a day that is still to come', retries=30)
    field(browser, 'last-day').set_value(clock.now().date().isoformat())
    browser.find(marker='save-waiting').click()
    await browser.should_see('1 waiting', retries=30)
    assert [row.contact_name for row in read_now(waitlist.listing, cast.ada)] == ['Noor']


async def test_the_bookings_list_leads_here_with_the_count(
    browser: User, cast: Cast, enter: Enter, kind: BookingType
) -> None:
    join(kind, 'Priya')
    enter(cast.ben)
    await browser.open('/bookings?view=list')
    await browser.should_see('Waiting list (1)', retries=30)


async def test_whom_no_mail_reaches_is_called(browser: User, cast: Cast, enter: Enter, kind: BookingType) -> None:
    join(kind, 'Priya', contact={'name': 'Priya', 'phone': '+351912345678'})
    enter(cast.ben)
    await browser.open('/waitlist')
    await browser.should_see('To be called: +351912345678', retries=30)


async def test_without_the_switch_nobody_gets_in(browser: User, cast: Cast, enter: Enter) -> None:
    enter(factories.person('Carl Off', cast.workspace.id, can_bookings=False))
    assert (await browser.http_client.get('/waitlist')).status_code == 403


def field(browser: User, marker: str) -> Any:
    return next(iter(browser.find(kind=ui.input, marker=marker).elements))


async def until(true: Callable[[], bool]) -> None:
    """Wait for what a search or a click brings about."""
    for _ in range(50):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError('it did not come')


def drawn(browser: User) -> str:
    """The rows of all lists."""
    return str([each._props['rows'] for each in browser.find(kind=Rows).elements])


def saving(browser: User) -> ui.button:
    return next(iter(browser.find(kind=ui.button, marker='save-waiting').elements))


def press(browser: User, event: str, value: str) -> None:
    """What a press in a row of a list raises."""
    assert browser.client is not None
    with browser.client:
        for element in list(browser.client.elements.values()):
            if isinstance(element, Rows) and value in [row['id'] for row in element._props['rows']]:
                for listener in element._event_listeners.values():
                    if listener.type == event:
                        given = GenericEventArguments(sender=element, client=browser.client, args=value)
                        handle_event(listener.handler, given)
