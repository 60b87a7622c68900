"""When something can be booked: interval algebra on values. No database and no clock: `now` is an argument.

Instants are aware UTC, spans half-open; local time appears only where hours become spans. A set of open instants is a sorted list of
spans that neither overlap nor touch.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

Key = TypeVar('Key', bound=Hashable)
Minutes = tuple[int, int]

DAY = timedelta(days=1)
ALL_DAY: tuple[Minutes, ...] = ((0, 1440),)
LONGEST_OFFSET = timedelta(hours=26)
BETWEEN_LOOKS = timedelta(hours=6)
SOME_MONDAY = date(2001, 1, 1)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class Span(NamedTuple):
    """Time from `start` up to, and without, `end`."""

    start: datetime
    end: datetime


EVER = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Hours:
    """Local ranges in minutes after midnight of their start day; an end beyond 1440 runs into the next day.

    `weekly` has seven entries, Monday first; None: only the overrides are said here. An override without ranges is a closed day.
    """

    weekly: tuple[tuple[Minutes, ...], ...] | None
    overrides: Mapping[date, tuple[Minutes, ...]] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Minutes, ...] | None:
        """The ranges that belong to `day`; None where nothing is said."""
        if day in self.overrides:
            return self.overrides[day]
        return None if self.weekly is None else self.weekly[day.weekday()]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whose hours count: a member's own replace the business's, the type's narrow them, a closed day of the business closes everyone."""

    business: Hours
    member: Hours | None = None
    kind: Hours | None = None

    def of_person(self, day: date) -> tuple[Minutes, ...]:
        if self.business.overrides.get(day) == ():
            return ()
        own = self.member.on(day) if self.member else None
        return own if own is not None else self.business.on(day) or ()

    def of_kind(self, day: date) -> tuple[Minutes, ...]:
        said = self.kind.on(day) if self.kind else None
        return ALL_DAY if said is None else said

    def first_override(self, otherwise: date) -> date:
        said = [hours for hours in (self.business, self.member, self.kind) if hours]
        return min([otherwise, *(day for hours in said for day in hours.overrides)])


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

    def hold(self, start: datetime) -> Span:
        """The time that a booking at `start` takes from its resources."""
        return Span(start - self.before, start + self.duration + self.after)


class Session(NamedTuple):
    """A group that exists already, and how many seats are left in it."""

    end: datetime
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Generic[Key]):
    """One who may perform the type: when they are open, where no further hold fits (sorted, disjoint), and their groups by start."""

    key: Key
    stretches: Sequence[Span]
    busy: Sequence[Span] = ()
    sessions: Mapping[datetime, Session] = field(default_factory=dict)


class Offer(NamedTuple, Generic[Key]):
    """A start that can be booked, with whom, and the seats left among them."""

    start: datetime
    end: datetime
    people: tuple[Key, ...]
    remaining: int


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
    found: dict[datetime, list[tuple[Key, Session]]] = {}
    for person in people:
        for start, session in _starts(rules, person, within):
            found.setdefault(start, []).append((person.key, session))
    full = {
        day for day, count in (booked or {}).items() if rules.daily_limit is not None and count >= rules.daily_limit
    }
    return [
        Offer(start, free[0][1].end, tuple(key for key, _ in free), sum(session.left for _, session in free))
        for start, free in sorted(found.items(), key=lambda item: item[0])
        if rules.daily_limit != 0 and not (full and start.astimezone(zone).date() in full)
    ]


def bookable(rules: Rules, *, zone: ZoneInfo, within: Span, now: datetime) -> Span:
    """The part of the span that notice and furthest day leave."""
    furthest = now.astimezone(zone).date() + timedelta(days=rules.furthest_days + 1)
    return Span(max(within.start, now + rules.notice), min(within.end, day_start(zone, furthest)))


def _starts(rules: Rules, person: Person[Key], within: Span) -> Iterator[tuple[datetime, Session]]:
    """Free starts of the grid, and part-full groups wherever they begin."""
    busy, place = person.busy, 0
    for stretch in person.stretches:
        for start in grid(stretch, rules.step, rules.duration, within):
            hold = rules.hold(start)
            while place < len(busy) and busy[place].end <= hold.start:
                place += 1
            free = place == len(busy) or busy[place].start >= hold.end
            if free and start not in person.sessions:
                yield start, Session(start + rules.duration, rules.capacity)
    for start, session in person.sessions.items():
        if (
            session.left > 0
            and within.start <= start < within.end
            and covers(person.stretches, Span(start, session.end))
        ):
            yield start, session


def grid(stretch: Span, step: timedelta, duration: timedelta, within: Span) -> Iterator[datetime]:
    """The starts within the span: every step from the beginning of the stretch, in elapsed time, that end inside it."""
    start, last = stretch.start, min(stretch.end - duration, within.end - timedelta.resolution)
    if start < within.start:
        start += -((start - within.start) // step) * step
    while start <= last:
        yield start
        start += step


def stretches(opening: Opening, *, zone: ZoneInfo, first: date, last: date, duration: timedelta = DAY) -> list[Span]:
    """The open stretches that reach the local days `first` to `last`, each from its true beginning, however long before that it lies.

    They go on after `last` for at least the duration, so that a start on the last day can be judged.
    """
    reach, back = day_start(zone, first), 2
    last += timedelta(days=duration // DAY + 1)
    while True:
        known_from = first - timedelta(days=back)
        spans = [span for span in _open(opening, zone, known_from, last) if span.end > reach]
        if not spans or spans[0].start >= day_start(zone, known_from + DAY):
            return spans
        if known_from < opening.first_override(first) - timedelta(days=9):
            return [Span(day_start(zone, SOME_MONDAY), spans[0].end), *spans[1:]]
        back += 7


def _open(opening: Opening, zone: ZoneInfo, first: date, last: date) -> list[Span]:
    """The open spans made of the ranges that belong to these days."""
    offsets = _offsets(zone, first, last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    person = merged(_real(offsets, days, opening.of_person))
    if opening.kind is None:
        return person
    # a range of the type that belongs to the day before may still be open on the first day
    return intersected(person, merged(_real(offsets, [first - DAY, *days, last + DAY], opening.of_kind)))


def _real(
    offsets: list[tuple[Span, timedelta]], days: list[date], ranges: Callable[[date], tuple[Minutes, ...]]
) -> Iterator[Span]:
    """The instants whose wall clock lies in a range: what does not exist is left out, what occurs twice comes twice."""
    for day in days:
        midnight = datetime.combine(day, time(), UTC)
        for begin, finish in ranges(day):
            opens, closes = midnight + timedelta(minutes=begin), midnight + timedelta(minutes=finish)
            for span, offset in offsets:
                start, end = max(span.start, opens - offset), min(span.end, closes - offset)
                if start < end:
                    yield Span(start, end)


def _offsets(zone: ZoneInfo, first: date, last: date) -> list[tuple[Span, timedelta]]:
    """The zone's offsets around these days, each with the time for which it holds."""
    start = datetime.combine(first - DAY, time(), UTC) - LONGEST_OFFSET
    end = datetime.combine(last + 3 * DAY, time(), UTC) + LONGEST_OFFSET
    looks = [start + BETWEEN_LOOKS * number for number in range((end - start) // BETWEEN_LOOKS + 2)]
    offsets = [_offset(zone, look) for look in looks]
    changes = [
        _change(zone, Span(*pair))
        for pair, (one, other) in zip(pairwise(looks), pairwise(offsets), strict=True)
        if one != other
    ]
    edges = [looks[0], *changes, looks[-1]]
    return [(Span(*pair), _offset(zone, pair[0])) for pair in pairwise(edges)]


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _change(zone: ZoneInfo, between: Span) -> datetime:
    """The second at which the offset changes, found by halving."""
    low, high = between
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def day_start(zone: ZoneInfo, day: date) -> datetime:
    """The first instant of a local day; days beyond all use count as the last that can be computed with."""
    day = min(max(day, EARLIEST), LATEST)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days(zone: ZoneInfo, first: date, last: date) -> Span:
    """The local days `first` to `last`, both included."""
    return Span(day_start(zone, first), day_start(zone, min(last, LATEST) + DAY))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants, sorted; what overlaps or touches becomes one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return whole


def intersected(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """The instants that are in both."""
    common, here, there = [], 0, 0
    while here < len(one) and there < len(other):
        start, end = max(one[here].start, other[there].start), min(one[here].end, other[there].end)
        if start < end:
            common.append(Span(start, end))
        if one[here].end < other[there].end:
            here += 1
        else:
            there += 1
    return common


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether one stretch holds the whole of `wanted`."""
    return any(span.start <= wanted.start and wanted.end <= span.end for span in spans)


def overlaps(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether any of the spans shares time with `wanted`."""
    return any(span.start < wanted.end and wanted.start < span.end for span in spans)


def blocked(held: Iterable[tuple[Span, int]], *, quantity: int, units: int = 1) -> list[Span]:
    """Where a resource of this quantity, held as given, cannot take `units` more."""
    if units > quantity:
        return [EVER]
    changes: dict[datetime, int] = {}
    for span, held_units in held:
        changes[span.start] = changes.get(span.start, 0) + held_units
        changes[span.end] = changes.get(span.end, 0) - held_units
    load, full = 0, []
    for (moment, change), (following, _) in pairwise(sorted(changes.items())):
        load += change
        if load + units > quantity:
            full.append(Span(moment, following))
    return merged(full)
