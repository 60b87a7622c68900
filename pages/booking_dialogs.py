"""Dialogs of bookings: a new one for a contact, another time, a cancellation with its reason."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from nicegui import html, ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.times import Times, day
from domain import availability, booking_types, bookings, contact_reads, search
from domain.actor import Actor
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.work import act, read

TIME = '<li><button type="button" class="time" :aria-pressed="row.on ? \'true\' : \'false\'" @click="act(\'pick\', row.id)">{{ row.hour }}</button></li>'
FOUND = """<li><button type="button" class="list-row" @click="act('pick', row.id)"><span class="two"><b>{{ row.name }}</b><small>{{ row.under }}</small></span></button></li>"""


class Dialog:
    """A dialog with a title, fields and a foot; `ask` shows it and waits for its outcome."""

    title = ''

    def __init__(self, actor: Actor) -> None:
        self.actor, self.busy = actor, False
        with ui.context.client.content:  # not in the list that was clicked: it may be drawn again meanwhile
            self.dialog = ui.dialog()
        self.dialog.props['aria-label'] = self.title

    def head(self) -> None:
        with ui.element('div').classes('between'):
            html.h2(self.title)
            ui.button(icon='close', on_click=self.dialog.close).props('flat round aria-label=Close')

    def foot(self, verb: str, then: Callable[[], Awaitable[None]], *, kind: str = '') -> ui.button:
        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=self.dialog.close).props('flat')
            return ui.button(verb, on_click=lambda: self.once(then), color=kind or 'primary')

    async def once(self, then: Callable[[], Awaitable[None]]) -> None:
        """A second click while the first one is under way does nothing."""
        if not self.busy:
            self.busy = True
            await then()
            self.busy = False

    async def result(self) -> Any:
        """Wait for the outcome, and take the dialog away."""
        outcome = await self.dialog
        self.dialog.delete()
        return outcome


class FreeTimes(Dialog):
    """Choosing one of the really free times of a day."""

    def __init__(self, actor: Actor, setting: Setting, there: date) -> None:
        super().__init__(actor)
        self.setting, self.day = setting, there
        self.times = Times.of(setting.timezone)
        self.start: datetime | None = None
        self.slots: list[availability.Slot] = []
        self.moving: UUID | None = None

    def type_id(self) -> UUID | None:
        raise NotImplementedError

    def member_id(self) -> UUID | None:
        raise NotImplementedError

    def day_field(self) -> None:
        field = ui.input('Day', value=self.day.isoformat(), on_change=lambda event: self.pick_day(event.value))
        field.props('type=date').mark('day')
        self.day_input = field

    def times_field(self) -> None:
        """The free times as buttons, or the next free day."""
        with ui.element('div').classes('stack tight'):
            html.h3('Free times')
            self.free = Rows([], TIME).classes('times').on('pick', lambda event: self.pick_time(event.args))
            self.none = ui.element('div').props('role=status')

    async def pick_day(self, text: str | None) -> None:
        try:
            self.day = date.fromisoformat(text or '')
        except ValueError:
            return
        self.start = None
        await self.reload()

    def pick_time(self, start: str) -> None:
        self.start = datetime.fromisoformat(start)
        self.show_times()

    async def reload(self) -> None:
        """Read the free times of the chosen day."""
        type_id = self.type_id()
        self.slots = []
        if type_id is not None:
            self.slots = list(
                await read(
                    availability.slots,
                    self.actor,
                    booking_type_id=type_id,
                    first=self.day,
                    last=self.day,
                    member_id=self.member_id(),
                    moving=self.moving,
                )
            )
        if self.start not in [slot.start for slot in self.slots]:
            self.start = None
        self.show_times()
        await self.say_none(type_id)

    async def say_none(self, type_id: UUID | None) -> None:
        self.none.clear()
        if self.slots or type_id is None:
            return
        following = await read(
            availability.next_free,
            self.actor,
            booking_type_id=type_id,
            after=self.day,
            member_id=self.member_id(),
            moving=self.moving,
        )
        with self.none, ui.element('div').classes('cluster'):
            kit.text('Nothing is free on this day.', 'muted')
            if following is not None:
                go = ui.button(
                    f'Next free day: {day(following, self.times.today)}', on_click=lambda: self.jump(following)
                )
                go.props('outline dense')

    def jump(self, there: date) -> None:
        self.day_input.value = there.isoformat()

    def show_times(self) -> None:
        self.free.show(
            [
                {'id': slot.start.isoformat(), 'hour': self.times.hour(slot.start), 'on': slot.start == self.start}
                for slot in self.slots
            ]
        )
        self.ready()

    def ready(self) -> None:
        """Whether the verb can be pressed; overridden where more is needed than a time."""


class NewBooking(FreeTimes):
    """A booking for a contact, known or new."""

    title = 'New booking'

    def __init__(self, actor: Actor, setting: Setting, there: date, hour: str, member_id: UUID | None) -> None:
        super().__init__(actor, setting, there)
        self.hour, self.wanted_member = hour, member_id
        self.contact_id: UUID | None = None
        self.chosen = ''
        self.key = uuid4().hex

    async def ask(self, contact_id: UUID | None = None) -> UUID | None:
        """The id of the booking that was made; None when the dialog was closed."""
        types = await read(booking_types.listing, self.actor, active_only=True)
        with self.dialog, ui.card().classes('stack'):
            self.head()
            if not types:
                kit.empty('event', 'No booking types yet', 'The owner adds what can be booked in the settings.')
            else:
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
            self.kind = ui.select(types, label='What', value=next(iter(types)), on_change=self.reload)
            people: dict[UUID | None, str] = {None: 'Anyone who is free'} | {
                each.id: each.name for each in self.setting.people
            }
            chosen = self.wanted_member if self.wanted_member in people else None
            self.member = ui.select(people, label='With', value=chosen, on_change=self.reload)
        self.day_field()
        self.times_field()
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
        self.ready()

    def preselect(self) -> None:
        """The time that was clicked in the calendar, or the first one after it."""
        later = [slot.start for slot in self.slots if self.times.hour(slot.start) >= self.hour]
        if self.hour and later:
            self.start = later[0]
            self.show_times()

    def type_id(self) -> UUID | None:
        return UUID(str(self.kind.value))

    def member_id(self) -> UUID | None:
        return self.member.value

    def ready(self) -> None:
        new = self.new_fields.visible and bool(self.email.value or self.phone.value)
        self.verb.set_enabled(self.start is not None and (self.contact_id is not None or new))
        words = f'Book {self.times.when(self.start)}' if self.start else 'Book'
        self.verb.set_text(words)

    async def book(self) -> None:
        if self.start is None:
            return
        who: dict[str, Any] = (
            {'contact_id': self.contact_id}
            if self.contact_id
            else {'contact': {'name': self.who.value, 'email': self.email.value, 'phone': self.phone.value}}
        )
        fields = {'email': self.email, 'phone': self.phone, 'name': self.who, 'notes': self.notes}
        with feedback('Booked', fields | {f'contact.{name}': field for name, field in fields.items()}):
            made = await act(
                bookings.book,
                self.actor,
                booking_type_id=self.type_id(),
                start=self.start,
                member_id=self.member_id(),
                notes=self.notes.value or '',
                source='staff',
                submission_key=self.key,
                **who,
            )
            self.dialog.submit(made.id)
            return
        await self.reload()


class Move(FreeTimes):
    """Another time, or another person, for a booking."""

    title = 'Move booking'

    def __init__(self, actor: Actor, setting: Setting, booking: Row) -> None:
        now = Times.of(setting.timezone)
        super().__init__(actor, setting, max(now.date(booking.start), now.today))
        self.booking, self.moving = booking, booking.id

    async def ask(self) -> bool:
        """Whether it was moved."""
        booking = self.booking
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(
                f'{booking.contact_name}, {booking.type_name}: {self.times.span(booking.start, booking.end)}', 'muted'
            )
            people = {each.id: each.name for each in self.setting.people} | {booking.member_id: booking.member_name}
            self.member = ui.select(people, label='With', value=booking.member_id, on_change=self.reload)
            self.day_field()
            self.times_field()
            kit.text('The customer is told by the message for moved bookings.', 'faint')
            self.verb = self.foot('Move', self.move).mark('move')
        await self.reload()
        return bool(await self.result())

    def type_id(self) -> UUID | None:
        return self.booking.booking_type_id

    def member_id(self) -> UUID | None:
        return self.member.value

    def ready(self) -> None:
        self.verb.set_enabled(self.start is not None)
        self.verb.set_text(f'Move to {self.times.when(self.start)}' if self.start else 'Move')

    async def move(self) -> None:
        if self.start is None:
            return
        with feedback('Moved'):
            await act(
                bookings.reschedule,
                self.actor,
                booking_id=self.booking.id,
                start=self.start,
                member_id=self.member_id(),
            )
            self.dialog.submit(True)
            return
        await self.reload()


class Cancel(Dialog):
    """A cancellation, asked once, with the reason that the customer reads."""

    title = 'Cancel booking'

    def __init__(self, actor: Actor, booking: Row) -> None:
        super().__init__(actor)
        self.booking = booking

    async def ask(self) -> bool:
        """Whether it was cancelled."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(f'The time of {self.booking.contact_name} becomes free again, and the customer is told.', tag='p')
            self.reason = ui.textarea('Reason (optional)').props('rows=2 autofocus').mark('reason')
            self.foot('Cancel booking', self.cancel, kind='negative').mark('cancel-booking')
        return bool(await self.result())

    async def cancel(self) -> None:
        with feedback('Cancelled', {'reason': self.reason}):
            await act(bookings.cancel, self.actor, booking_id=self.booking.id, reason=self.reason.value or '')
            self.dialog.submit(True)
