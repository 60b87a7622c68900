"""The public addresses with their QR codes, and the snippet for a web site."""

from nicegui import html, ui

from careops_ui.kit import Rows, text
from domain import embeds
from domain.setup_overview import Overview

LINK = """<li><div class="list-row address-row"><span class="mark" :data-icon="row.icon"></span><span class="two"><b>{{ row.name }}</b><small>{{ row.url }}</small></span>
<a class="quiet edit" :href="row.url" target="_blank" rel="noopener">Open<span class="sr"> {{ row.name }}</span></a>
<button type="button" class="quiet" @click="act('copy', row.url)">Copy<span class="sr"> the address of {{ row.name }}</span></button>
<button type="button" class="quiet square" data-icon="qr_code_2" @click="act('qr', row.id)"><span class="sr">QR code of {{ row.name }}</span></button></div></li>"""


def public_links(seen: Overview) -> None:
    """Booking page, contact form, one for each service and each person; QR codes; the embed snippet."""
    workspace = seen.workspace
    people = [(one.full_name, one.id) for one in seen.bookable]
    links = embeds.links(
        workspace.slug,
        [(one.name, one.slug) for one in seen.active_services],
        people if len(people) > 1 else [],
    )
    icons = {'Booking page': 'event_available', 'Contact form': 'contact_mail'}
    rows = [
        {'id': str(index), 'name': link.title, 'url': link.url, 'icon': icons.get(link.title, 'link')}
        for index, link in enumerate(links)
    ]

    def copied(words: str) -> None:
        ui.clipboard.write(words)
        ui.notify('Copied', type='positive', icon='check')

    with html.section().classes('panel'):
        with ui.element('div').classes('panel-head'):
            html.h2('Your public pages')
        listing = Rows(rows, LINK)
        listing.on('copy', lambda event: copied(str(event.args)))
        listing.on('qr', lambda event: qr_dialog(links[int(event.args)]))
    with html.section().classes('panel pad codes'):
        for link in links[:2]:
            with ui.element('figure').classes('qr'):
                _qr(link.url)
                text(link.title, tag='figcaption')
    snippet = embeds.snippet(links[0].url, workspace.name)
    with html.section().classes('panel pad stack'):
        with ui.element('div').classes('between'):
            html.h2('On your own web site')
            ui.button('Copy', icon='content_copy', on_click=lambda: copied(snippet)).props('outline dense').mark(
                'snippet'
            )
        text('Paste this where the booking page should appear.', 'muted', tag='p')
        text(snippet, 'snippet', tag='code').props('tabindex=0')


def _qr(url: str) -> None:
    # Only our own drawing: a matrix of squares, no text from anybody.
    ui.html(embeds.qr_svg(url), sanitize=False).classes('qr-code').props('role=img').props['aria-label'] = (
        f'QR code: {url}'
    )


def qr_dialog(link: embeds.PublicLink) -> None:
    """One code, large, to print or to photograph."""
    with ui.dialog().props('aria-label="QR code"') as dialog, ui.card().classes('stack centred'):
        html.h2(link.title)
        _qr(link.url)
        text(link.url, 'small')
        ui.button('Close', on_click=dialog.close).props('outline')
    dialog.on('hide', dialog.delete)
    dialog.open()
