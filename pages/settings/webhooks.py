"""Webhooks: the programs that are told what happens, and how each of them fares."""

from typing import Any

from nicegui import APIRouter, html, ui

from careops_ui import live
from careops_ui.kit import Rows, empty, text
from careops_ui.session import OwnerActor
from domain import webhooks, work
from domain.webhooks import View
from pages.settings.frame import frame
from pages.settings.webhook_dialogs import settings_dialog

router = APIRouter(prefix='/settings/webhooks')
STATES = {
    'working': ('ok', 'check', 'Working'),
    'new': ('', 'hourglass_empty', 'Not called yet'),
    'failing': ('warn', 'error_outline', 'Failing'),
    'paused': ('bad', 'pause', 'Paused'),
    'off': ('', 'pause', 'Switched off'),
}
ABOUT = 'Each call is signed and sent again until it is answered, for up to three days. How to check it stands in docs/webhooks.md.'
ROW = """<li><a class="list-row" :href="row.href"><span class="mark" :class="row.colour === 'bad' ? 'bad' : ''" data-icon="webhook"></span>
<span class="two"><b>{{ row.name }}</b><small>{{ row.under }}</small></span>
<span class="two wrap state"><span class="tag" :class="row.colour" :data-icon="row.mark">{{ row.state }}</span><small>{{ row.error }}</small></span></a></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    """All webhooks of the workspace."""
    with frame(actor, 'Webhooks'):

        @ui.refreshable
        async def table() -> None:
            views = await work.read(webhooks.listing, actor)
            with html.section().classes('panel'):
                with ui.element('div').classes('panel-head'):
                    html.h2('Webhooks')
                if views:
                    Rows([_row(one) for one in views], ROW)
                else:
                    empty('webhook', 'No webhooks yet', 'A webhook tells another program at once what happens here.')

        await table()
        with ui.element('div').classes('cluster'):
            add = ui.button('Add a webhook', icon='add', on_click=lambda: settings_dialog(actor, table.refresh))
            add.mark('add-webhook')
        text(ABOUT, 'faint', tag='p')
        live.on(actor, 'webhook.', table.refresh)


def _row(view: View) -> dict[str, Any]:
    colour, mark, state = STATES[view.state]
    count = len(view.events)
    first = webhooks.EVENTS[view.events[0]]
    return {
        'id': str(view.id),
        'href': f'/settings/webhooks/{view.id}',
        'name': view.url,
        'under': first if count == 1 else f'{first}, and {count - 1} more',
        'colour': colour,
        'mark': mark,
        'state': state,
        'error': view.last_error,
    }
