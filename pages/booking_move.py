"""Another time, another person or another length for a booking; what was dropped in the calendar and refused comes here, too."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.times import Times
from domain import bookings, series
from domain.actor import Actor
from domain.availability import Slot
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.errors import Refusal
from domain.series import Reach
from domain.work import act, read
from pages.booking_why import Asked
from pages.dialog import Dialog
from pages.free_times import NOT_FREE, FreeTimes
from pages.series_dialogs import MOVED, Dates
from pages.series_fields import ask_reach


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a booking should go."""

    start: datetime
    end: datetime
    member_id: UUID


class Move(Dialog):
    """Another time, or another person, for a booking."""

    title = 'Move booking'

    def __init__(self, actor: Actor, setting: Setting, booking: Row, wish: Wish | None = None) -> None:
        super().__init__(actor)
        self.setting, self.times = setting, Times.of(setting.timezone)
        self.booking, self.wish = booking, wish
        there = self.times.date(wish.start) if wish else max(self.times.date(booking.start), self.times.today)
        offered = self.visit_starts if booking.combination_id else None
        self.free = FreeTimes(actor, self.times, there, self.asked, self.ready, offered)

    async def visit_starts(self, there: date) -> list[Slot]:
        """For one of several services: when the whole visit fits."""
        asked = {'booking_id': self.booking.id, 'first': there, 'last': there, 'member_id': self.member.value}
        return await read(bookings.starts, self.actor, **asked)

    async def ask(self, refusal: Refusal | None = None) -> bool:
        """Whether it was moved; with the `refusal` of a wish, its reason is asked for at once."""
        booking, wish = self.booking, self.wish
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(
                f'{booking.contact_name}, {booking.type_name}: {self.times.span(booking.start, booking.end)}', 'muted'
            )
            self.reach = ask_reach(booking, self.another_reach)
            people = {each.id: each.name for each in self.setting.people} | {booking.member_id: booking.member_name}
            self.member = ui.select(people, label='With', value=booking.member_id, on_change=self.free.another)
            if wish:
                self.member.value = wish.member_id
            self.free.day_field()
            self.minutes_field = ui.number('Minutes', value=_minutes(wish or booking), min=5, step=5)
            self.minutes_field.on_value_change(self.free.warn)
            self.minutes_field.set_visibility(booking.combination_id is None)
            if booking.combination_id:
                kit.text('The other services of this visit move along.', 'faint')
            self.free.times_field()
            self.free.warnings.draw()
            kit.text('The customer is told by the message for moved bookings.', 'faint')
            self.verb = self.foot('Move', self.move).mark('move')
            self.free.hour_input.value = self.times.hour(wish.start if wish else booking.start)
        await self.free.refused(refusal)
        return bool(await self.result())

    def another_reach(self) -> None:
        """Several keep their lengths, and are looked at before they move."""
        self.minutes_field.set_visibility(self.reach() == Reach.THIS)
        self.ready()

    def length(self) -> timedelta:
        return timedelta(minutes=int(self.minutes_field.value or _minutes(self.booking)))

    def asked(self) -> Asked:
        return Asked(
            type_id=self.booking.booking_type_id,
            member_id=self.member.value,
            contact_id=self.booking.contact_id,
            length=self.length(),
            moving=self.booking.id,
        )

    def ready(self) -> None:
        start = self.free.start
        self.verb.set_enabled(start is not None)
        if self.reach() != Reach.THIS:
            self.verb.set_text(f'See dates from {self.times.when(start)}' if start else 'See all dates')
            return
        words = 'Move anyway' if self.free.warnings.anyway else 'Move'
        self.verb.set_text(f'{words} to {self.times.when(start)}' if start else words)

    async def move(self) -> None:
        start = self.free.start
        if start is None:
            return
        if self.reach() != Reach.THIS:
            await self.move_several(start)
            return
        with feedback('Moved', {'end': self.minutes_field}, quiet=NOT_FREE) as told:
            await act(
                bookings.reschedule,
                self.actor,
                booking_id=self.booking.id,
                start=start,
                end=start + self.length(),
                member_id=self.member.value,
                overbook_reason=self.free.warnings.reason.value or '',
            )
            self.dialog.submit(True)
            return
        await self.free.refused(told.refusal)

    async def move_several(self, start: datetime) -> None:
        """Look at the new dates of all in reach; they move when each is decided."""
        series_id = self.booking.series_id
        shift = series.Shift(
            booking_id=self.booking.id,
            reach=self.reach(),
            start=start,
            member_id=None if self.member.value == self.booking.member_id else self.member.value,
        )
        dates = Dates(
            self.actor,
            self.times,
            MOVED,
            lambda choices: act(
                series.preview_move, self.actor, series_id=series_id, shift=replace(shift, choices=choices)
            ),
            lambda choices: act(series.move, self.actor, series_id=series_id, shift=replace(shift, choices=choices)),
        )
        with feedback(fields={'start': self.free.day_input}):
            if await dates.ask():
                self.dialog.submit(True)


def _minutes(booking: Row | Wish) -> int:
    return int((booking.end - booking.start) / timedelta(minutes=1))
