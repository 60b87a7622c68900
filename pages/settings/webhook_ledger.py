"""One webhook: how it fares, a test, and the ledger of what it was told and answered."""

import json
from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows, banner, empty, text
from careops_ui.once import once
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from careops_ui.unfolding import removal
from domain import webhooks, work
from domain.actor import Actor
from domain.webhooks import Line, View
from pages.settings.frame import frame
from pages.settings.webhook_dialogs import dialog, secret_dialog, settings_dialog

router = APIRouter(prefix='/settings/webhooks')
PAGE = 50
STATES = {
    'queued': ('warn', 'schedule', 'Waiting'),
    'sending': ('info', 'send', 'Being sent'),
    'delivered': ('ok', 'check', 'Delivered'),
    'failed': ('bad', 'error_outline', 'Failed'),
}
ROW = """<li><button type="button" class="list-row" @click="act('open', row.id)"><span class="mark" :class="row.colour" :data-icon="row.mark"></span>
<span class="two wrap"><b>{{ row.name }}</b><small>{{ row.state }}<template v-if="row.error">: {{ row.error }}</template></small></span>
<time class="faint" :title="row.full">{{ row.at }}</time></button></li>"""


@router.page('/{webhook_id}')
async def page(actor: OwnerActor, webhook_id: UUID) -> None:
    """Troubles first, then what it is told, then the ledger."""
    view = await work.read(webhooks.one, actor, webhook_id=webhook_id)
    with frame(actor, 'Webhooks'):
        shell.name(f'{view.host} · Webhooks')
        ui.link('All webhooks', '/settings/webhooks')
        await Screen(actor, view).build()


class Screen:
    """The page of one webhook."""

    def __init__(self, actor: Actor, view: View) -> None:
        self.actor, self.view = actor, view
        place = shell.current().place
        self.times = Times.of(place.timezone if place else 'UTC')
        self.head = ui.refreshable(self._head)

    async def build(self) -> None:
        await self.head()
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Deliveries')
                self.count = text('', 'faint')
            self.ledger = Rows([], ROW).on('open', self._opened)
            words = 'What this webhook is told appears here, with the answer.'
            self.nothing = empty('webhook', 'Nothing sent yet', words)
        text('Kept for 30 days. Sending something again keeps its id, so that a receiver can tell.', 'faint', tag='p')
        await self.refresh()
        live.on(self.actor, 'webhook.', self.refresh)

    async def refresh(self) -> None:
        """Read everything again, in place."""
        self.view = await work.read(webhooks.one, self.actor, webhook_id=self.view.id)
        found = await work.read(webhooks.deliveries, self.actor, webhook_id=self.view.id, limit=PAGE)
        self.ledger.show([self._row(line) for line in found.items])
        self.nothing.set_visibility(not found.total)
        self.count.say(f'The newest {PAGE} of {found.total}' if found.total > PAGE else f'{found.total} in all')
        await self.head.refresh()

    async def _head(self) -> None:
        view = self.view
        if view.state == 'paused':
            with banner(f'It is paused: {view.last_error} What happens meanwhile waits.', 'bad', 'pause'):
                once('Resume', self._resume, props='outline dense').mark('resume')
        elif view.state == 'failing':
            with banner(f'It fails, and is tried again by itself. {view.last_error}', 'warn', 'error_outline'):
                once('Try now', self._resume, props='outline dense')
        with html.section().classes('panel pad stack'):
            html.h2(view.url).classes('break')
            text(' · '.join(webhooks.EVENTS[name] for name in view.events), 'muted', tag='p')
            with ui.element('div').classes('cluster'):
                once('Send a test event', self._test, icon='send').mark('send-test')
                ui.button(
                    'Change', icon='edit', on_click=lambda: settings_dialog(self.actor, self.refresh, view)
                ).props('outline')
                once('New secret', self._secret, icon='key', props='outline')
                off = not view.active
                once(
                    'Switch on' if off else 'Switch off',
                    self._switch,
                    icon='play_arrow' if off else 'pause',
                    props='outline',
                )
                removal(f'Delete the webhook to {view.host}?', self._delete)

    async def _resume(self) -> None:
        with feedback('What waited is on its way'):
            await work.act(webhooks.resume, self.actor, webhook_id=self.view.id)

    async def _test(self) -> None:
        with feedback('A test event is on its way'):
            await work.act(webhooks.send_test, self.actor, webhook_id=self.view.id)

    async def _switch(self) -> None:
        with feedback('Switched off' if self.view.active else 'Switched on'):
            await work.act(webhooks.update, self.actor, webhook_id=self.view.id, active=not self.view.active)

    async def _secret(self) -> None:
        with feedback():
            secret_dialog(await work.act(webhooks.new_secret, self.actor, webhook_id=self.view.id))

    async def _delete(self) -> None:
        with feedback():
            await work.act(webhooks.delete, self.actor, webhook_id=self.view.id)
            ui.navigate.to('/settings/webhooks')

    async def _opened(self, event: Any) -> None:
        with feedback():
            ids = {'webhook_id': self.view.id, 'webhook_delivery_id': UUID(str(event.args))}
            delivery_dialog(self.actor, await work.read(webhooks.delivery, self.actor, **ids), self.times)

    def _row(self, line: Line) -> dict[str, Any]:
        colour, mark, state = STATES[line.state.value]
        return {
            'id': str(line.id),
            'colour': colour,
            'mark': mark,
            'state': state,
            'name': webhooks.EVENTS.get(line.event, 'Test event'),
            'error': line.error,
            'at': self.times.near(line.created_at),
            'full': self.times.full(line.created_at),
        }


def delivery_dialog(actor: Actor, line: Line, times: Times) -> None:
    """Request and answer of one delivery, every attempt, and another one."""
    with dialog(webhooks.EVENTS.get(line.event, 'Test event')) as shown:
        state = STATES[line.state.value][2]
        text(f'{state} · {line.event} · {times.full(line.created_at)}', 'muted', tag='p')
        if line.error:
            text(line.error, 'banner bad', icon='error_outline', tag='div')
        html.h3('Request')
        text(json.dumps(json.loads(line.body), indent=2, ensure_ascii=False), 'snippet keep-lines', tag='pre')
        html.h3(f'Answer {line.status or ""}'.strip())
        text(line.answer or 'It said nothing.', 'snippet keep-lines', tag='pre')
        text(f'Attempts: {len(line.tries)} · id {line.id}', 'faint', tag='p')

        async def again() -> None:
            with feedback('It is on its way again'):
                await work.act(webhooks.replay, actor, webhook_id=line.webhook_id, webhook_delivery_id=line.id)
                shown.close()

        with ui.element('div').classes('dialog-foot'):
            ui.button('Close', on_click=shown.close).props('flat')
            once('Send it again', again, icon='refresh').mark('replay')
