"""The log: what the rules did, and why somebody did or did not get a message."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import booking_reads, rule_log
from domain.actor import Actor
from domain.rule_book import RULES
from domain.rule_log import Asked, Channel, LogLine, State
from domain.work import read
from pages.automation.frame import frame
from pages.automation.person import Person
from pages.automation.why import Why

router = APIRouter(prefix='/automation/log')
PAGE = 50
STATES = {'': 'All', 'sent': 'Sent or done', 'waiting': 'Waiting', 'skipped': 'Not sent', 'failed': 'Failed'}
MARKS = {
    State.SENT: ('ok', 'check'),
    State.WAITING: ('info', 'schedule'),
    State.SKIPPED: ('', 'remove'),
    State.FAILED: ('bad', 'error_outline'),
}
CHANNELS = {'': 'Any channel', 'email': 'E-mail', 'sms': 'SMS'}
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
LINE = """<li><a class="list-row" :href="row.href"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.title }}<template v-if="row.who">, {{ row.who }}</template></b><small>{{ row.sentence }}</small></span>
<time class="faint" :title="row.full">{{ row.at }}</time></a></li>"""


@dataclass(frozen=True, slots=True)
class Place:
    """What is looked for, as it stands in the address; nonsense there counts as nothing."""

    state: str = ''
    rule: str = ''
    contact: str = ''
    booking: str = ''
    day: str = ''
    channel: str = ''

    @classmethod
    def of(cls, given: dict[str, str]) -> Self:
        checks: dict[str, Any] = {
            'contact': UUID,
            'booking': UUID,
            'day': date.fromisoformat,
            'state': STATES.__getitem__,
        }
        checks |= {'rule': RULES.__getitem__, 'channel': CHANNELS.__getitem__}
        kept = {}
        for name, value in given.items():
            with suppress(ValueError, KeyError):
                checks[name](value)
                kept[name] = value
        return cls(**kept)

    @property
    def address(self) -> str:
        return '/automation/log?' + urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def asked(self) -> Asked:
        return Asked(
            state=State(self.state) if self.state else None,
            rule=self.rule,
            contact_id=UUID(self.contact) if self.contact else None,
            booking_id=UUID(self.booking) if self.booking else None,
            day=date.fromisoformat(self.day) if self.day else None,
            channel=Channel(self.channel) if self.channel else None,
        )


@router.page('')
async def page(
    actor: OwnerActor,
    state: str = '',
    rule: str = '',
    contact: str = '',
    booking: str = '',
    day: str = '',
    channel: str = '',
) -> None:
    given = {'state': state, 'rule': rule, 'contact': contact, 'booking': booking, 'day': day, 'channel': channel}
    place = Place.of({name: value for name, value in given.items() if value})
    about = await read(booking_reads.one, actor, booking_id=UUID(place.booking)) if place.booking else None
    with frame(actor, 'Log', 'Every answer of a rule: what was sent, what was not, and why.'):
        log = Log(actor, place)
        log.draw()
        if about:
            with kit.banner(f'Only the booking of {about.contact_name}, {log.times.when(about.start)}'):
                ui.link('Everything', '/automation/log')
        log.draw_list()
    if place.contact:
        await log.person.know(UUID(place.contact))
    await log.refresh()
    live.on(actor, ('delivery.', 'rule.', 'booking.', 'conversation.', 'form.'), log.refresh)


class Log:
    """The log of one open page."""

    def __init__(self, actor: Actor, place: Place) -> None:
        self.actor, self.place, self.shown = actor, place, PAGE
        self.times = Times.of(shell.current().place.timezone)  # type: ignore[union-attr]

    def draw(self) -> None:
        self.filters = Rows([], FILTER).classes('filters').on('pick', lambda event: self.go(state=str(event.args)))
        with ui.element('div').classes('grid-auto thirds'):
            rules = {'': 'Any rule'} | {key: rule.title for key, rule in RULES.items()}
            ui.select(rules, value=self.place.rule, label='Rule', on_change=lambda e: self.go(rule=e.value)).mark(
                'rule'
            )
            self.person = Person(self.actor, self.chosen, label='Customer')
            day = ui.input('Day', value=self.place.day, on_change=lambda e: self.go(day=e.value or ''))
            day.props('type=date clearable').mark('day')
            ui.select(CHANNELS, value=self.place.channel, label='Channel', on_change=lambda e: self.go(channel=e.value))

    def draw_list(self) -> None:
        self.why = Why(self.actor, self.times)
        with kit.panel('What the rules did'):
            self.list = Rows([], LINE)
            self.nothing = ui.element('div')
        self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full')

    async def chosen(self) -> None:
        await self.go(contact=str(self.person.contact_id or ''))

    async def go(self, **change: str) -> None:
        """Look for something else, and let the address say it."""
        place = Place.of(asdict(replace(self.place, **change)))
        if place != self.place:
            self.place, self.shown = place, PAGE
            ui.run_javascript(f'history.replaceState(null, "", {json.dumps(place.address)})')
            await self.refresh()

    async def refresh(self) -> None:
        """Read again as many lines as are shown."""
        asked = self.place.asked
        lines: list[LogLine] = await read(rule_log.lines, self.actor, asked=asked, limit=self.shown + 1)
        self.lines, more = lines[: self.shown], len(lines) > self.shown
        self.say(more)
        await self.why.show(asked.contact_id, asked.booking_id)

    async def show_more(self) -> None:
        """The lines that follow the last one."""
        after = self.lines[-1].id
        found = await read(rule_log.lines, self.actor, asked=self.place.asked, after=after, limit=PAGE + 1)
        self.lines += found[:PAGE]
        self.shown = len(self.lines)
        self.say(len(found) > PAGE)

    def say(self, more: bool) -> None:
        self.filters.show(
            [
                {'id': key, 'name': name, 'on': key == self.place.state, 'href': replace(self.place, state=key).address}
                for key, name in STATES.items()
            ]
        )
        self.list.show([self._line(line) for line in self.lines])
        self.more.set_visibility(more)
        self.nothing.clear()
        if not self.lines:
            with self.nothing:
                looked = self.place != Place()
                words = (
                    'Take a filter away to see more.'
                    if looked
                    else 'As soon as a rule answers an event, it stands here.'
                )
                kit.empty('bolt', 'Nothing was found' if looked else 'Nothing here yet', words, level=3)

    def _line(self, line: LogLine) -> dict[str, Any]:
        kind, icon = MARKS[line.state]
        return {
            'id': str(line.id),
            'title': line.title,
            'who': line.contact_name,
            'sentence': line.sentence,
            'kind': kind,
            'icon': icon,
            'href': line.url,
            'at': self.times.near(line.at),
            'full': self.times.full(line.at),
        }
