"""Why a time is not free: each rule by its own sentence, and never another answer than the free times themselves give."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data.models import (
    BookingTypeItem,
    BookingTypeMember,
    BusyTime,
    CalendarSource,
    Item,
    ItemKind,
    Resource,
    TimeOff,
    WhenShort,
    WhenStale,
)
from domain import availability, bookings, clock, explaining, hours, work
from domain.errors import Forbidden, Invalid
from domain.placing import NotTheirs
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def kind(cast: Cast) -> Any:
    """An hour with ten minutes after it, by Ada alone, in a room of which there is one."""
    made = factories.booking_type(
        cast.workspace.id, slot_step_minutes=60, buffer_after_minutes=10, minimum_notice_minutes=120, furthest_days=10
    )
    factories.save(BookingTypeMember(booking_type_id=made.id, member_id=cast.ada.member_id))
    return made


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def told(cast: Cast, kind: Any, start: datetime) -> list[tuple[str, str]]:
    """The reasons; what the verdict says must be what is offered."""
    (verdict,) = work.read_now(explaining.explain, cast.ben, booking_type_id=kind.id, start=start)
    offered = work.read_now(
        availability.slots, cast.guest, booking_type_id=kind.id, first=start.date(), last=start.date()
    )
    assert verdict.free == (start in [slot.start for slot in offered]) == (not verdict.reasons)
    return [(reason.rule.value, reason.sentence) for reason in verdict.reasons]


def book(cast: Cast, kind: Any, start: datetime) -> None:
    person = {'name': 'Priya', 'email': 'priya@example.com'}
    work.act_now(bookings.book, cast.guest, booking_type_id=kind.id, start=start, contact=person)


def test_a_booking_and_its_buffer(cast: Cast, kind: Any) -> None:
    book(cast, kind, at(10))
    busy = 'Ada Moreno is busy until 11:10 on Tue 3 Mar with Cut and finish plus a buffer of 10 minutes'
    assert told(cast, kind, at(9)) == [('buffer', busy)]
    assert told(cast, kind, at(10)) == [('booking', busy)]
    assert told(cast, kind, at(12)) == []


def test_the_rules_that_bind_customers_only(cast: Cast, kind: Any) -> None:
    assert told(cast, kind, at(9, day=2)) == [('notice', 'Customers have to book at least 2 hours ahead')]
    assert told(cast, kind, at(9, day=13)) == [('window', 'Customers can book at most 10 days ahead')]
    every = 'Customers are offered a start every 1 hour from opening, and this is none of them'
    assert told(cast, kind, at(9, 20)) == [('grid', every)]
    (verdict,) = work.read_now(explaining.explain, cast.ada, booking_type_id=kind.id, start=at(9, 20))
    assert verdict.free_for_staff


def test_hours_overrides_and_holidays_name_whose_they_are(cast: Cast, kind: Any) -> None:
    assert told(cast, kind, at(17)) == [('hours', 'That is outside the opening hours (the business)')]
    special = [
        {'date': '2026-03-04', 'ranges': [], 'note': 'Founding Day', 'holiday': True},
        {'date': '2026-03-05', 'ranges': [{'start': '12:00', 'end': '14:00'}], 'note': 'Stocktaking'},
    ]
    work.act_now(hours.put, cast.ada, hours={'weekly': factories.EVERY_DAY, 'overrides': special})
    assert told(cast, kind, at(9, day=4)) == [('holiday', 'The business is closed on Wednesday 4 March (Founding Day)')]
    assert told(cast, kind, at(9, day=5)) == [
        ('override', 'The business has other hours on Thursday 5 March (Stocktaking)')
    ]
    mornings = {'weekly': [{'weekday': 1, 'start': '09:00', 'end': '12:00'}], 'overrides': []}
    work.act_now(hours.put, cast.ada, hours=mornings, member_id=cast.ada.member_id)
    assert told(cast, kind, at(12)) == [('hours', 'That is outside the opening hours (Ada Moreno)')]
    work.act_now(hours.put, cast.ada, hours=mornings, booking_type_id=kind.id)
    work.act_now(hours.put, cast.ada, hours=None, member_id=cast.ada.member_id)
    assert told(cast, kind, at(12)) == [('hours', 'That is outside the opening hours (Cut and finish)')]


def test_time_off_and_calendars_elsewhere(cast: Cast, kind: Any) -> None:
    here = {'workspace_id': cast.workspace.id}
    factories.save(TimeOff(member_id=cast.ada.member_id, start=at(10), end=at(11), reason='Dentist', **here))
    assert told(cast, kind, at(10)) == [('time_off', 'Ada Moreno is away until 11:00 on Tue 3 Mar (Dentist)')]
    assert told(cast, kind, at(9)) == []  # buffers may lie in time off, as they may outside the hours
    source = factories.save(CalendarSource(member_id=cast.ada.member_id, name='Private', fetched_at=NOW, **here))
    factories.save(BusyTime(source_id=source.id, start=at(14), end=at(15), uid='x', **here))
    elsewhere = ('external_calendar', 'Ada Moreno is busy until 15:00 on Tue 3 Mar in the calendar Private')
    assert told(cast, kind, at(14)) == [elsewhere]
    assert told(cast, kind, at(13)) == [elsewhere]
    factories.save(CalendarSource(member_id=cast.ada.member_id, name='Old', when_stale=WhenStale.WITHHOLD, **here))
    assert told(cast, kind, at(16)) == [
        ('external_calendar', 'The calendar Old of Ada Moreno was not read yet, and you withhold times until it is')
    ]


def test_rooms_stock_and_the_daily_limit(cast: Cast, kind: Any) -> None:
    room = factories.save(
        Item(workspace_id=cast.workspace.id, name='Room 1', kind=ItemKind.REUSABLE, when_short=WhenShort.BLOCK)
    )
    factories.save(Resource(workspace_id=cast.workspace.id, item_id=room.id, quantity=1))
    other = factories.booking_type(cast.workspace.id, 'Massage', slot_step_minutes=60, daily_limit=1)
    factories.save(BookingTypeMember(booking_type_id=other.id, member_id=cast.ben.member_id))
    for one in (kind, other):
        factories.save(BookingTypeItem(booking_type_id=one.id, item_id=room.id))
    book(cast, other, at(10))
    assert told(cast, kind, at(10)) == [('resource', 'Room 1 is in use until 11:00 on Tue 3 Mar')]
    assert told(cast, other, at(12)) == [('limit', 'Massage can be booked 1 time a day, and that day is full')]
    wax = factories.save(
        Item(workspace_id=cast.workspace.id, name='Wax', kind=ItemKind.CONSUMABLE, when_short=WhenShort.BLOCK)
    )
    factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=wax.id))
    assert told(cast, kind, at(14)) == [('stock', 'There is not enough Wax')]


def test_who_may_ask_and_for_whom(cast: Cast, kind: Any) -> None:
    asked = {'booking_type_id': kind.id, 'start': at(9)}
    with pytest.raises(Forbidden):
        work.read_now(explaining.explain, cast.guest, **asked)
    with pytest.raises(NotTheirs):
        work.read_now(explaining.explain, cast.ada, member_id=cast.ben.member_id, **asked)
    with pytest.raises(Invalid):
        work.read_now(explaining.explain, cast.ada, booking_type_id=kind.id, start=NOW + timedelta(days=5000))
