"""Two calls at once: overlapping as far as the database lets them, or from one moment on in two processes; and what must hold afterwards."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import db
from data.settings import settings
from domain import work
from domain.actor import Actor
from domain.errors import Refusal
from tests import conftest

PATIENCE = 60
QUESTIONS = {
    'a resource carries more than it has': """SELECT COUNT(*) FROM hold AS point JOIN resource ON resource.id = point.resource_id
        WHERE NOT point.overbooked AND resource.quantity < (SELECT SUM(other.units) FROM hold AS other
        WHERE other.resource_id = point.resource_id AND NOT other.overbooked
        AND other.start <= point.start AND other."end" > point.start)""",
    'a group counts other seats than it has bookings and offers': """SELECT COUNT(*) FROM occurrence WHERE taken <>
        (SELECT COUNT(*) FROM booking WHERE booking.occurrence_id = occurrence.id)
        + (SELECT COUNT(*) FROM waitlist_entry WHERE waitlist_entry.occurrence_id = occurrence.id)""",
    'a group has more in it than seats': 'SELECT COUNT(*) FROM occurrence WHERE taken > seats',
    'a living booking has no time': """SELECT COUNT(*) FROM booking WHERE status <> 'cancelled' AND NOT EXISTS
        (SELECT 1 FROM hold JOIN resource ON resource.id = hold.resource_id WHERE hold.occurrence_id = booking.occurrence_id
        AND resource.member_id = booking.member_id AND hold.start <= booking.start AND hold."end" >= booking."end")""",
    'a living booking has no room': """SELECT COUNT(*) FROM booking JOIN booking_type_item AS used
        ON used.booking_type_id = booking.booking_type_id JOIN item ON item.id = used.item_id AND item.kind = 'reusable'
        WHERE booking.status IN ('pending', 'confirmed', 'completed') AND NOT EXISTS
        (SELECT 1 FROM hold JOIN resource ON resource.id = hold.resource_id WHERE hold.occurrence_id = booking.occurrence_id
        AND resource.item_id = item.id AND hold.start <= booking.start AND hold."end" >= booking."end")""",
    'a cancelled booking keeps time': "SELECT COUNT(*) FROM booking WHERE status = 'cancelled' AND occurrence_id IS NOT NULL",
    'an offer holds no time': """SELECT COUNT(*) FROM waitlist_entry WHERE
        (state = 'offered') <> (occurrence_id IS NOT NULL)""",
    'time is held for nobody': 'SELECT COUNT(*) FROM occurrence WHERE taken = 0',
    'a visit is torn': """SELECT COUNT(*) FROM booking JOIN booking AS later ON later.combination_id = booking.combination_id
        AND later.start > booking.start AND later.status <> 'cancelled' AND booking.status <> 'cancelled'
        WHERE booking."end" > later.start""",
    'stock is set aside for what is over': """SELECT COUNT(*) FROM booking WHERE status <> 'pending' AND status <> 'confirmed'
        AND 0 <> (SELECT COALESCE(SUM(reserved), 0) FROM movement WHERE movement.booking_id = booking.id)""",
    'an open booking lacks its stock': """SELECT COUNT(*) FROM booking JOIN booking_type_item AS used
        ON used.booking_type_id = booking.booking_type_id JOIN item ON item.id = used.item_id AND item.kind = 'consumable'
        WHERE booking.status IN ('pending', 'confirmed') AND used.quantity <>
        (SELECT COALESCE(SUM(reserved), 0) FROM movement WHERE movement.booking_id = booking.id)""",
    'more is promised than there is': """SELECT COUNT(*) FROM item WHERE when_short = 'block' AND kind = 'consumable' AND 0 >
        (SELECT COALESCE(SUM(on_hand) - SUM(reserved), 0) FROM movement WHERE movement.item_id = item.id)""",
    'what follows from a change was not done': "SELECT COUNT(*) FROM firing WHERE outcome = 'failed'",
    'a booking was made more than once': """SELECT COUNT(*) FROM booking WHERE 1 <> (SELECT COUNT(*) FROM event
        WHERE event.object_id = booking.id AND event.name = 'booking.created')""",
}


def wrong() -> dict[str, int]:
    """What is wrong in the tables, asked in plain SQL."""
    with db.reading() as session:
        found = {name: int(session.execute(sa.text(query)).scalar_one()) for name, query in QUESTIONS.items()}
    return {name: many for name, many in found.items() if many}


def deadlocks() -> int:
    """How often PostgreSQL had to end a circle of waiting; SQLite has one writer."""
    if db.engine().dialect.name == 'sqlite':
        return 0
    query = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'
    with db.reading() as session:
        return int(session.execute(sa.text(query)).scalar_one())


class Said(str):
    """A result that is judged; every other one is 'done'."""

    __slots__ = ()


@dataclass(frozen=True)
class Try:
    """A call into the domain, small enough to go to another process; `later` makes it anew for another time."""

    call: Callable[..., Any]
    actor: Actor
    given: dict[str, Any] = field(default_factory=dict)
    later: 'Callable[[Try, Near], Try] | None' = None

    def but(self, **given: Any) -> 'Try':
        return replace(self, given=self.given | given)


@dataclass(frozen=True)
class Near:
    """A time that was named to one who came too late: instead of which start, where it is one of several."""

    start: datetime
    day: Any = None


@dataclass(frozen=True)
class Outcome:
    """'done', the name of the refusal, or what went wrong; and the nearest times that were named."""

    said: str
    nearest: tuple[Near, ...] = ()


def attempt(one: Try) -> Outcome:
    try:
        result = work.act_now(one.call, one.actor, **one.given)
    except Refusal as refusal:
        return Outcome(type(refusal).__name__, tuple(_named(refusal)))
    except Exception as error:
        return Outcome(f'BUG {error!r}')
    return Outcome(str(result) if isinstance(result, Said) else 'done')


def _named(refusal: Refusal) -> list[Near]:
    several = [one for one in refusal.details.get('occurrences', ()) if not one.free]
    within = [Near(start, one.day) for one in several for start in one.nearest]
    return within + [Near(start) for start in refusal.details.get('nearest', ())]


def overlapping(first: Try, second: Try) -> tuple[Outcome, Outcome]:
    """`first` has done everything but its commit when `second` begins; it commits once `second` has to wait, or has ended."""
    written, go = threading.Event(), threading.Event()

    def lead() -> Outcome:
        mine = threading.get_ident()

        def pause(_: Any) -> None:
            if threading.get_ident() == mine:
                written.set()
                assert go.wait(PATIENCE)

        db.before_commit.append(pause)
        try:
            return attempt(first)
        finally:
            db.before_commit.remove(pause)
            written.set()

    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(lead)
        assert written.wait(PATIENCE)
        following = pool.submit(attempt, second)
        while not (following.done() or _somebody_waits()):
            time.sleep(0.002)
        go.set()
        return leading.result(), following.result()


def _somebody_waits() -> bool:
    """On SQLite everybody who writes does, behind the one writer."""
    if db.engine().dialect.name == 'sqlite':
        return True
    query = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with db.reading() as session:
        return bool(session.execute(sa.text(query)).scalar_one())


def spread(run: Callable[[Any], Outcome], jobs: Sequence[Any]) -> list[Outcome]:
    """All jobs as fast as they go: by threads on SQLite, by processes with threads on PostgreSQL."""
    if db.engine().dialect.name == 'sqlite':
        return _threaded(run, jobs)
    with multiprocessing.get_context('spawn').Pool(2, _enter, _place(None)) as pool:
        halves = pool.starmap(_threaded, [(run, jobs[0::2]), (run, jobs[1::2])])
    found: list[Any] = [None] * len(jobs)
    found[0::2], found[1::2] = halves
    return found


def _threaded(run: Callable[[Any], Outcome], jobs: Sequence[Any]) -> list[Outcome]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, jobs))


class Threads:
    """Two threads of this process, which start together."""

    def __init__(self) -> None:
        self.pool, self.gate = ThreadPoolExecutor(2), threading.Barrier(2)

    def __call__(self, one: Try, other: Try) -> tuple[Outcome, Outcome]:
        def run(mine: Try) -> Outcome:
            self.gate.wait(PATIENCE)
            return attempt(mine)

        first, second = self.pool.map(run, (one, other))
        return first, second

    def close(self) -> None:
        self.pool.shutdown()


class Processes:
    """Two processes beside this one, each with connections of its own, which start together."""

    def __init__(self) -> None:
        context = multiprocessing.get_context('spawn')
        self.pool = context.Pool(2, _enter, _place(context.Barrier(2)))

    def __call__(self, one: Try, other: Try) -> tuple[Outcome, Outcome]:
        first, second = self.pool.map(_run, (one, other), chunksize=1)
        return first, second

    def close(self) -> None:
        self.pool.terminate()
        self.pool.join()


_gate: Any = None


def _place(gate: Any) -> tuple[str, str, Any]:
    return settings().database_url, str(settings().data_dir), gate


def _enter(url: str, data_dir: str, gate: Any) -> None:
    """The first thing that a process of its own does: the same house, database and secret."""
    global _gate
    _gate = gate
    conftest.wiring.wire()
    os.environ |= {'CAREOPS_DATABASE_URL': url, 'CAREOPS_DATA_DIR': data_dir}
    settings.cache_clear()
    db.close()


def _run(one: Try) -> Outcome:
    _gate.wait(PATIENCE)
    return attempt(one)
