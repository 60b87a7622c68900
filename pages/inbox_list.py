"""The left pane of the inbox: filters, search, and the conversations."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import conversation_looks, kit
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import conversation_reads, conversation_scroll
from domain.actor import Actor
from domain.conversation_reads import Counts, Filter, Line
from domain.conversation_scroll import Place, Window
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
RENEWED = 120
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
CURRENT = (
    "document.querySelector('.inbox .filters [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })"
)
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'


class ConversationList:
    """What is listed, and which of it is open."""

    def __init__(
        self,
        actor: Actor,
        show: str,
        q: str,
        timezone: str,
        *,
        opening: Callable[[UUID], Awaitable[None]],
        writing: Callable[[], Awaitable[None]],
    ) -> None:
        self.actor, self.q, self.opening, self.writing = actor, q[:100], opening, writing
        self.shown: Filter = show if show in NAMES else 'open'  # type: ignore[assignment]
        self.lines: dict[UUID, Line] = {}
        self.after: Place | None = None
        self.loading = self.widened = False
        self.opened: UUID | None = None
        self.marked: UUID | None = None
        self.times = Times.of(timezone)

    def draw(self) -> None:
        """The pane; it is filled by `refresh`."""
        with html.section().classes('list').props('aria-label=Conversations'):
            with ui.element('div').classes('pane-head'):
                html.h1('Inbox').classes('grow')
                new = ui.button(icon='edit', on_click=self.writing)
                new.props('flat round aria-label="New message"').tooltip('New message').mark('new-message')
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
        """Search everything, closed conversations too, unless another filter was chosen."""
        self.q = (words or '').strip()[:100]
        if self.q and self.shown == 'open':
            self.shown, self.widened = 'all', True
        elif not self.q and self.widened:
            self.shown, self.widened = 'open', False
        await self.begin()
        ui.run_javascript(CURRENT)

    async def pick(self, show: Filter) -> None:
        if show in NAMES:
            self.shown, self.widened = show, False
            await self.begin()

    async def begin(self) -> None:
        """The list from its top."""
        self.lines, self.after = {}, None
        await self.refresh()

    async def refresh(self) -> None:
        """Read again what stands at the top; far below, a long list keeps what was read when it was scrolled there."""
        self.times = Times.of(self.times.zone.key)
        counts = await read(conversation_reads.counts, self.actor)
        self.filters.show(filter_rows(counts, self.shown))
        before = list(self.lines)
        asked, opened = self.q, self.opened
        fresh = await self.window(limit=min(max(len(before), conversation_reads.LIMIT), RENEWED))
        if (asked, opened) != (self.q, self.opened):
            return  # somebody typed on meanwhile: another reading is under way
        if len(self.lines) != len(before):
            await self.refresh()  # somebody scrolled on meanwhile
            return
        lines = {line.id: line for line in fresh.items}
        if len(before) < RENEWED:
            self.lines, self.after = lines, fresh.after
            self.rows.show(self.row_list(lines.values()))
        else:
            gone = set(before[: RENEWED - conversation_reads.LIMIT]) - lines.keys()
            rest = {key: line for key, line in self.lines.items() if key not in lines and key not in gone}
            self.lines = lines | rest
            marked = [line for line in rest.values() if line.id in {self.opened, self.marked}]
            self.rows.renew(self.row_list(lines.values()), [str(key) for key in gone])
            self.rows.patch(self.row_list(marked))
        self.marked = self.opened
        self.more.set_visibility(self.after is not None)
        self.say_nothing(not self.lines)

    async def show_more(self) -> None:
        """The next ones, below."""
        if self.after is None or self.loading:
            return
        self.loading = True
        found = await self.window(limit=conversation_reads.LIMIT, after=self.after, known=list(self.lines))
        fresh = {line.id: line for line in found.items if line.id not in self.lines}
        self.lines, self.after, self.loading = self.lines | fresh, found.after, False
        self.rows.add(self.row_list(fresh.values()))
        self.more.set_visibility(self.after is not None)

    async def window(self, **given: Any) -> Window:
        return await read(conversation_scroll.window, self.actor, filter=self.shown, q=self.q, **given)

    def row_list(self, lines: Iterable[Line]) -> list[dict[str, Any]]:
        return [conversation_looks.line(line, self.times, on=self.opened, here=True) for line in lines]

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
