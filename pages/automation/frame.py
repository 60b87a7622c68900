"""The frame of the automation's screens: one heading, and the row of its parts."""

from collections.abc import Iterator
from contextlib import contextmanager

from careops_ui import kit, shell
from careops_ui.kit import Rows
from domain.actor import Actor

PARTS = (
    ('Rules', '/automation'),
    ('Next seven days', '/automation/coming'),
    ('Log', '/automation/log'),
    ('Jobs', '/automation/jobs'),
)
PART = """<li><a :href="row.href" :aria-current="row.on ? 'page' : null">{{ row.name }}</a></li>"""
BY = {'email': 'by e-mail', 'sms': 'by SMS'}
ICONS = {'email': 'mail', 'sms': 'sms', 'none': 'notifications'}


@contextmanager
def frame(actor: Actor, here: str, words: str) -> Iterator[None]:
    """Shell, heading, parts; the part's content is built inside."""
    with shell.frame(actor, 'Automation'):
        shell.name('Automation' if here == 'Rules' else f'{here} · Automation')
        with kit.page_head('Automation', words):
            pass
        Rows([{'id': href, 'name': name, 'href': href, 'on': name == here} for name, href in PARTS], PART).classes(
            'filters'
        )
        yield
