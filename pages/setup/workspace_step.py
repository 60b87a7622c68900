"""Step 1: the business itself, and the template that fills in the rest."""

from typing import Any

from nicegui import html, ui

from careops_ui.feedback import feedback, say
from careops_ui.kit import Rows, text
from careops_ui.once import once
from domain import onboarding, work
from domain.industries import INDUSTRIES
from domain.setup_overview import Overview
from pages.editors.business import BusinessForm
from pages.setup.frame import Wizard, foot, frame

INDUSTRY = """<li><button type="button" class="choice pick" :aria-pressed="row.on ? 'true' : 'false'" @click="act('pick', row.id)">
<span class="mark" :data-icon="row.icon"></span><span class="two wrap"><b>{{ row.name }}</b><small>{{ row.under }}</small></span></button></li>"""


def industry_rows(chosen: str) -> list[dict[str, Any]]:
    """The trades to choose from."""
    return [
        {'id': one.key, 'name': one.name, 'under': one.about, 'icon': one.icon, 'on': one.key == chosen}
        for one in INDUSTRIES.values()
    ]


async def workspace_step(wizard: Wizard) -> None:
    """Which trade, then name, zone, money, look."""
    seen = wizard.overview
    with frame(
        wizard, 'What kind of business is it?', 'Choose a template and everything is filled in for you to change.'
    ):
        trades = Rows(industry_rows(seen.state.template), INDUSTRY).classes('grid-auto trades')
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Your business')
            form = BusinessForm(wizard.actor, seen.workspace)

        async def pick(event: Any) -> None:
            key = str(event.args)
            if key not in INDUSTRIES or not await form.save():
                return
            if seen_content(wizard.overview) and key != wizard.overview.state.template:
                ask(wizard, key, trades)
            else:
                await fill(wizard, key, trades)

        trades.on('pick', pick)
        foot(wizard, form.save)


def seen_content(seen: Overview) -> bool:
    """Whether something stands there that another template would have to respect."""
    return bool(seen.services or seen.forms or seen.items)


def ask(wizard: Wizard, key: str, trades: Rows) -> None:
    """Another template was chosen: start again with it, or keep what is there and fill only what is empty."""
    name = INDUSTRIES[key].name.lower()
    with ui.dialog().props('aria-label="Change the template"') as dialog, ui.card().classes('stack'):
        html.h2(f'Start again with the {name} template?')
        text(
            'Booking types, weekly hours, contact form, forms and items that stand here now would be replaced.', tag='p'
        )

        async def go(replace: bool) -> None:
            dialog.close()
            await fill(wizard, key, trades, replace=replace)

        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=dialog.close).props('flat')
            once('Keep mine, fill the gaps', lambda: go(False), props='outline')
            once('Replace everything', lambda: go(True)).mark('replace')
    dialog.on('hide', dialog.delete)
    dialog.open()


async def fill(wizard: Wizard, key: str, trades: Rows, *, replace: bool = False) -> None:
    """Apply the template and say what it made."""
    with feedback():
        made = await work.act(onboarding.apply_template, wizard.actor, template=key, replace=replace)
        trades.show(industry_rows(key))
        await wizard.refresh()
        counts = ((made.booking_types, 'booking type'), (made.forms, 'form'), (made.items, 'item'))
        parts = [f'{number} {words}{"s" * (number != 1)}' for number, words in counts if number]
        parts += ['opening hours'] * made.hours + ['a contact form'] * made.contact_form
        say(f'Filled in: {", ".join(parts)}.' if parts else 'Everything stays as you have it.')
