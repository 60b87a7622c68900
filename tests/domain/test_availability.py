"""Free times from the database: the rules' answer over what is really held, in few queries and quickly."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from data import db
from data.migrations import guard
from data.models import Booking, BookingType, BookingTypeMember, Hold, Item, ItemKind, Occurrence, Resource, WhenShort
from data.models.stock import BookingTypeItem
from domain import availability, bookings, clock, hours, placing, time_off, work
from domain.errors import Invalid, NotFound
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def free(cast: Cast, kind: BookingType, actor: Any = None, **given: Any) -> list[availability.Slot]:
    given = {'first': TUESDAY, 'last': TUESDAY} | given
    return work.read_now(availability.slots, actor or cast.guest, booking_type_id=kind.id, **given)


def starts(cast: Cast, kind: BookingType, **given: Any) -> list[str]:
    return [slot.start.strftime('%H:%M') for slot in free(cast, kind, **given)]


def book(cast: Cast, kind: BookingType, hour: int, **given: Any) -> Booking:
    start = datetime(2026, 3, 3, hour, tzinfo=UTC)
    person = {'name': 'Priya', 'email': f'{uuid4().hex}@example.com'}
    return work.act_now(bookings.book, cast.guest, booking_type_id=kind.id, start=start, contact=person, **given)


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    made = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    factories.save(BookingTypeMember(booking_type_id=made.id, member_id=cast.ada.member_id))
    return made


ALL_DAY = [f'{hour:02}:00' for hour in range(9, 17)]


def test_a_booking_takes_its_time_and_a_cancelled_one_gives_it_back(cast: Cast, kind: BookingType) -> None:
    assert starts(cast, kind) == ALL_DAY
    booking = book(cast, kind, 12)
    assert starts(cast, kind) == [start for start in ALL_DAY if start != '12:00']
    assert '12:00' in starts(cast, kind, moving=booking.id)
    work.act_now(bookings.cancel, cast.ada, booking_id=booking.id)
    assert starts(cast, kind) == ALL_DAY


def test_whose_hours_count(cast: Cast, kind: BookingType) -> None:
    mornings = {'weekly': [{'weekday': 1, 'start': '09:00', 'end': '12:00'}], 'overrides': []}
    work.act_now(hours.put, cast.ada, hours=mornings, member_id=cast.ada.member_id)
    assert starts(cast, kind) == ['09:00', '10:00', '11:00']
    late = {'weekly': [{'weekday': 1, 'start': '11:00', 'end': '20:00'}], 'overrides': []}
    work.act_now(hours.put, cast.ada, hours=late, booking_type_id=kind.id)
    assert starts(cast, kind) == ['11:00']
    closed = {'weekly': factories.EVERY_DAY, 'overrides': [{'date': '2026-03-03', 'ranges': []}]}
    work.act_now(hours.put, cast.ada, hours=closed)
    assert starts(cast, kind) == []


def test_a_type_without_named_staff_is_done_by_any_bookable_member(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    assert {slot.remaining for slot in free(cast, kind)} == {2}
    assert {slot.member_ids for slot in free(cast, kind, member_id=cast.ben.member_id)} == {(cast.ben.member_id,)}
    assert free(cast, kind, member_id=cast.eve.member_id) == []
    book(cast, kind, 9, member_id=cast.ada.member_id)
    assert free(cast, kind)[0].member_ids == (cast.ben.member_id,)


def test_a_group_is_offered_with_the_seats_left(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, capacity=3, slot_step_minutes=30)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    book(cast, kind, 10)
    left = {slot.start.strftime('%H:%M'): slot.remaining for slot in free(cast, kind)}
    assert (left['09:00'], left['10:00'], left['11:00']) == (3, 2, 3)
    assert not {'09:30', '10:30'} & set(left)


def test_a_group_that_is_longer_than_its_type_is_now_takes_nobody_into_time_off(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, capacity=3, slot_step_minutes=60, duration_minutes=60)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    book(cast, kind, 10)
    kind.duration_minutes = 15
    factories.save(kind)
    away = {'start': datetime(2026, 3, 3, 10, 30, tzinfo=UTC), 'end': datetime(2026, 3, 3, 11, tzinfo=UTC)}
    work.act_now(time_off.add, cast.ada, member_id=cast.ada.member_id, **away)
    assert '10:00' not in starts(cast, kind)
    with pytest.raises(placing.Taken):
        book(cast, kind, 10)


def test_rooms_are_shared_by_all_types_and_allowing_ones_never_block(cast: Cast, kind: BookingType) -> None:
    rooms = {}
    for name, policy in (('Room', WhenShort.BLOCK), ('Towel', WhenShort.ALLOW)):
        item = factories.save(
            Item(workspace_id=cast.workspace.id, name=name, kind=ItemKind.REUSABLE, when_short=policy)
        )
        factories.save(Resource(workspace_id=cast.workspace.id, item_id=item.id, quantity=1))
        rooms[name] = item
    other = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    factories.save(BookingTypeMember(booking_type_id=other.id, member_id=cast.ben.member_id))
    for one in (kind, other):
        factories.save(BookingTypeItem(booking_type_id=one.id, item_id=rooms['Towel'].id))
    book(cast, kind, 9)
    assert starts(cast, other) == ALL_DAY
    for one in (kind, other):
        factories.save(BookingTypeItem(booking_type_id=one.id, item_id=rooms['Room'].id))
    book(cast, kind, 12)
    assert starts(cast, other) == [start for start in ALL_DAY if start != '12:00']


def test_days_are_those_of_the_asked_zone(cast: Cast, kind: BookingType) -> None:
    tokyo = free(cast, kind, timezone='Asia/Tokyo')
    assert [slot.start for slot in tokyo][:1] == [datetime(2026, 3, 2, 15, tzinfo=UTC)]
    assert {slot.start.astimezone(availability.ZoneInfo('Asia/Tokyo')).date() for slot in tokyo} == {TUESDAY}


@pytest.mark.parametrize(
    ('given', 'field'),
    [
        ({'timezone': 'Mars/Olympus'}, 'timezone'),
        ({'timezone': '../etc/passwd'}, 'timezone'),
        ({'timezone': '\x00'}, 'timezone'),
        ({'timezone': 'x' * 5000}, 'timezone'),
        ({'last': date(2026, 3, 2)}, 'to'),
        ({'last': TUESDAY + timedelta(days=62)}, 'to'),
    ],
)
def test_wrong_questions_are_refused(cast: Cast, kind: BookingType, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        free(cast, kind, **given)
    assert set(refused.value.fields) == {field}


def test_absurd_days_are_simply_not_free(cast: Cast, kind: BookingType) -> None:
    assert free(cast, kind, first=date.min, last=date.min) == free(cast, kind, first=date.max, last=date.max) == []


def test_strangers_and_retired_types_are_not_found(cast: Cast, kind: BookingType) -> None:
    with pytest.raises(NotFound):
        free(cast, kind, cast.eve)
    with db.transaction() as session:
        session.get_one(BookingType, kind.id).active = False
    with pytest.raises(NotFound):
        free(cast, kind)
    assert free(cast, kind, cast.ben)


def test_the_nearest_and_the_next_free_day(cast: Cast, kind: BookingType) -> None:
    asked = {'booking_type_id': kind.id}
    book(cast, kind, 12)
    nearest = work.read_now(availability.nearest, cast.guest, start=datetime(2026, 3, 3, 12, tzinfo=UTC), **asked)
    assert [start.hour for start in nearest] == [10, 11, 13]
    night = work.read_now(availability.nearest, cast.guest, start=datetime(2026, 3, 3, 23, tzinfo=UTC), **asked)
    assert [(start.day, start.hour) for start in night] == [(3, 14), (3, 15), (3, 16)]
    assert work.read_now(availability.next_free, cast.guest, after=TUESDAY, **asked) == date(2026, 3, 4)
    work.act_now(hours.put, cast.ada, hours={'weekly': [], 'overrides': []})
    assert work.read_now(availability.next_free, cast.guest, after=TUESDAY, **asked) is None
    assert work.read_now(availability.nearest, cast.guest, start=NOW, **asked) == []


def history(cast: Cast, kind: BookingType, count: int) -> None:
    """Bookings of an hour each, back to back through the days of two years around now, for both members."""
    priya = factories.contact(cast.workspace.id)
    with db.reading() as session:
        found = session.exec(
            sa.select(Resource.member_id, Resource.id).where(Resource.workspace_id == cast.workspace.id)
        )
        resources = dict(found.all())
    occurrences, holds, made = [], [], []
    for number in range(count):
        member_id = list(resources)[number % 2]
        day, hour = divmod(number // 2, 7)
        start = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(days=day - count // 28, hours=hour)
        ours = {'workspace_id': cast.workspace.id, 'created_at': NOW, 'updated_at': NOW, 'start': start}
        ours |= {'end': start + timedelta(hours=1)}
        taken = {'id': uuid4(), 'booking_type_id': kind.id, 'member_id': member_id, 'seats': 1, 'taken': 1}
        occurrences.append(ours | taken)
        holds.append(
            ours
            | {'id': uuid4(), 'resource_id': resources[member_id], 'occurrence_id': taken['id'], 'units': 1}
            | {'overbooked': False, 'reason': ''}
        )
        row = Booking(
            booking_type_id=kind.id, member_id=member_id, contact_id=priya.id, occurrence_id=taken['id'], **ours
        )
        made.append(row.model_dump())
    with db.transaction() as session:
        guard.drop(session.connection())  # ten thousand questions that this test does not ask
        for table, rows in ((Occurrence, occurrences), (Hold, holds), (Booking, made)):
            session.execute(sa.insert(table), rows)
        guard.create(session.connection())
        guard.look_ahead(session.connection())
        if db.engine().dialect.name == 'postgresql':
            session.execute(sa.text('ANALYZE hold'))


def test_a_month_is_quick_among_ten_thousand_bookings(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=15, furthest_days=60)
    history(cast, kind, 10_000)
    month = {'first': date(2026, 3, 3), 'last': date(2026, 4, 2)}
    took, found = [], []
    for _ in range(7):
        begin = time.thread_time()
        found = free(cast, kind, **month)
        took.append(time.thread_time() - begin)
    print(f'{len(found)} times in {min(took) * 1000:.0f} ms')
    assert len(found) == 31
    assert min(took) < 0.05


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, daily_limit=100, capacity=2)

    def queries() -> int:
        count = 0

        def one_more(*_: Any) -> None:
            nonlocal count
            count += 1

        sa.event.listen(db.engine(), 'before_cursor_execute', one_more)
        free(cast, kind, last=TUESDAY + timedelta(days=30))
        sa.event.remove(db.engine(), 'before_cursor_execute', one_more)
        return count

    before = queries()
    factories.person('Cy Dunn', cast.workspace.id)
    history(cast, kind, 200)
    assert queries() == before <= 12
