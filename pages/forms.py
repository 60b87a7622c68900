"""Forms: what went out and how it stands, and one form with its answers."""

from typing import Any, get_args
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import say
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import form_tracking
from domain.actor import Actor
from domain.form_tracking import Counts, Filter, Row, Sheet
from domain.work import read

router = APIRouter(prefix='/forms')

PAGE = 50
FILTERS: dict[str, str] = {
    'open': 'Open',
    'overdue': 'Overdue',
    'in_progress': 'Started',
    'completed': 'Completed',
    '': 'All',
}
STATES = {
    'pending': ('', 'Not started', 'schedule'),
    'in_progress': ('info', 'Started', 'edit'),
    'completed': ('ok', 'Completed', 'check'),
}
TAB = """<li><a :href="row.href" :aria-current="row.here ? 'page' : null">{{ row.name }}</a></li>"""
FORM = """<li><a class="list-row" :href="row.href"><span class="face" :data-initial="row.face"></span>
<span class="two"><b>{{ row.customer }}</b><small>{{ row.name }} · {{ row.service }} <time :title="row.start_full">{{ row.start }}</time></small></span>
<small class="faint hide-phone"><time :title="row.when_full">{{ row.when }}</time></small><span class="tag" :class="row.kind" :data-icon="row.icon">{{ row.state }}</span></a></li>"""
ANSWER = """<li><h3 v-if="row.heading" class="panel-body">{{ row.label }}</h3>
<div v-else class="list-row"><span class="two wrap"><small>{{ row.label }}</small><b v-if="row.answer" class="block-text">{{ row.answer }}</b><span v-else class="faint">{{ row.none }}</span></span></div></li>"""


@router.page('')
async def page(actor: StaffActor, state: str = 'open', q: str = '', booking: UUID | None = None) -> None:
    """What went out. `state` and `booking` narrow it; the dashboard links here."""
    actor.require('forms')
    state = '' if state == 'all' else state
    chosen: Filter = state if state in get_args(Filter) else 'open'  # type: ignore[assignment]
    with shell.frame(actor, 'Forms'):
        tracking = Tracking(actor, '' if booking else chosen, q[:100], booking)
        tracking.draw()
    await tracking.refresh()
    live.on(actor, ('form.', 'booking.'), tracking.refresh)


def tabs(actor: Actor, here: str) -> None:
    """The two halves of the place: what went out, and the forms themselves (owner)."""
    if actor.is_owner:
        names = {'Sent': '/forms', 'Templates': '/forms/templates'}
        rows = [{'id': name, 'name': name, 'href': href, 'here': name == here} for name, href in names.items()]
        Rows(rows, TAB).classes('filters')


class Tracking:
    """The list of one open page."""

    def __init__(self, actor: Actor, state: Filter, q: str, booking: UUID | None) -> None:
        self.actor, self.state, self.q, self.booking, self.offset = actor, state, q, booking, 0
        place = shell.current().place
        self.zone = place.timezone if place else 'UTC'

    def draw(self) -> None:
        """Build the page once."""
        with ui.element('div').classes('page-head'), ui.element('div').classes('stack flush'):
            html.h1('Forms')
            self.figures = kit.text('', 'muted', tag='p')
        tabs(self.actor, 'Sent')
        with ui.element('div').classes('toolbar'):
            field = ui.input(placeholder='Customer or form', value=self.q, on_change=lambda e: self.search(e.value))
            field.props('aria-label="Search forms" clearable debounce=250').props(remove='stack-label')
            with field.classes('grow search').mark('search-forms').add_slot('prepend'):
                ui.icon('search')
            pick = ui.select(FILTERS, value=self.state, on_change=lambda e: self.only(e.value)).classes('narrow-field')
            pick.props('aria-label=State').props(remove='stack-label')
        with kit.panel():
            self.list = Rows([], FORM)
            self.nothing = ui.element('div')
        with ui.element('div').classes('between') as self.paging:
            self.back = ui.button('Before', icon='chevron_left', on_click=lambda: self.turn(-1)).props('flat')
            self.next = ui.button('Next', on_click=lambda: self.turn(1)).props('flat icon-right=chevron_right')

    async def refresh(self) -> None:
        """Read the list and the figures anew."""
        found, count = await read(
            form_tracking.listing,
            self.actor,
            state=self.state,
            q=self.q,
            booking_id=self.booking,
            limit=PAGE,
            offset=self.offset,
        )
        times = Times.of(self.zone)
        self.list.show([form_row(row, times) for row in found])
        self.paging.set_visibility(count > PAGE)
        self.back.set_enabled(self.offset > 0)
        self.next.set_enabled(self.offset + len(found) < count)
        totals = await read(form_tracking.counts, self.actor)
        self.figures._text = said(totals)
        self.figures.update()
        self.nothing.clear()
        if not found:
            with self.nothing:
                self.say_nothing(totals)

    def say_nothing(self, totals: Counts) -> None:
        """Why the list is empty, and what to do."""
        if totals == Counts():
            words = 'A form goes out by itself when somebody books a service that has one, and is followed here.'
            kit.empty('description', 'No forms yet', words, level=2)
        elif self.q or self.booking:
            kit.empty('search_off', 'Nothing found', 'No form of this kind went out.', level=2)
        elif self.state in ('open', 'overdue'):
            kit.empty('check_circle', 'Nothing is waiting', 'Everybody has answered in time.', level=2)
        else:
            kit.empty('description', 'None right now', 'Choose another state to see the other forms.', level=2)

    async def search(self, words: str | None) -> None:
        self.q, self.offset = words or '', 0
        await self.refresh()

    async def only(self, state: Filter) -> None:
        self.state, self.offset = state, 0
        await self.refresh()

    async def turn(self, way: int) -> None:
        self.offset = max(0, self.offset + way * PAGE)
        await self.refresh()


def said(totals: Counts) -> str:
    """4 waiting · 1 started · 2 overdue"""
    parts = [(totals.pending, 'not started'), (totals.in_progress, 'started'), (totals.overdue, 'overdue')]
    return ' · '.join(f'{number:,} {word}' for number, word in parts if number)


def state_of(row: Row) -> tuple[str, str, str]:
    """The colour, the words and the icon of a form's state."""
    if row.withdrawn:
        return '', 'Not needed any more', 'block'
    return ('warn', 'Overdue', 'error_outline') if row.overdue else STATES[row.state]


def form_row(row: Row, times: Times) -> dict[str, Any]:
    """A form as the template FORM shows it."""
    kind, state, icon = state_of(row)
    at = row.completed_at or row.due_at or row.sent_at
    word = 'in' if row.completed_at else 'due' if row.due_at else 'sent'
    return {
        'id': str(row.id),
        'href': f'/forms/requests/{row.id}',
        'face': kit.initials(row.customer),
        'customer': row.customer,
        'name': row.name,
        'service': row.service,
        'start': times.when(row.start),
        'start_full': times.full(row.start),
        'kind': kind,
        'state': state,
        'icon': icon,
        'when': f'{word} {times.when(at)}',
        'when_full': times.full(at),
    }


@router.page('/requests/{request_id}')
async def sheet_page(actor: StaffActor, request_id: UUID) -> None:
    """One form with its answers; alerts lead here."""
    sheet = await read(form_tracking.one, actor, request_id=request_id)
    with shell.frame(actor, 'Forms'):
        place = shell.current().place
        answers = Answers(actor, sheet, Times.of(place.timezone if place else 'UTC'))
        answers.draw()
    live.on(actor, ('form.', 'booking.'), answers.refresh)


class Answers:
    """One form: who, for what, how it stands, and what was answered."""

    def __init__(self, actor: Actor, sheet: Sheet, times: Times) -> None:
        self.actor, self.sheet, self.times = actor, sheet, times

    def draw(self) -> None:
        """Build the page once."""
        row = self.sheet.row
        shell.name(f'{row.name} · Forms')
        kit.text('All forms', 'small', icon='arrow_back', tag='a').props('href=/forms')
        with kit.page_head(row.name, f'{row.customer} · {row.service}'):
            self.state = ui.element('span')
        with ui.element('div').classes('split'):
            with kit.panel('Answers'):
                self.answers = Rows([], ANSWER)
            with kit.panel('About'), kit.body():
                self.facts = kit.facts([])
                self.links()
        self.fill()

    def links(self) -> None:
        """Where to go from here."""
        row = self.sheet.row
        with ui.element('div').classes('cluster'):
            if self.actor.may('bookings'):
                ui.link('Booking', f'/bookings/{row.booking_id}')
            ui.link('Contact', f'/contacts/{row.contact_id}')
        if not (row.completed_at or row.withdrawn):
            ui.button('Copy the customer’s link', icon='link', on_click=self.copy).props('outline')

    def copy(self) -> None:
        ui.clipboard.write(self.sheet.url)
        say('Link copied')

    async def refresh(self) -> None:
        """Read the form anew."""
        self.sheet = await read(form_tracking.one, self.actor, request_id=self.sheet.row.id)
        self.fill()

    def fill(self) -> None:
        """Show what was read."""
        row, times = self.sheet.row, self.times
        self.state.clear()
        with self.state:
            kind, words, icon = state_of(row)
            kit.tag(words, kind, icon)
        none = 'Not answered' if row.completed_at else 'Not answered yet'
        self.answers.show(
            [
                {
                    'id': index,
                    'label': one.label,
                    'answer': one.answer,
                    'heading': one.kind == 'heading',
                    'none': none,
                }
                for index, one in enumerate(self.sheet.answers)
            ]
        )
        pairs = [('Appointment', times.when(row.start)), ('Sent', times.when(row.sent_at))]
        pairs += [('Due', times.when(row.due_at))] if row.due_at and not row.completed_at else []
        pairs += [('Completed', times.when(row.completed_at))] if row.completed_at else []
        self.facts.show([{'id': name, 'k': name, 'v': value} for name, value in pairs])
