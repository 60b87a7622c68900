"""Why a time is free or not: the rules' own answer, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import explaining
from domain.actor import Actor
from domain.explaining import Explanation, Verdict
from domain.work import read

VERDICT = """<li class="stack tight"><b v-if="row.head" class="muted small">{{ row.head }}</b><div class="check" :class="row.kind" :data-icon="row.icon"><span class="two wrap"><span>{{ row.name }}</span>
<small v-for="reason in row.reasons" :key="reason">{{ reason }}</small></span></div></li>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a time is looked for, as the other fields of the dialog say it now. `also`: the services that follow in the same visit."""

    type_id: UUID | None
    member_id: UUID | None
    contact_id: UUID | None
    length: timedelta
    also: Sequence[UUID] = ()
    moving: UUID | None = None


class Why:
    """A button that explains the chosen time, and the explanation below it until another time is chosen."""

    def __init__(self, actor: Actor, times: Times) -> None:
        self.actor, self.times = actor, times
        self.asked: dict[str, Any] = {}

    def draw(self) -> None:
        with ui.element('div').classes('stack tight'):
            self.button = ui.button('Why is this time not free?', icon='help_outline', on_click=self.answer)
            self.button.props('flat dense no-caps').classes('self-start').mark('why')
            self.verdicts = Rows([], VERDICT).classes('stack tight').props('aria-live=polite')

    def about(self, asked: Asked, start: datetime | None, *, offered: bool) -> None:
        """The time that is explained when asked; what was told of another one goes away. An `offered` one needs no explanation."""
        self.button.set_visibility(start is not None and not offered)
        given = {'booking_type_id': asked.type_id, 'member_id': asked.member_id, 'moving': asked.moving, 'start': start}
        given['also'] = tuple(asked.also)
        if given != self.asked:
            self.asked = given
            self.verdicts.show([])

    async def answer(self) -> None:
        if self.asked['start'] is None or self.asked['booking_type_id'] is None:
            return
        self.verdicts.show(rows_of(await read(explaining.explain, self.actor, **self.asked), self.times))


NOBODY = {'id': '-', 'kind': 'warn', 'icon': 'error_outline', 'name': 'Nobody does this', 'reasons': []}
APART = 'Each service has somebody free then, but not one right after the other'


def rows_of(found: Explanation, times: Times) -> list[dict[str, Any]]:
    """A line for each person; of several services each is headed by its name and time, and the whole has a line of its own."""
    rows, before = [], None
    for one in found.people:
        here = (one.service, one.start)
        several = {other.service_id for other in found.people} != {one.service_id}
        rows.append(
            verdict_row(one) | {'head': f'{one.service}, {times.hour(one.start)}' if several and here != before else ''}
        )
        before = here
    if found.apart:
        rows.append(NOBODY | {'id': 'apart', 'kind': 'bad', 'name': APART})
    return rows or [NOBODY]


def verdict_row(one: Verdict) -> dict[str, Any]:
    """One person's line: free, free for staff only, or not, with every reason."""
    reasons = [reason.sentence for reason in one.reasons]
    if one.free:
        kind, icon, words = 'ok', 'check_circle', 'free'
    elif one.free_for_staff:
        kind, icon, words = 'warn', 'info', 'free for you, not offered to customers'
    else:
        kind, icon, words = 'bad', 'event_busy', 'not free'
    return {
        'id': f'{one.service_id} {one.member_id}',
        'kind': kind,
        'icon': icon,
        'name': f'{one.member_name}: {words}',
        'reasons': reasons,
    }
