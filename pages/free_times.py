"""Choosing one of the really free times of a day; a time that is not among them can be typed, and the domain decides."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time

from nicegui import html, ui

from careops_ui import kit
from careops_ui.kit import Rows
from careops_ui.times import Times, day
from domain import availability, bookings
from domain.actor import Actor
from domain.availability import Slot
from domain.errors import Refusal
from domain.work import read
from pages.booking_why import Asked
from pages.time_warnings import TimeWarnings

NOT_FREE = (bookings.Taken, bookings.NotOffered)
TIME = '<li><button type="button" class="time" :aria-pressed="row.on ? \'true\' : \'false\'" @click="act(\'pick\', row.id)">{{ row.hour }}</button></li>'


class FreeTimes:
    """The chosen time of a dialog. `asked` says for what, `changed` is called when another time is chosen or learned about,
    `offered` finds the free times of a day where they are not those of `availability.slots`."""

    def __init__(
        self,
        actor: Actor,
        times: Times,
        there: date,
        asked: Callable[[], Asked],
        changed: Callable[[], None],
        offered: Callable[[date], Awaitable[list[Slot]]] | None = None,
    ) -> None:
        self.actor, self.times, self.day = actor, times, there
        self.asked, self.changed = asked, changed
        self.offered = offered or self.slots_of
        self.start: datetime | None = None
        self.slots: list[Slot] = []
        self.warnings = TimeWarnings(actor, times)

    def day_field(self) -> None:
        """Day and time of day."""
        with ui.element('div').classes('grid-auto thirds'):
            field = ui.input('Day', value=self.day.isoformat(), on_change=lambda event: self.pick_day(event.value))
            field.props('type=date').mark('day')
            self.hour_input = ui.input('Time', on_change=lambda event: self.type_time(event.value))
            self.hour_input.props('type=time').mark('time')
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
        self.warnings.forgive()
        self.start = self.typed()
        await self.reload()

    async def pick_time(self, start: str) -> None:
        self.start = datetime.fromisoformat(start)
        self.hour_input.value = self.times.hour(self.start)
        await self.chosen()

    async def type_time(self, text: str | None) -> None:
        if self.start is not None and text == self.times.hour(self.start):
            return
        self.start = self.typed()
        await self.chosen()

    async def chosen(self) -> None:
        """Another time: what was said of the last one goes."""
        self.warnings.forgive()
        self.show()
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
        asked = self.asked()
        self.slots = [] if asked.type_id is None else await self.offered(self.day)
        self.show()
        await self.say_none(asked)
        await self.warn()

    async def another(self) -> None:
        """Something else is asked for."""
        self.warnings.forgive()
        await self.reload()

    async def slots_of(self, there: date) -> list[Slot]:
        """The free times of a day."""
        asked = self.asked()
        return await read(
            availability.slots,
            self.actor,
            booking_type_id=asked.type_id,
            first=there,
            last=there,
            member_id=asked.member_id,
            moving=asked.moving,
            also=asked.also,
        )

    async def say_none(self, asked: Asked) -> None:
        self.none.clear()
        if self.slots or asked.type_id is None:
            return
        following = await read(
            availability.next_free,
            self.actor,
            booking_type_id=asked.type_id,
            after=self.day,
            member_id=asked.member_id,
            moving=asked.moving,
            also=asked.also,
        )
        with self.none, ui.element('div').classes('cluster'):
            kit.text('Nothing is free on this day.', 'muted')
            if following is not None:
                words = f'Next free day: {day(following, self.times.today)}'
                ui.button(words, on_click=lambda: self.jump(following)).props('outline dense')

    def jump(self, there: date) -> None:
        self.day_input.value = there.isoformat()

    def show(self) -> None:
        self.free.show(
            [
                {'id': slot.start.isoformat(), 'hour': self.times.hour(slot.start), 'on': slot.start == self.start}
                for slot in self.slots
            ]
        )
        self.changed()

    async def warn(self) -> None:
        """Say live what is known about the chosen time."""
        asked, start = self.asked(), self.start
        await self.warnings.about(asked, start, offered=start in [slot.start for slot in self.slots])
        self.changed()

    async def refused(self, refusal: Refusal | None) -> None:
        """Read again what is free; where the time is not, say why, and ask for a reason to take it knowingly."""
        await self.reload()
        if isinstance(refusal, NOT_FREE):
            self.warnings.not_free(refusal)
            self.changed()
