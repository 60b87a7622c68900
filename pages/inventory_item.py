"""One item: its figures, restock and count in one tap, and its ledger."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import item_reads, items, ledger
from domain.actor import Actor
from domain.item_reads import View
from domain.ledger import Level, Line
from domain.work import act, read
from pages.item_dialog import ask_removal, item_dialog

LINES = 30
LINE = """<li><div class="list-row"><span class="mark" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.what }}</b><small>{{ row.who }} · <time :title="row.full">{{ row.at }}</time></small><small v-if="row.note">{{ row.note }}</small></span>
<span class="num">{{ row.change }}</span></div></li>"""
WHAT = {
    'restock': ('Restocked', 'add_circle_outline'),
    'correction': ('Counted', 'fact_check'),
    'reserve': ('Set aside for a booking', 'event_available'),
    'release': ('Given back', 'undo'),
    'consume': ('Used', 'remove_circle_outline'),
}


class ItemPanel:
    """The panel beside the list; on phones it is the page."""

    def __init__(self, actor: Actor, item_id: UUID, times: Times, changed: Callable[[], Awaitable[None]]) -> None:
        self.actor, self.item_id, self.times, self.changed = actor, item_id, times, changed

    async def draw(self) -> None:
        """Build the panel once; figures and ledger change in place."""
        view = await read(item_reads.one, self.actor, item_id=self.item_id)
        with kit.panel() as panel:
            with ui.element('div').classes('panel-head'):
                self.title = html.h2(view.name)
                if self.actor.is_owner:
                    ui.button('Edit', icon='edit', on_click=self.edit).props('flat dense').mark('edit-item')
            with kit.body():
                self.warning = ui.element('div')
                self.facts = kit.facts([])
                if view.kind == 'consumable':
                    self.acts()
        panel.mark('item')
        if view.kind == 'consumable':
            with kit.panel('Movements'):
                self.lines = Rows([], LINE)
                self.more = kit.text('', 'faint panel-body', tag='p')
        if self.actor.is_owner:
            ui.button('Remove item', icon='delete_outline', on_click=self.remove).props('flat').classes('end bad')
        await self.refresh()

    def acts(self) -> None:
        """Restock and count: a number and a verb each."""
        with ui.element('div').classes('cluster nowrap base'):
            self.amount = ui.number('Came in').props('min=1').classes('grow').mark('amount')
            ui.button('Restock', icon='add', on_click=self.restock).mark('restock')
        with ui.element('div').classes('cluster nowrap base'):
            self.counted = ui.number('On the shelf now').props('min=0').classes('grow').mark('counted')
            ui.button('Correct', icon='fact_check', on_click=self.correct).props('outline').mark('correct')
        self.note = ui.input('Note (optional)', placeholder='Two tubes were dry')
        for field, verb in ((self.amount, self.restock), (self.counted, self.correct)):
            field.on('keydown.enter', verb)

    async def restock(self) -> None:
        with feedback('Restocked', {'amount': self.amount}):
            given = {'item_id': self.item_id, 'amount': self.amount.value, 'note': self.note.value or ''}
            await act(items.restock, self.actor, **given)
            self.amount.value = None
            self.note.value = ''
            await self.changed()

    async def correct(self) -> None:
        with feedback('Count saved', {'counted': self.counted}):
            given = {'item_id': self.item_id, 'counted': self.counted.value, 'note': self.note.value or ''}
            await act(items.correct, self.actor, **given)
            self.counted.value = None
            self.note.value = ''
            await self.changed()

    async def edit(self) -> None:
        view = await read(item_reads.one, self.actor, item_id=self.item_id)
        if await item_dialog(self.actor, view):
            await self.changed()

    async def remove(self) -> None:
        if await ask_removal(self.title.text):
            with feedback('Item removed'):
                await act(items.delete, self.actor, item_id=self.item_id)
                ui.navigate.to('/inventory')

    async def refresh(self) -> None:
        """Read figures and ledger anew; what is being typed stays."""
        view = await read(item_reads.one, self.actor, item_id=self.item_id)
        self.title.text = view.name
        self.facts.show([{'id': name, 'k': name, 'v': value} for name, value in facts(view, self.times)])
        self.warning.clear()
        with self.warning:
            warn(view)
        if view.kind == 'consumable':
            found, count = await read(ledger.lines, self.actor, item_id=self.item_id, limit=LINES)
            self.lines.show([line(one, view.unit, self.times) for one in found])
            older = max(0, count - LINES)
            self.more._text = f'and {older:,} older ones' if older else '' if count else 'Nothing has moved yet.'
            self.more.set_visibility(bool(self.more._text))
            self.more.update()


def warn(view: View) -> None:
    """What is wrong with the stock, if anything."""
    left = amount(view.available, view.unit)
    if view.available < 0:
        with kit.banner(f'{amount(-view.available, view.unit)} short for what is booked already.', 'bad'):
            pass
    elif view.level == Level.CRITICAL:
        with kit.banner(f'Critical: {left} left that no booking has.', 'bad'):
            pass
    elif view.level == Level.LOW:
        with kit.banner(f'Low: {left} left. The mark is {view.low_threshold:,}.', 'warn'):
            pass


def facts(view: View, times: Times) -> list[tuple[str, str]]:
    """The figures in words."""
    uses = ', '.join(f'{name} ({many:,})' for _, name, many in view.uses) or 'No booking type yet'
    short = 'The booking is blocked' if view.when_short == 'block' else 'Booked anyway, with an alert'
    if view.kind == 'reusable':
        pairs = [('There are', amount(view.on_hand, view.unit)), ('In use', f'at most {view.reserved:,} at once today')]
    else:
        came = times.near(view.last_restocked_at) if view.last_restocked_at else 'Not yet'
        pairs = [
            ('On hand', amount(view.on_hand, view.unit)),
            ('Reserved', amount(view.reserved, view.unit)),
            ('Available', amount(view.available, view.unit)),
            ('Last restocked', came),
            ('Marks', f'low at {view.low_threshold:,}, critical at {view.critical_threshold:,}'),
        ]
    pairs += [('Used by', uses), ('When short', short)]
    pairs += [('Supplier', view.supplier_email)] if view.supplier_email else []
    return pairs + ([('Notes', view.notes)] if view.notes else [])


def line(one: Line, unit: str, times: Times) -> dict[str, Any]:
    """A movement as the template LINE shows it."""
    what, icon = WHAT[one.kind]
    change = one.on_hand if one.on_hand else one.reserved
    what = 'Back on the shelf' if one.kind == 'consume' and one.on_hand > 0 else what
    return {
        'id': str(one.id),
        'icon': icon,
        'what': what,
        'who': one.by_name or 'A customer',
        'at': times.near(one.at),
        'full': times.full(one.at),
        'note': one.note,
        'change': f'{change:+,} {unit}'.strip().replace('-', '−'),
    }


def amount(number: int, unit: str) -> str:
    """1,200 ml"""
    return f'{number:,} {unit}'.strip().replace('-', '−')
