"""Why a time is not free: each rule by its own sentence, and never another answer than the free times themselves give."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import db
from data.models import (
    Booking,
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
from domain.actor import Actor
from domain.errors import Forbidden, Invalid
from domain.placing import NotTheirs
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

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
    (verdict,) = work.read_now(explaining.explain, cast.ben, booking_type_id=kind.id, start=start).people
    offered = work.read_now(
        availability.slots, cast.guest, booking_type_id=kind.id, first=start.date(), last=start.date()
    )
    assert verdict.free == (start in [slot.start for slot in offered]) == (not verdict.reasons)
    return [(reason.rule.value, reason.sentence) for reason in verdict.reasons]


def book(cast: Cast, kind: Any, start: datetime, actor: Actor | None = None) -> None:
    person = {'name': 'Priya', 'email': 'priya@example.com'}
    work.act_now(bookings.book, actor or cast.guest, booking_type_id=kind.id, start=start, contact=person)


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
    (verdict,) = work.read_now(explaining.explain, cast.ada, booking_type_id=kind.id, start=at(9, 20)).people
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


@pytest.fixture
def massage(cast: Cast) -> Any:
    """Half an hour by Ada or Ben, with a buffer on both sides and a start of its own grid."""
    return factories.booking_type(
        cast.workspace.id, 'Massage', duration_minutes=30, slot_step_minutes=45, buffer_before_minutes=5,
        buffer_after_minutes=15, minimum_notice_minutes=0,
    )  # fmt: skip


def visit(cast: Cast, kind: Any, also: Any, start: datetime, **given: Any) -> explaining.Explanation:
    asked = {'booking_type_id': kind.id, 'also': [also.id]} | given
    return work.read_now(explaining.explain, cast.ben, start=start, **asked)


def test_a_visit_is_explained_service_by_service(cast: Cast, kind: Any, massage: Any) -> None:
    for start, other in ((at(10), kind), (at(13, 5), massage), (at(13, 5), massage)):
        book(cast, other, start, cast.ben)
    found = visit(cast, kind, massage, at(12))
    assert (found.free, found.free_for_staff, found.apart) == (False, False, False)
    assert [(one.service, one.member_name, one.start, one.free) for one in found.people] == [
        ('Cut and finish', 'Ada Moreno', at(12), True),
        ('Massage', 'Ada Moreno', at(13), False),
        ('Massage', 'Ben Okafor', at(13), False),
    ]
    late = visit(cast, kind, massage, at(16))
    assert [reason.sentence for reason in late.people[-1].reasons] == [
        'That is outside the opening hours (the business)'
    ]
    assert visit(cast, massage, kind, at(14)).people[-1].service == 'Cut and finish'
    with pytest.raises(Invalid):
        visit(cast, kind, kind, at(14))


def test_the_verdict_on_a_visit_is_what_is_offered_and_taken(cast: Cast, kind: Any, massage: Any) -> None:
    for hour, other in ((10, kind), (13, massage), (15, massage)):
        book(cast, other, at(hour), cast.ben)
    for first, then in ((kind, massage), (massage, kind)):
        given = {'booking_type_id': first.id, 'also': [then.id]}
        offered = work.read_now(availability.slots, cast.guest, first=TUESDAY, last=TUESDAY, **given)
        starts = {one.start for one in offered}
        assert starts
        for minute in range(0, 9 * 60, 15):
            start = at(8) + timedelta(minutes=minute)
            found = visit(cast, first, then, start)
            assert found.free == (start in starts), start
            assert found.free_for_staff == taken(cast, start, **given), start
            somebody = all(any(one.free for one in found.people if one.service_id == each.id) for each in (first, then))
            assert somebody or not found.free
            assert not found.apart or not found.free_for_staff


class Undone(Exception):
    """Only tried."""


def taken(cast: Cast, start: datetime, **given: Any) -> bool:
    """Whether staff get the visit; it is not kept."""
    contact = {'name': 'Rui', 'email': 'rui@example.com'}
    try:
        with db.transaction() as session:
            bookings.book(session, cast.ben, start=start, contact=contact, **given)
            raise Undone
    except (bookings.Taken, bookings.NotOffered):
        return False
    except Undone:
        return True


def test_two_services_that_need_the_one_room_do_not_fit_one_after_the_other(cast: Cast, kind: Any) -> None:
    ours = {'workspace_id': cast.workspace.id}
    room = factories.save(Item(name='Room 1', kind=ItemKind.REUSABLE, when_short=WhenShort.BLOCK, **ours))
    factories.save(Resource(item_id=room.id, quantity=1, **ours))
    other = factories.booking_type(cast.workspace.id, 'Peel', minimum_notice_minutes=0)
    factories.save(BookingTypeMember(booking_type_id=other.id, member_id=cast.ben.member_id))
    for one in (kind, other):
        factories.save(BookingTypeItem(booking_type_id=one.id, item_id=room.id))
    found = visit(cast, kind, other, at(10))  # ten minutes after the first the room is still being cleaned
    assert (found.free, found.free_for_staff, found.apart) == (False, False, True)
    assert all(one.free for one in found.people)
    assert visit(cast, other, kind, at(10)).free


def test_a_visit_that_moves_counts_as_free_itself(cast: Cast, kind: Any, massage: Any) -> None:
    contact = {'name': 'Rui', 'email': 'rui@example.com'}
    given = {'booking_type_id': kind.id, 'also': [massage.id], 'start': at(10), 'contact': contact}
    first = work.act_now(bookings.book, cast.ben, **given)
    second = next(one for one in stage.all_of(Booking) if one.id != first.id)
    for one, start in ((first, at(10, 30)), (second, at(11, 30))):
        asked = {'booking_type_id': one.booking_type_id, 'moving': one.id, 'start': start}
        found = work.read_now(explaining.explain, cast.ben, **asked)
        assert found.free_for_staff
        assert [each.start for each in found.people] == [at(10, 30), at(11, 30)]


def test_who_may_ask_and_for_whom(cast: Cast, kind: Any) -> None:
    asked = {'booking_type_id': kind.id, 'start': at(9)}
    with pytest.raises(Forbidden):
        work.read_now(explaining.explain, cast.guest, **asked)
    with pytest.raises(NotTheirs):
        work.read_now(explaining.explain, cast.ada, member_id=cast.ben.member_id, **asked)
    with pytest.raises(Invalid):
        work.read_now(explaining.explain, cast.ada, booking_type_id=kind.id, start=NOW + timedelta(days=5000))
