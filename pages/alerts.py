"""Alerts: what needs a person, the most urgent first; each opens the very thing."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import alert_looks, kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import alerts
from domain.actor import Actor
from domain.work import act, read

router = APIRouter(prefix='/alerts')

PAGE = 50
SHOWN = {'open': 'Open', 'settled': 'Settled'}
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
ALERT = """<li><div class="list-row alert-row" :class="{unread: row.unread && row.open}"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<a class="two wrap quiet-link" :href="row.href" @click="act('seen', row.id)"><b>{{ row.title }}</b><small v-if="row.why">{{ row.why }}</small>
<small class="faint">{{ row.priority }} · <time :title="row.full">{{ row.at }}</time></small></a>
<span v-if="row.open" class="cluster nowrap"><button type="button" class="quiet" @click="act('resolve', row.id)">Resolve<span class="sr"> {{ row.title }}</span></button>
<button type="button" class="quiet" @click="act('dismiss', row.id)">Dismiss<span class="sr"> {{ row.title }}</span></button></span>
<span v-else class="tag">{{ row.ended }}</span></div></li>"""


@router.page('')
async def page(actor: StaffActor, show: str = 'open') -> None:
    with shell.frame(actor, 'Alerts'):
        board = Board(actor, show if show in SHOWN else 'open')
        board.draw()
    await board.refresh()
    live.on(actor, ('alert.',), board.refresh)


class Board:
    """The list of one open page."""

    def __init__(self, actor: Actor, show: str) -> None:
        self.actor, self.show, self.limit = actor, show, PAGE
        self.zone = shell.current().place.timezone  # type: ignore[union-attr]

    def draw(self) -> None:
        with ui.element('div').classes('page-head'), ui.element('div').classes('stack flush'):
            html.h1('Alerts')
            self.count = kit.text('', 'muted', tag='p')
        self.filters = Rows([], FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
        with kit.panel():
            self.list = Rows([], ALERT)
            self.list.on('seen', lambda event: self.settle(alerts.read, event.args))
            self.list.on('resolve', lambda event: self.settle(alerts.resolve, event.args, 'Resolved'))
            self.list.on('dismiss', lambda event: self.settle(alerts.dismiss, event.args, 'Dismissed'))
            self.nothing = ui.element('div')
        self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full')

    async def refresh(self) -> None:
        settled = self.show == 'settled'
        found = await read(alerts.listing, self.actor, resolved=settled, limit=self.limit)
        total = await read(alerts.total, self.actor, resolved=settled)
        times = Times.of(self.zone)
        self.filters.show(
            [
                {'id': key, 'name': name, 'on': key == self.show, 'href': f'/alerts?show={key}'}
                for key, name in SHOWN.items()
            ]
        )
        self.list.show([alert_row(alert, times) for alert in found])
        kit.write(self.count, f'{total} {SHOWN[self.show].lower()} · times in {self.zone}')
        self.more.set_visibility(total > len(found))
        self.nothing.clear()
        if not found:
            with self.nothing:
                self.say_nothing()

    def say_nothing(self) -> None:
        if self.show == 'open':
            words = 'Missed messages, unconfirmed bookings, overdue forms, low stock and failing integrations would stand here.'
            kit.empty('task_alt', 'All clear', words, level=2)
        else:
            kit.empty('history', 'Nothing settled yet', 'Alerts that were resolved or dismissed stay here.', level=2)

    async def pick(self, show: str) -> None:
        if show in SHOWN:
            self.show, self.limit = show, PAGE
            await self.refresh()

    async def show_more(self) -> None:
        self.limit += PAGE
        await self.refresh()

    async def settle(self, change: Any, alert_id: str, done: str = '') -> None:
        with feedback(done):
            await act(change, self.actor, alert_id=UUID(alert_id))
            await self.refresh()


def alert_row(alert: alerts.View, times: Times) -> dict[str, Any]:
    """An alert as the template ALERT shows it."""
    return alert_looks.row(alert, times) | {'ended': 'Resolved' if alert.resolved_at else 'Dismissed'}
