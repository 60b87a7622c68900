"""Public holidays: the country and its part, what is coming, and which of it the business is closed on."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.once import once
from careops_ui.times import long_day
from domain import public_holidays
from domain.actor import Actor
from domain.public_holidays import Holiday, Year
from domain.work import act, read

HOLIDAY = """<li><div class="list-row"><span class="mark" :data-icon="row.icon || 'event'"></span>
<span class="two wrap"><b>{{ row.name }}</b><small>{{ row.when }}</small></span>
<span v-if="row.tag" class="tag" :class="{'hide-phone': row.verb}" :data-icon="row.icon">{{ row.tag }}</span>
<button v-if="row.verb" type="button" class="quiet" @click="act(row.act, row.id)">{{ row.verb }}<span class="sr"> on {{ row.name }}, {{ row.when }}</span></button></div></li>"""
EVERYWHERE = 'The whole country'


class Holidays:
    """The panel; each act is stored at once and told to `changed` with its dates."""

    def __init__(self, actor: Actor, changed: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        self.actor, self.changed = actor, changed
        self.years: tuple[Year, ...] = ()

    async def build(self) -> None:
        """Draw the panel here."""
        self.years = await read(public_holidays.offered, self.actor)
        with kit.panel('Public holidays'):
            with kit.body(), ui.element('div').classes('grid-auto'):
                self._choices(self.years[0])
            self.rows = Rows([], HOLIDAY).classes('joined').on('close', self._close).on('open', self._open)
            with kit.body('stack joined'):
                self.note = kit.text('', 'muted', tag='p')
                with ui.element('div').classes('cluster'):
                    self.all = once('Close on all of them', self._close_all, props='outline').mark('close-on-all')
        self._show()

    def _choices(self, year: Year) -> None:
        countries, parts = public_holidays.countries(), {'': EVERYWHERE} | public_holidays.parts(year.region)
        here = year.region if year.region in countries else None
        self.region = ui.select(countries, label='Country', value=here, with_input=True, on_change=self._move)
        part = year.subdivision if year.subdivision in parts else ''
        self.part = ui.select(parts, label='Part of the country', value=part, on_change=self._choose)
        self.part.set_visibility(len(parts) > 1)

    async def _move(self) -> None:
        """Another country: its parts are others."""
        if self.region.value:
            parts = {'': EVERYWHERE} | public_holidays.parts(self.region.value)
            self.part.set_visibility(len(parts) > 1)
            self.part.set_options(parts, value='')
            await self._choose()

    async def _choose(self) -> None:
        with feedback(fields={'region': self.region, 'subdivision': self.part}):
            place = {'region': self.region.value, 'subdivision': self.part.value or ''}
            await act(public_holidays.choose, self.actor, **place)
            await self._refresh([])

    async def _close(self, event: Any) -> None:
        day = date.fromisoformat(event.args)
        with feedback(f'Closed on {long_day(day)}'):
            await act(public_holidays.adopt, self.actor, year=day.year, days=[day])
            await self._refresh([day.isoformat()])

    async def _open(self, event: Any) -> None:
        day = date.fromisoformat(event.args)
        with feedback(f'Open again on {long_day(day)}'):
            await act(public_holidays.give_back, self.actor, day=day)
            await self._refresh([day.isoformat()])

    async def _close_all(self) -> None:
        with feedback('Closed on all of these holidays'):
            for year in self.years:
                await act(public_holidays.adopt, self.actor, year=year.year)
            await self._refresh([one.day.isoformat() for year in self.years for one in year.holidays])

    async def _refresh(self, days: Sequence[str]) -> None:
        self.years = await read(public_holidays.offered, self.actor)
        self._show()
        if days:
            await self.changed(days)

    def _show(self) -> None:
        found = [one for year in self.years for one in year.holidays]
        self.rows.show([row(one) for one in found])
        self.all.set_visibility(any(not one.adopted and not one.other_hours for one in found))
        kit.write(self.note, self._words(bool(found)))

    def _words(self, found: bool) -> str:
        if not self.years[0].region:
            return 'Choose your country to see its holidays.'
        if len(self.years) > 1:
            return 'Next year’s are among them. Customers cannot book on the days that you close.'
        more = f'Those of {self.years[0].year + 1} are added here in October.'
        return more if found else f'Nothing is left of this year. {more}'


def row(one: Holiday) -> dict[str, Any]:
    """A holiday as the template HOLIDAY shows it."""
    state = ('Closed', 'event_busy') if one.adopted else ('Other hours', 'schedule') if one.other_hours else ('', '')
    return {
        'id': one.day.isoformat(),
        'name': one.name,
        'when': long_day(one.day),
        'tag': state[0],
        'icon': state[1],
        'verb': '' if one.other_hours else 'Open again' if one.adopted else 'Close',
        'act': 'open' if one.adopted else 'close',
    }
