"""A letter in a frame that can do nothing: no script, no form, no network, no way out of it."""

from nicegui import ui

BARE = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">"""
    '<meta http-equiv="x-dns-prefetch-control" content="off">'
)


def letter(html: str, title: str) -> ui.element:
    """The HTML of a mail as it looks in a mail program."""
    frame = ui.element('iframe').classes('kept-frame').props('sandbox=""')
    frame.props['title'], frame.props['srcdoc'] = title, BARE + html
    return frame
