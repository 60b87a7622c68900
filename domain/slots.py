"""When something can be booked, and what says no: pure rules on values. No database and no clock: `now` is an argument.

`offers` and `refusals` ask the same questions (`bookable`, `grid`, `covers`, `barred`, `full_days`): a start is offered exactly where
nothing refuses it.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from domain.spans import EVER, Span, covers, day_start, merged, overlap

Key = TypeVar('Key', bound=Hashable)


class Rule(StrEnum):
    """What can say no to a start, in the order in which it is told."""

    STOCK = 'stock'
    NOTICE = 'notice'
    WINDOW = 'window'
    HOLIDAY = 'holiday'
    OVERRIDE = 'override'
    HOURS = 'hours'
    TIME_OFF = 'time_off'
    EXTERNAL = 'external_calendar'
    BOOKING = 'booking'
    BUFFER = 'buffer'
    RESOURCE = 'resource'
    LIMIT = 'limit'
    GRID = 'grid'


CUSTOMERS_ONLY = frozenset({Rule.NOTICE, Rule.WINDOW, Rule.GRID})
HELD = frozenset({Rule.BOOKING, Rule.RESOURCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a booking type asks of its times."""

    duration: timedelta
    step: timedelta
    before: timedelta = timedelta()
    after: timedelta = timedelta()
    notice: timedelta = timedelta()
    furthest_days: int = 60
    daily_limit: int | None = None
    capacity: int = 1

    def time(self, start: datetime) -> Span:
        """The appointment itself."""
        return Span(start, start + self.duration)

    def of_group(self, start: datetime, group: 'Session | None') -> 'Rules':
        """The same for a group that exists: it keeps its own length, whatever that of the type has become."""
        return replace(self, duration=group.end - start) if group else self

    def hold(self, start: datetime) -> Span:
        """The time that a booking at `start` takes from its resources."""
        return Span(start - self.before, start + self.duration + self.after)


class Block(NamedTuple):
    """Time at which the person, or something that is needed, is not to be had.

    `appointment`: the part without buffers, for time that a booking holds; `cause` says more to whoever explains it.
    """

    span: Span
    rule: Rule
    cause: Hashable = None
    appointment: Span | None = None


class Session(NamedTuple):
    """A group that exists already, and how many seats are left in it."""

    end: datetime
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Generic[Key]):
    """One who may perform the type: when they are open, what is in the way, and their groups by start."""

    key: Key
    stretches: Sequence[Span]
    blocks: Sequence[Block] = ()
    sessions: Mapping[datetime, Session] = field(default_factory=dict)


class Offer(NamedTuple, Generic[Key]):
    """A start that can be booked, with whom, and the seats left among them."""

    start: datetime
    end: datetime
    people: tuple[Key, ...]
    remaining: int


class Grid(NamedTuple):
    """The starts of somebody's open time, in order, each as the group of its own that would begin there."""

    starts: list[datetime]
    fresh: list[tuple[datetime, Session]]


class Refusal(NamedTuple):
    """A rule that says no; `block`: what is in the way, where something is."""

    rule: Rule
    block: Block | None = None


def offers(
    rules: Rules,
    people: Sequence[Person[Key]],
    *,
    zone: ZoneInfo,
    within: Span,
    now: datetime,
    booked: Mapping[date, int] | None = None,
) -> list[Offer[Key]]:
    """Every start within the span that somebody is free for, earliest first. `booked` counts the type's bookings per local day."""
    within = bookable(rules, zone=zone, within=within, now=now)
    grids = {same: _grid(rules, same, within) for same in {tuple(person.stretches) for person in people}}
    found: dict[datetime, list[tuple[Key, Session]]] = {}
    for person in people:
        for start, session in _starts(rules, person, grids[tuple(person.stretches)], within):
            found.setdefault(start, []).append((person.key, session))
    full = full_days(rules, booked or {})
    return [
        Offer(start, free[0][1].end, tuple(key for key, _ in free), sum(session.left for _, session in free))
        for start, free in sorted(found.items(), key=lambda item: item[0])
        if rules.daily_limit != 0 and not (full and start.astimezone(zone).date() in full)
    ]


def refusals(
    rules: Rules,
    person: Person[Key],
    start: datetime,
    *,
    zone: ZoneInfo,
    now: datetime,
    booked: Mapping[date, int] | None = None,
) -> list[Refusal]:
    """Every rule that keeps the start from being offered with this person; none for one that `offers` contains."""
    window, instant = bookable(rules, zone=zone, within=EVER, now=now), Span(start, start + timedelta.resolution)
    rules = rules.of_group(start, group := person.sessions.get(start))
    told = [Refusal(Rule.NOTICE)] if start < window.start else []
    if start >= window.end:
        told.append(Refusal(Rule.WINDOW))
    if not covers(person.stretches, rules.time(start)):
        told.append(Refusal(Rule.HOURS))
    elif group is None and not any(
        list(grid(stretch, rules.step, rules.duration, instant)) for stretch in person.stretches
    ):
        told.append(Refusal(Rule.GRID))
    blocks = _beside_groups(person) if group else person.blocks
    told += [Refusal(_told_as(rules, block, start), block) for block in _in_the_way(rules, blocks, start)]
    if group and group.left <= 0:
        told.append(Refusal(Rule.BOOKING, Block(Span(start, group.end), Rule.BOOKING)))
    if rules.daily_limit == 0 or start.astimezone(zone).date() in full_days(rules, booked or {}):
        told.append(Refusal(Rule.LIMIT))
    order = list(Rule)
    return sorted(told, key=lambda refusal: order.index(refusal.rule))


def bookable(rules: Rules, *, zone: ZoneInfo, within: Span, now: datetime) -> Span:
    """The part of the span that notice and furthest day leave."""
    furthest = now.astimezone(zone).date() + timedelta(days=rules.furthest_days + 1)
    return Span(max(within.start, now + rules.notice), min(within.end, day_start(zone, furthest)))


def full_days(rules: Rules, booked: Mapping[date, int]) -> set[date]:
    """The local days on which the daily limit is reached."""
    return {day for day, count in booked.items() if rules.daily_limit is not None and count >= rules.daily_limit}


def barred(rules: Rules, block: Block) -> Span:
    """The starts that the block forbids: where the appointment would touch it, for all but time off with its buffers too."""
    before, after = (timedelta(), timedelta()) if block.rule == Rule.TIME_OFF else (rules.before, rules.after)
    if block.span == EVER:
        return EVER
    return Span(block.span.start - after - rules.duration + timedelta.resolution, block.span.end + before)


def _grid(rules: Rules, stretches: Sequence[Span], within: Span) -> Grid:
    starts = [start for stretch in stretches for start in grid(stretch, rules.step, rules.duration, within)]
    return Grid(starts, [(start, Session(start + rules.duration, rules.capacity)) for start in starts])


def _starts(rules: Rules, person: Person[Key], laid: Grid, within: Span) -> Iterator[tuple[datetime, Session]]:
    """Free starts of the grid, and part-full groups wherever they begin."""
    free = _between(laid, merged(barred(rules, block) for block in person.blocks))
    yield from (pair for pair in free if pair[0] not in person.sessions) if person.sessions else free
    beside = _beside_groups(person) if person.sessions else []
    for start, session in person.sessions.items():
        if (
            session.left > 0
            and within.start <= start < within.end
            and covers(person.stretches, Span(start, session.end))
            and not _in_the_way(rules.of_group(start, session), beside, start)
        ):
            yield start, session


def _between(laid: Grid, closed: Sequence[Span]) -> Iterator[tuple[datetime, Session]]:
    """What of the grid lies outside the closed spans: from gap to gap, not from start to start."""
    place = 0
    for span in closed:
        yield from laid.fresh[place : (gone := bisect_left(laid.starts, span.start, place))]
        place = bisect_left(laid.starts, span.end, gone)
    yield from laid.fresh[place:]


def _in_the_way(rules: Rules, blocks: Sequence[Block], start: datetime) -> list[Block]:
    """The blocks that forbid this start."""
    return [block for block in blocks if (closed := barred(rules, block)).start <= start < closed.end]


def _beside_groups(person: Person[Key]) -> list[Block]:
    """What keeps a group from filling up: its own holds do not."""
    return [block for block in person.blocks if block.rule not in HELD]


def _told_as(rules: Rules, block: Block, start: datetime) -> Rule:
    """A booking that only the buffers touch is told as a buffer."""
    touches = block.appointment is None or overlap(block.appointment, rules.time(start))
    return block.rule if block.rule != Rule.BOOKING or touches else Rule.BUFFER


def grid(stretch: Span, step: timedelta, duration: timedelta, within: Span) -> Iterator[datetime]:
    """The starts within the span: every step from the beginning of the stretch, in elapsed time, that end inside it."""
    start, last = stretch.start, min(stretch.end - duration, within.end - timedelta.resolution)
    if start < within.start:
        start += -((start - within.start) // step) * step
    while start <= last:
        yield start
        start += step
