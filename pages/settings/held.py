"""Mails that could not be put into a conversation: why, their original, another try."""

from uuid import UUID

from nicegui import html, ui

from careops_ui import live
from careops_ui.feedback import feedback
from careops_ui.kit import Rows, text
from careops_ui.once import once
from domain import held, work
from domain.actor import Actor
from domain.held import View

ROW = """<li><div class="list-row link-row"><span class="mark bad" data-icon="error_outline"></span>
<span class="two wrap"><b>{{ row.subject }}</b><small>{{ row.sender }}</small></span>
<span class="two wrap state"><small>{{ row.reason }}</small></span>
<button type="button" class="quiet" @click="act('open', row.id)">Look<span class="sr"> at {{ row.subject }}</span></button></div></li>"""


async def panel(actor: Actor) -> None:
    """The list, where there is anything in it."""

    @ui.refreshable
    async def table() -> None:
        views = await work.read(held.listing, actor)
        if not views:
            return
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Mails that could not be put into the inbox')
            Rows([_row(view) for view in views], ROW).on('open', lambda event: opened(views, str(event.args)))

    def opened(views: list[View], row_id: str) -> None:
        view = next((one for one in views if str(one.id) == row_id), None)
        if view:
            dialog(actor, view)

    await table()
    live.on(actor, 'integration.', table.refresh)


def _row(view: View) -> dict[str, str]:
    return {
        'id': str(view.id),
        'subject': view.subject or '(no subject)',
        'sender': view.sender or 'Unknown sender',
        'reason': view.reason,
    }


def dialog(actor: Actor, view: View) -> None:
    """One mail: the reason in full, and what can be done."""
    with ui.dialog() as shown, ui.card().classes('stack'):
        shown.props['aria-label'] = view.subject or 'Mail'
        with ui.element('div').classes('between'):
            html.h2(view.subject or '(no subject)')
            ui.button(icon='close', on_click=shown.close).props('flat round aria-label=Close')
        text(view.sender or 'Unknown sender', 'muted', tag='p')
        text(view.reason, 'banner bad', icon='error_outline', tag='div')

        async def again(held_id: UUID) -> None:
            with feedback('It is in the inbox now'):
                await work.act(held.again, actor, held_id=held_id)
                shown.close()

        async def forget(held_id: UUID) -> None:
            with feedback('Deleted here'):
                await work.act(held.forget, actor, held_id=held_id)
                shown.close()

        if view.file_id:
            words = 'Save the original' if view.whole else 'Save its headers'
            ui.link(words, f'/files/{view.file_id}').props('download')
        with ui.element('div').classes('dialog-foot'):
            once('Delete here', lambda: forget(view.id), props='flat', color='negative')
            if view.whole and view.file_id:
                once('Try again', lambda: again(view.id), icon='refresh')
    shown.on('hide', shown.delete)
    shown.open()
