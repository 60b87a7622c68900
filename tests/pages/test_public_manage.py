"""The manage link in every state a booking can be in: what the page says, which acts it offers, and that looking changes nothing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from nicegui.testing import User

from data.models import Booking, BookingType, Contact, Member, WaitlistEntry, Workspace, WorkspaceStatus
from domain import bookings, clock, contact_changes, links, public_waitlist, work
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_isolation import everything

MOVE, CANCEL, AGAIN = 'Choose another time', 'Cancel booking', 'Book again'
STATES: dict[str, tuple[str, set[str]]] = {
    'pending': ('Your request has arrived', {MOVE, CANCEL}),
    'confirmed': ('Your booking', {MOVE, CANCEL}),
    'moved': ('Your booking', {MOVE, CANCEL}),
    'cancelled': ('This booking is cancelled', {AGAIN}),
    'completed': ('This appointment has taken place', {AGAIN}),
    'no_show': ('This appointment is over', {AGAIN}),
    'past': ('This appointment is over', {AGAIN}),
    'type off': ('Your booking', {MOVE, CANCEL}),
    'suspended': ('Your booking', {MOVE, CANCEL}),
    'person left': ('Your booking', {MOVE, CANCEL}),
}


@pytest.fixture
def http(browser: User) -> httpx.AsyncClient:
    return browser.http_client


def brought(cast: Cast, state: str) -> Booking:
    """A booking of tomorrow, in this state."""
    booking = stage.booking(cast, contact=factories.contact(cast.workspace.id, 'Priya Nair'), tell=False)
    if state in {'pending', 'completed', 'no_show'}:
        stage.change(booking, status=state)
    if state in {'completed', 'no_show', 'past'}:
        stage.change(booking, start=clock.now() - timedelta(days=1, hours=1), end=clock.now() - timedelta(days=1))
    if state == 'moved':
        new = (clock.now() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
        work.act_now(bookings.reschedule, cast.ada, booking_id=booking.id, start=new)
    if state == 'cancelled':
        work.act_now(bookings.cancel, cast.ada, booking_id=booking.id)
    if state == 'type off':
        stage.change(stage.all_of(BookingType, BookingType.id == booking.booking_type_id)[0], active=False)
    if state == 'suspended':
        stage.change(stage.all_of(Workspace, Workspace.id == cast.workspace.id)[0], status=WorkspaceStatus.SUSPENDED)
    if state == 'person left':
        stage.change(stage.all_of(Member, Member.id == booking.member_id)[0], removed_at=clock.now(), bookable=False)
    return stage.all_of(Booking, Booking.id == booking.id)[0]


@pytest.mark.parametrize('state', STATES)
async def test_every_state_says_what_it_is_and_looking_changes_nothing(
    http: httpx.AsyncClient, cast: Cast, state: str
) -> None:
    booking = brought(cast, state)
    token = links.sign('booking', booking.id, booking.link_nonce)
    before = kept(cast)
    page = await looked(http, f'/m/{token}')
    title, acts = STATES[state]
    assert page.status_code == 200
    assert f'<h1>{title}</h1>' in page.text
    assert {act for act in (MOVE, CANCEL, AGAIN) if act in page.text} == acts
    for act in ('move', 'cancel', 'calendar.ics'):
        answer = await looked(http, f'/m/{token}/{act}')
        assert answer.status_code in {200, 303}, act
        if act in {'move', 'cancel'}:
            assert (answer.status_code == 200) == (MOVE in acts), act
    assert kept(cast) == before


async def test_the_link_of_an_erased_contact_names_nobody(http: httpx.AsyncClient, cast: Cast) -> None:
    booking = brought(cast, 'completed')
    token = links.sign('booking', booking.id, booking.link_nonce)
    work.act_now(contact_changes.delete, cast.ada, contact_id=booking.contact_id)
    before = kept(cast)
    page = await looked(http, f'/m/{token}')
    assert page.status_code in {200, 404}
    assert 'Priya' not in page.text
    assert kept(cast) == before
    assert [one.name for one in stage.all_of(Contact, Contact.id == booking.contact_id)] != ['Priya Nair']


async def test_looking_at_a_place_on_the_waiting_list_changes_nothing(http: httpx.AsyncClient, cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, 'Colour', slug='colour')
    given: dict[str, Any] = {'first_day': clock.now().date(), 'last_day': clock.now().date() + timedelta(days=9)}
    given |= {'booking_type_id': kind.id, 'contact': {'name': 'Priya', 'email': 'priya@example.com'}}
    token = work.act_now(public_waitlist.join, Actor.guest(address='203.0.113.7'), slug='juniper-street', **given)
    before = kept(cast)
    for path in (f'/w/{token}', '/book/juniper-street/colour/wait'):
        assert (await looked(http, path)).status_code == 200
    assert kept(cast) == before
    assert stage.all_of(WaitlistEntry)


def kept(cast: Cast) -> dict[str, list[str]]:
    """All rows but those that the server's own sender is at work on meanwhile."""
    return {name: rows for name, rows in everything(cast.workspace.id).items() if name not in {'Delivery', 'Alert'}}


async def looked(http: httpx.AsyncClient, path: str) -> httpx.Response:
    return await http.get(path, headers={'Accept-Language': 'en-GB'}, follow_redirects=False)
