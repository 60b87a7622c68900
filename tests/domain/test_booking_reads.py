"""Bookings as lists: complete rows, filters, order, and the same number of queries for one and for thirty."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import db
from data.models import Booking, BookingStatus
from domain import booking_reads, clock, work
from domain.errors import Forbidden, NotFound
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def bookings(cast: Cast, count: int, **given: Any) -> list[Booking]:
    """Bookings of Ada, one a day from Tuesday at ten."""
    kind, priya = factories.booking_type(cast.workspace.id, colour='#123456'), factories.contact(cast.workspace.id)
    start = datetime(2026, 3, 3, 10, tzinfo=UTC)
    ours = {
        'workspace_id': cast.workspace.id,
        'booking_type_id': kind.id,
        'member_id': cast.ada.member_id,
        'contact_id': priya.id,
    } | given
    times = [start + timedelta(days=number) for number in range(count)]
    made = [Booking(**ours, start=time, end=time + timedelta(hours=1)) for time in times]
    factories.save(*made)
    return made


def queries(call: Any) -> int:
    count = 0

    def one_more(*_: Any) -> None:
        nonlocal count
        count += 1

    sa.event.listen(db.engine(), 'before_cursor_execute', one_more)
    try:
        call()
    finally:
        sa.event.remove(db.engine(), 'before_cursor_execute', one_more)
    return count


def test_a_row_is_complete(cast: Cast) -> None:
    (booking,) = bookings(cast, 1, staff_notes='Tea')
    row = work.read_now(booking_reads.one, cast.ben, booking_id=booking.id)
    assert (row.type_name, row.colour, row.member_name, row.contact_name) == (
        'Cut and finish',
        '#123456',
        'Ada Moreno',
        'Priya Nair',
    )
    assert (row.start, row.readiness, row.overbooked, row.staff_notes) == (booking.start, 'ready', False, 'Tea')


def test_a_day_holds_what_touches_it(cast: Cast) -> None:
    first, _ = bookings(cast, 2)
    night = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    (late,) = bookings(cast, 1)
    with db.transaction() as session:
        row = session.get_one(Booking, late.id)
        row.start, row.end, row.member_id = night, night + timedelta(hours=1), cast.ben.member_id
    read = work.read_now
    assert [row.id for row in read(booking_reads.day, cast.ben, day=date(2026, 3, 3))] == [first.id, late.id]
    assert late.id in [row.id for row in read(booking_reads.day, cast.ben, day=date(2026, 3, 4))]
    assert [
        row.id for row in read(booking_reads.day, cast.ben, day=date(2026, 3, 3), member_id=cast.ada.member_id)
    ] == [first.id]
    assert len(read(booking_reads.between, cast.ben, first=date(2026, 3, 2), last=date(2026, 3, 8))) == 3


def test_upcoming_counts_local_days_and_leaves_out_what_is_over(cast: Cast) -> None:
    made = bookings(cast, 10)
    with db.transaction() as session:
        session.get_one(Booking, made[0].id).status = BookingStatus.CANCELLED
    assert [row.id for row in work.read_now(booking_reads.upcoming, cast.ben, days=3)] == [one.id for one in made[1:3]]


@pytest.mark.parametrize(
    ('given', 'expected'),
    [
        ({}, [0, 1, 2]),
        ({'sort': '-start'}, [2, 1, 0]),
        ({'limit': 1, 'offset': 1}, [1]),
        ({'statuses': ['cancelled']}, [0]),
        ({'statuses': ['confirmed', 'cancelled'], 'before': datetime(2026, 3, 4, 10, tzinfo=UTC)}, [0]),
        ({'first': datetime(2026, 3, 4, 10, tzinfo=UTC)}, [1, 2]),
    ],
)
def test_pages_are_filtered_and_sorted(cast: Cast, given: dict[str, Any], expected: list[int]) -> None:
    made = bookings(cast, 3)
    with db.transaction() as session:
        session.get_one(Booking, made[0].id).status = BookingStatus.CANCELLED
    page = work.read_now(booking_reads.page, cast.ben, **given)
    assert [row.id for row in page.items] == [made[number].id for number in expected]
    assert page.total == (3 if 'limit' in given else len(expected))


def test_pages_are_filtered_by_whom_what_and_for_whom(cast: Cast) -> None:
    (one,), (other,) = bookings(cast, 1), bookings(cast, 1, member_id=cast.ben.member_id)
    for given in (
        {'member_id': other.member_id},
        {'booking_type_id': other.booking_type_id},
        {'contact_id': other.contact_id},
    ):
        assert [row.id for row in work.read_now(booking_reads.page, cast.ben, **given).items] == [other.id] != [one.id]


def test_absurd_days_hold_nothing(cast: Cast) -> None:
    bookings(cast, 1)
    for day in (date.min, date.max):
        assert work.read_now(booking_reads.day, cast.ben, day=day) == ()
    assert len(work.read_now(booking_reads.between, cast.ben, first=date.min, last=date.max)) <= 1


def test_an_unknown_order_is_refused(cast: Cast) -> None:
    with pytest.raises(booking_reads.UnknownSort):
        work.read_now(booking_reads.page, cast.ben, sort='moon')


def test_lists_take_the_same_number_of_queries_for_one_and_for_thirty(cast: Cast) -> None:
    def all_lists() -> list[int]:
        first, last = date(2026, 3, 1), date(2026, 5, 1)
        return [
            queries(lambda: work.read_now(booking_reads.page, cast.ben)),
            queries(lambda: work.read_now(booking_reads.between, cast.ben, first=first, last=last)),
            queries(lambda: work.read_now(booking_reads.upcoming, cast.ben, days=60)),
        ]

    bookings(cast, 1)
    few = all_lists()
    bookings(cast, 30)
    assert all_lists() == few


def test_only_who_may_sees_bookings_and_nobody_those_of_next_door(cast: Cast) -> None:
    (booking,) = bookings(cast, 1)
    without = factories.person('Cy Dunn', cast.workspace.id, can_bookings=False)
    for actor in (without, cast.guest):
        with pytest.raises(Forbidden):
            work.read_now(booking_reads.page, actor)
    with pytest.raises(NotFound):
        work.read_now(booking_reads.one, cast.eve, booking_id=booking.id)
    assert work.read_now(booking_reads.page, cast.eve).total == 0
