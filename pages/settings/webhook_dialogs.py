"""What is asked and told about a webhook: its address and events, and its secret, this once."""

from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from typing import Any

from nicegui import html, ui

from careops_ui.feedback import feedback
from careops_ui.kit import text
from careops_ui.once import once
from domain import webhooks, work
from domain.actor import Actor
from domain.webhooks import Made, View

After = Callable[[], Awaitable[Any]]


@contextmanager
def dialog(title: str) -> Any:
    """A dialog with its title and a way out."""
    with ui.dialog() as shown, ui.card().classes('stack'):
        shown.props['aria-label'] = title
        with ui.element('div').classes('between'):
            html.h2(title)
            ui.button(icon='close', on_click=shown.close).props('flat round aria-label=Close')
        yield shown
    shown.on('hide', shown.delete)
    shown.open()


def settings_dialog(actor: Actor, after: After, known: View | None = None) -> None:
    """Add a webhook, or change a known one."""
    with dialog('Change the webhook' if known else 'Add a webhook') as shown:
        url = ui.input('Address', value=known.url if known else '', placeholder='https://').props('maxlength=2000')
        url.mark('webhook-url')
        chosen = ui.select(
            webhooks.EVENTS, label='What it is told', value=list(known.events) if known else [], multiple=True
        )
        chosen.props('use-chips').classes('full').mark('webhook-events')

        async def save() -> None:
            made = None
            given = {'url': url.value or '', 'events': list(chosen.value or [])}
            with feedback('Saved' if known else '', {'url': url, 'events': chosen}):
                if known:
                    await work.act(webhooks.update, actor, webhook_id=known.id, **given)
                else:
                    made = await work.act(webhooks.create, actor, **given)
                shown.close()
                await after()
            if made:
                secret_dialog(made)

        def all_events() -> None:
            chosen.value = list(webhooks.EVENTS)

        with ui.element('div').classes('cluster'):
            ui.button('Choose all events', on_click=all_events).props('flat dense').classes('accent edge')
        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=shown.close).props('flat')
            once('Save' if known else 'Add webhook', save).mark('save-webhook')


def secret_dialog(made: Made) -> None:
    """The secret, for the only time."""
    with dialog('The secret of this webhook') as shown:
        text('Copy it now: it is not shown again. With it your program checks that a call comes from here.', tag='p')
        ui.input('Secret', value=made.secret).props('readonly').mark('webhook-secret')

        def copy() -> None:
            ui.clipboard.write(made.secret)

        with ui.element('div').classes('dialog-foot'):
            ui.button('Copy', icon='content_copy', on_click=copy).props('outline')
            ui.button('I have it', on_click=shown.close)
