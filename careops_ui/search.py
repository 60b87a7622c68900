"""The search dialog: opened by its button or Ctrl/⌘ K, it finds what the person may see and jumps there."""

from typing import Any

from nicegui import ui

from careops_ui import kit
from careops_ui.times import Times
from domain import search
from domain.actor import Actor
from domain.search import Hit
from domain.work import read

ICONS = {
    'contact': 'person_outline',
    'booking': 'event',
    'conversation': 'chat_bubble_outline',
    'form': 'description',
    'form_template': 'description',
    'item': 'inventory_2',
}
PLACES = {
    'contact': '/contacts/{id}',
    'booking': '/bookings/{id}',
    'conversation': '/inbox/{id}',
    'form': '/forms/requests/{id}',
    'form_template': '/forms/{id}',
    'item': '/inventory/{id}',
}
HIT = """<li><a class="list-row" :href="row.href"><span class="mark" :data-icon="row.icon"></span>
<span class="two"><b>{{ row.title }}</b><small>{{ row.detail }}</small></span></a></li>"""
HINT = 'Names, addresses, numbers, words of a conversation, bookings, forms, items.'


class Search:
    """One dialog of one open page; its parts are built when it is opened first."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        with ui.dialog().props('position=top aria-label=Search') as self.dialog:
            self.card = ui.card().classes('stack tight search')
        self.built = False
        ui.keyboard(self._key, ignore=[])

    def open(self) -> None:
        """Show the dialog, with the cursor in its field."""
        if not self.built:
            self._build()
        self.dialog.open()

    def _build(self) -> None:
        self.built = True
        with self.card:
            self.field = ui.input(placeholder='Search contacts, bookings, forms, items…', on_change=self._look)
            self.field.props('autofocus aria-label=Search debounce=200 type=search').props(remove='stack-label')
            self.rows = kit.Rows([], HIT)
            self.note = kit.text(HINT, 'faint', tag='p').props('role=status')

    async def _look(self) -> None:
        asked = self.field.value or ''
        hits = await read(search.find, self.actor, q=asked)
        if asked != (self.field.value or ''):
            return  # somebody typed on; the later answer counts
        self.rows.show([row(hit) for hit in hits])
        missed = len(asked.strip()) >= search.SHORTEST and not hits
        self.note.say(f'Nothing found for “{asked.strip()[:60]}”.' if missed else '' if hits else HINT)

    def _key(self, event: Any) -> None:
        wanted = event.key == 'k' and (event.modifiers.ctrl or event.modifiers.meta)
        if event.action.keydown and not event.action.repeat and wanted:
            self.open()


def row(hit: Hit) -> dict[str, Any]:
    """A hit as the template shows it."""
    at = Times.of(hit.timezone).when(hit.at) if hit.at and hit.timezone else ''
    return {
        'id': f'{hit.kind}:{hit.id}',
        'href': PLACES[hit.kind].format(id=hit.id),
        'icon': ICONS[hit.kind],
        'title': hit.title,
        'detail': ' · '.join(part for part in (hit.detail, at) if part),
    }
