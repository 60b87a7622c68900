"""Placing one occurrence of a series after the other, and what is said of those whose time is not free."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from domain import availability, clock, inventory, placing
from domain.actor import Actor
from domain.errors import Conflict, Refusal
from domain.placing import NotOffered, Taken
from domain.series.reaching import NothingLeft
from domain.timetable import Timetable


class Clashes(Conflict):
    """Some of these times are not free. Please decide for each of them."""  # details: occurrences=[Planned, …]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to do on a planned day whose time is not free: leave it out, take another start, or overbook with a reason."""

    day: date
    skip: bool = False
    start: datetime | None = None
    overbook_reason: str = ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An occurrence before it is saved. `day` is the planned one, `start` where it would be now; `why` says what is in the way."""

    day: date
    start: datetime
    free: bool
    skipped: bool = False
    why: str = ''
    nearest: tuple[datetime, ...] = ()


Try = Callable[[Choice, datetime], Any]


def tried(
    session: Session, table: Timetable, plan: Sequence[tuple[date, datetime]], choices: Sequence[Choice], place: Try
) -> Iterator[Planned]:
    """Place one occurrence after the other, each as chosen; what was refused leaves no trace and says why."""
    chosen = {one.day: one for one in choices}
    for day, planned in plan:
        choice = chosen.get(day) or Choice(day=day)
        there = choice.start or planned
        if choice.skip:
            yield Planned(day=day, start=there, free=True, skipped=True)
            continue
        before = list(session.info.get('recorded', []))
        try:
            with session.begin_nested():
                place(choice, there)
            yield Planned(day=day, start=there, free=True)
        except (Taken, NotOffered, inventory.Short) as refused:
            session.info['recorded'] = before
            nearest = _nearest(session, table, there, refused)
            yield Planned(day=day, start=there, free=False, why=_why(refused), nearest=nearest)


def _why(refused: Refusal) -> str:
    if isinstance(refused, Taken):
        return 'This time is taken'
    return 'Outside the working hours' if isinstance(refused, NotOffered) else refused.message


def _nearest(session: Session, table: Timetable, there: datetime, refused: Refusal) -> tuple[datetime, ...]:
    if isinstance(refused, Taken):
        return tuple(refused.details['nearest'])
    if isinstance(refused, inventory.Short) or abs(there - clock.now()) > placing.FARTHEST:
        return ()
    return tuple(availability.nearest_of(session, table, there))


def all_or_nothing(found: Iterable[Planned]) -> None:
    """Clashes with the whole list where one of them is not free; NothingLeft where all are left out."""
    whole = sorted(found, key=lambda one: one.day)
    if not all(one.free for one in whole):
        raise Clashes(occurrences=whole)
    if all(one.skipped for one in whole):
        raise NothingLeft


@contextmanager
def only_tried(session: Session) -> Iterator[None]:
    """Everything that is done inside is undone, and nobody hears of it."""
    recorded, told = list(session.info.get('recorded', [])), dict(session.info.get('told', {}))
    was = session.begin_nested()
    try:
        yield
    finally:
        was.rollback()
        session.info['recorded'], session.info['told'] = recorded, told


def within_reach(actor: Actor, start: datetime) -> None:
    """No calendar goes on from the year 9999. NotOffered."""
    if start.tzinfo is None or abs(start - clock.now()) > placing.FARTHEST:
        raise NotOffered(actor)
