"""A list whose rows unfold into a form, one at a time; leaving a row saves what was typed in it."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import html, ui

from careops_ui.kit import RowList, Rows, text

Save = Callable[[], Awaitable[bool]]
Draw = Callable[[str], Awaitable[Save]]
Read = Callable[[], Awaitable[RowList]]
NEW = 'new'
ROW = """<li><div class="list-row" :class="{past: row.off}"><span v-if="row.tone" class="tone" :style="{'--tone': row.tone}"></span>
<span v-else class="mark" :data-icon="row.icon"></span><span class="two wrap"><b>{{ row.name }}</b><small>{{ row.under }}</small></span>
<span v-if="row.flag" class="tag" :data-icon="row.flag_icon || null">{{ row.flag }}</span>
<button type="button" class="quiet" :aria-expanded="row.open ? 'true' : 'false'" @click="act('open', row.id)">{{ row.open ? 'Done' : 'Edit' }}<span class="sr"> {{ row.name }}</span></button></div></li>"""


class Unfolding:
    """`read` gives the rows (`id, name, under`, and `tone` or `icon`; `flag`, `off`); `draw(id)` builds the form of one row and returns how it
    is saved (False: refused, the row stays open). `add` names the button that opens an empty form (`draw(NEW)`).
    """

    def __init__(self, read: Read, draw: Draw, *, title: str = '', add: str = '', nothing: str = '') -> None:
        self.read, self.draw, self.title, self.add, self.nothing = read, draw, title, add, nothing
        self.opened = ''
        self._save: Save | None = None
        self._busy = False
        self.body = ui.refreshable(self._body)

    async def build(self) -> None:
        """Draw the panel with its list here."""
        with html.section().classes('panel'):
            if self.title:
                with ui.element('div').classes('panel-head'):
                    html.h2(self.title)
            await self.body()

    async def save(self) -> bool:
        """Save the open row, if any; True when nothing is left unsaved."""
        if self._save is None:
            return True
        if self._busy:
            return False
        self._busy = True
        try:
            saved = await self._save()
        finally:
            self._busy = False
        if saved:
            self._save, self.opened = None, ''
        return saved

    async def open(self, row_id: str) -> None:
        """Unfold a row (or fold it, when it is open); what is open is saved first."""
        again = row_id == self.opened
        if await self.save():
            self.opened = '' if again else row_id
            await self.body.refresh()

    async def fold(self) -> None:
        """Close the open row without saving, and read the list again."""
        self._save, self.opened = None, ''
        await self.body.refresh()

    async def _body(self) -> None:
        rows: RowList = await self.read()
        for row in rows:
            row['open'] = row['id'] == self.opened
        cut = next((index + 1 for index, row in enumerate(rows) if row['open']), len(rows))
        if rows:
            self._list(rows[:cut])
        elif not self.opened:
            html.p(self.nothing).classes('muted panel-body')
        if self.opened:
            with ui.element('div').classes('stack panel-body sunken joined'):
                self._save = await self.draw(self.opened)
                if self.opened == NEW:
                    with ui.element('div').classes('cluster'):
                        ui.button('Add', on_click=lambda: self.open(NEW)).props('outline')
                        ui.button('Cancel', on_click=self.fold).props('flat')
        if rows[cut:]:
            self._list(rows[cut:]).classes('joined')
        if self.add and self.opened != NEW:
            with ui.element('div').classes('panel-body joined'):
                ui.button(self.add, icon='add', on_click=lambda: self.open(NEW)).props('flat dense').classes(
                    'accent edge'
                )

    def _list(self, rows: RowList) -> Rows:
        async def open_row(event: Any) -> None:
            await self.open(str(event.args))

        return Rows(rows, ROW).on('open', open_row)


def removal(words: str, act: Callable[[], Awaitable[Any]]) -> None:
    """A quiet button that removes something, after asking once."""
    with ui.dialog().props('aria-label="Remove?"') as dialog, ui.card().classes('stack'):
        html.h2(words)

        async def go() -> None:
            dialog.close()
            with dialog.client.content:  # the act rebuilds the list that holds this dialog
                await act()

        with ui.element('div').classes('dialog-foot'):
            ui.button('Keep', on_click=dialog.close).props('flat')
            ui.button('Remove', color='negative', on_click=go)
    button = text('Remove', 'quiet bad', tag='button').props('type=button').mark('remove')
    button.on('click', dialog.open)
