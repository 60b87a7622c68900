"""Which customer: a search among the contacts."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import ui

from careops_ui.kit import Rows
from domain import contact_reads, search
from domain.actor import Actor
from domain.work import read
from pages.dialog import FOUND


class Person:
    """The search field with what it finds; `changed` is awaited when somebody was chosen or taken back."""

    def __init__(
        self, actor: Actor, changed: Callable[[], Awaitable[None]], *, label: str = 'Customer (optional)'
    ) -> None:
        self.actor, self.changed = actor, changed
        self.contact_id: UUID | None = None
        self.chosen = ''
        with ui.element('div').classes('stack tight'):
            self.field = ui.input(label, placeholder='Name, e-mail or phone', on_change=lambda e: self.look(e.value))
            self.field.props('debounce=250 clearable').mark('person')
            self.found = Rows([], FOUND).on('pick', lambda event: self.choose(UUID(str(event.args))))

    async def look(self, words: str | None) -> None:
        """Who is found by these words; none for no words."""
        words = (words or '').strip()
        if self.contact_id and words == self.chosen:
            return
        had, self.contact_id = self.contact_id, None
        hits = await read(search.find, self.actor, q=words) if words else []
        rows = [{'id': str(hit.id), 'name': hit.title, 'under': hit.detail} for hit in hits if hit.kind == 'contact']
        self.found.show(rows)
        if had:
            await self.changed()

    async def choose(self, contact_id: UUID) -> None:
        """This one."""
        await self.know(contact_id)
        self.found.show([])
        await self.changed()

    async def know(self, contact_id: UUID) -> None:
        """Show who was chosen elsewhere. NotFound."""
        contact = (await read(contact_reads.view, self.actor, contact_id=contact_id)).contact
        self.contact_id, self.chosen = contact.id, contact.name.strip()
        self.field.value = self.chosen
