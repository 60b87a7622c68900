"""The business itself: name, place, money, look."""

from typing import Any

from nicegui import ui

from careops_ui import shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows, text
from careops_ui.pictures import Picture
from domain import regions, work, workspaces
from domain.actor import Actor

COLOURS = {
    'Pine': '#1f6f54', 'Ocean': '#1f5f8b', 'Plum': '#6b3fa0', 'Rose': '#b03060', 'Rust': '#a8471c', 'Slate': '#475569',
}  # fmt: skip
SWATCH = """<li><button type="button" class="swatch" :style="{'--tone': row.id}" :aria-pressed="row.on ? 'true' : 'false'" @click="act('pick', row.id)"><span class="sr">{{ row.name }}</span></button></li>"""


class BusinessForm:
    """The fields with their values; `save` writes what was changed. Colour and logo stand above them."""

    def __init__(self, actor: Actor, workspace: Any) -> None:
        self.actor = actor
        self.fields: dict[str, Any] = {}
        with ui.element('div').classes('stack panel-body'):
            with ui.element('div').classes('grid-auto'):
                self.fields['name'] = ui.input('Name', value=workspace.name)
                self.fields['address'] = ui.input('Address (customers see it)', value=workspace.address)
            with ui.element('div').classes('grid-auto'):
                self.fields['timezone'] = _search(list(regions.zones()), 'Time zone', workspace.timezone)
                self.fields['currency'] = _search(list(regions.currencies()), 'Currency', workspace.currency)
            with ui.element('div').classes('grid-auto'):
                email = ui.input('E-mail for customers', value=workspace.contact_email)
                self.fields['contact_email'] = email.props('type=email')
                self.fields['phone'] = ui.input('Phone (optional)', value=workspace.phone).props('type=tel')
            self._look(workspace)
        self.before = self._values()

    def _look(self, workspace: Any) -> None:
        self.colour = workspace.colour
        with ui.element('div').classes('grid-auto'):
            with ui.element('div').classes('stack tight'):
                text('Logo', 'label')
                logo = shell.file_url(workspace.logo_id)
                Picture(workspace.name, logo, 'logo', keep=self._keep, remove=self._remove, limit=2_000_000)
            with ui.element('div').classes('stack tight'):
                text('Colour', 'label')
                self.swatches = Rows(self._swatches(), SWATCH).classes('cluster swatches').on('pick', self._pick)
                self.swatches.props('aria-label="Colour"')

    def _swatches(self) -> list[dict[str, Any]]:
        known = COLOURS if self.colour in COLOURS.values() else {'Your colour': self.colour} | COLOURS
        return [{'id': tone, 'name': name, 'on': tone == self.colour} for name, tone in known.items()]

    def _pick(self, event: Any) -> None:
        self.colour = str(event.args)
        self.swatches.show(self._swatches())

    async def _keep(self, name: str, content: bytes) -> str:
        with feedback('Your logo is in place'):
            kept = await work.act(workspaces.set_logo, self.actor, file_name=name, content=content)
            return shell.file_url(kept.id)
        return ''

    async def _remove(self) -> None:
        with feedback('Logo removed'):
            await work.act(workspaces.remove_logo, self.actor)

    def _values(self) -> dict[str, str]:
        return {name: str(field.value or '') for name, field in self.fields.items()} | {'colour': self.colour}

    async def save(self) -> bool:
        """Write what was changed; refusals show at their fields."""
        values = self._values()
        changed = {name: value for name, value in values.items() if value != self.before[name]}
        if not changed:
            return True
        with feedback(fields=self.fields):
            await work.act(workspaces.update, self.actor, **changed)
            self.before = values
            return True
        return False


def _search(options: list[str], label: str, value: str) -> ui.select:
    """A long list that is searched by typing."""
    known = options if value in options else [value, *options]
    return ui.select(known, label=label, value=value, with_input=True)
