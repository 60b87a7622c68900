"""Why a time is free or not: the rules' own answer, person by person."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from nicegui import ui

from careops_ui.kit import Rows
from domain import explaining
from domain.actor import Actor
from domain.explaining import Verdict
from domain.work import read

VERDICT = """<li class="check" :class="row.kind" :data-icon="row.icon"><span class="two wrap"><span>{{ row.name }}</span>
<small v-for="reason in row.reasons" :key="reason">{{ reason }}</small></span></li>"""


class Why:
    """A button that explains the chosen time, and the explanation below it until another time is chosen."""

    def __init__(self, actor: Actor, asked: Callable[[], dict[str, Any]]) -> None:
        """`asked` gives what `explaining.explain` takes; `start` None while no time is chosen."""
        self.actor, self.asked = actor, asked
        self.told: dict[str, Any] = {}

    def draw(self) -> None:
        with ui.element('div').classes('stack tight'):
            self.button = ui.button('Why is this time not free?', icon='help_outline', on_click=self.answer)
            self.button.props('flat dense no-caps').classes('self-start').mark('why')
            self.verdicts = Rows([], VERDICT).classes('stack tight').props('aria-live=polite')

    def about(self, start: datetime | None, *, offered: bool) -> None:
        """What was told of another time goes away. An `offered` one needs no explanation."""
        self.button.set_visibility(start is not None and not offered)
        if self.told != self.asked():
            self.verdicts.show([])

    async def answer(self) -> None:
        given = self.told = self.asked()
        if given['start'] is None or given['booking_type_id'] is None:
            return
        found = await read(explaining.explain, self.actor, **given)
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
