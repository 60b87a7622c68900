"""Bookings: week, day, month and list, and the booking that is open beside them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import booking_looks, kit, live, shell
from careops_ui.kit import Rows
from careops_ui.notices import Notices
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import booking_reads, booking_types, calendar_reads
from domain.actor import Actor
from domain.calendar_reads import Setting
from domain.work import read
from pages import booking_month
from pages.booking_detail import BookingPane
from pages.booking_grid import BookingGrid
from pages.booking_list import PAGE, BookingList
from pages.booking_new import NewBooking
from pages.booking_place import VIEWS, Place, a_day, an_id, parted

router = APIRouter(prefix='/bookings')

CHANGES = ('booking.', 'form.', 'availability.', 'inventory.', 'contact.', 'waitlist.')
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
        self.notices = Notices()
        self.pane: BookingPane | None = None
        self.grid = BookingGrid(actor, setting, self.notices, self.open, self.new, self.refresh)
        self.list = BookingList(actor, self.times, self.open, self.go, self.refresh)

    async def load(self, booking_id: UUID) -> None:
        """Open a booking and turn to its day; NotFound."""
        self.pane = await self.opened(booking_id)
        self.place = replace(self.place, day=self.times.date(self.pane.booking.start))

    async def opened(self, booking_id: UUID) -> BookingPane:
        booking = await read(booking_reads.one, self.actor, booking_id=booking_id)
        return BookingPane(self.actor, self.setting, booking, self.notices, self.close, self.refresh)

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
            ui.element('div').classes('grow hide-phone')
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
        self.place, self.list.limit = place, PAGE
        ui.navigate.history.push(self.address())
        await self.refresh()

    def address(self) -> str:
        return self.place.address(self.pane.booking.id if self.pane else None)

    async def turn(self, way: int) -> None:
        await self.go(day=self.place.turned(way).day if way else self.times.today)

    async def refresh(self) -> None:
        """Read again what is shown; the open booking too."""
        self.times = Times.of(self.setting.timezone)
        listed = self.place.view == 'list'
        self.turning.set_visibility(not listed)
        self.title.classes(add='phone-row' if listed else '', remove='' if listed else 'phone-row')
        kit.write(self.title, await self.show())
        if self.pane is not None:
            await self.pane.refresh()

    async def show(self) -> str:
        """Draw the view that is chosen; what it is called."""
        booking = self.pane.booking if self.pane else None
        if self.place.view in ('week', 'day'):
            return await self.grid.draw(self.place, self.body, booking)
        self.grid.forget()
        if self.place.view == 'month':
            return await self.draw_month()
        await self.list.draw(self.place, self.times, self.body, booking)
        return 'Bookings'

    async def draw_month(self) -> str:
        days = self.place.days()
        found = await read(calendar_reads.month, self.actor, first=days[0], last=days[-1], **self.place.filters())
        self.body.clear()
        with self.body:
            month = Rows(booking_month.rows(self.place, found, self.times), booking_month.DAY).classes('month')
            month.on('day', lambda event: self.look(a_day(event.args)))
        return f'{self.place.day:%B %Y}'

    async def look(self, there: date | None) -> None:
        """Open a day of the month."""
        if there is not None:
            await self.go(view='day', day=there)
            self.toggle.set_value('day')

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
