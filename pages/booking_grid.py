"""Week and day of the calendar: blocks that open, move and grow, and gaps to book in."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui import times as said
from careops_ui import week
from careops_ui.feedback import feedback
from careops_ui.notices import Notices
from careops_ui.times import Times
from domain import booking_reads, bookings, calendar_reads
from domain.actor import Actor
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.errors import Refusal
from domain.work import act, read
from pages.booking_move import Move, Wish
from pages.booking_place import Place, a_day
from pages.free_times import NOT_FREE
from pages.time_warnings import TAKEN, said_of


class BookingGrid:
    """Patched in place where it stands already: focus and what is being dragged stay. `open` takes a booking, `new` a gap."""

    def __init__(
        self,
        actor: Actor,
        setting: Setting,
        notices: Notices,
        open: Callable[[UUID], Awaitable[None]],
        new: Callable[..., Awaitable[None]],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self.actor, self.setting, self.times = actor, setting, Times.of(setting.timezone)
        self.notices, self.open, self.new, self.changed = notices, open, new, changed
        self.week: week.Week | None = None
        self.drawn: tuple[str, str] = ('', '')

    def forget(self) -> None:
        """Something else is drawn in its place."""
        self.week, self.drawn = None, ('', '')

    async def draw(self, place: Place, body: ui.element, booking: Row | None) -> str:
        """Draw the place, with a booking open or not; what it is called."""
        self.place, self.times = place, Times.of(self.setting.timezone)
        days, grid, one = place.days(), await self.read(), place.view == 'day'
        selected, key = str(booking.id) if booking else '', (place.view, days[0].isoformat())
        if self.week is not None and self.drawn == key:
            self.week.show(grid, selected=selected)
        else:
            self.drawn = key
            body.clear()
            with body:
                chosen = '' if one or place.day == days[0] else place.day.isoformat()
                self.week = week.Week(grid, selected=selected, chosen=chosen)
                self.listen(self.week)
        return said.short_day(days[0]) if one else said.week(days[0], days[-1])

    def listen(self, drawn: week.Week) -> None:
        drawn.on('open', lambda event: self.open(UUID(event.args)))
        drawn.on('gap', lambda event: self.gap(event.args))
        drawn.on('drop', lambda event: self.drop(event.args))

    async def read(self) -> week.Grid:
        place, days = self.place, self.place.days()
        given = {'first': days[0], 'last': days[-1]}
        found = await read(booking_reads.between, self.actor, **given, **place.filters())
        if place.view == 'week' and place.person is None:
            opened = await read(calendar_reads.open_minutes, self.actor, **given)
            self.shown = week.of_days(days, found, opened, self.times, len(self.setting.people))
            return self.shown
        hours = await read(calendar_reads.people_minutes, self.actor, **given)
        if place.view == 'week' and place.person is not None:
            self.shown = week.of_days(days, found, hours.get(place.person, {}), self.times)
            return self.shown
        people = [each for each in self.setting.people if place.person in (None, each.id)]
        today = {member_id: ranges[days[0]] for member_id, ranges in hours.items()}
        self.shown = week.of_people(days[0], people, found, today, self.times)
        return self.shown

    def day_of(self, column: str) -> date:
        """The day of a column; those of a day are people."""
        return self.place.day if week.member(column) else a_day(column) or self.place.day

    async def gap(self, args: dict[str, Any]) -> None:
        """A free place was clicked or drawn over: book there."""
        member_id, hour = week.member(args['column']) or self.place.person, week.place(self.shown, int(args['from']))
        await self.new(day=self.day_of(args['column']), hour=hour, member_id=member_id, minutes=int(args['len']))

    async def drop(self, args: dict[str, Any]) -> None:
        """A block was moved or resized: done at once, or put back with the reason why not."""
        drawn = self.week
        booking = await read(booking_reads.one, self.actor, booking_id=UUID(args['id']))
        wish = self.wished(booking, args)
        with feedback(quiet=NOT_FREE) as told:
            await self.reschedule(booking.id, wish)
        await self.changed()
        if drawn is not None:
            drawn.settle()
            self.tell(booking, wish, told.refusal)

    def wished(self, booking: Row, args: dict[str, Any]) -> Wish:
        """Where a block was dropped, or how long it was drawn."""
        grown = timedelta(minutes=int(args['grown']))
        if args['mode'] == 'resize':
            return Wish(booking.start, booking.end + grown, booking.member_id)
        minute = self.shown.first * 60 + int(args['from'])
        midnight = datetime.combine(self.day_of(args['column']), datetime.min.time(), self.times.zone)
        start = (midnight + timedelta(minutes=minute)).astimezone(booking.start.tzinfo)
        member_id = week.member(args['column']) or booking.member_id
        return Wish(start, start + (booking.end - booking.start) + grown, member_id)

    async def reschedule(self, booking_id: UUID, wish: Wish) -> None:
        given = {'start': wish.start, 'end': wish.end, 'member_id': wish.member_id}
        await act(bookings.reschedule, self.actor, booking_id=booking_id, **given)

    def tell(self, booking: Row, wish: Wish, refusal: Refusal | None) -> None:
        """What came of a drop, with the one thing to do about it."""
        if isinstance(refusal, NOT_FREE):
            words = f'{said_of(refusal)} The booking stays where it was.'
            self.notices.tell(words, 'Move anyway…', lambda: self.anyway(booking, wish), kind='negative')
        elif refusal is None:
            was = Wish(booking.start, booking.end, booking.member_id)
            words = f'{booking.contact_name}: {self.times.span(wish.start, wish.end)}'
            self.notices.tell(words, 'Undo', lambda: self.undo(booking.id, was))

    async def undo(self, booking_id: UUID, was: Wish) -> None:
        """Back to where it was before it was dropped."""
        with feedback('Moved back'):
            await self.reschedule(booking_id, was)
        await self.changed()

    async def anyway(self, booking: Row, wish: Wish) -> None:
        """What was dropped and refused, with a reason."""
        refusal = bookings.Taken(TAKEN)
        if await Move(self.actor, self.setting, booking, wish).ask(refusal):
            await self.changed()
