"""No time is sold twice, however many ask at once: threads and processes, on both engines, with the guard and without it."""

import multiprocessing
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data import db
from data.migrations import guard
from data.models import Booking, BookingStatus, BookingType, BookingTypeMember, Hold, Occurrence
from data.settings import settings
from domain import bookings, clock, holds, timetable, work
from domain.actor import Actor
from domain.errors import Refusal
from tests import factories
from tests.conftest import Cast

THREADS = 16
TOMORROW = (clock.now() + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
NOON = TOMORROW.replace(hour=12)
Wish = tuple[UUID, datetime]


def three_types(cast: Cast) -> list[BookingType]:
    """30, 60 and 95 minutes with different buffers, all done by Ada alone."""
    kinds = [
        factories.booking_type(
            cast.workspace.id,
            f'{minutes} minutes',
            duration_minutes=minutes,
            slot_step_minutes=5,
            buffer_before_minutes=before,
            buffer_after_minutes=after,
        )
        for minutes, before, after in ((30, 0, 10), (60, 5, 0), (95, 10, 15))
    ]
    for kind in kinds:
        factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    return kinds


def covering_noon(kinds: list[BookingType], count: int) -> list[Wish]:
    """Wishes that all cover one instant."""
    chance = random.Random(7)
    wishes = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        back = chance.randrange(0, kind.duration_minutes, 5)
        wishes.append((kind.id, NOON - timedelta(minutes=back)))
    return wishes


def attempt(actor: Actor, wish: Wish) -> tuple[str, Wish, list[datetime]]:
    """'booked', or what was refused, with the nearest times that were named."""
    person = {'name': 'Racer', 'email': f'{uuid4().hex}@example.com'}
    try:
        work.act_now(bookings.book, actor, booking_type_id=wish[0], start=wish[1], contact=person)
    except Refusal as refusal:
        return type(refusal).__name__, wish, refusal.details.get('nearest', [])
    return 'booked', wish, []


def race(actor: Actor, wishes: list[Wish]) -> list[tuple[str, Wish, list[datetime]]]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda wish: attempt(actor, wish), wishes))


def process(url: str, actor: Actor, wishes: list[Wish]) -> list[tuple[str, Wish, list[datetime]]]:
    """The same in a process of its own."""
    os.environ['CAREOPS_DATABASE_URL'] = url
    settings.cache_clear()
    db.close()
    try:
        return race(actor, wishes)
    finally:
        db.close()


def overlaps() -> int:
    """Pairs of holds that share a resource's time."""
    with db.reading() as session:
        query = sa.text("""SELECT COUNT(*) FROM hold AS one JOIN hold AS other ON other.resource_id = one.resource_id
            AND other.id <> one.id AND other.start < one."end" AND one.start < other."end"
            WHERE NOT one.overbooked AND NOT other.overbooked""")
        return int(session.execute(query).scalar_one())


def count(table: Any, *where: Any) -> int:
    with db.reading() as session:
        return len(session.exec(select(table).where(*where)).all())


class Undone(Exception):
    """Ends a transaction that was only a try."""


def could_book(actor: Actor, kind_id: UUID, start: datetime) -> bool:
    person = {'name': 'Late', 'email': 'late@example.com'}
    try:
        with db.transaction() as session:
            bookings.book(session, actor, booking_type_id=kind_id, start=start, contact=person)
            raise Undone
    except Undone:
        return True


def judge(cast: Cast, results: list[tuple[str, Wish, list[datetime]]]) -> None:
    outcomes = Counter(outcome for outcome, _, _ in results)
    print(dict(outcomes))
    assert outcomes == {'booked': 1, 'Taken': 99}
    assert overlaps() == 0
    assert count(Booking) == count(Hold) == 1
    assert all(len(nearest) == 3 for outcome, _, nearest in results if outcome == 'Taken')
    named = {(wish[0], start) for _, wish, nearest in results for start in nearest}
    for kind_id, start in named:
        assert could_book(cast.guest, kind_id, start)


def test_a_hundred_threads_over_one_instant(cast: Cast) -> None:
    judge(cast, race(cast.guest, covering_noon(three_types(cast), 100)))


def test_a_hundred_wishes_of_two_processes_over_one_instant(cast: Cast) -> None:
    wishes = covering_noon(three_types(cast), 100)
    with multiprocessing.get_context('spawn').Pool(2) as pool:
        url = settings().database_url
        halves = pool.starmap(process, [(url, cast.guest, wishes[0::2]), (url, cast.guest, wishes[1::2])])
    judge(cast, halves[0] + halves[1])


@pytest.mark.parametrize('guarded', [True, False])
def test_without_the_domains_look_the_guard_alone_keeps_time_apart(cast: Cast, guarded: bool) -> None:
    """The check and the locks are left out; without the guard the same race sells the time twice."""
    wishes = covering_noon(three_types(cast), 30)
    if not guarded:
        with db.engine().execution_options(writes=True).begin() as connection:
            guard.drop(connection)

    def blindly(wish: Wish) -> bool:
        with db.transaction() as session:
            table = timetable.load(session, cast.guest, booking_type_id=wish[0])
            return holds.take(session, table, table.performers[0], wish[1]) is not None

    with ThreadPoolExecutor(THREADS) as pool:
        taken = sum(pool.map(blindly, wishes))
    assert (taken, overlaps()) == (1, 0) if guarded else (taken > 1 and overlaps() > 0)
    assert count(Hold) == taken


def test_a_refusal_of_the_guard_becomes_the_same_sentence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the domain's look is too early, the guard's refusal is told as Taken, with times that can be booked."""
    kind = three_types(cast)[1]
    assert attempt(cast.guest, (kind.id, NOON))[0] == 'booked'
    monkeypatch.setattr(
        'domain.placing._free', lambda session, actor, table, start, moving: {cast.ada.member_id: False}
    )
    outcome, _, nearest = attempt(cast.guest, (kind.id, NOON + timedelta(minutes=20)))
    monkeypatch.undo()
    assert (outcome, len(nearest), overlaps()) == ('Taken', 3, 0)
    assert all(could_book(cast.guest, kind.id, start) for start in nearest)


def test_seats_of_a_group_are_sold_once_each(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, capacity=5)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    outcomes = Counter(outcome for outcome, _, _ in race(cast.guest, [(kind.id, NOON)] * 30))
    assert outcomes == {'booked': 5, 'Taken': 25}
    with db.reading() as session:
        (group,) = session.exec(select(Occurrence)).all()
    assert (group.taken, group.seats, count(Hold)) == (5, 5, 1)


def test_a_seat_is_counted_from_what_is_there_now(cast: Cast) -> None:
    """What the session has read before it had the lock is not what it counts from."""
    kind = factories.booking_type(cast.workspace.id, capacity=5)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    assert attempt(cast.guest, (kind.id, NOON))[0] == 'booked'
    with db.transaction() as session:
        group = session.exec(select(Occurrence)).one()
        session.execute(sa.text('UPDATE occurrence SET taken = 3'))
        table = timetable.load(session, cast.guest, booking_type_id=kind.id)
        assert holds.take(session, table, table.performers[0], NOON) is group
        assert group.taken == 4
        session.execute(sa.text('UPDATE occurrence SET taken = 3'))
        holds.free(session, session.exec(select(Booking)).one())
        assert group.taken == 2


def test_a_full_group_is_overbooked_beside_its_seats(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, capacity=2)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    person = {'name': 'Racer', 'email': 'racer@example.com'}
    given = {'booking_type_id': kind.id, 'start': NOON, 'contact': person}
    for reason in ('', '', 'They are three'):
        work.act_now(bookings.book, cast.ben, overbook_reason=reason, **given)
    with db.reading() as session:
        assert sorted((one.taken, one.seats) for one in session.exec(select(Occurrence))) == [(1, 2), (2, 2)]
        assert sorted(one.overbooked for one in session.exec(select(Hold))) == [False, True]


def test_anyone_finds_everyone_who_is_free(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    outcomes = Counter(outcome for outcome, _, _ in race(cast.guest, [(kind.id, NOON)] * 20))
    assert outcomes == {'booked': 2, 'Taken': 18}


def test_the_daily_limit_holds_across_people(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, daily_limit=3)
    wishes = [(kind.id, NOON + timedelta(hours=number % 4)) for number in range(24)]
    outcomes = Counter(outcome for outcome, _, _ in race(cast.guest, wishes))
    assert outcomes == {'booked': 3, 'Taken': 21}


def test_one_submission_books_once(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)

    def submit(_: int) -> UUID:
        person = {'name': 'Priya', 'email': 'priya@example.com'}
        given = {'booking_type_id': kind.id, 'start': NOON, 'contact': person, 'submission_key': 'same'}
        return work.act_now(bookings.book, cast.guest, **given).id

    with ThreadPoolExecutor(THREADS) as pool:
        assert len(set(pool.map(submit, range(20)))) == 1
    assert count(Booking) == 1


def test_a_crowd_that_books_moves_and_cancels_never_overlaps_and_never_jams(cast: Cast) -> None:
    kinds = [*three_types(cast), factories.booking_type(cast.workspace.id, capacity=3, slot_step_minutes=60)]
    seen = Counter[str]()

    def act_at_random(seed: int) -> None:
        chance = random.Random(seed)
        kind, start = chance.choice(kinds), TOMORROW + timedelta(minutes=chance.randrange(9 * 60, 16 * 60, 5))
        with db.reading() as session:
            living = session.exec(select(Booking.id).where(Booking.status == BookingStatus.CONFIRMED)).all()
        one = {'booking_id': chance.choice(living)} if living else None
        verb = chance.choice(['book', 'book', 'reschedule', 'reschedule', 'cancel']) if one else 'book'
        person = {'name': 'Crowd', 'email': f'{chance.randrange(6)}@example.com'}
        given: dict[str, dict[str, Any]] = {
            'book': {'booking_type_id': kind.id, 'start': start, 'contact': person},
            'reschedule': {**(one or {}), 'start': start},
            'cancel': one or {},
        }
        try:
            work.act_now(getattr(bookings, verb), cast.ben, **given[verb])
        except Refusal:
            seen[f'{verb} refused'] += 1
        else:
            seen[verb] += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act_at_random, range(160)))
    print(dict(seen))
    assert min(seen[name] for name in ('book', 'book refused', 'reschedule', 'reschedule refused', 'cancel')) > 2
    assert overlaps() == 0
    with db.reading() as session:
        groups = {one.id: one.taken for one in session.exec(select(Occurrence))}
        inside = Counter(session.exec(select(Booking.occurrence_id).where(Booking.status == BookingStatus.CONFIRMED)))
    assert groups == dict(inside)
