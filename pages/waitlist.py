"""The waiting list: who waits for a time, since when, and for whom one is held."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell, times
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import waitlist
from domain.actor import Actor
from domain.waitlist import Row
from domain.work import act, read
from pages.waitlist_add import PARTS, Add

router = APIRouter(prefix='/waitlist')

CHANGES = ('waitlist.', 'contact.', 'booking_type.', 'member.')
ENTRY = """<li><div class="list-row"><span class="two wrap"><b><a class="plain" :href="row.href">{{ row.name }}</a></b><small>{{ row.what }}</small><small>{{ row.when }}</small>
<small class="faint">Since <time :title="row.full">{{ row.since }}</time></small>
<span><span class="tag" :class="row.look" :data-icon="row.icon">{{ row.state }}</span></span></span>
<button type="button" class="quiet square" data-icon="close" @click="act('remove', row.id)"><span class="sr">Take {{ row.name }} off the list</span></button></div></li>"""


@router.page('')
async def page(actor: StaffActor) -> None:
    """The list in the order of their turn."""
    actor.require('bookings')
    with shell.frame(actor, 'Waiting list'):
        board = Board(actor)
        board.draw()
    await board.refresh()
    live.on(actor, CHANGES, board.refresh)


class Board:
    """The list of one open page."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        place = shell.current().place
        self.zone = place.timezone if place else 'UTC'

    def draw(self) -> None:
        """Build the page once."""
        kit.text('Calendar', 'small', icon='arrow_back', tag='a').props('href=/bookings?view=list')
        with ui.element('div').classes('page-head'):
            with ui.element('div').classes('stack flush'):
                html.h1('Waiting list')
                self.figures = kit.text('', 'muted', tag='p')
            with ui.element('div').classes('cluster'):
                ui.button('Add to the list', icon='add', on_click=self.add).mark('add-waiting')
        with kit.panel():
            self.list = Rows([], ENTRY, tag='ol').on('remove', lambda event: self.remove(event.args))
            self.nothing = ui.element('div')

    async def refresh(self) -> None:
        """Read the list anew."""
        found, now = await read(waitlist.listing, self.actor), Times.of(self.zone)
        self.list.show([entry(row, now) for row in found])
        self.list.set_visibility(bool(found))
        offers = sum(row.state == 'offered' for row in found)
        held = f' · a time is held for {offers}' if offers else ''
        kit.write(self.figures, f'{len(found)} waiting{held} · times in {self.zone}')
        self.nothing.clear()
        if not found:
            with self.nothing:
                words = 'Customers join on your booking page where no time suits them. What becomes free is offered by itself.'
                kit.empty('hourglass_empty', 'Nobody is waiting', words, level=2)

    async def add(self) -> None:
        """The dialog for a new entry."""
        if await Add(self.actor, Times.of(self.zone).today).ask():
            await self.refresh()

    async def remove(self, entry_id: str) -> None:
        """Off the list, after one question."""
        row = next((one for one in await read(waitlist.listing, self.actor) if str(one.id) == entry_id), None)
        if row is not None and await sure(row):
            with feedback('Taken off the list'):
                await act(waitlist.remove, self.actor, entry_id=UUID(entry_id))
        await self.refresh()


def entry(row: Row, now: Times) -> dict[str, Any]:
    """An entry as the template ENTRY shows it."""
    offered = row.offered_start is not None and row.offer_until is not None
    return {
        'id': str(row.id),
        'name': row.contact_name,
        'href': f'/contacts/{row.contact_id}',
        'what': f'{row.booking_type_name} with {row.staff_name or "anyone"}',
        'when': wish(row),
        'since': now.near(row.created_at),
        'full': now.full(row.created_at),
        'look': 'warn' if offered else '',
        'icon': 'schedule' if offered else 'hourglass_empty',
        'state': offer(row, now) if offered else f'To be called: {row.call}' if row.call else 'Waiting',
    }


def wish(row: Row) -> str:
    """Which days, and which parts of them."""
    first, last = (times.short_day(one) for one in (row.first_day, row.last_day))
    span = first if first == last else f'{first} – {last}'
    parts = ', '.join(PARTS[part].lower() for part in row.parts)
    return f'{span}, {parts}' if parts else span


def offer(row: Row, now: Times) -> str:
    """What is held, and until when."""
    if row.offered_start is None or row.offer_until is None:
        return ''
    return f'Offered {now.when(row.offered_start)}, held until {now.near(row.offer_until)}'


async def sure(row: Row) -> bool:
    """Ask once before somebody loses their turn."""
    with ui.dialog().props('aria-label="Take off the list"') as dialog, ui.card().classes('stack'):
        html.h2(f'Take {row.contact_name} off the list?')
        held = ' The time that is held goes to the next.' if row.offered_start else ''
        kit.text(f'Their turn is lost. They are not told.{held}', 'muted', tag='p')
        with ui.element('div').classes('dialog-foot'):
            ui.button('Keep', on_click=dialog.close).props('flat')
            ui.button('Take off the list', on_click=lambda: dialog.submit(True), color='negative').mark('sure')
    answer = bool(await dialog)
    dialog.delete()
    return answer
