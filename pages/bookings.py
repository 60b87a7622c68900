"""Bookings: week, day, month and list, and the booking that is open beside them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import booking_looks, kit, live, shell, times, week
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import booking_reads, booking_types, bookings, calendar_reads, waitlist
from domain.actor import Actor
from domain.calendar_reads import Setting
from domain.work import act, read
from pages import booking_list
from pages.booking_detail import BookingPane
from pages.booking_dialogs import NOT_FREE
from pages.booking_move import Move, Wish
from pages.booking_new import NewBooking
from pages.booking_place import SHOWN, VIEWS, Place, a_day, an_id, parted

router = APIRouter(prefix='/bookings')

PAGE = 50
CHANGES = ('booking.', 'form.', 'availability.', 'inventory.', 'contact.', 'waitlist.')
FILTER = '<li><a href="#" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
BACK = "addEventListener('popstate', () => emitEvent('bookings_back', location.pathname + location.search));"
STATUSES = {status: look[0] for status, look in booking_looks.STATES.items()}


@router.page('')
async def page(
    actor: StaffActor,
    view: str = '',
    day: str = '',
    show: str = '',
    person: str = '',
    type: str = '',
    status: str = '',
    new: str = '',
) -> None:
    given = {'view': view, 'day': day, 'show': show, 'person': person, 'type': type, 'status': status}
    desk = await build(actor, given)
    if new:
        ui.timer(0, lambda: desk.new(contact_id=an_id(new)), once=True)  # a dialog waits longer than a page may


@router.page('/{booking_id}')
async def open_page(
    actor: StaffActor,
    booking_id: UUID,
    view: str = '',
    person: str = '',
    type: str = '',
    status: str = '',
) -> None:
    await build(actor, {'view': view, 'person': person, 'type': type, 'status': status}, booking_id)


async def build(actor: Actor, given: dict[str, str], booking_id: UUID | None = None) -> 'Desk':
    """The page, with a booking open or not."""
    actor.require('bookings')
    kinds = {each.id: each.name for each in await read(booking_types.listing, actor)}
    desk = Desk(actor, await read(calendar_reads.setting, actor), kinds, given)
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
    """The state of one open page: which place in the calendar, which booking."""

    def __init__(self, actor: Actor, setting: Setting, kinds: dict[UUID, str], given: dict[str, str]) -> None:
        self.actor, self.setting, self.kinds = actor, setting, kinds
        self.times = Times.of(setting.timezone)
        self.place = Place.of(given, self.times.today)
        self.first, self.last = self.times.today, self.times.today + timedelta(days=30)
        self.limit = PAGE
        self.pane: BookingPane | None = None
        self.grid: week.Week | None = None
        self.drawn: tuple[str, str] = ('', '')

    async def load(self, booking_id: UUID) -> None:
        """Open a booking and turn to its day; NotFound."""
        self.pane = await self.opened(booking_id)
        self.place = replace(self.place, day=self.times.date(self.pane.booking.start))

    async def opened(self, booking_id: UUID) -> BookingPane:
        booking = await read(booking_reads.one, self.actor, booking_id=booking_id)
        return BookingPane(self.actor, self.setting, booking, self.close, self.refresh)

    def draw(self) -> None:
        """Head, filters, calendar or list, and the place of the open booking."""
        with ui.element('div').classes('with-aside') as self.root:
            with ui.element('div').classes('stack flush'):
                self.head()
                self.filters()
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
            self.toggle = ui.toggle(VIEWS, value=self.place.view, on_change=lambda event: self.go(view=event.value))
            self.toggle.props('dense aria-label=View')
            ui.button('New booking', icon='add', on_click=lambda: self.new()).classes('hide-phone').mark('new')
            ui.button(icon='add', on_click=lambda: self.new()).props('round aria-label="New booking"').classes(
                'small-only'
            )

    def filters(self) -> None:
        """By person, type and state; kept in the address."""
        people = {each.id: each.name for each in self.setting.people}
        with ui.element('div').classes('grid-auto panel-body calendar-filters'):
            self.chosen = {
                'person': _filter('Everyone', people, self.place.person, lambda value: self.go(person=value)),
                'kind': _filter('All types', self.kinds, self.place.kind, lambda value: self.go(kind=value)),
                'status': _filter(
                    'Every state', STATUSES, self.place.status, lambda value: self.go(status=value or '')
                ),
            }

    async def go(self, **change: Any) -> None:
        """Another place: it is drawn, and it is in the address."""
        place = replace(self.place, **change)
        if place == self.place:
            return
        self.place, self.limit = place, PAGE
        ui.navigate.history.push(self.address())
        await self.refresh()

    def address(self) -> str:
        return self.place.address(self.pane.booking.id if self.pane else None)

    async def turn(self, way: int) -> None:
        await self.go(day=self.place.turned(way).day if way else self.times.today)

    async def refresh(self) -> None:
        """Read again what is shown; the open booking too."""
        self.times = Times.of(self.setting.timezone)
        self.turning.set_visibility(self.place.view != 'list')
        views = {'week': self.draw_grid, 'day': self.draw_grid, 'month': self.draw_month, 'list': self.draw_list}
        await views[self.place.view]()
        if self.pane is not None:
            await self.pane.refresh()

    async def draw_grid(self) -> None:
        """The grid, patched in place where it stands already: focus and what is being dragged stay."""
        days, grid = self.place.days(), await self.read_grid()
        one = self.place.view == 'day'
        kit.write(self.title, times.short_day(days[0]) if one else times.week(days[0], days[-1]))
        selected = str(self.pane.booking.id) if self.pane else ''
        key = (self.place.view, days[0].isoformat())
        if self.grid is not None and self.drawn == key:
            self.grid.show(grid, selected=selected)
            return
        self.drawn = key
        self.body.clear()
        with self.body:
            chosen = '' if one or self.place.day == days[0] else self.place.day.isoformat()
            self.grid = week.Week(grid, selected=selected, chosen=chosen)
            self.grid.on('open', lambda event: self.open(UUID(event.args)))
            self.grid.on('gap', lambda event: self.gap(event.args))
            self.grid.on('drop', lambda event: self.drop(event.args))
            self.grid.on('undo', lambda event: self.undo(event.args))
            self.grid.on('anyway', lambda event: self.anyway(event.args))

    async def read_grid(self) -> week.Grid:
        days = self.place.days()
        found = await read(booking_reads.between, self.actor, first=days[0], last=days[-1], **self.place.filters())
        if self.place.view == 'week' and self.place.person is None:
            opened = await read(calendar_reads.open_minutes, self.actor, first=days[0], last=days[-1])
            self.shown = week.of_days(days, found, opened, self.times)
            return self.shown
        hours = await read(calendar_reads.people_minutes, self.actor, first=days[0], last=days[-1])
        if self.place.view == 'week' and self.place.person is not None:
            self.shown = week.of_days(days, found, hours.get(self.place.person, {}), self.times)
            return self.shown
        people = [each for each in self.setting.people if self.place.person in (None, each.id)]
        today = {member_id: ranges[days[0]] for member_id, ranges in hours.items()}
        self.shown = week.of_people(days[0], people, found, today, self.times)
        return self.shown

    async def gap(self, args: dict[str, Any]) -> None:
        """A free place was clicked or drawn over: book there."""
        member_id = week.member(args['column'])
        there = self.place.day if member_id else a_day(args['column']) or self.place.day
        hour = week.place(self.shown, int(args['from']))
        await self.new(day=there, hour=hour, member_id=member_id or self.place.person, minutes=int(args['len']))

    async def drop(self, args: dict[str, Any]) -> None:
        """A block was moved or resized: done at once, or put back with the reason why not."""
        grid, booking_id = self.grid, UUID(args['id'])
        booking = await read(booking_reads.one, self.actor, booking_id=booking_id)
        member_id = week.member(args['column'])
        there = self.place.day if member_id else a_day(args['column']) or self.place.day
        minute = self.shown.first * 60 + int(args['from'])
        start, end = booking_list.dropped(self.times, booking, there, minute, int(args['grown']))
        wish = Wish(booking.start if args['mode'] == 'resize' else start, end, member_id or booking.member_id)
        if args['mode'] == 'resize':
            wish = replace(wish, end=booking.end + timedelta(minutes=int(args['grown'])))
        with feedback(quiet=NOT_FREE) as told:
            await act(
                bookings.reschedule,
                self.actor,
                booking_id=booking_id,
                start=wish.start,
                end=wish.end,
                member_id=wish.member_id,
            )
        await self.refresh()
        if grid is None:
            return
        grid.settle()
        asked = {'id': args['id'], 'start': wish.start.isoformat(), 'end': wish.end.isoformat()}
        if isinstance(told.refusal, NOT_FREE):
            words = f'{told.refusal.message} The booking stays where it was.'
            grid.tell(words, 'negative', 'Move anyway…', 'anyway', asked | {'member': str(wish.member_id)})
        elif told.refusal is None:
            was = {'id': args['id'], 'start': booking.start.isoformat(), 'end': booking.end.isoformat()}
            words = f'{booking.contact_name}: {self.times.span(wish.start, wish.end)}'
            grid.tell(words, 'positive', 'Undo', 'undo', was | {'member': str(booking.member_id)})

    async def undo(self, args: dict[str, Any]) -> None:
        """Back to where it was before it was dropped."""
        wish = _wish(args)
        with feedback('Moved back'):
            await act(
                bookings.reschedule,
                self.actor,
                booking_id=UUID(args['id']),
                start=wish.start,
                end=wish.end,
                member_id=wish.member_id,
            )
        await self.refresh()

    async def anyway(self, args: dict[str, Any]) -> None:
        """What was dropped and refused, with a reason."""
        booking = await read(booking_reads.one, self.actor, booking_id=UUID(args['id']))
        if await Move(self.actor, self.setting, booking, _wish(args)).ask(bookings.Taken('This time is not free.')):
            await self.refresh()

    async def draw_month(self) -> None:
        kit.write(self.title, f'{self.place.day:%B %Y}')
        days = self.place.days()
        found = await read(calendar_reads.month, self.actor, first=days[0], last=days[-1], **self.place.filters())
        self.drawn, self.grid = ('', ''), None
        self.body.clear()
        with self.body:
            Rows(booking_list.month(self.place, found, self.times), booking_list.MONTH).classes('month').on(
                'day', lambda event: self.look(a_day(event.args))
            )

    async def look(self, there: date | None) -> None:
        """Open a day of the month."""
        if there is not None:
            await self.go(view='day', day=there)
            self.toggle.set_value('day')

    async def draw_list(self) -> None:
        kit.write(self.title, 'Bookings')
        wanted = booking_list.wanted(self.place, self.times, self.first, self.last)
        page = await read(booking_reads.page, self.actor, **wanted, limit=self.limit)
        on = self.pane.booking.id if self.pane else None
        self.drawn, self.grid = ('', ''), None
        self.body.clear()
        waiting = await read(waitlist.count, self.actor)
        with self.body:
            self.list_filters(waiting)
            if page.items:
                Rows(booking_list.listed(page.items, self.times, on), booking_list.LIST, tag='ol').classes(
                    'day-list'
                ).on('open', lambda event: self.open(UUID(event.args)))
                if page.total > len(page.items):
                    ui.button('Show more', on_click=self.more).props('flat').classes('full')
            else:
                kit.empty('event', 'No bookings here', booking_list.EMPTY[self.place.show], level=2)

    def list_filters(self, waiting: int) -> None:
        with ui.element('div').classes('stack tight panel-body'):
            rows = [{'id': key, 'name': name, 'on': key == self.place.show} for key, name in SHOWN.items()]
            Rows(rows, FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
            ui.link(f'Waiting list ({waiting})' if waiting else 'Waiting list', '/waitlist').classes('small')
            if self.place.show == 'range':
                with ui.element('div').classes('grid-auto'):
                    ui.input('From', value=self.first.isoformat(), on_change=lambda e: self.range(first=e.value)).props(
                        'type=date'
                    )
                    ui.input('To', value=self.last.isoformat(), on_change=lambda e: self.range(last=e.value)).props(
                        'type=date'
                    )

    async def pick(self, show: str) -> None:
        if show in SHOWN:
            await self.go(show=show)

    async def range(self, *, first: str = '', last: str = '') -> None:
        self.first, self.last = a_day(first) or self.first, a_day(last) or self.last
        await self.refresh()

    async def more(self) -> None:
        self.limit += PAGE
        await self.refresh()

    async def open(self, booking_id: UUID, *, push: bool = True) -> None:
        """Show a booking beside the calendar; on phones instead of it."""
        self.pane = await self.opened(booking_id)
        if push:
            ui.navigate.history.push(self.address())
        self.show_pane()
        await self.refresh()

    async def close(self) -> None:
        self.pane = None
        ui.navigate.history.push(self.address())
        self.show_pane()
        await self.refresh()

    async def went_back(self, address: str) -> None:
        """The browser's Back and Forward."""
        booking_id, query = parted(address)
        self.place = Place.of(query, self.times.today)
        self.toggle.set_value(self.place.view)
        for name, field in self.chosen.items():
            field.set_value(getattr(self.place, name) or '')
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
        self,
        *,
        day: date | None = None,
        hour: str = '',
        member_id: UUID | None = None,
        contact_id: UUID | None = None,
        minutes: int = 0,
    ) -> None:
        """The dialog for a new booking; what it makes is opened."""
        there = day or max(self.place.day, self.times.today)
        made = await NewBooking(self.actor, self.setting, there, hour, member_id, minutes).ask(contact_id)
        if made is not None:
            await self.open(made)


def _filter(everything: str, options: dict[Any, str], value: Any, then: Any) -> ui.select:
    chosen = value if value in options else ''
    field = ui.select({'': everything} | options, value=chosen, on_change=lambda event: then(event.value or None))
    field.props(remove='stack-label').props['aria-label'] = everything
    return field


def _wish(args: dict[str, Any]) -> Wish:
    start, end = (datetime.fromisoformat(args[name]) for name in ('start', 'end'))
    return Wish(start, end, UUID(args['member']))
