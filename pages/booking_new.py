"""A new booking for a contact, known or new, at a free time or knowingly at another."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.times import Times
from domain import booking_types, bookings, series
from domain.actor import Actor
from domain.calendar_reads import Setting
from domain.work import act, read
from pages.booking_why import Asked
from pages.customer_field import CustomerField
from pages.dialog import Dialog
from pages.free_times import NOT_FREE, FreeTimes
from pages.series_dialogs import NEW, Dates
from pages.series_fields import Repeat


class NewBooking(Dialog):
    """A booking for a contact, known or new."""

    title = 'New booking'

    def __init__(
        self, actor: Actor, setting: Setting, there: date, hour: str, member_id: UUID | None, minutes: int = 0
    ) -> None:
        super().__init__(actor)
        self.setting, self.times = setting, Times.of(setting.timezone)
        self.hour, self.wanted_member, self.minutes = hour, member_id, minutes
        self.free = FreeTimes(actor, self.times, there, self.asked, self.ready)
        self.customer = CustomerField(actor, self.free.warn)
        self.key = uuid4().hex
        self.repeat = Repeat(there, self.ready)

    async def ask(self, contact_id: UUID | None = None) -> UUID | None:
        """The id of the booking that was made; None when the dialog was closed."""
        types = await read(booking_types.listing, self.actor, active_only=True)
        with self.dialog, ui.card().classes('stack'):
            self.head()
            if not types:
                kit.empty('event', 'No booking types yet', 'The owner adds what can be booked in the settings.')
            else:
                self.lengths = {each.id: each.duration_minutes for each in types}
                self.singles = {each.id: each.name for each in types if each.capacity == 1}
                self.fields({each.id: each.name for each in types})
        if types:
            if contact_id is not None:
                await self.customer.choose(str(contact_id))
            await self.free.reload()
            self.preselect()
        made: UUID | None = await self.result()
        return made

    def fields(self, types: dict[UUID, str]) -> None:
        self.customer.draw()
        with ui.element('div').classes('grid-auto'):
            self.kind = ui.select(types, label='What', value=self.fitting(), on_change=self.another_kind)
            people: dict[UUID | None, str] = {None: 'Anyone who is free'} | {
                each.id: each.name for each in self.setting.people
            }
            chosen = self.wanted_member if self.wanted_member in people else None
            self.member = ui.select(people, label='With', value=chosen, on_change=self.free.reload)
        self.more = ui.select({}, label='Add a service (optional)', multiple=True, value=[]).props('use-chips')
        self.more.on_value_change(self.free.reload)
        self.offer_more()
        self.free.day_field()
        self.minutes_field = ui.number('Minutes', value=self.minutes or self.lengths[self.kind.value], min=5, step=5)
        self.minutes_field.on_value_change(self.free.warn)
        self.free.times_field()
        self.free.warnings.draw()
        self.repeat.draw()
        self.notes = ui.textarea('Notes (optional)').props('rows=2')
        self.verb = self.foot('Book', self.book).mark('book')

    def fitting(self) -> UUID:
        """The type that takes as long as was drawn in the calendar, or comes nearest to it."""
        if not self.minutes:
            return next(iter(self.lengths))
        return min(self.lengths, key=lambda each: abs(self.lengths[each] - self.minutes))

    def offer_more(self) -> None:
        """What can follow in the same visit: every other service that is not for groups."""
        self.more.set_visibility(self.kind.value in self.singles and len(self.singles) > 1)
        others = {each: name for each, name in self.singles.items() if each != self.kind.value}
        kept = [each for each in self.more.value if each in others and self.more.visible]
        self.more.set_options(others, value=kept)

    def also(self) -> list[UUID]:
        return list(self.more.value)

    async def another_kind(self) -> None:
        self.offer_more()
        self.minutes_field.value = self.lengths[self.kind.value]
        await self.free.another()

    def preselect(self) -> None:
        """The very time that was clicked in the calendar."""
        if self.hour:
            self.free.hour_input.value = self.hour

    def length(self) -> timedelta:
        if also := self.also():
            return timedelta(minutes=sum(self.lengths[each] for each in (self.kind.value, *also)))
        return timedelta(minutes=int(self.minutes_field.value or self.lengths[self.kind.value]))

    def end(self, start: datetime) -> datetime | None:
        """None where it takes as long as its type."""
        usual = timedelta(minutes=self.lengths[self.kind.value])
        return None if self.also() or self.length() == usual else start + self.length()

    def asked(self) -> Asked:
        return Asked(
            type_id=UUID(str(self.kind.value)),
            member_id=self.member.value,
            contact_id=self.customer.contact_id,
            length=self.length(),
            also=self.also(),
        )

    def ready(self) -> None:
        start = self.free.start
        self.verb.set_enabled(start is not None and self.customer.ready)
        self.minutes_field.set_visibility(not self.repeat.on and not self.also())
        self.more.set_enabled(not self.repeat.on)
        self.repeat.every.set_enabled(not self.also())
        if start is not None:
            self.repeat.begins(self.times.date(start))
        if self.repeat.on:
            self.verb.set_text(f'See dates from {self.times.when(start)}' if start else 'See all dates')
            return
        words = 'Book anyway' if self.free.warnings.anyway else 'Book'
        self.verb.set_text(f'{words}: {self.times.when(start)}' if start else words)

    def texts(self) -> dict[str, Any]:
        """Where a refusal belongs."""
        fields: dict[str, Any] = {'notes': self.notes, 'end': self.minutes_field, 'start': self.free.day_input}
        fields['also'] = self.more
        return fields | self.customer.fields() | self.repeat.fields()

    async def book(self) -> None:
        start = self.free.start
        if start is None:
            return
        if self.repeat.on:
            await self.book_series(start)
            return
        with feedback('Booked', self.texts(), quiet=NOT_FREE) as told:
            made = await act(
                bookings.book,
                self.actor,
                booking_type_id=self.kind.value,
                also=self.also(),
                start=start,
                member_id=self.member.value,
                notes=self.notes.value or '',
                source='staff',
                submission_key=self.key,
                overbook_reason=self.free.warnings.reason.value or '',
                end=self.end(start),
                **self.customer.given(),
            )
            self.dialog.submit(made.id)
            return
        await self.free.refused(told.refusal)

    async def book_series(self, start: datetime) -> None:
        """Look at all dates; they are booked when each is decided, and until then nothing typed here is lost."""
        which = {'booking_type_id': self.kind.value, 'start': start, 'member_id': self.member.value}
        plan = series.Plan(**which, **self.repeat.plan())
        given = {'notes': self.notes.value or '', 'submission_key': self.key} | self.customer.given()
        dates = Dates(
            self.actor,
            self.times,
            NEW,
            lambda choices: act(series.preview, self.actor, plan=replace(plan, choices=choices)),
            lambda choices: act(series.create, self.actor, plan=replace(plan, choices=choices), **given),
        )
        with feedback(fields=self.texts()):
            made = await dates.ask()
            if made is not None:
                self.dialog.submit(made.occurrences[0].id)
