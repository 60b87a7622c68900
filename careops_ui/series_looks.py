"""How a series is said and listed: its rhythm in words, its dates before saving, and its occurrences."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from careops_ui import booking_looks
from careops_ui.times import Times
from domain.booking_reads import Row
from domain.recurrence import Every
from domain.series import Planned, View

COUNTED = ('first', 'second', 'third', 'fourth', 'fifth')
SHORT = {
    Every.WEEK: 'Every week',
    Every.FORTNIGHT: 'Every two weeks',
    Every.MONTH_DAY: 'Every month',
    Every.MONTH_WEEKDAY: 'Every month',
}
OCCURRENCE = """<li><a class="list-row" :href="row.href" :aria-current="row.on ? 'true' : null"><span class="two"><b>{{ row.when }}</b><small>{{ row.number }}</small></span>
<span class="tag" :class="row.kind" :data-icon="row.icon">{{ row.state }}</span></a></li>"""
PLANNED = """<li class="planned"><h3 v-if="row.head">{{ row.head }}</h3><div class="between"><b>{{ row.when }}</b><span class="tag" :class="row.kind" :data-icon="row.icon">{{ row.state }}</span></div>
<div v-if="row.ways.length" class="cluster" role="group" :aria-label="'What to do on ' + row.when"><button v-for="way in row.ways" :key="way.id" type="button" class="time" :aria-pressed="way.on ? 'true' : 'false'" @click="act('decide', [row.id, way.id])">{{ way.name }}</button></div>
<label v-if="row.field" class="stack tight"><small>{{ row.label }}</small><input :key="row.field" :type="row.field" :value="row.words" maxlength="400" @vue:mounted="node => node.el.focus()" @input="act('words', [row.id, $event.target.value])"></label></li>"""


def rhythms(there: date) -> dict[Every, str]:
    """What can be chosen for a series that begins on this day."""
    return SHORT | {
        Every.MONTH_DAY: f'Every month on day {there.day}',
        Every.MONTH_WEEKDAY: f'Every month on the {COUNTED[(there.day - 1) // 7]} {there:%A}',
    }


def place(view: View, booking_id: UUID) -> str:
    """Every week, 3 of 12."""
    ids = [one.id for one in view.occurrences]
    return f'{SHORT[view.every]}, {ids.index(booking_id) + 1} of {len(ids)}'


def occurrences(view: View, booking_id: UUID, times: Times) -> list[dict[str, Any]]:
    """Its bookings, as the template OCCURRENCE shows them."""
    return [_occurrence(one, number, booking_id, times) for number, one in enumerate(view.occurrences, 1)]


def _occurrence(one: Row, number: int, booking_id: UUID, times: Times) -> dict[str, Any]:
    look = booking_looks.state(one, times.now)
    return {
        'id': str(one.id),
        'href': f'/bookings/{one.id}',
        'on': one.id == booking_id,
        'when': times.when(one.start),
        'number': f'No. {number}, with {one.member_name}',
        'state': look.words,
        'kind': look.kind,
        'icon': look.icon,
    }


def ways(one: Planned, skip: str, anyway: str, chosen: str, times: Times) -> list[dict[str, Any]]:
    """What can be done about a date that is not free."""
    near = {each.isoformat(): _near(one, each, times) for each in one.nearest}
    names = {'skip': skip, **near, 'other': 'Another time…', 'anyway': anyway}
    return [{'id': key, 'name': name, 'on': key == chosen} for key, name in names.items()]


def _near(one: Planned, there: datetime, times: Times) -> str:
    return times.hour(there) if times.date(there) == times.date(one.start) else times.when(there)


def state(one: Planned, skip: str, way: str, start: datetime | None, times: Times) -> tuple[str, str, str]:
    """Words, kind and icon of a planned date, with what was decided about it; `start` is the other time that was chosen."""
    if one.free:
        return 'Free', 'ok', 'check'
    if way == 'skip':
        return skip, '', 'event_busy'
    if start is not None:
        return f'At {_near(one, start, times)}', 'ok', 'schedule'
    return one.why, 'warn', 'error_outline'


def headed(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What needs a decision first, what is free below it, each with its heading."""
    parts = ([row for row in rows if row['ways']], [row for row in rows if not row['ways']])
    for part, name in zip(parts, ('Not free', 'Free'), strict=True):
        for number, row in enumerate(part):
            row['head'] = '' if number else f'{name}: {len(part)}'
    return [*parts[0], *parts[1]]
