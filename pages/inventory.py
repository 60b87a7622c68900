"""Inventory: what there is, what runs short, and one item beside the list."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import item_reads
from domain.actor import Actor
from domain.item_reads import View
from domain.ledger import Level
from domain.work import read
from pages.inventory_item import ItemPanel, amount
from pages.item_dialog import item_dialog

router = APIRouter(prefix='/inventory')

PAGE = 50
FILTERS = {'all': 'All', 'short': 'Low', 'reusable': 'Reusable'}
STATES = {
    Level.CRITICAL: ('bad', 'Critical', 'error_outline'),
    Level.LOW: ('warn', 'Low', 'trending_down'),
    Level.FINE: ('ok', 'Enough', 'check'),
}
HIDE = {'classes': 'hide-phone', 'headerClasses': 'hide-phone'}
COLUMNS = [
    {'name': 'name', 'label': 'Item', 'field': 'name', 'align': 'left'},
    {'name': 'have', 'label': 'Available', 'field': 'have', 'align': 'left'},
    {'name': 'state', 'label': 'Level', 'field': 'state', 'align': 'left'},
    {'name': 'reserved', 'label': 'Reserved', 'field': 'reserved', 'align': 'right', **HIDE},
    {'name': 'restocked', 'label': 'Last restocked', 'field': 'restocked', 'align': 'right', **HIDE},
]
NAME = """<q-td :props="props"><a class="plain" :href="props.row.href" :aria-current="props.row.here ? 'true' : null"><b>{{ props.row.name }}</b><br><small>{{ props.row.kind }}</small></a></q-td>"""
HAVE = """<q-td :props="props"><span class="between base"><span class="num">{{ props.row.have }}</span><small class="hide-phone">{{ props.row.of }}</small></span>
<span v-if="props.row.w" class="meter" :class="props.row.level"><i :style="{'--w': props.row.w}"></i></span></q-td>"""
STATE = """<q-td :props="props"><span class="tag" :class="props.row.level" :data-icon="props.row.icon">{{ props.row.state }}</span></q-td>"""


@router.page('')
async def page(actor: StaffActor, show: str = 'all', q: str = '') -> None:
    """The list."""
    await content(actor, None, show, q)


@router.page('/{item_id}')
async def item_page(actor: StaffActor, item_id: UUID, show: str = 'all', q: str = '') -> None:
    """The list with one item beside it; alerts lead here."""
    await content(actor, item_id, show, q)


async def content(actor: Actor, item_id: UUID | None, show: str, q: str) -> None:
    """Both shapes of the screen."""
    actor.require('inventory')
    if item_id is not None:
        await read(item_reads.one, actor, item_id=item_id)
    with shell.frame(actor, 'Inventory', wide=True):
        shelf = Shelf(actor, item_id, show if show in FILTERS else 'all', q[:100])
        await shelf.draw()
    live.on(actor, ('inventory.', 'booking.'), shelf.refresh)


class Shelf:
    """The list of one open page, and the item that is open in it."""

    def __init__(self, actor: Actor, item_id: UUID | None, show: str, q: str) -> None:
        self.actor, self.item_id, self.show, self.q, self.offset = actor, item_id, show, q, 0
        place = shell.current().place
        self.times = Times.of(place.timezone if place else 'UTC')
        self.panel = ItemPanel(actor, item_id, self.times, self.refresh) if item_id else None

    async def draw(self) -> None:
        """Build the page once."""
        with ui.element('div').classes('page-head'):
            with ui.element('div').classes('stack flush'):
                html.h1('Inventory')
                self.figures = kit.text('', 'muted', tag='p')
            with ui.element('div').classes('cluster'):
                if self.actor.is_owner:
                    ui.button('Add item', icon='add', on_click=self.add).mark('add-item')
        with ui.element('div').classes('split' if self.panel else 'stack'):
            with ui.element('div').classes('stack desk-only' if self.panel else 'stack'):
                self.tools()
                self.listing()
            if self.panel:
                with ui.element('div').classes('stack'):
                    kit.text('All items', 'phone-only small', icon='arrow_back', tag='a').props('href=/inventory')
                    await self.panel.draw()
        await self.refresh_list()

    def tools(self) -> None:
        with ui.element('div').classes('toolbar'):
            field = ui.input(placeholder='Search items', value=self.q, on_change=lambda e: self.search(e.value))
            field.props('aria-label="Search items" clearable debounce=250').props(remove='stack-label')
            with field.classes('grow search').mark('search-items').add_slot('prepend'):
                ui.icon('search')
            ui.toggle(FILTERS, value=self.show, on_change=lambda e: self.only(e.value)).props('dense aria-label=Filter')

    def listing(self) -> None:
        self.table = ui.table(columns=COLUMNS, rows=[], row_key='id').props('flat')
        self.table.props(''':table-row-class-fn="row => row.here ? 'selected' : ''"''')
        for name, template in (('name', NAME), ('have', HAVE), ('state', STATE)):
            self.table.add_slot(f'body-cell-{name}', template)
        self.table.on('row-click', js_handler=ROW_CLICK)
        self.nothing = ui.element('div')
        with ui.element('div').classes('between') as self.paging:
            self.back = ui.button('Before', icon='chevron_left', on_click=lambda: self.turn(-1)).props('flat')
            self.next = ui.button('Next', on_click=lambda: self.turn(1)).props('flat icon-right=chevron_right')

    async def refresh(self) -> None:
        """Read everything on the page anew."""
        await self.refresh_list()
        if self.panel:
            await self.panel.refresh()

    async def refresh_list(self) -> None:
        found, count = await read(
            item_reads.listing,
            self.actor,
            q=self.q,
            kind=item_reads.ItemKind.REUSABLE if self.show == 'reusable' else None,
            short=self.show == 'short',
            limit=PAGE,
            offset=self.offset,
        )
        self.table.rows[:] = [row(view, self.item_id, self.times) for view in found]
        self.table.update()
        self.table.set_visibility(bool(found))
        self.paging.set_visibility(count > PAGE)
        self.back.set_enabled(self.offset > 0)
        self.next.set_enabled(self.offset + len(found) < count)
        totals = await read(item_reads.counts, self.actor)
        self.figures._text = said(totals)
        self.figures.update()
        self.nothing.clear()
        if not found:
            with self.nothing:
                self.say_nothing(totals.total)

    def say_nothing(self, total: int) -> None:
        """Why the list is empty, and what to do."""
        if self.q:
            kit.empty('search_off', 'Nothing found', 'No item has this name.', level=2)
        elif self.show == 'short' and total:
            kit.empty(
                'check_circle', 'Nothing is low', 'Items that reach their mark appear here by themselves.', level=2
            )
        else:
            words = 'Add what your bookings use up, and the rooms and equipment they take. Stock then counts itself.'
            kit.empty('inventory_2', 'No items yet', words, level=2)

    async def search(self, words: str | None) -> None:
        self.q, self.offset = words or '', 0
        await self.refresh_list()

    async def only(self, show: str) -> None:
        self.show, self.offset = show, 0
        await self.refresh_list()

    async def turn(self, way: int) -> None:
        self.offset = max(0, self.offset + way * PAGE)
        await self.refresh_list()

    async def add(self) -> None:
        made = await item_dialog(self.actor)
        if made:
            ui.navigate.to(f'/inventory/{made}')


ROW_CLICK = "(event, row) => { if (!event.target.closest('a')) location.href = row.href }"


def row(view: View, open_id: UUID | None, times: Times) -> dict[str, Any]:
    """An item as the table shows it."""
    level, state, icon = STATES[view.level]
    reusable = view.kind == 'reusable'
    full = max(view.low_threshold * 3, view.on_hand, 1)
    return {
        'id': str(view.id),
        'href': f'/inventory/{view.id}',
        'here': view.id == open_id,
        'name': view.name,
        'kind': 'Reusable' if reusable else 'Consumable',
        'have': amount(view.available, view.unit),
        'of': f'of {view.on_hand:,}' if reusable else f'low at {view.low_threshold:,}' if view.low_threshold else '',
        'w': f'{max(0, min(100, round(100 * view.available / full)))}%',
        'level': level,
        'state': state,
        'icon': icon,
        'reserved': amount(view.reserved, view.unit) if view.reserved else 'Nothing',
        'restocked': '' if reusable else times.near(view.last_restocked_at) if view.last_restocked_at else 'Not yet',
    }


def said(totals: item_reads.Counts) -> str:
    """7 items · 1 critical, 2 low"""
    items = f'{totals.total:,} item{"" if totals.total == 1 else "s"}'
    short = [f'{number:,} {word}' for number, word in ((totals.critical, 'critical'), (totals.low, 'low')) if number]
    return f'{items} · {", ".join(short)}' if short else items
