"""A crowd does everything at once for a while; afterwards the tables alone are asked whether anything was sold twice."""

import multiprocessing
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from data import db
from data.models import Booking, BookingStatus, BookingTypeItem, BookingTypeMember, Item, ItemKind, Resource, WhenShort
from data.settings import settings
from domain import booking_types, bookings, clock, items, work
from domain.actor import Actor
from domain.errors import Refusal
from tests import factories
from tests.conftest import Cast

OPERATIONS = int(os.environ.get('OPERATIONS', '200'))
KINDS = {
    'book': 24,
    'anyone': 10,
    'group': 10,
    'room': 10,
    'request': 8,
    'overbook': 3,
    'reschedule': 9,
    'cancel': 9,
    'reopen': 5,
    'confirm': 4,
    'complete': 3,
    'no_show': 3,
    'quantity': 3,
    'seats': 3,
}
STATUS = {
    'reschedule': BookingStatus.CONFIRMED,
    'cancel': BookingStatus.CONFIRMED,
    'complete': BookingStatus.CONFIRMED,
    'no_show': BookingStatus.CONFIRMED,
    'confirm': BookingStatus.PENDING,
}
QUESTIONS = {
    'a resource carries more than it has': """SELECT COUNT(*) FROM hold AS point JOIN resource ON resource.id = point.resource_id
        WHERE NOT point.overbooked AND resource.quantity < (SELECT SUM(other.units) FROM hold AS other
        WHERE other.resource_id = point.resource_id AND NOT other.overbooked
        AND other.start <= point.start AND other."end" > point.start)""",
    'a group counts other seats than it has bookings': """SELECT COUNT(*) FROM occurrence WHERE taken <>
        (SELECT COUNT(*) FROM booking WHERE booking.occurrence_id = occurrence.id)""",
    'a living booking has no time': """SELECT COUNT(*) FROM booking WHERE status <> 'cancelled' AND NOT EXISTS
        (SELECT 1 FROM hold JOIN resource ON resource.id = hold.resource_id WHERE hold.occurrence_id = booking.occurrence_id
        AND resource.member_id = booking.member_id AND hold.start <= booking.start AND hold."end" >= booking."end")""",
    'a cancelled booking keeps time': "SELECT COUNT(*) FROM booking WHERE status = 'cancelled' AND occurrence_id IS NOT NULL",
    'time is held for nobody': 'SELECT COUNT(*) FROM occurrence WHERE taken = 0',
    'stock is set aside for what is over': """SELECT COUNT(*) FROM booking WHERE status <> 'pending' AND status <> 'confirmed'
        AND 0 <> (SELECT COALESCE(SUM(reserved), 0) FROM movement WHERE movement.booking_id = booking.id)""",
    'an open booking lacks its stock': """SELECT COUNT(*) FROM booking JOIN booking_type_item AS used
        ON used.booking_type_id = booking.booking_type_id JOIN item ON item.id = used.item_id AND item.kind = 'consumable'
        WHERE booking.status IN ('pending', 'confirmed') AND used.quantity <>
        (SELECT COALESCE(SUM(reserved), 0) FROM movement WHERE movement.booking_id = booking.id)""",
    'a booking was made more than once': """SELECT COUNT(*) FROM booking WHERE 1 <> (SELECT COUNT(*) FROM event
        WHERE event.object_id = booking.id AND event.name = 'booking.created')""",
}


@dataclass(frozen=True)
class Stage:
    """What the crowd acts on; small enough to go to another process."""

    staff: Actor
    owner: Actor
    guest: Actor
    kinds: dict[str, UUID]
    room: UUID
    first: datetime
    days: int


def stage(cast: Cast) -> Stage:
    """Four people, types of several lengths, two of them in one room of two places, a group, and stock."""
    people = [cast.ada, cast.ben, *(factories.person(name, cast.workspace.id) for name in ('Cleo Hart', 'Dan Roy'))]
    given: dict[str, dict[str, Any]] = {
        'book': {'duration_minutes': 30, 'slot_step_minutes': 15, 'buffer_after_minutes': 10},
        'anyone': {'duration_minutes': 60, 'slot_step_minutes': 30, 'buffer_before_minutes': 5},
        'group': {'duration_minutes': 60, 'slot_step_minutes': 60, 'capacity': 4},
        'room': {'duration_minutes': 95, 'slot_step_minutes': 5},
        'request': {'duration_minutes': 45, 'slot_step_minutes': 15, 'auto_confirm': False},
    }
    made = {name: factories.booking_type(cast.workspace.id, name, **one) for name, one in given.items()}
    for person in people[:2]:
        factories.save(BookingTypeMember(booking_type_id=made['group'].id, member_id=person.member_id))
    room = Item(workspace_id=cast.workspace.id, name='Room', kind=ItemKind.REUSABLE, quantity=2)
    room.when_short = WhenShort.BLOCK
    oil = Item(workspace_id=cast.workspace.id, name='Oil', kind=ItemKind.CONSUMABLE)
    factories.save(room, oil, Resource(workspace_id=cast.workspace.id, item_id=room.id, quantity=2))
    for name in ('room', 'group'):
        factories.save(BookingTypeItem(booking_type_id=made[name].id, item_id=room.id, quantity=1))
    factories.save(BookingTypeItem(booking_type_id=made['book'].id, item_id=oil.id, quantity=2))
    first = (clock.now() + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
    kinds = {name: kind.id for name, kind in made.items()}
    return Stage(cast.ben, cast.ada, cast.guest, kinds, room.id, first, days=2 + OPERATIONS // 400)


def operate(stage: Stage, seed: int) -> tuple[str, str]:
    """One operation at random: its kind, and 'done', what was refused, or what went wrong."""
    chance = random.Random(seed)
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    try:
        call, actor, given = _chosen(stage, kind, chance)
        if call is None:
            return kind, 'nothing there'
        work.act_now(call, actor, **given)
    except Refusal as refusal:
        return kind, type(refusal).__name__
    except Exception as error:
        return kind, f'BUG {error!r}'
    return kind, 'done'


def _chosen(stage: Stage, kind: str, chance: random.Random) -> tuple[Any, Actor, dict[str, Any]]:
    start = stage.first + timedelta(days=chance.randrange(stage.days), minutes=chance.randrange(9 * 60, 16 * 60, 30))
    if kind == 'quantity':
        return items.update, stage.owner, {'item_id': stage.room, 'given': {'quantity': chance.choice([1, 2, 2, 3])}}
    if kind == 'seats':
        given = {'capacity': chance.choice([2, 4, 6])}
        return booking_types.update, stage.owner, {'booking_type_id': stage.kinds['group'], 'given': given}
    if kind in stage.kinds or kind == 'overbook':
        person = {'name': 'Crowd', 'email': f'{chance.randrange(40)}@example.com'}
        given = {'booking_type_id': stage.kinds.get(kind, stage.kinds['room']), 'start': start, 'contact': person}
        if kind == 'overbook':
            return (
                bookings.book,
                stage.staff,
                given | {'overbook_reason': 'They asked', 'member_id': stage.staff.member_id},
            )
        named = {'member_id': stage.staff.member_id} if kind == 'book' and chance.random() < 0.5 else {}
        return bookings.book, stage.guest, given | named
    booking_id = _one(kind)
    moved = {'start': start} if kind == 'reschedule' else {}
    return booking_id and getattr(bookings, kind), stage.staff, {'booking_id': booking_id} | moved


def _one(kind: str) -> UUID | None:
    where = col(Booking.status) == STATUS[kind] if kind in STATUS else col(Booking.status) != BookingStatus.CONFIRMED
    with db.reading() as session:
        return session.exec(select(Booking.id).where(where).order_by(sa.func.random()).limit(1)).first()


def crowd(stage: Stage, seeds: list[int]) -> list[tuple[str, str]]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda seed: operate(stage, seed), seeds))


def process(url: str, stage: Stage, seeds: list[int]) -> list[tuple[str, str]]:
    """The same in a process of its own."""
    os.environ['CAREOPS_DATABASE_URL'] = url
    settings.cache_clear()
    db.close()
    try:
        return crowd(stage, seeds)
    finally:
        db.close()


def answers() -> dict[str, int]:
    """What is wrong in the tables, asked in plain SQL."""
    with db.reading() as session:
        found = {name: int(session.execute(sa.text(query)).scalar_one()) for name, query in QUESTIONS.items()}
    return {name: many for name, many in found.items() if many}


def test_whatever_a_crowd_does_at_once_nothing_is_sold_twice(cast: Cast, engine: str) -> None:
    scene, seeds = stage(cast), list(range(OPERATIONS))
    if engine == 'sqlite':
        seen = crowd(scene, seeds)
    else:
        with multiprocessing.get_context('spawn').Pool(2) as pool:
            parts = [(settings().database_url, scene, seeds[half::2]) for half in (0, 1)]
            seen = [one for part in pool.starmap(process, parts) for one in part]
    table = {kind: dict(Counter(how for one, how in seen if one == kind)) for kind in KINDS}
    for kind, outcomes in table.items():
        print(f'{kind:>10}: {sum(outcomes.values()):>5}  {outcomes}')
    assert [one for one in seen if one[1].startswith('BUG')] == []
    assert answers() == {}
    assert min(sum(outcomes.values()) for outcomes in table.values()) >= max(1, OPERATIONS / 50 - 4)
    assert sum(how == 'done' for _, how in seen) >= 0.3 * OPERATIONS
    if OPERATIONS >= 10_000:
        assert min(sum(outcomes.values()) for outcomes in table.values()) >= 200


def test_the_guard_does_not_depend_on_the_servers_isolation(cast: Cast, engine: str) -> None:
    """A server whose default is REPEATABLE READ would let the trigger look at the past."""
    if engine == 'postgresql':
        with db.engine().execution_options(isolation_level='AUTOCOMMIT', writes=True).connect() as connection:
            name = db.engine().url.database
            connection.exec_driver_sql(f'ALTER DATABASE {name} SET default_transaction_isolation = "repeatable read"')
        db.close()
    try:
        kind = factories.booking_type(cast.workspace.id)
        start = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)

        def book(_: int) -> str:
            person = {'name': 'Racer', 'email': f'{uuid4().hex}@example.com'}
            given = {'booking_type_id': kind.id, 'start': start, 'contact': person}
            try:
                work.act_now(bookings.book, cast.guest, member_id=cast.ada.member_id, **given)
            except Refusal as refusal:
                return type(refusal).__name__
            return 'done'

        with ThreadPoolExecutor(8) as pool:
            assert Counter(pool.map(book, range(16))) == {'done': 1, 'Taken': 15}
        assert answers() == {}
    finally:
        if engine == 'postgresql':
            with db.engine().execution_options(isolation_level='AUTOCOMMIT', writes=True).connect() as connection:
                connection.exec_driver_sql(f'ALTER DATABASE {name} RESET default_transaction_isolation')
