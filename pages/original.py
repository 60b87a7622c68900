"""The mail behind a message, one click away: as it looks, its whole text, its headers, and the file itself."""

from uuid import UUID

from nicegui import html, ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.frames import letter
from domain import originals
from domain.actor import Actor
from domain.originals import Original
from domain.work import read


async def show(actor: Actor, message_id: UUID) -> None:
    """Open the dialog."""
    with feedback():
        found = await read(originals.view, actor, message_id=message_id)
        with ui.context.client.content, ui.dialog().props('aria-label="Original message"') as dialog:
            with ui.card().classes('stack wide'):
                with ui.element('div').classes('between'):
                    html.h2('Original message')
                    ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')
                kit.facts(list(found.about))
                parts(found)
                with ui.element('div').classes('between'):
                    words = 'Pictures from elsewhere are not loaded, and nothing in it can run.' if found.html else ''
                    kit.text(words, 'small')
                    save = ui.link('Save the mail', f'/files/{found.file_id}').props('download').classes('small')
                    save.props['data-icon'] = 'download'
        dialog.on('hide', dialog.delete)
        dialog.open()


def parts(found: Original) -> None:
    """Each way to look at it behind a tab of its own."""
    ways = {'looks': 'As it looks', 'text': 'Text', 'headers': 'Headers'}
    shown = {key: words for key, words in ways.items() if key != 'looks' or found.html}
    first = next(iter(shown))
    with ui.tabs(value=first) as tabs:
        for key, words in shown.items():
            ui.tab(key, label=words)
    with ui.tab_panels(tabs, value=first):
        if found.html:
            with ui.tab_panel('looks'):
                letter(found.html, 'The mail as it looks')
        with ui.tab_panel('text'):
            kit.text(found.text, 'snippet', tag='pre')
        with ui.tab_panel('headers'):
            kit.text(found.headers, 'snippet', tag='pre')
    if found.cut:
        kit.text('This mail is very long: only its beginning is shown.', 'small', icon='content_cut', tag='p')
