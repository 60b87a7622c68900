"""The settings' frame: one row of sections above one panel."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from careops_ui import kit, shell
from careops_ui.kit import Rows
from domain.actor import Actor

SECTIONS = (
    ('Business', '/settings'),
    ('Integrations', '/settings/integrations'),
    ('Booking types', '/settings/booking-types'),
    ('Hours', '/settings/hours'),
    ('Calendars', '/settings/calendars'),
    ('Contact form', '/settings/contact-form'),
    ('Public links', '/settings/links'),
    ('Messages', '/automation'),
    ('Saved replies', '/settings/saved-replies'),
    ('Webhooks', '/settings/webhooks'),
    ('Team', '/staff'),
    ('Kept messages', '/settings/kept'),
)
INTO_VIEW = "document.querySelector('.filters [aria-current]')?.scrollIntoView({inline: 'center', block: 'nearest'})"
SECTION = """<li><a :href="row.href" :aria-current="row.on ? 'page' : null">{{ row.name }}</a></li>"""


def sections(here: str) -> None:
    """The row of sections, for pages that draw their own frame."""
    rows = [{'id': href, 'name': name, 'href': href, 'on': name == here} for name, href in SECTIONS]
    Rows(rows, SECTION).classes('filters')
    ui.run_javascript(INTO_VIEW)


@contextmanager
def frame(actor: Actor, here: str, *, narrow: bool = True) -> Iterator[None]:
    """Shell, heading, sections; the section's content is built inside."""
    with shell.frame(actor, 'Settings'):
        shell.name(f'{here} · Settings')
        with kit.page_head('Settings'):
            pass
        sections(here)
        with ui.element('div').classes('stack narrow' if narrow else 'stack'):
            yield
