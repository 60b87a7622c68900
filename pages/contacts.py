"""Contacts: the list, searched and paged in the database, and one contact with everything that happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import addresses, contact_changes, contact_reads, person_export
from domain.actor import Actor
from domain.contact_reads import Entry, Row, View
from domain.work import act, read
from pages.contact_dialogs import ContactForm, Erase, Merge
from pages.contact_exchange import ImportContacts, download_bookings, download_contacts

router = APIRouter(prefix='/contacts')

SORTS = {'name': 'By name', '-last_contacted_at': 'Last in touch', '-created_at': 'Newest'}
CHANGES = ('contact.', 'booking.', 'message.', 'form.', 'conversation.')
CONTACT = """<li><a class="list-row" :href="row.href"><span class="face" :data-initial="row.face"></span>
<span class="two"><b>{{ row.name }}</b><small>{{ row.reach }}</small></span>
<span class="cluster hide-phone"><span v-for="tag in row.tags" class="tag">{{ tag }}</span></span>
<span class="two last-touch hide-phone"><small v-if="row.next">next visit <time :title="row.next_full">{{ row.next }}</time></small><small v-if="row.last">last in touch <time :title="row.last_full">{{ row.last }}</time></small></span></a></li>"""
ENTRY = """<li><component :is="row.href ? 'a' : 'div'" class="list-row" :href="row.href || null"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.title }}</b><small class="clamp">{{ row.detail }}</small></span><span v-if="row.state" class="tag" :class="row.state_kind">{{ row.state }}</span>
<time class="faint" :title="row.full">{{ row.at }}</time></component></li>"""


@router.page('')
async def page(actor: StaffActor, q: str = '', sort: str = 'name') -> None:
    contact_reads.require(actor)
    with shell.frame(actor, 'Contacts'):
        book = Book(actor, q[:100], sort if sort in SORTS else 'name')
        book.draw()
    await book.refresh()
    live.on(actor, ('contact.', 'booking.'), book.refresh)


class Book:
    """The list of one open page."""

    def __init__(self, actor: Actor, q: str, sort: str) -> None:
        self.actor, self.q, self.sort, self.offset = actor, q, sort, 0
        self.times = Times.of(shell.current().place.timezone)  # type: ignore[union-attr]

    def draw(self) -> None:
        with ui.element('div').classes('page-head'):
            with ui.element('div').classes('stack flush'):
                html.h1('Contacts')
                self.count = kit.text('', 'muted', tag='p')
            with ui.element('div').classes('cluster'):
                ui.button('New contact', icon='add', on_click=self.new).mark('new')
                if self.actor.is_owner:
                    self.draw_more()
        with ui.element('div').classes('toolbar'):
            field = ui.input(
                placeholder='Name, e-mail or phone', value=self.q, on_change=lambda e: self.search(e.value)
            )
            field.props('aria-label="Search contacts" clearable debounce=250').props(remove='stack-label')
            with field.classes('grow search').mark('search').add_slot('prepend'):
                ui.icon('search')
            order = ui.select(SORTS, value=self.sort, on_change=lambda e: self.order(e.value)).classes('narrow-field')
            order.props('aria-label=Order').props(remove='stack-label')
        with kit.panel():
            self.list = Rows([], CONTACT)
            self.nothing = ui.element('div')
        with ui.element('div').classes('between') as self.paging:
            self.back = ui.button('Before', icon='chevron_left', on_click=lambda: self.turn(-1)).props('flat')
            self.place = kit.text('', 'faint')
            self.on = ui.button('Next', on_click=lambda: self.turn(1)).props('flat icon-right=chevron_right')

    def draw_more(self) -> None:
        with ui.button(icon='more_horiz').props('outline aria-label="More"').classes('icon').mark('more'), ui.menu():
            ui.menu_item('Import from a file…', self.take_in)
            ui.menu_item('Export contacts', lambda: download_contacts(self.actor))
            ui.menu_item('Export bookings', lambda: download_bookings(self.actor))

    async def take_in(self) -> None:
        if await ImportContacts(self.actor).ask():
            await self.refresh()

    async def refresh(self) -> None:
        page = await read(
            contact_reads.page,
            self.actor,
            q=self.q,
            sort=self.sort,  # type: ignore[arg-type]
            offset=self.offset,
        )
        self.times = Times.of(self.times.zone.key)
        self.list.show([contact_row(row, self.times) for row in page.items])
        kit.write(self.count, f'{page.total:,} found' if self.q else f'{page.total:,} people')
        self.paging.set_visibility(page.total > contact_reads.LIMIT)
        self.back.set_enabled(self.offset > 0)
        self.on.set_enabled(self.offset + len(page.items) < page.total)
        kit.write(self.place, f'{self.offset + 1} to {self.offset + len(page.items)} of {page.total:,}')
        self.nothing.clear()
        if not page.items:
            with self.nothing:
                self.say_nothing()

    def say_nothing(self) -> None:
        if self.q:
            kit.empty('search_off', 'Nobody found', 'No contact has this name, address or number.', level=2)
        else:
            kit.empty(
                'people_outline', 'No contacts yet', 'Everybody who writes or books appears here by itself.', level=2
            )

    async def search(self, words: str | None) -> None:
        self.q, self.offset = words or '', 0
        await self.refresh()

    async def order(self, sort: str) -> None:
        self.sort, self.offset = sort, 0
        await self.refresh()

    async def turn(self, way: int) -> None:
        self.offset = max(0, self.offset + way * contact_reads.LIMIT)
        await self.refresh()

    async def new(self) -> None:
        made = await ContactForm(self.actor).ask()
        if made is not None:
            ui.navigate.to(f'/contacts/{made}')


def contact_row(row: Row, times: Times) -> dict[str, Any]:
    """A contact as the template CONTACT shows it."""
    phone = addresses.readable_phone(row.phone) if row.phone else ''
    last, following = row.last_contacted_at, row.next_booking_at
    return {
        'id': str(row.id),
        'href': f'/contacts/{row.id}',
        'face': kit.initials(row.name),
        'name': row.name,
        'reach': ' · '.join(part for part in (row.email, phone) if part),
        'tags': [*row.tags[:3], *(['Sample'] if row.sample else [])],
        'next': times.when(following) if following else '',
        'next_full': times.full(following) if following else '',
        'last': times.near(last) if last else '',
        'last_full': times.full(last) if last else '',
    }


@router.page('/{contact_id}')
async def contact_page(actor: StaffActor, contact_id: UUID) -> None:
    view = await read(contact_reads.view, actor, contact_id=contact_id)
    with shell.frame(actor, 'Contacts'):
        card = Card(actor, view)
        card.draw()
    await card.refresh()
    live.on(actor, CHANGES, card.refresh)


class Card:
    """One contact: details, notes, and the timeline."""

    def __init__(self, actor: Actor, view: View) -> None:
        self.actor, self.view, self.limit = actor, view, 30
        self.times = Times.of(shell.current().place.timezone)  # type: ignore[union-attr]

    def draw(self) -> None:
        self.head = ui.element('div')
        with ui.element('div').classes('split details-first'):
            with kit.panel('What happened'):
                self.entries = Rows([], ENTRY, tag='ol')
                self.nothing = ui.element('div')
                self.older = ui.button('Show earlier', on_click=self.show_older).props('flat').classes('full')
            with ui.element('div').classes('stack loose'):
                with kit.panel('Details'), kit.body():
                    self.facts = ui.element('div').classes('stack')
                with kit.panel('Notes'), kit.body():
                    self.notes = ui.textarea(value=self.view.contact.notes).props(
                        'aria-label="Notes about this contact"'
                    )
                    self.notes.props('placeholder="Only your team sees this"').props(remove='stack-label')
                    self.notes.on('blur', self.save_notes).mark('notes')

    async def refresh(self) -> None:
        """Read the contact and its timeline again; the notes that are being written stay."""
        before = self.view.contact.notes
        self.view = await read(contact_reads.view, self.actor, contact_id=self.view.contact.id)
        if self.notes.value == before:
            self.notes.value = self.view.contact.notes
        found = await read(contact_reads.timeline, self.actor, contact_id=self.view.contact.id, limit=self.limit + 1)
        self.times = Times.of(self.times.zone.key)
        self.entries.show([entry_row(entry, number, self.times) for number, entry in enumerate(found[: self.limit])])
        self.older.set_visibility(len(found) > self.limit)
        for part, build in (
            (self.head, self.draw_head),
            (self.facts, self.draw_facts),
            (self.nothing, self.draw_nothing),
        ):
            part.clear()
            with part:
                build()

    def draw_head(self) -> None:
        contact = self.view.contact
        shell.name(f'{contact.name} · Contacts')
        with kit.page_head(contact.name, 'Sample contact, never written to' if contact.sample else ''):
            if self.view.conversation_id:
                to_talk = f'/inbox/{self.view.conversation_id}'
                ui.button('Conversation', icon='forum', on_click=lambda: ui.navigate.to(to_talk)).props('outline')
            if self.actor.may('bookings'):
                to_book = f'/bookings?new={contact.id}'
                ui.button('Book', icon='add', on_click=lambda: ui.navigate.to(to_book))
            with (
                ui.button(icon='more_horiz').props('outline aria-label="More"').classes('icon').mark('more'),
                ui.menu(),
            ):
                ui.menu_item('Edit details…', self.edit)
                ui.menu_item('Merge with another contact…', self.merge)
                if self.actor.is_owner:
                    log = f'/automation/log?contact={contact.id}'
                    ui.menu_item('Which messages, and why?', lambda: ui.navigate.to(log))
                    ui.menu_item('Export all data', self.take_out)
                    ui.menu_item('Erase…', self.erase)

    def draw_facts(self) -> None:
        view, contact = self.view, self.view.contact
        pairs = [
            ('E-mail', contact.email or ''),
            ('Phone', view.readable_phone),
            ('Visits', _visits(view)),
            ('Next visit', self.times.when(contact.next_booking_at) if contact.next_booking_at else ''),
            ('Last in touch', self.times.when(contact.last_contacted_at) if contact.last_contacted_at else ''),
            ('Known since', self.times.day(contact.created_at)),
        ]
        kit.facts([pair for pair in pairs if pair[1]])
        if contact.tags:
            rows = [{'id': tag, 'tag': tag} for tag in contact.tags]
            Rows(rows, '<li class="tag">{{ row.tag }}</li>').classes('cluster').props('aria-label=Tags')
        ui.button('Edit details', icon='edit', on_click=self.edit).props('outline').classes('full').mark('edit')

    def draw_nothing(self) -> None:
        if not self.entries._props['rows']:
            kit.empty('history', 'Nothing yet', 'Messages, bookings and forms of this contact appear here.')

    async def show_older(self) -> None:
        self.limit += 30
        await self.refresh()

    async def save_notes(self) -> None:
        if (self.notes.value or '') == self.view.contact.notes:
            return
        with feedback('Notes saved', {'notes': self.notes}):
            await act(contact_changes.edit, self.actor, contact_id=self.view.contact.id, notes=self.notes.value or '')
            await self.refresh()

    async def edit(self) -> None:
        if await ContactForm(self.actor, self.view.contact).ask():
            await self.refresh()

    async def merge(self) -> None:
        if await Merge(self.actor, self.view.contact).ask():
            await self.refresh()

    async def take_out(self) -> None:
        with feedback():
            packed = await person_export.packed(self.actor, contact_id=self.view.contact.id)
            ui.download.content(packed, 'contact.zip', 'application/zip')

    async def erase(self) -> None:
        if await Erase(self.actor, self.view.contact).ask():
            ui.navigate.to('/contacts')


def _visits(view: View) -> str:
    missed = f', {view.no_shows} missed' if view.no_shows else ''
    ahead = f', {view.upcoming} ahead' if view.upcoming else ''
    return f'{view.visits}{missed}{ahead}'


ICONS = {'message': 'forum', 'booking': 'event', 'form': 'description'}
STATES = {
    'booking': {
        'pending': ('To confirm', 'warn'),
        'confirmed': ('Confirmed', 'ok'),
        'completed': ('Completed', ''),
        'no_show': ('No-show', 'bad'),
        'cancelled': ('Cancelled', ''),
    },
    'form': {
        'pending': ('Sent', ''),
        'in_progress': ('Begun', 'info'),
        'completed': ('Filled in', 'ok'),
        'overdue': ('Overdue', 'warn'),
    },
    'message': {'email': ('E-mail', ''), 'sms': ('SMS', ''), 'form': ('Contact form', '')},
}
PATHS = {'message': '/inbox/{}', 'booking': '/bookings/{}', 'form': '/forms/requests/{}'}


def entry_row(entry: Entry, number: int, times: Times) -> dict[str, Any]:
    """Something that happened, as the template ENTRY shows it."""
    state, state_kind = STATES[entry.kind].get(entry.state, ('', ''))
    detail = {'booking': f'{times.when(entry.at)} with {entry.detail}', 'form': 'Form'}.get(entry.kind, entry.detail)
    return {
        'id': f'{number}-{entry.id}',
        'href': PATHS[entry.kind].format(entry.id),
        'icon': ICONS[entry.kind],
        'kind': '',
        'title': entry.title,
        'detail': detail,
        'state': state,
        'state_kind': state_kind,
        'at': _near(entry.at, times),
        'full': times.full(entry.at),
    }


def _near(moment: datetime, times: Times) -> str:
    return times.near(moment) if moment <= times.now else times.day(moment)
