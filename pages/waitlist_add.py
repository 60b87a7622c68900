"""The dialog in which staff put a customer on the waiting list."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from domain import booking_types, calendar_reads, waitlist
from domain.actor import Actor
from domain.work import act, read
from pages.customer_field import CustomerField
from pages.dialog import Dialog

PARTS = {'morning': 'Morning', 'afternoon': 'Afternoon', 'evening': 'Evening'}
AHEAD = timedelta(days=13)


class Add(Dialog):
    """Who, and which times would suit."""

    title = 'Add to the waiting list'

    def __init__(self, actor: Actor, today: date) -> None:
        super().__init__(actor)
        self.today = today
        self.customer = CustomerField(actor, self.ready)

    async def ask(self) -> bool:
        """Whether somebody was added."""
        types = {each.id: each.name for each in await read(booking_types.listing, self.actor, active_only=True)}
        people = {each.id: each.name for each in (await read(calendar_reads.setting, self.actor)).people}
        with self.dialog, ui.card().classes('stack'):
            self.head()
            if types:
                self.draw(types, people)
            else:
                kit.empty('event', 'No booking types yet', 'The owner adds what can be booked in the settings.')
        return bool(await self.result())

    def draw(self, types: dict[UUID, str], people: dict[UUID, str]) -> None:
        """The fields, in the order in which one asks on the phone."""
        self.customer.draw()
        anyone: dict[UUID | None, str] = {None: 'Anyone who is free'}
        with ui.element('div').classes('grid-auto'):
            self.kind = ui.select(types, label='What', value=next(iter(types)))
            self.member = ui.select(anyone | people, label='With', value=None)
        with ui.element('div').classes('grid-auto'):
            self.first = ui.input('First day', value=self.today.isoformat()).props('type=date').mark('first-day')
            last = (self.today + AHEAD).isoformat()
            self.last = ui.input('Last day', value=last).props('type=date').mark('last-day')
        self.parts = ui.select(PARTS, label='Time of day (optional)', multiple=True, value=[]).props('use-chips')
        self.verb = self.foot('Add to the list', self.save).mark('save-waiting')
        self.verb.set_enabled(False)

    async def ready(self) -> None:
        """The verb can be pressed once there is somebody."""
        self.verb.set_enabled(self.customer.ready)

    async def save(self) -> None:
        """Onto the list, or the reason why not at the right field."""
        fields: dict[str, Any] = {'first_day': self.first, 'last_day': self.last, 'parts': self.parts}
        with feedback('Added to the list', fields | self.customer.fields()):
            await act(
                waitlist.add,
                self.actor,
                booking_type_id=self.kind.value,
                member_id=self.member.value,
                first_day=_day(self.first.value, self.today),
                last_day=_day(self.last.value, self.today),
                parts=self.parts.value,
                **self.customer.given(),
            )
            self.dialog.submit(True)


def _day(words: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(words or '')
    except ValueError:  # the field was emptied
        return otherwise
