"""Channels to the outside: state in words, test, order, pause, removal."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import live
from careops_ui.feedback import feedback
from careops_ui.kit import Rows, banner, empty, text
from careops_ui.once import once
from careops_ui.session import OwnerActor
from domain import channel_proof, integrations, receiving, texting, work
from domain.actor import Actor
from domain.integrations import View
from pages.editors import channels
from pages.settings import held
from pages.settings.frame import frame

router = APIRouter(prefix='/settings/integrations')
ROW = """<li><div class="list-row link-row"><span class="mark" :class="row.colour === 'bad' ? 'bad' : ''" :data-icon="row.icon"></span>
<span class="two wrap"><span class="cluster"><b>{{ row.name }}</b><span v-if="row.order" class="tag">{{ row.order }}</span></span><small>{{ row.under }}</small></span>
<span class="two wrap state"><span class="tag" :class="row.colour" :data-icon="row.mark">{{ row.state }}</span><small>{{ row.last }}</small></span>
<button type="button" class="quiet" @click="act('open', row.id)">Manage<span class="sr"> {{ row.name }}</span></button></div></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    """All integrations of the workspace."""
    with frame(actor, 'Integrations'):
        await content(actor)


async def content(actor: Actor) -> None:
    """Troubles first, then the list, then what can be connected."""

    @ui.refreshable
    async def table() -> None:
        views = await work.read(integrations.listing, actor)
        for view in views:
            if view.status == 'failing':
                with banner(f'{view.title} is failing: {view.last_error}', 'bad', 'error_outline'):
                    ui.button('Test', on_click=lambda one=view: prove(actor, one)).props('outline dense')
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Integrations')
            if views:
                Rows(channels.rows(views), ROW).on('open', lambda event: opened(views, str(event.args)))
            else:
                empty('forum', 'Nothing is connected yet', 'Connect e-mail or text messages below, or use test mode.')

    async def refresh() -> None:
        await table.refresh()

    def opened(views: list[View], row_id: str) -> None:
        view = next((one for one in views if str(one.id) == row_id), None)
        if view:
            manage_dialog(actor, view, views, refresh)

    async def test_mode() -> None:
        with feedback('Test mode is on'):
            await channels.start_test_mode(actor)
            await refresh()

    await table()
    await held.panel(actor)
    answers(await work.read(receiving.address, actor), await work.read(integrations.listing, actor))
    with html.section().classes('panel pad stack'):
        html.h2('Connect')
        with ui.element('div').classes('cluster'):
            for words, kind, key, icon in (
                ('E-mail from your own address', 'email', 'smtp', 'mail_outline'),
                ('E-mail through Resend', 'email', 'resend', 'mail_outline'),
                ('E-mail through SendGrid', 'email', 'sendgrid', 'mail_outline'),
                ('Text messages through Twilio', 'sms', 'twilio', 'sms'),
                ('Read a mailbox (IMAP)', 'inbox', 'imap', 'inbox'),
            ):
                button = ui.button(
                    words, icon=icon, on_click=lambda k=kind, p=key: channels.connect_dialog(actor, k, p, refresh)
                )
                button.props('outline').mark(f'connect-{key}')
            ui.button('Test mode', icon='science', on_click=test_mode).props('outline').mark('test-mode')
    text(
        'Secrets are stored encrypted and never shown again. The first of a kind sends; the next takes over when it fails.',
        'faint',
        tag='p',
    )
    live.on(actor, 'integration.', refresh)


def answers(address: str, views: list[View]) -> None:
    """Where customers' answers come in, to be copied into the mail service."""
    with html.section().classes('panel pad stack'):
        html.h2('Receive answers')
        text(
            'Connect your mailbox below, and what customers write there appears in the inbox. Or let your mail service post '
            'incoming mail to this address (SendGrid: Inbound Parse). Keep it to yourself: whoever knows it can write to you.',
            'muted',
            tag='p',
        )
        ui.input('Address for incoming mail', value=address).props('readonly').classes('full').mark('incoming-address')
        for view in views:
            if view.provider == 'twilio':
                ui.input(
                    'Address for text messages (Twilio: “A message comes in”, HTTP POST)',
                    value=texting.address(view.id),
                ).props('readonly').classes('full')


async def prove(actor: Actor, view: View) -> None:
    """Send a real test message, or open the mailbox; the provider's own words when it is refused."""
    with feedback('The mailbox can be read' if view.kind == 'inbox' else 'The test message was accepted'):
        await channel_proof.prove(actor, integration_id=view.id)


def manage_dialog(actor: Actor, view: View, views: list[View], refresh: Any) -> None:
    """What can be done with one integration."""
    same = [one.id for one in views if one.kind == view.kind]
    with ui.dialog() as dialog, ui.card().classes('stack'):
        dialog.props['aria-label'] = view.title
        with ui.element('div').classes('between'):
            html.h2(view.title)
            ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')
        if view.last_error:
            text(view.last_error, 'banner bad', icon='error_outline', tag='div')
        channels.receipts(view)

        async def run(words: str, act: Any, **given: Any) -> None:
            with feedback(words):
                await act(**given)
                dialog.close()
                await refresh()

        async def change(**given: Any) -> None:
            del given
            channels.connect_dialog(actor, view.kind.value, view.provider, refresh, view)

        async def first(**given: Any) -> None:
            del given
            order = [view.id, *(one for one in same if one != view.id)]
            await work.act(integrations.reorder, actor, kind=view.kind, ids=order)

        async def switch(integration_id: UUID) -> None:
            act = integrations.enable if view.status == 'disabled' else integrations.disable
            await work.act(act, actor, integration_id=integration_id)

        async def delete(integration_id: UUID) -> None:
            await work.act(integrations.delete, actor, integration_id=integration_id)

        if not view.test_mode:
            if view.kind == 'email':
                _act('Send a test to me', 'send', lambda: prove(actor, view))
            if view.kind == 'inbox':
                _act('Test', 'check', lambda: prove(actor, view))
            _act('Change the settings or test again', 'edit', lambda: run('', change))
        if len(same) > 1 and same[0] != view.id and view.kind != 'inbox':
            _act('Use it first', 'vertical_align_top', lambda: run('It is used first now', first))
        off = view.status == 'disabled'
        _act(
            'Switch on' if off else 'Switch off',
            'play_arrow' if off else 'pause',
            lambda: run('Switched on' if off else 'Switched off', switch, integration_id=view.id),
        )
        _act('Delete', 'delete_outline', lambda: run('Deleted', delete, integration_id=view.id), 'negative')
    dialog.on('hide', dialog.delete)
    dialog.open()


def _act(words: str, icon: str, act: Any, color: str = 'primary') -> None:
    once(words, act, icon=icon, color=color, props='outline align=left').classes('full')
