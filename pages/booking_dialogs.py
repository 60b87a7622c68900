"""What the dialogs of bookings share: title and foot, the really free times of a day, and what is said about a chosen one."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.times import Times, day
from domain import availability, bookings, clashes, series
from domain.actor import Actor
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.errors import Refusal
from domain.series import Reach
from domain.work import act, read
from pages.booking_why import Why
from pages.series_fields import ask_reach

TIME = '<li><button type="button" class="time" :aria-pressed="row.on ? \'true\' : \'false\'" @click="act(\'pick\', row.id)">{{ row.hour }}</button></li>'
WARNING = '<li class="banner warn" data-icon="error_outline"><span class="grow">{{ row.words }}</span></li>'
NOT_FREE = (bookings.Taken, bookings.NotOffered)
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
        self.clashing = False
        self.why = Why(actor, self.asked)

    def asked(self) -> dict[str, Any]:
        """The chosen time, as the explanation is asked for it."""
        return {
            'booking_type_id': self.type_id(),
            'start': self.start,
            'member_id': self.member_id(),
            'moving': self.moving,
        }

    def type_id(self) -> UUID | None:
        raise NotImplementedError

    def member_id(self) -> UUID | None:
        raise NotImplementedError

    def also(self) -> list[UUID]:
        """The services that follow in the same visit."""
        return []

    def length(self) -> timedelta:
        """How long the booking is going to be."""
        raise NotImplementedError

    def whose(self) -> UUID | None:
        """The contact, where it is known."""
        raise NotImplementedError

    def day_field(self) -> None:
        """Day and time of day; a time that is not among the free ones can be typed, and the domain decides."""
        with ui.element('div').classes('grid-auto'):
            field = ui.input('Day', value=self.day.isoformat(), on_change=lambda event: self.pick_day(event.value))
            field.props('type=date').mark('day')
            self.hour_input = ui.input('Time', on_change=lambda event: self.type_time(event.value))
            self.hour_input.props('type=time').mark('time')
        self.day_input = field

    def warning_field(self) -> None:
        """What staff should know about the chosen time, and the reason for taking one that is not free."""
        self.warnings = Rows([], WARNING).classes('stack tight').props('aria-live=polite')
        self.reason = ui.input('Reason for taking this time anyway').props('maxlength=400').mark('reason')
        self.reason.set_visibility(False)
        self.why.draw()

    async def warn(self) -> None:
        """Say live where the contact is booked at that time already."""
        contact_id, said = self.whose(), []
        if contact_id is not None and self.start is not None:
            said = await read(
                clashes.of_contact,
                self.actor,
                contact_id=contact_id,
                start=self.start,
                end=self.start + self.length(),
                moving=self.moving,
            )
        self.clashing = bool(said)
        self.say_warnings(said)
        self.why.about(self.start, offered=self.start in [slot.start for slot in self.slots])
        self.ready()

    def say_warnings(self, said: list[str]) -> None:
        self.warnings.show([{'id': words, 'words': words} for words in said])

    def not_free(self, refusal: Refusal) -> None:
        """The time is not free: say why, and ask for a reason to take it knowingly."""
        self.say_warnings([f'{refusal.message} You can take it anyway with a reason, which everybody sees.'])
        self.reason.set_visibility(True)
        self.reason.run_method('focus')
        self.ready()

    def forgive(self) -> None:
        """Another time was chosen: no reason is asked any more."""
        self.reason.value = ''
        self.reason.set_visibility(False)

    @property
    def anyway(self) -> bool:
        return self.reason.visible or self.clashing

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
        self.forgive()
        self.start = self.typed()
        await self.reload()

    async def pick_time(self, start: str) -> None:
        self.start = datetime.fromisoformat(start)
        self.hour_input.value = self.times.hour(self.start)
        self.forgive()
        self.show_times()
        await self.warn()

    async def type_time(self, text: str | None) -> None:
        if self.start is not None and text == self.times.hour(self.start):
            return
        self.start = self.typed()
        self.forgive()
        self.show_times()
        await self.warn()

    def typed(self) -> datetime | None:
        """The moment that day and time name; None while one is missing."""
        try:
            there = time.fromisoformat(self.hour_input.value or '')
        except ValueError:
            return None
        return datetime.combine(self.day, there, self.times.zone).astimezone(UTC)

    async def reload(self) -> None:
        """Read the free times of the chosen day."""
        type_id = self.type_id()
        self.slots = [] if type_id is None else await self.offered(type_id)
        self.show_times()
        await self.say_none(type_id)
        await self.warn()

    async def offered(self, type_id: UUID) -> list[availability.Slot]:
        """The free times of the chosen day."""
        return await read(
            availability.slots,
            self.actor,
            booking_type_id=type_id,
            first=self.day,
            last=self.day,
            member_id=self.member_id(),
            moving=self.moving,
            also=self.also(),
        )

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
            also=self.also(),
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
            if self.booking.combination_id:
                kit.text('All services of this visit are cancelled together.', tag='p')
            self.reach = ask_reach(self.booking)
            self.reason = ui.textarea('Reason (optional)').props('rows=2 autofocus').mark('reason')
            self.foot('Cancel booking', self.cancel, kind='negative').mark('cancel-booking')
        return bool(await self.result())

    async def cancel(self) -> None:
        given = {'booking_id': self.booking.id, 'reason': self.reason.value or ''}
        with feedback('Cancelled', {'reason': self.reason}):
            if (reach := self.reach()) == Reach.THIS:
                await act(bookings.cancel, self.actor, **given)
            else:
                await act(series.cancel, self.actor, series_id=self.booking.series_id, reach=reach, **given)
            self.dialog.submit(True)
