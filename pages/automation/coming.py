"""The dry run: who will get what in the next seven days, and what keeps the others silent."""

from typing import Any

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import coming
from domain.actor import Actor
from domain.coming import Coming
from domain.work import read
from pages.automation.frame import BY, ICONS, frame

router = APIRouter(prefix='/automation/coming')
PAGE = 100
SHOWN = {'': 'All', 'goes': 'Goes out', 'not': 'Does not go out'}
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
LINE = """<li><h2 v-if="row.head" class="day-head">{{ row.head }}</h2><a class="list-row" :href="row.href"><time class="two moment" :title="row.full">{{ row.hour }}</time>
<span class="mark" :class="row.kind" :data-icon="row.icon"></span><span class="two wrap"><b>{{ row.title }}</b><small>{{ row.words }}</small></span></a></li>"""
CHANGES = ('booking.', 'rule.', 'form.', 'conversation.', 'delivery.', 'workspace.', 'contact.')


@router.page('')
async def page(actor: OwnerActor, show: str = '') -> None:
    words = 'As things stand now. A booking that moves, a pause or a switch changes what follows from it.'
    with frame(actor, 'Next seven days', words):
        ahead = Ahead(actor, show if show in SHOWN else '')
        ahead.draw()
    await ahead.refresh()
    live.on(actor, CHANGES, ahead.refresh)


class Ahead:
    """The look ahead of one open page."""

    def __init__(self, actor: Actor, show: str) -> None:
        self.actor, self.show, self.limit = actor, show, PAGE
        self.place = shell.current().place

    def draw(self) -> None:
        self.filters = Rows([], FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
        self.sum = kit.text('', 'muted', tag='p').props('role=status')
        with kit.panel():
            self.list = Rows([], LINE)
            self.nothing = ui.element('div')
        self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full')

    async def refresh(self) -> None:
        found = await read(coming.messages, self.actor, limit=self.limit)
        times = Times.of(self.place.timezone if self.place else 'UTC')
        wanted = [one for one in found.items if self.show in ('', 'not' if one.reason else 'goes')]
        self.list.show(rows(wanted, times))
        self.filters.show(
            [
                {'id': key, 'name': name, 'on': key == self.show, 'href': f'/automation/coming?show={key}'}
                for key, name in SHOWN.items()
            ]
        )
        silent = sum(bool(one.reason) for one in found.items)
        counted = f'{len(found.items) - silent} go out, {silent} do not' + (
            ', of the first shown here.' if found.more else '.'
        )
        kit.write(self.sum, counted)
        self.sum.set_visibility(bool(found.items))
        self.more.set_visibility(found.more and self.limit < coming.MOST)
        self.nothing.clear()
        if not wanted:
            with self.nothing:
                words = (
                    'Reminders of bookings, forms that are due and messages that wait stand here before they go out.'
                )
                kit.empty('event_upcoming', 'Nothing is planned', words, level=2)

    async def pick(self, show: str) -> None:
        if show in SHOWN:
            self.show = show
            await self.refresh()

    async def show_more(self) -> None:
        self.limit += PAGE
        await self.refresh()


def rows(found: list[Coming], times: Times) -> list[dict[str, Any]]:
    """A row for each moment, with a heading at the first of each day."""
    listed, before = [], None
    for number, one in enumerate(found):
        there = times.date(one.at)
        listed.append(_row(number, one, times) | {'head': times.day(one.at) if there != before else ''})
        before = there
    return listed


def _row(number: int, one: Coming, times: Times) -> dict[str, Any]:
    channel = one.channels[0] if one.channels else 'none'
    return {
        'id': f'{number}:{one.rule}:{one.object_id}',
        'title': f'{one.title}, {one.contact_name}',
        'words': words(one),
        'kind': '' if one.reason else 'ok',
        'icon': 'remove' if one.reason else ICONS[channel],
        'hour': times.hour(one.at),
        'full': times.full(one.at),
        'href': one.url,
    }


def words(one: Coming) -> str:
    """What will happen, as a sentence."""
    if one.reason:
        return f'Does not go out: {one.reason}'
    if not one.channels:
        return 'Raises an alert'
    by = ' and '.join(BY[channel] for channel in one.channels)
    return f'{by[0].upper()}{by[1:]} to {one.to}' + (', put off to this moment' if one.held else '')
