"""Why a time is free or not: the rules' own answer, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui.kit import Rows
from domain import explaining
from domain.actor import Actor
from domain.explaining import Verdict
from domain.work import read

VERDICT = """<li class="check" :class="row.kind" :data-icon="row.icon"><span class="two wrap"><span>{{ row.name }}</span>
<small v-for="reason in row.reasons" :key="reason">{{ reason }}</small></span></li>"""


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

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
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
        if given != self.asked:
            self.asked = given
            self.verdicts.show([])

    async def answer(self) -> None:
        if self.asked['start'] is None or self.asked['booking_type_id'] is None:
            return
        found = await read(explaining.explain, self.actor, **self.asked)
        rows = [verdict_row(one) for one in found]
        nobody = {'id': '-', 'kind': 'warn', 'icon': 'error_outline', 'name': 'Nobody does this', 'reasons': []}
        self.verdicts.show(rows or [nobody])


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
        'id': str(one.member_id),
        'kind': kind,
        'icon': icon,
        'name': f'{one.member_name}: {words}',
        'reasons': reasons,
    }
