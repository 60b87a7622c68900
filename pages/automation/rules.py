"""The rules as sentences, each with its switch, and what holds for all of them."""

from typing import Any

from nicegui import APIRouter, ui

from careops_ui import kit, live
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from domain import rules, workspaces
from domain.actor import Actor
from domain.rules import Effective
from domain.work import act, read
from pages.automation.frame import ICONS, frame

router = APIRouter(prefix='/automation')
PAUSES = 'Pauses when staff reply'
NEVER = 'Never paused'
RULE = """<li><div class="list-row"><span class="mark" :class="row.on ? 'ok' : ''" :data-icon="row.icon"></span>
<a class="two wrap quiet-link" :href="row.href"><b>{{ row.title }}</b><small>{{ row.sentence }}</small><small class="faint">{{ row.facts }}</small></a>
<span class="cluster nowrap"><span class="tag hide-phone" :class="row.on ? 'ok' : ''" :data-icon="row.on ? 'check' : 'pause'">{{ row.on ? 'On' : 'Off' }}</span>
<button type="button" class="quiet" @click="act('switch', row.id)">{{ row.on ? 'Switch off' : 'Switch on' }}<span class="sr"> {{ row.title }}</span></button></span></div></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    with frame(actor, 'Rules', 'What happens by itself, in plain sentences. Nothing else does.'):
        with kit.panel('To your customers'):
            customers = Rows([], RULE).on('switch', lambda event: switch(event.args))
        with kit.panel('To your team'):
            team = Rows([], RULE).on('switch', lambda event: switch(event.args))
        night(actor, await read(workspaces.view, actor))

    async def refresh() -> None:
        listed = await read(rules.listing, actor)
        customers.show([_row(rule) for rule in listed if rule.rule.audience == 'customer'])
        team.show([_row(rule) for rule in listed if rule.rule.audience != 'customer'])

    async def switch(key: str) -> None:
        on = {rule.key: rule.enabled for rule in await read(rules.listing, actor)}
        with feedback('Switched off' if on.get(key) else 'Switched on'):
            await act(rules.update, actor, key=key, enabled=not on.get(key))
            await refresh()

    await refresh()
    live.on(actor, ('rule.',), refresh)


def night(actor: Actor, workspace: Any) -> None:
    """When texts of rules wait, and when a pause ends by itself."""
    fields: dict[str, Any] = {}

    async def save() -> None:
        with feedback('Saved', fields):
            hours = fields['resume_after_hours'].value
            given = {name: fields[name].value or '' for name in ('quiet_from', 'quiet_until')}
            await act(workspaces.update, actor, **given, resume_after_hours=f'{hours or 0:g}')

    with kit.panel('For all rules'), kit.body():
        kit.text(
            'Texts of rules wait at night, by the clock of your business, and are checked again in the morning. '
            'A rule that pauses keeps silent from a reply of your team until somebody presses Resume in the conversation, '
            'until the customer has a new booking, or after hours of silence.',
            'muted',
            tag='p',
        )
        with ui.element('div').classes('grid-auto'):
            fields['quiet_from'] = ui.input('No texts from (optional)', value=workspace.quiet_from, placeholder='21:00')
            fields['quiet_until'] = ui.input('until (optional)', value=workspace.quiet_until, placeholder='08:00')
            fields['resume_after_hours'] = ui.number(
                'Resume after hours of silence (0: only by hand)',
                value=workspace.resume_after_hours,
                min=0,
                format='%g',
            )
        with ui.element('div').classes('cluster'):
            ui.button('Save', on_click=save).props('outline').mark('save-night')


def _row(rule: Effective) -> dict[str, Any]:
    facts = [PAUSES if rule.pausable else NEVER] if rule.rule.audience == 'customer' else []
    facts += ['Your own words'] if rule.edited else []
    return {
        'id': rule.key,
        'title': rule.rule.title,
        'sentence': rule.sentence,
        'facts': ' · '.join(facts),
        'icon': ICONS[rule.channel.channels[0] if rule.channel.channels else 'none'],
        'on': rule.enabled,
        'href': f'/automation/rules/{rule.key}',
    }
