"""Stretches of time as values: half-open spans of aware UTC instants, and the algebra of sets of them.

A set of instants is a sorted list of spans that neither overlap nor touch.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class Span(NamedTuple):
    """Time from `start` up to, and without, `end`."""

    start: datetime
    end: datetime


EVER = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


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


def without(one: Sequence[Span], other: Iterable[Span]) -> list[Span]:
    """The instants that are in the one and not in the other."""
    edges = [EVER.start, *(edge for span in merged(other) for edge in span), EVER.end]
    return intersected(one, [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)])


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether one stretch holds the whole of `wanted`."""
    return any(span.start <= wanted.start and wanted.end <= span.end for span in spans)


def overlap(one: Span, other: Span) -> bool:
    """Whether the two share time."""
    return one.start < other.end and other.start < one.end


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
