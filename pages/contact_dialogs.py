"""Dialogs of contacts: make or edit one, merge two, erase one."""

from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback, refuse
from careops_ui.kit import Rows
from domain import contact_changes, search
from domain.actor import Actor
from domain.contact_reads import Row
from domain.work import act, read
from pages.dialog import FOUND, Dialog


class ContactForm(Dialog):
    """The details of a contact, new or known."""

    def __init__(self, actor: Actor, contact: Row | None = None) -> None:
        self.title = 'Edit contact' if contact else 'New contact'
        super().__init__(actor)
        self.contact = contact

    async def ask(self) -> UUID | None:
        """The contact's id when it was saved."""
        known = self.contact
        with self.dialog, ui.card().classes('stack'):
            self.head()
            self.name = ui.input('Name', value=known.name if known else '').props('autofocus').mark('name')
            with ui.element('div').classes('grid-auto'):
                self.email = ui.input('E-mail', value=(known and known.email) or '').props('type=email').mark('email')
                self.phone = ui.input('Phone', value=(known and known.phone) or '').props('type=tel').mark('phone')
            self.tags = ui.input('Tags (optional)', value=', '.join(known.tags) if known else '')
            self.tags.props('placeholder="regular, student"').mark('tags')
            if known is None:
                self.notes = ui.textarea('Notes (optional)').props('rows=2')
            self.foot('Save contact', self.save).mark('save')
        saved: UUID | None = await self.result()
        return saved

    async def save(self) -> None:
        fields = {'name': self.name, 'email': self.email, 'phone': self.phone, 'tags': self.tags}
        given: dict[str, Any] = {name: field.value or '' for name, field in fields.items()}
        given['tags'] = [tag.strip() for tag in given['tags'].split(',')]
        with feedback('Contact saved', fields):
            if self.contact is None:
                made = await act(contact_changes.create, self.actor, notes=self.notes.value or '', **given)
            else:
                made = await act(contact_changes.edit, self.actor, contact_id=self.contact.id, **given)
            self.dialog.submit(made.id)


class Merge(Dialog):
    """Another contact that is the same person."""

    title = 'Merge with another contact'

    def __init__(self, actor: Actor, contact: Row) -> None:
        super().__init__(actor)
        self.contact = contact
        self.other: UUID | None = None

    async def ask(self) -> bool:
        """Whether they were merged."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(
                f'Messages, bookings and forms of the other contact move to {self.contact.name}, and the other one is gone. '
                'This cannot be undone.',
                tag='p',
            )
            self.who = ui.input(
                'The other contact', placeholder='Name, e-mail or phone', on_change=lambda e: self.look(e.value)
            )
            self.who.props('debounce=250 autofocus clearable').mark('other')
            self.found = Rows([], FOUND).on('pick', lambda event: self.choose(event.args))
            self.verb = self.foot('Merge', self.merge).mark('merge')
            self.verb.set_enabled(False)
        return bool(await self.result())

    async def look(self, words: str | None) -> None:
        hits = await read(search.find, self.actor, q=words or '')
        self.hits = {str(hit.id): hit for hit in hits if hit.kind == 'contact' and hit.id != self.contact.id}
        self.other = None
        self.found.show([{'id': key, 'name': hit.title, 'under': hit.detail} for key, hit in self.hits.items()])
        self.verb.set_enabled(False)

    def choose(self, which: str) -> None:
        hit = self.hits.get(which)
        if hit is None:
            return
        self.other = hit.id
        self.found.show([{'id': which, 'name': hit.title, 'under': f'{hit.detail} · chosen'}])
        self.verb.set_enabled(True)

    async def merge(self) -> None:
        if self.other is None:
            refuse('Please choose the other contact.')
            return
        with feedback('Merged'):
            await act(contact_changes.merge, self.actor, contact_id=self.contact.id, other_id=self.other)
            self.dialog.submit(True)


class Erase(Dialog):
    """Erasing a person's data, asked once."""

    title = 'Erase contact'

    def __init__(self, actor: Actor, contact: Row) -> None:
        super().__init__(actor)
        self.contact = contact

    async def ask(self) -> bool:
        """Whether it was erased."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(
                f'Name, addresses, messages, notes and forms of {self.contact.name} are deleted for good. '
                'Past bookings stay in your figures, without a name.',
                tag='p',
            )
            self.foot('Erase for good', self.erase, kind='negative').mark('erase')
        return bool(await self.result())

    async def erase(self) -> None:
        with feedback('Erased'):
            await act(contact_changes.delete, self.actor, contact_id=self.contact.id)
            self.dialog.submit(True)
