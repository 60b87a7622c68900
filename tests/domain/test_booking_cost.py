"""What a booking may cost: a fixed number of statements, whatever the salon has written down, and one transaction."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from data import db
from data.models import Booking, BookingType, Delivery, Member, Resource
from domain import clock, due, public_booking, work
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON

MOST = 45  # a new customer with two messages; without savepoints
LEFT_OUT = ('PRAGMA', 'SET ', 'SAVEPOINT', 'RELEASE', 'ROLLBACK')


def book(cast: Cast, kind: BookingType, hour: int) -> list[str]:
    """Book as a new customer; the statements."""
    seen: list[str] = []

    def see(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(LEFT_OUT):
            seen.append(statement)

    event.listen(db.engine(), 'before_cursor_execute', see)
    try:
        work.act_now(
            public_booking.book,
            Actor.guest(address='203.0.113.9'),
            slug='juniper-street',
            booking_type_id=kind.id,
            start=NOON + timedelta(days=1, hours=hour),
            contact={'name': 'Priya Nair', 'email': f'{uuid4().hex}@example.com'},
        )
    finally:
        event.remove(db.engine(), 'before_cursor_execute', see)
    return seen


def _colleague(cast: Cast, number: int) -> None:
    member = factories.save(Member(workspace_id=cast.workspace.id, full_name=f'Person {number}', position=number))
    factories.save(Resource(workspace_id=cast.workspace.id, member_id=member.id))


def test_a_booking_takes_few_statements_and_no_more_of_them_in_a_large_salon(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        kind = factories.booking_type(cast.workspace.id, 'Colour', slug='colour')
        book(cast, kind, 0)
        small = book(cast, kind, 1)
        for number in range(15):
            _colleague(cast, number)
            stage.booking(cast, hours=100 + number)
        large = book(cast, kind, 2)
    assert len(stage.all_of(Booking, Booking.booking_type_id == kind.id)) == 3
    assert len(large) <= len(small) + 1  # with several people it is asked who has fewest bookings that day
    assert len(large) <= MOST, '\n'.join(large)


@pytest.mark.parametrize(
    ('flying', 'share', 'waits'),
    [([], 1, True), (['theirs'], 1, False), (['theirs'], 2, True), (['nobody'], 1, True)],
)
def test_the_outbox_knows_without_writing_whether_it_has_something_to_take(
    cast: Cast, flying: list[str], share: int, waits: bool
) -> None:
    stage.channel(cast)
    whose = {'theirs': cast.workspace.id, 'nobody': None}
    given = {'share': share, 'flying': {uuid4(): whose[one] for one in flying}}
    assert not work.read_now(due.waits, Actor.system(), **given)
    with clock.frozen(NOON):
        stage.booking(cast)
        assert work.read_now(due.waits, Actor.system(), **given) is waits
        assert stage.all_of(Delivery)[0].claimed_by == ''
