"""A new booking for a contact, known or new, at a free time or knowingly at another."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from domain import booking_types, bookings, contact_reads, search, series
from domain.actor import Actor
from domain.calendar_reads import Setting
from domain.work import act, read
from pages.booking_dialogs import FOUND, NOT_FREE, FreeTimes
from pages.series_dialogs import NEW, Dates
from pages.series_fields import Repeat


class NewBooking(FreeTimes):
    """A booking for a contact, known or new."""

    title = 'New booking'

    def __init__(
        self, actor: Actor, setting: Setting, there: date, hour: str, member_id: UUID | None, minutes: int = 0
    ) -> None:
        super().__init__(actor, setting, there)
        self.hour, self.wanted_member, self.minutes = hour, member_id, minutes
        self.contact_id: UUID | None = None
        self.chosen = ''
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
                self.fields({each.id: each.name for each in types})
        if types:
            if contact_id is not None:
                await self.choose(str(contact_id))
            await self.reload()
            self.preselect()
        made: UUID | None = await self.result()
        return made

    def fields(self, types: dict[UUID, str]) -> None:
        self.customer()
        with ui.element('div').classes('grid-auto'):
            self.kind = ui.select(types, label='What', value=self.fitting(), on_change=self.another_kind)
            people: dict[UUID | None, str] = {None: 'Anyone who is free'} | {
                each.id: each.name for each in self.setting.people
            }
            chosen = self.wanted_member if self.wanted_member in people else None
            self.member = ui.select(people, label='With', value=chosen, on_change=self.reload)
        self.day_field()
        self.minutes_field = ui.number('Minutes', value=self.minutes or self.lengths[self.kind.value], min=5, step=5)
        self.minutes_field.on_value_change(self.warn)
        self.times_field()
        self.warning_field()
        self.repeat.draw()
        self.notes = ui.textarea('Notes (optional)').props('rows=2')
        self.verb = self.foot('Book', self.book).mark('book')

    def customer(self) -> None:
        """Search among the contacts, or write down a new one."""
        with ui.element('div').classes('stack tight'):
            self.who = ui.input('Customer', placeholder='Name, e-mail or phone', on_change=lambda e: self.look(e.value))
            self.who.props('debounce=250 autofocus clearable').mark('customer')
            self.found = Rows([], FOUND).on('pick', lambda event: self.choose(event.args))
            with ui.element('div').classes('grid-auto') as self.new_fields:
                self.email = ui.input('E-mail', on_change=self.ready).props('type=email')
                self.phone = ui.input('Phone', on_change=self.ready).props('type=tel')
            self.new_fields.set_visibility(False)

    async def look(self, words: str | None) -> None:
        words = (words or '').strip()
        if self.contact_id and words == self.chosen:
            return
        self.contact_id = None
        hits = await read(search.find, self.actor, q=words) if words else []
        rows = [{'id': str(hit.id), 'name': hit.title, 'under': hit.detail} for hit in hits if hit.kind == 'contact']
        if words:
            rows.append({'id': 'new', 'name': f'New contact “{words}”', 'under': 'With e-mail address or phone number'})
        self.found.show(rows)
        self.new_fields.set_visibility(False)
        self.ready()

    async def choose(self, which: str) -> None:
        self.found.show([])
        if which == 'new':
            self.new_fields.set_visibility(True)
        else:
            view = await read(contact_reads.view, self.actor, contact_id=UUID(which))
            self.contact_id, self.chosen = view.contact.id, view.contact.name.strip()
            self.who.value = self.chosen
        await self.warn()

    def fitting(self) -> UUID:
        """The type that takes as long as was drawn in the calendar, or comes nearest to it."""
        if not self.minutes:
            return next(iter(self.lengths))
        return min(self.lengths, key=lambda each: abs(self.lengths[each] - self.minutes))

    async def another_kind(self) -> None:
        self.minutes_field.value = self.lengths[self.kind.value]
        self.forgive()
        await self.reload()

    def preselect(self) -> None:
        """The very time that was clicked in the calendar."""
        if self.hour:
            self.hour_input.value = self.hour

    def length(self) -> timedelta:
        return timedelta(minutes=int(self.minutes_field.value or self.lengths[self.kind.value]))

    def end(self) -> datetime | None:
        """None where it takes as long as its type."""
        usual = timedelta(minutes=self.lengths[self.kind.value])
        return None if self.start is None or self.length() == usual else self.start + self.length()

    def whose(self) -> UUID | None:
        return self.contact_id

    def type_id(self) -> UUID | None:
        return UUID(str(self.kind.value))

    def member_id(self) -> UUID | None:
        return self.member.value

    def ready(self) -> None:
        new = self.new_fields.visible and bool(self.email.value or self.phone.value)
        self.verb.set_enabled(self.start is not None and (self.contact_id is not None or new))
        self.minutes_field.set_visibility(not self.repeat.on)
        if self.start is not None:
            self.repeat.begins(self.times.date(self.start))
        if self.repeat.on:
            self.verb.set_text(f'See dates from {self.times.when(self.start)}' if self.start else 'See all dates')
            return
        words = 'Book anyway' if self.anyway else 'Book'
        self.verb.set_text(f'{words}: {self.times.when(self.start)}' if self.start else words)

    def who_is(self) -> dict[str, Any]:
        """The contact in the words of the domain: a known one, or what was typed."""
        if self.contact_id:
            return {'contact_id': self.contact_id}
        return {'contact': {'name': self.who.value, 'email': self.email.value, 'phone': self.phone.value}}

    def texts(self) -> dict[str, Any]:
        """Where a refusal belongs."""
        fields: dict[str, Any] = {'email': self.email, 'phone': self.phone, 'name': self.who, 'notes': self.notes}
        fields |= {f'contact.{name}': field for name, field in fields.items()} | {'end': self.minutes_field}
        return fields | self.repeat.fields()

    async def book(self) -> None:
        if self.start is None:
            return
        if self.repeat.on:
            await self.book_series()
            return
        with feedback('Booked', self.texts(), quiet=NOT_FREE) as told:
            made = await act(
                bookings.book,
                self.actor,
                booking_type_id=self.type_id(),
                start=self.start,
                member_id=self.member_id(),
                notes=self.notes.value or '',
                source='staff',
                submission_key=self.key,
                overbook_reason=self.reason.value or '',
                end=self.end(),
                **self.who_is(),
            )
            self.dialog.submit(made.id)
            return
        await self.reload()
        if isinstance(told.refusal, NOT_FREE):
            self.not_free(told.refusal)

    async def book_series(self) -> None:
        """Look at all dates; they are booked when each is decided, and until then nothing typed here is lost."""
        plan = {'booking_type_id': self.type_id(), 'start': self.start, 'member_id': self.member_id()}
        plan |= self.repeat.plan()
        given = {'notes': self.notes.value or '', 'submission_key': self.key} | self.who_is()
        dates = Dates(
            self.actor,
            self.times,
            NEW,
            lambda choices: act(series.preview, self.actor, **plan, choices=choices),
            lambda choices: act(series.create, self.actor, **plan, **given, choices=choices),
        )
        with feedback(fields=self.texts()):
            made = await dates.ask()
            if made is not None:
                self.dialog.submit(made.occurrences[0].id)
