"""Time off of one person: what is coming, adding to it, and the bookings that lie in it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from nicegui import ui

from careops_ui import kit, shell
from careops_ui.feedback import feedback, say
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import time_off
from domain.actor import Actor
from domain.errors import Invalid
from domain.time_off import Edge, View
from domain.work import act, read
from pages.dialog import Dialog

AWAY = """<li><div class="list-row"><span class="mark" data-icon="event_busy"></span>
<span class="two wrap"><b>{{ row.when }}</b><small v-if="row.reason">{{ row.reason }}</small>
<small v-if="row.inside"><a class="tag warn" data-icon="error_outline" :href="row.href">{{ row.inside }}</a></small></span>
<button type="button" class="quiet square" data-icon="close" @click="act('remove', row.id)"><span class="sr">Remove time off {{ row.when }}</span></button></div></li>"""


class TimeOff:
    """The list with its button, drawn where it is built."""

    def __init__(self, actor: Actor, member_id: UUID) -> None:
        self.actor, self.member_id = actor, member_id
        place = shell.current().place
        self.zone = place.timezone if place else 'UTC'

    async def build(self, row_classes: str = '') -> None:
        """Draw it; bookings that lie in time off stay and are named."""
        self.rows = Rows([], AWAY).classes(row_classes).on('remove', lambda event: self.remove(event.args))
        self.nothing = kit.text(
            'Nothing is entered. Bookings that exist stay when time off is added.', 'muted', tag='p'
        )
        with ui.element('div').classes('cluster'):
            ui.button('Add time off', icon='add', on_click=self.add).props('outline').mark('add-time-off')
        await self.refresh()

    async def refresh(self) -> None:
        """Read the list anew."""
        found, times = await read(time_off.listing, self.actor, member_id=self.member_id), Times.of(self.zone)
        self.rows.show([row(one, times) for one in found])
        self.rows.set_visibility(bool(found))
        self.nothing.set_visibility(not found)

    async def add(self) -> None:
        """The dialog for more of it."""
        if await Add(self.actor, self.member_id, self.zone).ask():
            await self.refresh()

    async def remove(self, time_off_id: str) -> None:
        """Take it back; the times can be booked again."""
        with feedback('Time off removed'):
            await act(time_off.remove, self.actor, member_id=self.member_id, time_off_id=UUID(time_off_id))
        await self.refresh()


class Add(Dialog):
    """Days, times where it is not whole days, and why."""

    title = 'Add time off'

    def __init__(self, actor: Actor, member_id: UUID, zone: str) -> None:
        super().__init__(actor)
        self.member_id, self.zone = member_id, ZoneInfo(zone)

    async def ask(self) -> bool:
        """Whether some was added."""
        today = Times.of(self.zone.key).today.isoformat()
        with self.dialog, ui.card().classes('stack'):
            self.head()
            with ui.element('div').classes('grid-auto'):
                self.first = ui.input('First day', value=today).props('type=date').mark('first-day')
                self.last = ui.input('Last day', value=today).props('type=date').mark('last-day')
            with ui.element('div').classes('grid-auto'):
                self.begin = ui.input('From (optional)').props('type=time').mark('from-time')
                self.finish = ui.input('Until (optional)').props('type=time').mark('until-time')
            kit.text('Without times the days count whole.', 'muted', tag='p')
            self.reason = ui.input('Reason (optional)').props('maxlength=200').mark('reason')
            self.foot('Add time off', self.save).mark('save-time-off')
        return bool(await self.result())

    async def save(self) -> None:
        """Into the list, or the reason why not at the right field."""
        fields = {'first': self.first, 'last': self.last, 'reason': self.reason}
        with feedback(fields=fields | {'start': self.first, 'end': self.last}):
            start = edge('first', self.first.value, self.begin.value, self.zone)
            end = edge('last', self.last.value, self.finish.value, self.zone)
            given = {'start': start, 'end': end, 'reason': self.reason.value or ''}
            added: View = await act(time_off.add, self.actor, member_id=self.member_id, **given)
            inside = f'. {count(added)} in this time stay as they are' if added.bookings else ''
            say(f'Time off added{inside}')
            self.dialog.submit(True)


def edge(field: str, day: str | None, hour: str | None, zone: ZoneInfo) -> Edge:
    """A day, or a moment of it where an hour is given. Invalid."""
    try:
        there = date.fromisoformat(day or '')
        return datetime.combine(there, time.fromisoformat(hour), zone) if hour else there
    except ValueError as error:
        raise Invalid({field: 'Please choose a day'}) from error


def row(one: View, times: Times) -> dict[str, Any]:
    """Time off as the template AWAY shows it."""
    return {
        'id': str(one.id),
        'when': span(one, times),
        'reason': one.reason,
        'inside': f'{count(one)} in this time' if one.bookings else '',
        'href': f'/bookings?view=day&day={times.date(one.start).isoformat()}&person={one.member_id}',
    }


def span(one: View, times: Times) -> str:
    """Whole days by their days, the rest with its hours."""
    if any(times.hour(edge) != '00:00' for edge in (one.start, one.end)):
        return times.span(one.start, one.end)
    first, last = times.day(one.start), times.day(one.end - timedelta(hours=1))
    return first if first == last else f'{first} to {last}'


def count(one: View) -> str:
    """1 booking, 2 bookings"""
    return f'{one.bookings} booking' + ('s' if one.bookings > 1 else '')
