"""The left pane of the inbox: filters, search, and the conversations."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import conversation_looks, kit
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import conversation_reads
from domain.actor import Actor
from domain.conversation_reads import Counts, Filter
from domain.work import read

NAMES: dict[Filter, str] = {
    'open': 'Open',
    'unread': 'Unread',
    'unanswered': 'Unanswered',
    'paused': 'Paused',
    'mine': 'Mine',
    'closed': 'Closed',
    'all': 'All',
}
COUNTED = ('unread', 'unanswered', 'paused', 'mine')
EMPTY = {
    'open': (
        'All done',
        'Messages from your contact form, e-mail and SMS appear here. Closed conversations are under Closed.',
    ),
    'unread': ('Nothing unread', 'New messages that nobody of the team has seen appear here.'),
    'unanswered': ('Everybody has an answer', 'Customers who wait for an answer appear here.'),
    'paused': ('Nothing is paused', 'Conversations in which a person has taken over from automation appear here.'),
    'mine': ('Nothing is assigned to you', 'Conversations that you are responsible for appear here.'),
    'closed': ('Nothing is closed yet', 'Conversations that were closed appear here; a new message reopens them.'),
    'all': ('No conversations yet', 'Messages from your contact form, e-mail and SMS appear here.'),
}
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'


class ConversationList:
    """What is listed, and which of it is open."""

    def __init__(
        self, actor: Actor, show: str, q: str, timezone: str, opening: Callable[[UUID], Awaitable[None]]
    ) -> None:
        self.actor, self.q, self.opening = actor, q[:100], opening
        self.shown: Filter = show if show in NAMES else 'open'  # type: ignore[assignment]
        self.limit = conversation_reads.LIMIT
        self.opened: UUID | None = None
        self.times = Times.of(timezone)

    def draw(self) -> None:
        """The pane; it is filled by `refresh`."""
        with html.section().classes('list').props('aria-label=Conversations'):
            with ui.element('div').classes('pane-head'):
                html.h1('Inbox').classes('grow')
                search = ui.button(icon='search').props('flat round aria-label="Search conversations"')
                field = self.field = self.search_field()
                search.on_click(lambda: self.toggle_search(field))
                self.filters = Rows([], FILTER).classes('filters full').on('pick', lambda e: self.pick(e.args))
            with (
                ui.element('div').classes('scroller').props('tabindex=0 role=region aria-label="List of conversations"')
            ):
                self.rows = Rows([], conversation_looks.CONVERSATION).on('open', lambda e: self.opening(UUID(e.args)))
                self.nothing = ui.element('div')
                self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full load-more')

    def search_field(self) -> ui.input:
        field = ui.input(placeholder='Name, address or words', value=self.q, on_change=lambda e: self.search(e.value))
        field.props('aria-label="Search conversations" clearable debounce=300').props(remove='stack-label')
        field.classes('full search').set_visibility(bool(self.q))
        return field

    def toggle_search(self, field: ui.input) -> None:
        field.set_visibility(not field.visible)
        if field.visible:
            field.run_method('focus')
        else:
            field.value = ''

    def find(self) -> None:
        """Put the cursor into the search."""
        self.field.set_visibility(True)
        self.field.run_method('focus')

    async def search(self, words: str | None) -> None:
        self.q, self.limit = words or '', conversation_reads.LIMIT
        await self.refresh()

    async def pick(self, show: Filter) -> None:
        if show in NAMES:
            self.shown, self.limit = show, conversation_reads.LIMIT
            await self.refresh()

    async def show_more(self) -> None:
        self.limit += conversation_reads.LIMIT
        await self.refresh()

    async def refresh(self) -> None:
        self.times = Times.of(self.times.zone.key)
        counts = await read(conversation_reads.counts, self.actor)
        found = await read(conversation_reads.page, self.actor, filter=self.shown, q=self.q, limit=self.limit)
        self.filters.show(filter_rows(counts, self.shown))
        self.rows.show([conversation_looks.line(line, self.times, on=self.opened, here=True) for line in found.items])
        self.more.set_visibility(found.total > len(found.items))
        self.say_nothing(found.total == 0)

    def say_nothing(self, nothing: bool) -> None:
        self.nothing.clear()
        if nothing:
            title, words = EMPTY[self.shown]
            with self.nothing:
                if self.q:
                    kit.empty(
                        'search_off', 'Nothing found', 'No name, address or message here holds these words.', level=2
                    )
                else:
                    kit.empty('forum', title, words, level=2)


def filter_rows(counts: Counts, show: Filter) -> list[dict[str, Any]]:
    """The filters with the numbers that call for work."""
    rows = []
    for key, name in NAMES.items():
        number = getattr(counts, key) if key in COUNTED else 0
        words = f'{name} {number}' if number else name
        rows.append({'id': key, 'name': words, 'on': key == show, 'href': f'/inbox?show={key}'})
    return rows
