"""The month of the calendar: whole weeks of days, each with its first bookings."""

from datetime import date
from typing import Any

from careops_ui.times import Times
from domain.calendar_reads import MonthDay
from pages.booking_place import Place

DAY = """<li><a class="month-day" :class="{today: row.today, else: row.else}" :href="row.href" :aria-label="row.label" :aria-current="row.today ? 'date' : null" @click.exact.prevent="act('day', row.id)">
<small v-if="row.weekday" aria-hidden="true">{{ row.weekday }}</small><b>{{ row.number }}</b><span v-if="row.count" class="count">{{ row.count }}<i> booked</i></span><span v-for="first in row.firsts" class="first">{{ first }}</span></a></li>"""


def rows(place: Place, found: dict[date, MonthDay], times: Times) -> list[dict[str, Any]]:
    """A row for each day of the month's weeks; those of the first week name their weekday."""
    days = [_month_day(there, place, found.get(there, MonthDay(0, ())), times) for there in place.days()]
    return [
        row | {'weekday': f'{there:%a}' if at < 7 else ''}
        for at, (row, there) in enumerate(zip(days, place.days(), strict=True))
    ]


def _month_day(there: date, place: Place, found: MonthDay, times: Times) -> dict[str, Any]:
    return {
        'id': there.isoformat(),
        'number': str(there.day),
        'href': f'/bookings?view=day&day={there.isoformat()}',
        'label': f'{there:%A} {there.day} {there:%B}, {found.count or "nothing"} booked',
        'today': there == times.today,
        'else': there.month != place.day.month,
        'count': found.count,
        'firsts': [f'{times.hour(start)} {name}' for start, name in found.firsts],
    }
