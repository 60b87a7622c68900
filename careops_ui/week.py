"""The calendar grid: columns are days or people, drawn as one element from plain numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui.booking_looks import over
from careops_ui.times import Times
from domain.booking_reads import Row
from domain.calendar_reads import Person

SHORTEST_GAP = 15
Ranges = list[tuple[int, int]]


class Week(ui.element, component='week.js'):
    """A calendar grid. Events: `open` (booking id), `gap` (column, minute from the first hour shown, length or 0) and `drop` (a block
    that was moved or resized, with the minutes by which)."""

    def __init__(self, grid: 'Grid', *, selected: str = '', chosen: str = '') -> None:
        super().__init__()
        self._props['chosen'] = chosen
        self.show(grid, selected=selected)

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        """What `user.should_see` finds in tests."""
        blocks = [block for column in self._props['columns'] for block in column['blocks']]
        return [*super()._displayed_contents(only_visible=only_visible), *(block['title'] for block in blocks)]

    def show(self, grid: 'Grid', *, selected: str = '') -> None:
        """Replace what is drawn, in place."""
        self._props.update(columns=grid.columns, first=grid.first, hours=grid.hours, now=grid.now, selected=selected)
        self.update()

    def settle(self) -> None:
        """What was dropped is decided: its ghost goes."""
        self.run_method('settle')


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns from hour `first`, so many hours tall; `now` is the minute of this moment from there."""

    columns: list[dict[str, Any]]
    first: int
    hours: int
    now: int


def of_days(
    days: Sequence[date], bookings: Sequence[Row], opened: dict[date, Ranges], times: Times, people: int = 1
) -> Grid:
    """A column for each day, with gaps while any of so many `people` is free."""
    first, last = frame(bookings, opened, times)
    columns = []
    for there in days:
        mine = [booking for booking in bookings if times.date(booking.start) == there]
        columns.append(
            _column(
                there.isoformat(),
                f'{there:%a}',
                str(there.day),
                there,
                mine,
                opened.get(there, []),
                times,
                first,
                last,
                people,
            )
        )
    return Grid(columns, first, last - first, _now(times, first))


def of_people(
    there: date, people: Sequence[Person], bookings: Sequence[Row], opened: dict[UUID, Ranges], times: Times
) -> Grid:
    """A column for each person of one day with that person's own hours; somebody who left but is still booked has one too."""
    first, last = frame(bookings, opened, times)
    names = {person.id: person.name for person in people} | {each.member_id: each.member_name for each in bookings}
    columns = []
    for member_id, name in names.items():
        mine = [booking for booking in bookings if booking.member_id == member_id]
        column = _column(
            str(member_id),
            f'{len(mine)} booked',
            name.split(' ')[0],
            there,
            mine,
            opened.get(member_id, []),
            times,
            first,
            last,
        )
        columns.append(column | {'label': name, 'under': '', 'today': False, 'now': there == times.today})
    return Grid(columns, first, last - first, _now(times, first))


def frame(bookings: Sequence[Row], opened: Mapping[Any, Ranges], times: Times) -> tuple[int, int]:
    """The first and last hour to draw: all open hours and all bookings, at least a working day."""
    starts = [start for ranges in opened.values() for start, _ in ranges]
    ends = [end for ranges in opened.values() for _, end in ranges]
    for booking in bookings:
        starts.append(_minute(booking.start, times))
        ends.append(_minute(booking.start, times) + _length(booking))
    first = max(0, min([*starts, 9 * 60]) // 60 - 1)
    return first, min(24, -(-max([*ends, 17 * 60]) // 60) + 1)


def lanes(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For spans in order of start: the lane of each, and how many lanes its group of overlapping spans needs."""
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        if ends and start >= max(ends):
            _settle(placed, group, len(ends))
            group, ends = [], []
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        group.append(len(placed))
        placed.append((lane, 1))
    _settle(placed, group, len(ends))
    return placed


def free(opened: Ranges, busy: Sequence[tuple[int, int]]) -> Ranges:
    """What is left of the open ranges between the busy spans (in order of start)."""
    left: Ranges = []
    for start, end in opened:
        at = start
        for begins, until in busy:
            if until <= at or begins >= end:
                continue
            if begins > at:
                left.append((at, begins))
            at = max(at, until)
        if at < end:
            left.append((at, end))
    return left


def full(busy: Sequence[tuple[int, int]], people: int) -> Ranges:
    """Where so many of the busy spans lie over one another that none of the people is free, in order of start."""
    if people < 2:
        return list(busy)
    changes = sorted([(start, 1) for start, _ in busy] + [(end, -1) for _, end in busy])
    load, since, found = 0, 0, []
    for minute, change in changes:
        if load < people <= load + change:
            since = minute
        elif load + change < people <= load:
            found.append((since, minute))
        load += change
    return found


def _settle(placed: list[tuple[int, int]], group: list[int], count: int) -> None:
    for place in group:
        placed[place] = (placed[place][0], count)


def _column(
    key: str,
    name: str,
    number: str,
    there: date,
    bookings: list[Row],
    opened: Ranges,
    times: Times,
    first: int,
    last: int,
    people: int = 1,
) -> dict[str, Any]:
    groups = grouped([each for each in bookings if str(each.status) != 'cancelled'])
    shown = [members[0] for members in groups]
    spans = [(_minute(each.start, times), _minute(each.start, times) + _length(each)) for each in shown]
    closed = free([(first * 60, last * 60)], opened)
    gaps = [gap for gap in free(opened, full(spans, people)) if gap[1] - gap[0] >= SHORTEST_GAP]
    return {
        'id': key,
        'name': name,
        'number': number,
        'label': f'{there:%A %-d %B}',
        'under': f' {there:%B}',
        'today': there == times.today,
        'blocks': [
            _block(each, span, lane, times, first) for each, span, lane in zip(groups, spans, lanes(spans), strict=True)
        ],
        'gaps': [
            {
                'from': start - first * 60,
                'len': end - start,
                'text': f'{_clock(start)} to {_clock(end)}',
                'beside': any(begins < end and start < until for begins, until in spans),
            }
            for start, end in gaps
        ],
        'closed': [{'from': start - first * 60, 'len': end - start} for start, end in closed],
    }


def grouped(bookings: Sequence[Row]) -> list[list[Row]]:
    """In order of start, the bookings that share a session together: the same service, person and time, none of them knowingly on top."""
    found: dict[Any, list[Row]] = {}
    for each in sorted(bookings, key=lambda one: one.start):
        session = (each.booking_type_id, each.member_id, each.start, each.end)
        found.setdefault(each.id if each.overbooked else session, []).append(each)
    return list(found.values())


def _block(group: list[Row], span: tuple[int, int], lane: tuple[int, int], times: Times, first: int) -> dict[str, Any]:
    """A booking, or a group as one block that opens the first of them; its people stand beside the open booking."""
    booking, alone = group[0], len(group) == 1
    movable = alone and str(booking.status) in ('pending', 'confirmed')
    state = 'done' if all(over(each) for each in group) else ''
    if any(str(each.status) == 'pending' for each in group):
        state = 'pending'
    return {
        'id': str(booking.id),
        'from': span[0] - first * 60,
        'len': span[1] - span[0],
        'time': times.hour(booking.start),
        'title': booking.contact_name if alone else booking.type_name,
        'what': booking.type_name if alone else f'{len(group)} booked',
        'ids': [str(each.id) for each in group],
        'tone': booking.colour,
        'state': state,
        'mark': 'Overbooked' if booking.overbooked else '',
        'repeats': 'Part of a series' if booking.series_id else '',
        'movable': movable,
        'resizable': movable,
        'lane': lane[0],
        'lanes': lane[1],
    }


def _minute(moment: Any, times: Times) -> int:
    there = moment.astimezone(times.zone)
    return int(there.hour * 60 + there.minute)


def _length(booking: Row) -> int:
    return max(15, int((booking.end - booking.start) / timedelta(minutes=1)))


def _clock(minute: int) -> str:
    return f'{minute // 60:02}:{minute % 60:02}'


def _now(times: Times, first: int) -> int:
    return _minute(times.now, times) - first * 60


def place(grid: Grid, minute: int) -> str:
    """The local time at a minute of the grid, 'HH:MM'."""
    return _clock(grid.first * 60 + minute)


def member(column: str) -> UUID | None:
    """The member that a column of people stands for; None for a column of a day."""
    try:
        return UUID(column)
    except ValueError:
        return None
