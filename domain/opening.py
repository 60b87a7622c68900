"""When somebody is open: weekly ranges and single days on the wall clock become spans of real time.

Local time appears here only. A wall clock time that does not exist on the day of a clock change is not open, one that occurs twice is open twice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.spans import DAY, Span, day_start, intersected, merged

Minutes = tuple[int, int]

ALL_DAY: tuple[Minutes, ...] = ((0, 1440),)
LONGEST_OFFSET = timedelta(hours=26)
BETWEEN_LOOKS = timedelta(hours=6)
SOME_MONDAY = date(2001, 1, 1)


class Note(NamedTuple):
    """Why a day has hours of its own; `holiday`: it is a public holiday that the owner adopted."""

    words: str
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """Local ranges in minutes after midnight of their start day; an end beyond 1440 runs into the next day.

    `weekly` has seven entries, Monday first; None: only the overrides are said here. An override without ranges is a closed day.
    """

    weekly: tuple[tuple[Minutes, ...], ...] | None
    overrides: Mapping[date, tuple[Minutes, ...]] = field(default_factory=dict)
    notes: Mapping[date, Note] = field(default_factory=dict)

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
        decides = self.decides(day)
        return decides.on(day) or ()

    def decides(self, day: date) -> Hours:
        """Whose word about the person's day counts."""
        if self.business.overrides.get(day) != () and self.member and self.member.on(day) is not None:
            return self.member
        return self.business

    def of_kind(self, day: date) -> tuple[Minutes, ...]:
        said = self.kind.on(day) if self.kind else None
        return ALL_DAY if said is None else said

    def first_override(self, otherwise: date) -> date:
        said = [hours for hours in (self.business, self.member, self.kind) if hours]
        return min([otherwise, *(day for hours in said for day in hours.overrides)])


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
