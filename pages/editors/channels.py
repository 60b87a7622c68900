"""Channels: what is connected, connecting with a real test, test mode by one click."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui.feedback import feedback, say
from careops_ui.kit import RowList, text
from careops_ui.once import once
from domain import arriving, channel_proof, clock, integrations, providers, work
from domain.actor import Actor
from domain.integrations import CHANNELS, IntegrationKind

ICONS = {'email': 'mail_outline', 'sms': 'sms', 'inbox': 'inbox'}
KINDS = {'email': 'E-mail', 'sms': 'Text messages', 'inbox': 'Incoming mail'}
STATES = {
    'connected': ('ok', 'check', 'Connected'),
    'failing': ('bad', 'error_outline', 'Failing'),
    'untested': ('warn', 'help_outline', 'Not tested yet'),
    'disabled': ('', 'pause', 'Switched off'),
}
TEST_TO = {'email': 'Send the test to (empty: your own address)', 'sms': 'Send the test to (your own mobile number)'}
WORKS = 'The test message was accepted. This channel is connected.'
READS = 'The mailbox can be read. Its folders: '
After = Callable[[], Awaitable[Any]]


async def start_test_mode(actor: Actor) -> None:
    """Keep every message of both kinds on this server."""
    present = {(view.kind, view.provider) for view in await work.read(integrations.listing, actor)}
    for kind in CHANNELS:
        if (kind, 'test') not in present:
            await work.act(integrations.connect, actor, kind=kind, provider='test', config={})


def rows(views: list[integrations.View]) -> RowList:
    """Each channel with its state in words."""
    first: set[str] = set()
    found = []
    for view in views:
        kind = view.kind.value
        colour, mark, state = STATES[view.status.value]
        if view.test_mode and view.status == 'connected':
            colour, mark, state = 'warn', 'science', 'Test mode'
        order = (
            ''
            if sum(other.kind == view.kind for other in views) < 2 or kind == 'inbox'
            else 'Fallback'
            if kind in first
            else 'First'
        )
        first.add(kind)
        found.append(
            {
                'id': str(view.id),
                'icon': ICONS[kind],
                'name': f'{KINDS[kind]}: {view.title}',
                'under': _under(view),
                'colour': colour,
                'mark': mark,
                'state': state,
                'last': _health(view),
                'order': order,
                'test': not view.test_mode,
                'disabled': view.status == 'disabled',
            }
        )
    return found


def _health(view: integrations.View) -> str:
    """What is wrong, and whether it is left alone for a while."""
    rest = (view.rest_until - clock.now()).total_seconds() if view.rest_until else 0
    pause = f'Rests, tried again in {max(1, round(rest / 60))} min. ' if rest > 0 else ''
    return pause + view.last_error


def receipts(view: integrations.View) -> None:
    """How the provider tells us what became of messages."""
    if view.provider == 'twilio':
        text('Twilio reports by itself what was delivered.', 'muted', tag='p')
    elif view.receipts_url:
        text(
            'To learn what was delivered and what came back, give this address to the provider’s webhook:',
            'muted',
            tag='p',
        )
        ui.input('Webhook address', value=view.receipts_url).props('readonly')
    if view.provider == 'resend':
        text(
            'With the event email.received, what customers write to your Resend address comes in too.', 'muted', tag='p'
        )
    if address := arriving.address(view.provider, view.id):
        ui.input('Address for Inbound Parse with a signature', value=address).props('readonly')


def _under(view: integrations.View) -> str:
    if view.test_mode:
        return 'Every message is kept on this server and reaches nobody'
    return ' · '.join(
        str(view.config[key])
        for key in ('sender', 'username', 'host', 'account_sid', 'folders')
        if view.config.get(key)
    )


def connect_dialog(actor: Actor, kind: str, key: str, after: After, known: integrations.View | None = None) -> None:
    """The provider's own fields; saving sends a real test message, and only its acceptance counts as connected."""
    provider = providers.one(key)
    with ui.dialog().props('no-backdrop-dismiss') as dialog, ui.card().classes('stack'):
        dialog.props['aria-label'] = provider.title
        with ui.element('div').classes('between'):
            html.h2(provider.title)
            ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')
        text(provider.about, 'muted', tag='p')
        fields = _fields(provider, known.config if known else {}, bool(known and known.secrets_set))
        where = ui.input(TEST_TO.get(kind, ''))
        where.set_visibility(kind in TEST_TO)
        trouble = text('', 'banner bad', icon='error_outline', tag='div').props('role=alert')
        trouble.set_visibility(False)
        stored: list[UUID] = [known.id] if known else []

        async def save() -> None:
            trouble.set_visibility(False)
            with feedback(fields={f'config.{name}': field for name, field in fields.items()}):
                view = await _store(actor, kind, key, {name: field.value for name, field in fields.items()}, stored)
                stored[:] = [view.id]
                await _prove(view.id)

        async def _prove(integration_id: UUID) -> None:
            try:
                with feedback(fields={'to': where}):
                    view = await channel_proof.prove(actor, integration_id=integration_id, to=where.value or '')
                    dialog.close()
                    say(READS + ', '.join(view.folders[:12]) if view.folders else WORKS)
            finally:
                await after()
            if not dialog.value:
                return
            view = await work.read(integrations.one, actor, integration_id=integration_id)
            if view.last_error:
                trouble._text = view.last_error
                trouble.set_visibility(True)
                trouble.update()

        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=dialog.close).props('flat')
            once('Save and test' if kind == 'inbox' else 'Save and send a test', save, icon='send').mark('prove')
    dialog.on('hide', dialog.delete)
    dialog.open()


async def _store(actor: Actor, kind: str, key: str, config: Mapping[str, Any], stored: list[UUID]) -> integrations.View:
    given = {name: value for name, value in config.items() if value is not None}
    if stored:
        return await work.act(integrations.update, actor, integration_id=stored[0], config=given)
    return await work.act(integrations.connect, actor, kind=IntegrationKind(kind), provider=key, config=given)


def _fields(provider: Any, present: Mapping[str, Any], secret_known: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if provider.presets:

        def fill(event: Any) -> None:
            for name, value in provider.presets.get(event.value, {}).items():
                fields[name].value = value

        ui.select(list(provider.presets), label='Your provider (fills in the server)', on_change=fill).props(
            'clearable'
        )
    with ui.element('div').classes('grid-auto'):
        fields |= {setting.key: _field(setting, present, secret_known) for setting in provider.settings}
    return fields


def _field(setting: Any, present: Mapping[str, Any], secret_known: bool) -> Any:
    value = present.get(setting.key, setting.default)
    label = setting.label if setting.required else f'{setting.label} (optional)'
    if setting.kind == 'choice':
        field: Any = ui.select(dict(setting.options), label=label, value=value or None)
    elif setting.kind == 'number':
        field = ui.number(label, value=value or None)
    else:
        field = ui.input(label, value=str(value or ''), password=setting.kind == 'secret')
        if setting.kind == 'secret':
            field.props('autocomplete=new-password')
            if secret_known:
                field.props('placeholder="Stored; write to replace it"')
    if setting.help:
        field.props['hint'] = setting.help
        field.props(remove='hide-bottom-space')
    return field
