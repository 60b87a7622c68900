"""Bookings as a list with its filters, and as a month of days."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from careops_ui import booking_looks
from careops_ui.times import Times
from domain.booking_reads import Row
from domain.calendar_reads import MonthDay
from domain.dashboard import local_day
from pages.booking_place import Place

LIST = f'<li><h2 v-if="row.head" class="day-head">{{{{ row.head }}}}</h2><ul class="rows">{booking_looks.BOOKING}</ul></li>'
MONTH = """<li><a class="month-day" :class="{today: row.today, else: row.else}" :href="row.href" :aria-label="row.label" :aria-current="row.today ? 'date' : null" @click.exact.prevent="act('day', row.id)">
<small v-if="row.weekday" aria-hidden="true">{{ row.weekday }}</small><b>{{ row.number }}</b><span v-if="row.count" class="count">{{ row.count }}<i> booked</i></span><span v-for="first in row.firsts" class="first">{{ first }}</span></a></li>"""
EMPTY = {
    'upcoming': 'What customers book on your booking page, and what you book for them, appears here.',
    'pending': 'Requests that wait for your confirmation appear here.',
    'past': 'Bookings whose time has come appear here.',
    'cancelled': 'Cancelled bookings appear here; their time is free again.',
    'range': 'Nothing is booked between these days.',
}


def wanted(place: Place, times: Times, first: date, last: date) -> dict[str, Any]:
    """The list's filter in the words of the domain; a status that was asked for narrows it."""
    now, filters = times.now, place.filters()
    usual: dict[str, dict[str, Any]] = {
        'past': {'before': now, 'sort': '-start'},
        'cancelled': {'statuses': ('cancelled',), 'sort': '-start'},
        'pending': {'statuses': ('pending',)},
        'upcoming': {'statuses': ('pending', 'confirmed'), 'first': now},
        'range': {
            'first': local_day(min(first, last), times.zone)[0],
            'before': local_day(max(first, last), times.zone)[1],
        },
    }
    chosen = usual[place.show]
    return filters | chosen | ({'statuses': filters['statuses']} if filters['statuses'] else {})


def listed(bookings: tuple[Row, ...], times: Times, on: UUID | None) -> list[dict[str, Any]]:
    """Rows with a heading at the first booking of each day."""
    rows, before = [], None
    for booking in bookings:
        there = times.date(booking.start)
        row = booking_looks.row(booking, times, on=on, here=True)
        rows.append(row | {'head': times.day(booking.start) if there != before else ''})
        before = there
    return rows


def month(place: Place, found: dict[date, MonthDay], times: Times) -> list[dict[str, Any]]:
    """A row for each day of the month's weeks; those of the first week name their weekday."""
    rows = [_month_day(there, place, found.get(there, MonthDay(0, ())), times) for there in place.days()]
    return [
        row | {'weekday': f'{there:%a}' if at < 7 else ''}
        for at, (row, there) in enumerate(zip(rows, place.days(), strict=True))
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


def dropped(times: Times, booking: Row, there: date, minute: int, grown: int) -> tuple[datetime, datetime]:
    """Start and end of a booking that was dropped at a minute of a local day, grown by so many minutes."""
    midnight = datetime.combine(there, datetime.min.time(), times.zone)
    start = (midnight + timedelta(minutes=minute)).astimezone(booking.start.tzinfo)
    return start, start + (booking.end - booking.start) + timedelta(minutes=grown)
