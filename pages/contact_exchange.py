"""Contacts in from a CSV file and out as one: choose, look, import."""

from typing import Any

from nicegui import events, html, ui

from careops_ui import kit, uploads
from careops_ui.feedback import feedback, say
from careops_ui.kit import Rows
from domain import contact_import, exports
from domain.actor import Actor
from domain.contact_import import Outcome
from domain.work import act
from pages.dialog import Dialog

SHOWN = 200
TOO_BIG = f'Please choose a file of at most {contact_import.BIGGEST // 1_000_000} MB.'
BAD = """<li><div class="list-row"><span class="tag warn">Line {{ row.line }}</span><span class="two wrap"><small>{{ row.reason }}</small></span></div></li>"""


async def download_contacts(actor: Actor) -> None:
    """Everybody, as a file."""
    with feedback():
        ui.download.content(await act(exports.contacts, actor), 'contacts.csv', 'text/csv; charset=utf-8')


async def download_bookings(actor: Actor) -> None:
    """Every booking, as a file."""
    with feedback():
        ui.download.content(await act(exports.bookings, actor), 'bookings.csv', 'text/csv; charset=utf-8')


class ImportContacts(Dialog):
    """A file, its columns, and what would come of it, before anything does."""

    title = 'Import contacts'

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.content = b''
        self.fields: dict[str, ui.select] = {}

    async def ask(self) -> bool:
        """Whether people came in."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            html.p(
                'A CSV file from Excel, Google or another program, with a line for each person. People you know already stay as they are, '
                'and nobody is written to.'
            ).classes('muted')
            with ui.element('div').classes('cluster'):
                button = ui.button('Choose a file', icon='upload_file').props('outline').mark('choose-csv')
            uploads.ask(button, self.picked, types='.csv,.txt,text/csv', limit=contact_import.BIGGEST, too_big=TOO_BIG)
            self.columns = ui.element('div').classes('grid-auto')
            self.told = ui.element('div').classes('stack').props('aria-live=polite')
            self.go = self.foot('Import', self.take).mark('import-now')
            self.go.set_enabled(False)
        return bool(await self.result())

    async def picked(self, event: events.UploadEventArguments) -> None:
        """Another file: its columns are recognised anew."""
        self.content = await event.file.read()
        self.fields = {}
        self.columns.clear()
        await self.look()

    async def look(self) -> None:
        """What would be done, in words."""
        self.told.clear()
        self.go.set_enabled(False)
        with feedback():
            found = await contact_import.look(self.actor, content=self.content, mapping=self.mapping())
            if not self.fields:
                self.draw_columns(found.headers, found.mapping)
            with self.told:
                tell(found)
            self.go.set_enabled(found.new > 0)
            return
        if not self.fields and self.content:
            self.draw_columns(contact_import.columns(self.content), {})

    def mapping(self) -> dict[str, str] | None:
        """The columns that were chosen; None while none could be."""
        return {name: field.value or '' for name, field in self.fields.items()} if self.fields else None

    def draw_columns(self, headers: Any, mapping: Any) -> None:
        """Which column is what."""
        options = {'': 'Not in the file'} | {header: header for header in headers if header}
        with self.columns:
            for name, label in contact_import.FIELDS.items():
                field = ui.select(options, label=label, value=mapping.get(name, ''), on_change=self.look)
                self.fields[name] = field

    async def take(self) -> None:
        """All of them, or none."""
        with feedback():
            found = await contact_import.take(self.actor, content=self.content, mapping=self.mapping())
            say(f'{people(found.new)} imported')
            self.dialog.submit(True)


def tell(found: Outcome) -> None:
    """The figures, and every row that cannot come in."""
    known = f', {people(found.known)} known already' if found.known else ''
    with kit.banner(f'{people(found.new)} new{known}.', 'ok' if found.new else 'info'):
        pass
    if found.bad:
        wrong = 'row stays' if len(found.bad) == 1 else 'rows stay'
        html.h3(f'{len(found.bad):,} {wrong} out')
        rows = [{'id': str(one.line), 'line': one.line, 'reason': one.reason} for one in found.bad[:SHOWN]]
        Rows(rows, BAD)
        if len(found.bad) > SHOWN:
            html.p(f'These are the first {SHOWN}.').classes('muted')


def people(number: int) -> str:
    """1 person, 1,200 people"""
    return f'{number:,} ' + ('person' if number == 1 else 'people')
