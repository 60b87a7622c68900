"""Bookings: week, day and list, and the booking that is open beside them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import booking_looks, kit, live, shell, times, week
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import booking_reads, calendar_reads
from domain.actor import Actor
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.dashboard import local_day
from domain.work import read
from pages.booking_detail import BookingPane
from pages.booking_dialogs import NewBooking

router = APIRouter(prefix='/bookings')

VIEWS = {'week': 'Week', 'day': 'Day', 'list': 'List'}
SHOWN = {'upcoming': 'Upcoming', 'pending': 'To confirm', 'past': 'Past', 'cancelled': 'Cancelled', 'range': 'By date'}
PAGE = 50
CHANGES = ('booking.', 'form.', 'availability.', 'inventory.', 'contact.')
FILTER = '<li><a href="#" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
LIST = f'<li><h2 v-if="row.head" class="day-head">{{{{ row.head }}}}</h2><ul class="rows">{booking_looks.BOOKING}</ul></li>'
BACK = "addEventListener('popstate', () => emitEvent('bookings_back', location.pathname));"


@router.page('')
async def page(actor: StaffActor, view: str = 'week', day: str = '', show: str = 'upcoming', new: str = '') -> None:
    desk = await build(actor, view, day, show)
    if new:
        ui.timer(0, lambda: desk.new(contact_id=_uuid(new)), once=True)  # a dialog waits longer than a page may


@router.page('/{booking_id}')
async def open_page(actor: StaffActor, booking_id: UUID, view: str = '', day: str = '') -> None:
    await build(actor, view or 'week', day, 'upcoming', booking_id)


async def build(actor: Actor, view: str, day: str, show: str, booking_id: UUID | None = None) -> 'Desk':
    """The page, with a booking open or not."""
    actor.require('bookings')
    desk = Desk(actor, await read(calendar_reads.setting, actor), view, day, show)
    if booking_id is not None:
        await desk.load(booking_id)
    with shell.frame(actor, 'Calendar', bare=True):
        desk.draw()
    await desk.refresh()
    live.on(actor, CHANGES, desk.refresh)
    ui.on('bookings_back', lambda event: desk.went_back(str(event.args)))
    ui.run_javascript(BACK)
    return desk


class Desk:
    """The state of one open page: which days, which view, which booking."""

    def __init__(self, actor: Actor, setting: Setting, view: str, day: str, show: str) -> None:
        self.actor, self.setting = actor, setting
        self.times = Times.of(setting.timezone)
        self.view = view if view in VIEWS else 'week'
        self.day = _day(day) or self.times.today
        self.show = show if show in SHOWN else 'upcoming'
        self.first, self.last = self.times.today, self.times.today + timedelta(days=30)
        self.limit = PAGE
        self.pane: BookingPane | None = None

    async def load(self, booking_id: UUID) -> None:
        """Open a booking and turn to its day; NotFound."""
        self.pane = await self.opened(booking_id)
        self.day = self.times.date(self.pane.booking.start)

    async def opened(self, booking_id: UUID) -> BookingPane:
        booking = await read(booking_reads.one, self.actor, booking_id=booking_id)
        return BookingPane(self.actor, self.setting, booking, self.close, self.refresh)

    def draw(self) -> None:
        """Head, calendar or list, and the place of the open booking."""
        with ui.element('div').classes('with-aside') as self.root:
            with ui.element('div').classes('stack flush'):
                self.head()
                self.body = ui.element('div').classes('stack flush')
                kit.text(f'Times in {self.setting.timezone}', 'faint footnote')
            self.right = html.aside().classes('aside').props('aria-label="Open booking"')
        self.show_pane()

    def head(self) -> None:
        with ui.element('div').classes('pane-head'):
            self.title = html.h1('Calendar')
            with ui.element('div').classes('cluster nowrap') as self.turning:
                ui.button(icon='chevron_left', on_click=lambda: self.turn(-1)).props('flat round aria-label="Before"')
                ui.button('Today', on_click=lambda: self.turn(0)).props('flat dense')
                ui.button(icon='chevron_right', on_click=lambda: self.turn(1)).props('flat round aria-label="After"')
            ui.element('div').classes('grow')
            toggle = ui.toggle(VIEWS, value=self.view, on_change=lambda event: self.look(event.value))
            toggle.props('dense aria-label=View')
            ui.button('New booking', icon='add', on_click=lambda: self.new()).classes('hide-phone').mark('new')
            ui.button(icon='add', on_click=lambda: self.new()).props('round aria-label="New booking"').classes(
                'small-only'
            )

    async def look(self, view: str) -> None:
        self.view, self.limit = view, PAGE
        await self.refresh()

    async def turn(self, way: int) -> None:
        step = timedelta(days=7 if self.view == 'week' else 1)
        self.day = self.day + way * step if way else self.times.today
        await self.refresh()

    async def refresh(self) -> None:
        """Read again what is shown; the open booking too."""
        self.times = Times.of(self.setting.timezone)
        self.turning.set_visibility(self.view != 'list')
        await {'week': self.draw_week, 'day': self.draw_day, 'list': self.draw_list}[self.view]()
        if self.pane is not None:
            await self.pane.refresh()

    async def draw_week(self) -> None:
        first = self.day - timedelta(days=self.day.weekday())
        days = [first + timedelta(days=number) for number in range(7)]
        kit.write(self.title, times.week(days[0], days[-1]))
        await self.draw_grid(days)

    async def draw_day(self) -> None:
        kit.write(self.title, times.short_day(self.day))
        await self.draw_grid([self.day])

    async def draw_grid(self, days: list[date]) -> None:
        bookings = await read(booking_reads.between, self.actor, first=days[0], last=days[-1])
        opened = await read(calendar_reads.open_minutes, self.actor, first=days[0], last=days[-1])
        if len(days) > 1:
            grid = week.of_days(days, bookings, opened, self.times)
        else:
            grid = week.of_people(days[0], self.setting.people, bookings, opened, self.times)
        self.body.clear()
        with self.body:
            drawn = week.Week(grid, selected=str(self.pane.booking.id) if self.pane else '')
            drawn.on('open', lambda event: self.open(UUID(event.args)))
            drawn.on('gap', lambda event: self.gap(grid, event.args))

    async def gap(self, grid: week.Grid, args: dict[str, Any]) -> None:
        """A free place was clicked: book there."""
        member_id = week.member(args['column'])
        there = self.day if member_id else _day(args['column']) or self.day
        await self.new(day=there, hour=week.place(grid, int(args['from'])), member_id=member_id)

    async def draw_list(self) -> None:
        kit.write(self.title, 'Bookings')
        page = await read(booking_reads.page, self.actor, **self.wanted(), limit=self.limit)
        self.body.clear()
        with self.body:
            self.list_filters()
            if page.items:
                Rows(self.listed(page.items), LIST, tag='ol').classes('day-list').on(
                    'open', lambda event: self.open(UUID(event.args))
                )
                if page.total > len(page.items):
                    ui.button('Show more', on_click=self.more).props('flat').classes('full')
            else:
                kit.empty('event', 'No bookings here', EMPTY[self.show], level=2)

    def list_filters(self) -> None:
        with ui.element('div').classes('stack tight panel-body'):
            rows = [{'id': key, 'name': name, 'on': key == self.show} for key, name in SHOWN.items()]
            Rows(rows, FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
            if self.show == 'range':
                with ui.element('div').classes('grid-auto'):
                    ui.input('From', value=self.first.isoformat(), on_change=lambda e: self.range(first=e.value)).props(
                        'type=date'
                    )
                    ui.input('To', value=self.last.isoformat(), on_change=lambda e: self.range(last=e.value)).props(
                        'type=date'
                    )

    async def pick(self, show: str) -> None:
        if show in SHOWN:
            self.show, self.limit = show, PAGE
            await self.refresh()

    async def range(self, *, first: str = '', last: str = '') -> None:
        self.first, self.last = _day(first) or self.first, _day(last) or self.last
        await self.refresh()

    async def more(self) -> None:
        self.limit += PAGE
        await self.refresh()

    def wanted(self) -> dict[str, Any]:
        """The filter in the words of the domain."""
        now = self.times.now
        if self.show == 'past':
            return {'before': now, 'sort': '-start'}
        if self.show == 'cancelled':
            return {'statuses': ('cancelled',), 'sort': '-start'}
        if self.show == 'pending':
            return {'statuses': ('pending',)}
        if self.show == 'range':
            first, last = min(self.first, self.last), max(self.first, self.last)
            return {'first': local_day(first, self.times.zone)[0], 'before': local_day(last, self.times.zone)[1]}
        return {'statuses': ('pending', 'confirmed'), 'first': now}

    def listed(self, bookings: tuple[Row, ...]) -> list[dict[str, Any]]:
        """Rows with a heading at the first booking of each day."""
        rows, before = [], None
        on = self.pane.booking.id if self.pane else None
        for booking in bookings:
            there = self.times.date(booking.start)
            row = booking_looks.row(booking, self.times, on=on, here=True)
            rows.append(row | {'head': self.times.day(booking.start) if there != before else ''})
            before = there
        return rows

    async def open(self, booking_id: UUID, *, push: bool = True) -> None:
        """Show a booking beside the calendar; on phones instead of it."""
        self.pane = await self.opened(booking_id)
        if push:
            ui.navigate.history.push(f'/bookings/{booking_id}')
        self.show_pane()
        await self.refresh()

    async def close(self) -> None:
        ui.navigate.history.push('/bookings')
        await self.went_back('/bookings')

    async def went_back(self, path: str) -> None:
        """The browser's Back and Forward."""
        booking_id = _uuid(path.removeprefix('/bookings').strip('/'))
        if booking_id:
            await self.open(booking_id, push=False)
            return
        self.pane = None
        self.show_pane()
        await self.refresh()

    def show_pane(self) -> None:
        self.right.clear()
        self.right.set_visibility(self.pane is not None)
        self.root.classes(add='open' if self.pane else '', remove='' if self.pane else 'open')
        if self.pane:
            with self.right:
                self.pane.draw()

    async def new(
        self, *, day: date | None = None, hour: str = '', member_id: UUID | None = None, contact_id: UUID | None = None
    ) -> None:
        """The dialog for a new booking; what it makes is opened."""
        dialog = NewBooking(self.actor, self.setting, day or max(self.day, self.times.today), hour, member_id)
        made = await dialog.ask(contact_id)
        if made is not None:
            await self.open(made)


EMPTY = {
    'upcoming': 'What customers book on your booking page, and what you book for them, appears here.',
    'pending': 'Requests that wait for your confirmation appear here.',
    'past': 'Bookings whose time has come appear here.',
    'cancelled': 'Cancelled bookings appear here; their time is free again.',
    'range': 'Nothing is booked between these days.',
}


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, '%Y-%m-%d').date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
