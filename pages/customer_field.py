"""Whom something is for: search among the contacts, or write down somebody new."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui.kit import Rows
from domain import contact_reads, search
from domain.actor import Actor
from domain.work import read
from pages.dialog import FOUND


class CustomerField:
    """The search field with what it finds, and the two fields of somebody new; `changed` is awaited whenever that may matter."""

    def __init__(self, actor: Actor, changed: Callable[[], Awaitable[None]]) -> None:
        self.actor, self.changed = actor, changed
        self.contact_id: UUID | None = None
        self.chosen = ''

    def draw(self) -> None:
        """Inside a dialog."""
        with ui.element('div').classes('stack tight'):
            self.who = ui.input('Customer', placeholder='Name, e-mail or phone', on_change=lambda e: self.look(e.value))
            self.who.props('debounce=250 autofocus clearable').mark('customer')
            self.found = Rows([], FOUND).on('pick', lambda event: self.choose(event.args))
            with ui.element('div').classes('grid-auto') as self.new_fields:
                self.email = ui.input('E-mail', on_change=self.changed).props('type=email').mark('email')
                self.phone = ui.input('Phone', on_change=self.changed).props('type=tel').mark('phone')
            self.new_fields.set_visibility(False)

    async def look(self, words: str | None) -> None:
        """Who is found by these words."""
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
        await self.changed()

    async def choose(self, which: str) -> None:
        """A contact, or somebody new."""
        self.found.show([])
        if which == 'new':
            self.new_fields.set_visibility(True)
        else:
            view = await read(contact_reads.view, self.actor, contact_id=UUID(which))
            self.contact_id, self.chosen = view.contact.id, view.contact.name.strip()
            self.who.value = self.chosen
        await self.changed()

    @property
    def ready(self) -> bool:
        """Whether there is somebody who can be reached."""
        new = self.new_fields.visible and bool(self.email.value or self.phone.value)
        return self.contact_id is not None or new

    def given(self) -> dict[str, Any]:
        """`contact_id`, or `contact` for somebody new."""
        if self.contact_id is not None:
            return {'contact_id': self.contact_id}
        return {'contact': {'name': self.who.value, 'email': self.email.value, 'phone': self.phone.value}}

    def fields(self) -> dict[str, Any]:
        """The fields by the names that refusals have for them."""
        return {'contact.name': self.who, 'contact.email': self.email, 'contact.phone': self.phone}
