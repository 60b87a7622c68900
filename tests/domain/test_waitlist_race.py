"""An offer has one winner: claims against each other and against everybody who wants the same time; contacts that merge or go."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from data.models import Booking, BookingType, Occurrence, WaitlistEntry, WaitState
from domain import bookings, clock, contact_changes, public_booking, public_waitlist, waitlist, waitlist_offers, work
from domain.errors import Refusal
from domain.links import BadLink
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_waitlist import GUEST, NOW, cancel, fill, join, look


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    return factories.booking_type(cast.workspace.id, 'Colour', slug='colour')


def test_claims_against_each_other_and_against_bookings_have_one_winner(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token = join(cast, kind)
    cancel(cast, taken[0])
    asked = {'booking_type_id': kind.id, 'start': taken[0].start, 'member_id': cast.ben.member_id}
    contact = {'name': 'Racer', 'email': 'racer@example.com'}

    def attempt(way: str) -> str:
        try:
            if way == 'claim':
                return work.act_now(public_waitlist.claim, GUEST, token=token)
            if way == 'staff':
                work.act_now(bookings.book, cast.ada, contact=contact, **asked)
            else:
                work.act_now(public_booking.book, GUEST, slug='juniper-street', contact=contact, **asked)
        except Refusal as refusal:
            return type(refusal).__name__
        return 'booked'

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(attempt, ('claim', 'staff', 'public') * 4))
    claims, others = {found[n] for n in range(0, 12, 3)}, {found[n] for n in range(12) if n % 3}
    there = stage.all_of(Booking, Booking.start == taken[0].start, Booking.status == 'confirmed')
    assert [one.source for one in there] == ['waitlist']
    assert (len(claims), others) == (1, {'Taken'})
    assert len(stage.all_of(Occurrence, Occurrence.start == taken[0].start)) == 1


def test_an_offer_looks_again_whether_its_customer_still_waits(
    cast: Cast, kind: BookingType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the house looks for a time that fits, the customer leaves the list, or gets another offer."""
    taken = fill(cast, kind)
    join(cast, kind)
    fitting = waitlist_offers._fitting

    def meanwhile(session: Session, *given: Any) -> Any:
        session.execute(sa.text("UPDATE waitlist_entry SET state = 'left'"))
        return fitting(session, *given)

    monkeypatch.setattr(waitlist_offers, '_fitting', meanwhile)
    cancel(cast, taken[0])
    assert not stage.all_of(Occurrence, Occurrence.start == taken[0].start)
    assert [one.state for one in stage.all_of(WaitlistEntry)] == [WaitState.LEFT]


def test_a_merged_contact_keeps_the_turn_and_the_offer(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token = join(cast, kind)
    cancel(cast, taken[0])
    [entry] = stage.all_of(WaitlistEntry)
    kept = factories.contact(cast.workspace.id, 'Priya Nair')
    work.act_now(contact_changes.merge, cast.ada, contact_id=kept.id, other_id=entry.contact_id)
    assert [row.contact_name for row in work.read_now(waitlist.listing, cast.ada)] == ['Priya Nair']
    work.act_now(public_waitlist.claim, GUEST, token=token)
    [booking] = stage.all_of(Booking, Booking.source == 'waitlist')
    assert booking.contact_id == kept.id


def test_an_erased_contact_leaves_the_list_and_the_held_time_goes_on(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token, following = join(cast, kind), join(cast, kind, 'Noor')
    cancel(cast, taken[0])
    first = work.read_now(waitlist.listing, cast.ada)[0]
    work.act_now(contact_changes.delete, cast.ada, contact_id=first.contact_id)
    assert [one.state for one in stage.all_of(WaitlistEntry, WaitlistEntry.id == first.id)] == [WaitState.LEFT]
    assert look(following).start == taken[0].start
    for change in (public_waitlist.claim, public_waitlist.leave):
        with pytest.raises(BadLink):
            work.act_now(change, GUEST, token=token)
