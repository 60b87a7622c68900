"""What `bench/booking.py` runs in processes of their own: fill the salon, or measure three calls."""

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from bench.table import quantile
from data import db, migrate
from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    Contact,
    Conversation,
    Delivery,
    Hold,
    Integration,
    Member,
    Occurrence,
    Resource,
    Schedule,
    Workspace,
    WorkspaceStatus,
)
from domain import availability, bookings, clock, wiring, work
from domain.actor import Actor
from tests import factories

STAFF, TYPES, DAYS, CONTACTS = 20, 60, 180, 2000
HALF_HOUR = timedelta(minutes=30)
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)  # entered during set-up: nothing is sent or promised for these any more


def fill(many: int) -> None:
    """Bulk inserts through the real tables, guard on: half-hours one after another for each person, half of the days behind us."""
    migrate.upgrade()
    with db.transaction() as session:
        place = session.exec(select(Workspace)).first() or _open(session)
        kinds = list(session.exec(select(BookingType.id)))
        people = list(session.exec(select(Member.id, Resource.id).join(Resource, col(Resource.member_id) == Member.id)))
        contacts = list(session.exec(select(Contact.id)))
        rows: dict[Any, list[dict[str, Any]]] = {Occurrence: [], Hold: [], Booking: []}
        known = session.execute(sa.select(sa.func.count()).select_from(Booking)).scalar_one()
        for number, (member, resource, start) in enumerate(_places(people, known, many)):
            same = {'workspace_id': place.id, 'start': start, 'end': start + HALF_HOUR}
            kind, occurrence = kinds[number % TYPES], uuid4()
            who = {'member_id': member, 'booking_type_id': kind}
            rows[Occurrence].append(same | who | {'id': occurrence, 'seats': 1, 'taken': 1})
            rows[Hold].append(same | {'occurrence_id': occurrence, 'resource_id': resource})
            said = {'contact_id': contacts[number % CONTACTS], 'occurrence_id': occurrence}
            status = BookingStatus.COMPLETED if start + HALF_HOUR < clock.now() else BookingStatus.CONFIRMED
            rows[Booking].append(same | who | said | {'timezone': 'UTC', 'status': status, 'created_at': BEFORE})
        for table, written in rows.items():
            session.execute(sa.insert(table), written)
    with db.engine().execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql('ANALYZE')


def _open(session: Any) -> Workspace:
    place = Workspace(name='Bench', slug='bench', timezone='Europe/Lisbon', region='PT', status=WorkspaceStatus.ACTIVE)
    place.activated_at = clock.now()
    session.add(place)
    session.flush()
    week = [{'weekday': day, 'start': '09:00', 'end': '18:00'} for day in range(7)]
    session.add(Schedule(workspace_id=place.id, weekly=week))
    for number in range(STAFF):
        member = Member(workspace_id=place.id, full_name=f'Person {number}', position=number)
        session.add(member)
        session.flush()
        session.add(Resource(workspace_id=place.id, member_id=member.id))
    for number in range(TYPES):
        kind = {'duration_minutes': 30 + number % 3 * 15, 'slot_step_minutes': 15, 'minimum_notice_minutes': 0}
        session.add(BookingType(workspace_id=place.id, name=f'Service {number}', slug=f'service-{number}', **kind))
    for number in range(CONTACTS):
        contact = Contact(workspace_id=place.id, name=f'Contact {number}', email=f'c{number}@example.com')
        session.add(contact)
        session.flush()
        session.add(Conversation(workspace_id=place.id, contact_id=contact.id, last_activity_at=clock.now()))
    session.flush()
    return place


def connect(port: int) -> None:
    """A mail server on loopback as the salon's channel; what was sent before counts as of yesterday, lest the hour's ceiling is reached."""
    with db.transaction() as session:
        session.execute(sa.update(Delivery).values(sent_at=clock.now() - timedelta(days=1)))
        place = session.exec(select(Workspace.id)).one()
        known = session.exec(select(Integration)).first()
    if known is None:
        factories.smtp(place, port)


def _places(people: list[Any], known: int, many: int) -> Iterator[tuple[UUID, UUID, Any]]:
    """A free half-hour for each booking that is still missing; the tenfold salon reaches ten times as far back."""
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    daily = 20_000 // STAFF // DAYS + 1
    days_back = DAYS // 2 if known == 0 else many // STAFF // daily
    for number in range(many - known):
        turn, person = divmod(number, STAFF)
        day, place = divmod(turn, daily)
        offset = day - days_back - (DAYS if known else 0)
        yield *people[person], today + timedelta(days=offset) + place * 2 * HALF_HOUR


def measure(warm: int) -> None:
    """For each call: the first run and its processor time, p50, p95 and processor time of the warm ones, and its queries, as JSON."""
    wiring.wire()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the server runs (careops_ui/serving.py)
    with db.reading() as session:
        place, kind = session.exec(select(Workspace.id)).one(), session.exec(select(BookingType.id)).first()
    assert kind
    guest, tomorrow = Actor.guest(place), clock.now().date() + timedelta(days=1)
    at = clock.now().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=1)
    asked = {'booking_type_id': kind, 'first': tomorrow}
    tries = iter(range(10**6))

    def write() -> None:
        number = next(tries)
        person = {'name': 'Customer', 'email': f'{uuid4().hex}@example.com'}
        start = at + timedelta(days=number % 50)
        work.act_now(bookings.book, guest, booking_type_id=kind, start=start, contact=person)

    calls: dict[str, Callable[[], object]] = {
        'one day of times': lambda: work.read_now(availability.slots, guest, last=tomorrow, **asked),
        'a month of times, anyone': lambda: work.read_now(
            availability.slots, guest, last=tomorrow + timedelta(days=29), **asked
        ),
        'book': write,
    }
    print(json.dumps({name: [*_timed(call, warm)] for name, call in calls.items()}))


def _timed(call: Callable[[], object], warm: int) -> Iterator[float]:
    seen: list[str] = []
    sa.event.listen(db.engine(), 'before_cursor_execute', lambda _c, _k, statement, *_: seen.append(statement))
    begin = time.process_time()
    yield _once(call)
    yield (time.process_time() - begin) * 1000
    queries = sum(not statement.startswith(('BEGIN', 'PRAGMA', 'SET ', 'SAVE', 'RELE', 'ROLL')) for statement in seen)
    begin = time.process_time()
    times = [_once(call) for _ in range(warm)] or [0.0]
    yield quantile(times, 0.5)
    yield quantile(times, 0.95)
    yield (time.process_time() - begin) * 1000 / max(warm, 1)
    yield queries


def _once(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


if __name__ == '__main__':
    {'fill': fill, 'connect': connect, 'measure': measure}[sys.argv[1]](int(sys.argv[2]))
