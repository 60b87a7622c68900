"""What test mode kept: every message as its reader would see it."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import live, shell
from careops_ui.frames import letter
from careops_ui.kit import Rows, empty, text
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import kept, work
from domain.actor import Actor
from pages.settings.frame import frame

router = APIRouter(prefix='/settings/kept')
PAGE = 50
ROW = """<li><button type="button" class="list-row" @click="act('open', row.id)"><span class="mark" :data-icon="row.icon"></span>
<span class="two"><b>{{ row.name }}</b><small>{{ row.under }}</small></span><time class="faint" :title="row.full">{{ row.at }}</time></button></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    """The newest messages first."""
    with frame(actor, 'Kept messages'):
        await content(actor)


async def content(actor: Actor) -> None:
    """The list; a click opens the message."""
    place = shell.current().place
    times = Times.of(place.timezone if place else 'UTC')

    @ui.refreshable
    async def table() -> None:
        messages, total = await work.read(kept.listing, actor, limit=PAGE)
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Kept messages')
                text(f'The newest {PAGE} of {total}' if total > PAGE else f'{total} in all', 'faint')
            if messages:
                Rows([_row(one, times) for one in messages], ROW).on('open', opened)
            else:
                empty(
                    'science',
                    'No messages kept yet',
                    'In test mode every e-mail and text message appears here instead of being sent.',
                )

    async def opened(event: Any) -> None:
        show(await work.read(kept.one, actor, message_id=UUID(str(event.args))), times)

    await table()
    text('These messages were not sent: they are kept on this server for you to read.', 'faint', tag='p')
    live.on(actor, ('delivery.', 'conversation.', 'message.'), table.refresh)


def _row(one: Any, times: Times) -> dict[str, Any]:
    mail = one.channel == 'email'
    return {
        'id': str(one.id),
        'icon': 'mail_outline' if mail else 'sms',
        'name': one.subject or ' '.join(one.text.split())[:120],
        'under': f'To {one.address}',
        'at': times.near(one.created_at),
        'full': times.full(one.created_at),
    }


def show(one: Any, times: Times) -> None:
    """One message: as text, and as it looks in a mail program, in a frame that can do nothing."""
    with ui.dialog().props('aria-label="Kept message"') as dialog, ui.card().classes('stack'):
        with ui.element('div').classes('between'):
            html.h2(one.subject or 'Text message')
            ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')
        text(f'To {one.address} · {times.full(one.created_at)}', 'small', tag='p')
        if one.html:
            with ui.tabs(value='looks') as tabs:
                ui.tab('looks', label='As it looks')
                ui.tab('text', label='Text')
            with ui.tab_panels(tabs, value='looks'):
                with ui.tab_panel('looks'):
                    letter(one.html, 'The message as it looks')
                with ui.tab_panel('text'):
                    text(one.text, 'snippet', tag='pre')
        else:
            text(one.text, 'snippet', tag='pre')
        if one.calendar:
            text('With a calendar file', 'tag', icon='event')
    dialog.on('hide', dialog.delete)
    dialog.open()
