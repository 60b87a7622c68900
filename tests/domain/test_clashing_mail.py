"""A customer who books the same time twice hears of it in the mail, and nobody else anywhere."""

from datetime import timedelta
from uuid import UUID

import pytest

from data.models import Booking, Delivery
from domain import bookings, clock, facts, public_booking, work
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_automation import NOON

PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}


@pytest.mark.parametrize('other', ['overlapping', 'after', 'cancelled', 'somebody else'])
async def test_only_the_mail_of_the_contact_says_so(cast: Cast, other: str) -> None:
    stage.channel(cast)
    kind = factories.booking_type(cast.workspace.id, 'Colour')
    with clock.frozen(NOON):
        start = NOON + timedelta(days=2, hours=2 if other == 'after' else 0)
        whom = {'name': 'Lee', 'email': 'lee@example.com'} if other == 'somebody else' else PRIYA
        asked = {'booking_type_id': kind.id, 'contact': whom, 'member_id': cast.ada.member_id}
        first = work.act_now(bookings.book, cast.ada, start=start, **asked)
        if other == 'cancelled':
            work.act_now(bookings.cancel, cast.ada, booking_id=first.id)
        work.act_now(
            public_booking.book,
            Actor.guest(address='203.0.113.7'),
            slug='juniper-street',
            booking_type_id=kind.id,
            start=NOON + timedelta(days=2),
            contact=PRIYA,
            member_id=cast.ben.member_id,
        )
        [booking] = stage.all_of(Booking, Booking.source == 'public')
        told = {one.address: work.read_now(_told, cast.ada, delivery_id=one.id) for one in _about(booking)}
    said = {address for address, words in told.items() if 'at the same time' in words}
    assert said == ({'priya@example.com'} if other == 'overlapping' else set())
    assert len(told) > 1
    if said:
        assert 'You have another booking at the same time: Colour, 12:00 – 13:00' in told['priya@example.com']


def _about(booking: Booking) -> list[Delivery]:
    return stage.all_of(Delivery, Delivery.booking_id == booking.id)


def _told(session: object, actor: Actor, *, delivery_id: UUID) -> str:
    found = facts.gathered(session, session.get(Delivery, delivery_id))  # type: ignore[arg-type, attr-defined]
    return str(facts.values(found, {})['details'])
