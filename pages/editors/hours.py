"""Opening hours and days off, of the business, a person or a service: saved together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui.editors import DaysOffEditor, HoursEditor
from careops_ui.feedback import refuse
from careops_ui.unfolding import Save
from domain import clock, hours, work
from domain.actor import Actor
from domain.errors import Invalid


class HoursForm:
    """Both editors; `save` writes them when something was changed."""

    def __init__(self, actor: Actor, present: Any, **of: UUID) -> None:
        self.actor, self.of, self.changed = actor, of, False
        self.present = present or {'weekly': None, 'overrides': []}

    def build(self, *, own: bool = True) -> None:
        """Draw the week and the days off as two panels; `own` False: no week of its own, only days off."""
        if own:
            with html.section().classes('panel'):
                with ui.element('div').classes('panel-head'):
                    html.h2('Opening hours')
                self.week: HoursEditor | None = HoursEditor(self.present['weekly'] or [], on_change=self._touch)
        else:
            self.week = None
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Days off and other hours')
            today = clock.now().date().isoformat()
            coming = [day for day in self.present['overrides'] if day['date'] >= today]
            self.past = [day for day in self.present['overrides'] if day['date'] < today]
            self.days = DaysOffEditor(coming, today=today, on_change=self._touch)

    async def reread(self, days: Sequence[str]) -> None:
        """Take over what is stored now for these dates; everything else stays as it was typed."""
        stored = (await work.read(hours.of_workspace, self.actor))['overrides']
        kept: list[Any] = [one for one in self.days.value if one['date'] not in days]
        self.days.show(sorted([*kept, *(one for one in stored if one['date'] in days)], key=lambda one: one['date']))

    def _touch(self) -> None:
        self.changed = True

    async def save(self) -> bool:
        """Write the hours; wrong lines are marked and nothing is lost."""
        if not self.changed:
            return True
        weekly = self.week.value if self.week else self.present['weekly']
        try:
            await work.act(
                hours.put, self.actor, hours={'weekly': weekly, 'overrides': [*self.past, *self.days.value]}, **self.of
            )
        except Invalid as refusal:
            if self.week:
                self.week.wrong(refusal.fields)
            self.days.wrong(_shifted(refusal.fields, len(self.past)))
            refuse(refusal.message if len(refusal.fields) == 1 else 'Please check the marked hours.')
            return False
        if self.week:
            self.week.wrong({})
        self.days.wrong({})
        self.changed = False
        return True


def _shifted(fields: dict[str, str], by: int) -> dict[str, str]:
    """The names of the overrides as the editor counts them, which does not show the past ones."""
    shown = {}
    for name, words in fields.items():
        parts = name.split('.')
        if parts[0] == 'overrides' and len(parts) > 1 and parts[1].isdigit():
            parts[1] = str(int(parts[1]) - by)
        shown['.'.join(parts)] = words
    return shown


def both(*saves: Save) -> Save:
    """Saves one after the other; the first refusal stops."""

    async def save() -> bool:
        for one in saves:
            if not await one():
                return False
        return True

    return save
