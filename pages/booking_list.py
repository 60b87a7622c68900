"""Bookings as a list: which of them, by day, more on demand."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui import booking_looks, kit
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import booking_reads, waitlist
from domain.actor import Actor
from domain.booking_reads import Row
from domain.dashboard import local_day
from domain.work import read
from pages.booking_place import SHOWN, Place, a_day

PAGE = 50
FILTER = '<li><a href="#" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'

LIST = f'<li><h2 v-if="row.head" class="day-head">{{{{ row.head }}}}</h2><ul class="rows">{booking_looks.BOOKING}</ul></li>'
EMPTY = {
    'upcoming': 'What customers book on your booking page, and what you book for them, appears here.',
    'pending': 'Requests that wait for your confirmation appear here.',
    'past': 'Bookings whose time has come appear here.',
    'cancelled': 'Cancelled bookings appear here; their time is free again.',
    'range': 'Nothing is booked between these days.',
}


class BookingList:
    """`open` takes a booking, `go` another place of the list; `changed` reads again."""

    def __init__(
        self,
        actor: Actor,
        times: Times,
        open: Callable[[UUID], Awaitable[None]],
        go: Callable[..., Awaitable[None]],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self.actor, self.open, self.go, self.changed = actor, open, go, changed
        self.first, self.last = times.today, times.today + timedelta(days=30)
        self.limit = PAGE

    async def draw(self, place: Place, times: Times, body: ui.element, booking: Row | None) -> None:
        """Draw what the place asks for, with a booking open or not."""
        asked = wanted(place, times, self.first, self.last)
        page = await read(booking_reads.page, self.actor, **asked, limit=self.limit)
        waiting = await read(waitlist.count, self.actor)
        body.clear()
        with body:
            self.filters(place, waiting)
            if not page.items:
                kit.empty('event', 'No bookings here', EMPTY[place.show], level=2)
                return
            rows = Rows(listed(page.items, times, booking.id if booking else None), LIST, tag='ol')
            rows.classes('day-list').on('open', lambda event: self.open(UUID(event.args)))
            if page.total > len(page.items):
                ui.button('Show more', on_click=self.more).props('flat').classes('full')

    def filters(self, place: Place, waiting: int) -> None:
        """Which bookings, and between which days."""
        with ui.element('div').classes('stack tight panel-body'):
            rows = [{'id': key, 'name': name, 'on': key == place.show} for key, name in SHOWN.items()]
            Rows(rows, FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
            ui.link(f'Waiting list ({waiting})' if waiting else 'Waiting list', '/waitlist').classes('small')
            if place.show == 'range':
                with ui.element('div').classes('grid-auto'):
                    from_ = ui.input(
                        'From', value=self.first.isoformat(), on_change=lambda e: self.range(first=e.value)
                    )
                    to = ui.input('To', value=self.last.isoformat(), on_change=lambda e: self.range(last=e.value))
                for field in (from_, to):
                    field.props('type=date')

    async def pick(self, show: str) -> None:
        if show in SHOWN:
            await self.go(show=show)

    async def range(self, *, first: str = '', last: str = '') -> None:
        self.first, self.last = a_day(first) or self.first, a_day(last) or self.last
        await self.changed()

    async def more(self) -> None:
        self.limit += PAGE
        await self.changed()


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
