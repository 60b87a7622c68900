"""What every dialog of the calendar is: a title, fields, a foot, and an outcome that is waited for."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import html, ui

from domain.actor import Actor

FOUND = """<li><button type="button" class="list-row" @click="act('pick', row.id)"><span class="two"><b>{{ row.name }}</b><small>{{ row.under }}</small></span></button></li>"""


class Dialog:
    """A dialog with a title, fields and a foot; `ask` shows it and waits for its outcome."""

    title = ''

    def __init__(self, actor: Actor) -> None:
        self.actor, self.busy = actor, False
        with ui.context.client.content:  # not in the list that was clicked: it may be drawn again meanwhile
            self.dialog = ui.dialog()
        self.dialog.props['aria-label'] = self.title

    def head(self) -> None:
        with ui.element('div').classes('between'):
            html.h2(self.title)
            ui.button(icon='close', on_click=self.dialog.close).props('flat round aria-label=Close')

    def foot(self, verb: str, then: Callable[[], Awaitable[None]], *, kind: str = '') -> ui.button:
        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=self.dialog.close).props('flat')
            return ui.button(verb, on_click=lambda: self.once(then), color=kind or 'primary')

    async def once(self, then: Callable[[], Awaitable[None]]) -> None:
        """A second click while the first one is under way does nothing."""
        if not self.busy:
            self.busy = True
            await then()
            self.busy = False

    async def result(self) -> Any:
        """Wait for the outcome, and take the dialog away."""
        outcome = await self.dialog
        if not self.dialog.is_deleted:  # the page may have been closed over it
            self.dialog.delete()
        return outcome
