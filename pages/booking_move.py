"""Another time, another person or another length for a booking; what was dropped in the calendar and refused comes here, too."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
from pages.booking_dialogs import NOT_FREE, FreeTimes
from pages.series_dialogs import MOVED, Dates
from pages.series_fields import ask_reach


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a booking should go."""

    start: datetime
    end: datetime
    member_id: UUID


class Move(FreeTimes):
    """Another time, or another person, for a booking."""

    title = 'Move booking'

    def __init__(self, actor: Actor, setting: Setting, booking: Row, wish: Wish | None = None) -> None:
        now = Times.of(setting.timezone)
        there = now.date(wish.start) if wish else max(now.date(booking.start), now.today)
        super().__init__(actor, setting, there)
        self.booking, self.moving, self.wish = booking, booking.id, wish

    async def offered(self, type_id: UUID) -> list[Slot]:
        """The free times of the chosen day: for one of several services, those at which the whole visit fits."""
        if self.booking.combination_id is None:
            return await super().offered(type_id)
        asked = {'booking_id': self.booking.id, 'first': self.day, 'last': self.day, 'member_id': self.member_id()}
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
            self.member = ui.select(people, label='With', value=booking.member_id, on_change=self.another_person)
            if wish:
                self.member.value = wish.member_id
            self.day_field()
            self.minutes_field = ui.number('Minutes', value=_minutes(wish or booking), min=5, step=5)
            self.minutes_field.on_value_change(self.warn)
            self.minutes_field.set_visibility(booking.combination_id is None)
            if booking.combination_id:
                kit.text('The other services of this visit move along.', 'faint')
            self.times_field()
            self.warning_field()
            kit.text('The customer is told by the message for moved bookings.', 'faint')
            self.verb = self.foot('Move', self.move).mark('move')
            self.hour_input.value = self.times.hour(wish.start if wish else booking.start)
        await self.reload()
        if refusal is not None:
            self.not_free(refusal)
        return bool(await self.result())

    async def another_person(self) -> None:
        self.forgive()
        await self.reload()

    def another_reach(self) -> None:
        """Several keep their lengths, and are looked at before they move."""
        self.minutes_field.set_visibility(self.reach() == Reach.THIS)
        self.ready()

    def length(self) -> timedelta:
        return timedelta(minutes=int(self.minutes_field.value or _minutes(self.booking)))

    def whose(self) -> UUID | None:
        return self.booking.contact_id

    def type_id(self) -> UUID | None:
        return self.booking.booking_type_id

    def member_id(self) -> UUID | None:
        return self.member.value

    def ready(self) -> None:
        self.verb.set_enabled(self.start is not None)
        if self.reach() != Reach.THIS:
            self.verb.set_text(f'See dates from {self.times.when(self.start)}' if self.start else 'See all dates')
            return
        words = 'Move anyway' if self.anyway else 'Move'
        self.verb.set_text(f'{words} to {self.times.when(self.start)}' if self.start else words)

    async def move(self) -> None:
        if self.start is None:
            return
        if self.reach() != Reach.THIS:
            await self.move_several(self.start)
            return
        with feedback('Moved', {'end': self.minutes_field}, quiet=NOT_FREE) as told:
            await act(
                bookings.reschedule,
                self.actor,
                booking_id=self.booking.id,
                start=self.start,
                end=self.start + self.length(),
                member_id=self.member_id(),
                overbook_reason=self.reason.value or '',
            )
            self.dialog.submit(True)
            return
        await self.reload()
        if isinstance(told.refusal, NOT_FREE):
            self.not_free(told.refusal)

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
        with feedback(fields={'start': self.day_input}):
            if await dates.ask():
                self.dialog.submit(True)


def _minutes(booking: Row | Wish) -> int:
    return int((booking.end - booking.start) / timedelta(minutes=1))
