"""The inbox: the list of conversations, and beside it the thread that is open."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import conversation_looks, kit, live, shell
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times
from domain import conversation_reads, conversations
from domain.actor import Actor
from domain.conversation_reads import Counts, Filter
from domain.work import act, read
from pages.thread import Draft, ThreadPane

router = APIRouter()

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
CHANGES = ('conversation.', 'message.', 'staff.', 'delivery.', 'contact.', 'booking.')
BACK = """addEventListener('popstate', () => emitEvent('inbox_back', location.pathname));
document.addEventListener('visibilitychange', () => emitEvent('inbox_seen', document.visibilityState === 'visible'));"""

KEYS = """addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select');
  if (event.key === 'Escape' && typing?.closest('.inbox')) typing.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('.q-dialog, .q-menu')) return;
  const rows = [...document.querySelectorAll('.inbox .list a.list-row')], at = rows.findIndex((row) => row.ariaCurrent);
  const go = (row) => { if (row) { row.click(); row.focus(); row.scrollIntoView({ block: 'nearest' }); } };
  const acts = {
    j: () => go(rows[at + 1]), k: () => go(rows[at - 1]),
    r: () => document.querySelector('.inbox .composer textarea')?.focus(),
    e: () => document.querySelector('.inbox .close-thread')?.click(),
    '/': () => emitEvent('inbox_key', 'search'), '?': () => emitEvent('inbox_key', 'help'),
  };
  if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
});
const more = document.querySelector('.inbox .load-more');
if (more) new IntersectionObserver(([seen]) => seen.isIntersecting && more.click(), { rootMargin: '400px' }).observe(more);"""
HELP = [
    ('j', 'next conversation'),
    ('k', 'the one before'),
    ('r', 'reply'),
    ('e', 'close or reopen'),
    ('/', 'search'),
    ('Ctrl Enter', 'send'),
    ('Esc', 'leave the field'),
    ('?', 'this list'),
]


@router.page('/inbox')
async def page(actor: StaffActor, show: str = 'open', q: str = '') -> None:
    await build(actor, None, show, q)


@router.page('/inbox/{conversation_id}')
async def open_page(actor: StaffActor, conversation_id: UUID, show: str = 'open', q: str = '') -> None:
    await build(actor, conversation_id, show, q)


async def build(actor: Actor, conversation_id: UUID | None, show: str, q: str) -> None:
    """The page, with a thread open or not."""
    actor.require('inbox')
    desk = Desk(actor, show if show in NAMES else 'open', q[:100])  # type: ignore[arg-type]
    with shell.frame(actor, 'Inbox', bare=True):
        desk.draw()
    await desk.refresh_list()
    if conversation_id is not None:
        await desk.open(conversation_id, push=False)
    live.on(actor, CHANGES, desk.refresh)
    live.on(actor, 'draft.', desk.look)
    ui.on('inbox_key', lambda event: desk.key(str(event.args)))
    ui.on('inbox_back', lambda event: desk.went_back(str(event.args)))
    ui.on('inbox_seen', lambda event: desk.seen(bool(event.args)))
    ui.run_javascript(BACK + KEYS)


class Desk:
    """The state of one open page: what is listed, which thread is open, and what is half written."""

    def __init__(self, actor: Actor, show: Filter, q: str) -> None:
        self.actor, self.show, self.q = actor, show, q
        self.limit = conversation_reads.LIMIT
        self.opened: UUID | None = None
        self.pane: ThreadPane | None = None
        self.drafts: dict[UUID, Draft] = {}
        self.visible = True
        self.times = Times.of(shell.current().place.timezone)  # type: ignore[union-attr]

    def draw(self) -> None:
        """Both panes; they are filled by `refresh_list` and `open`."""
        with ui.element('div').classes('inbox') as self.root:
            with html.section().classes('list').props('aria-label=Conversations'):
                with ui.element('div').classes('pane-head'):
                    html.h1('Inbox').classes('grow')
                    search = ui.button(icon='search').props('flat round aria-label="Search conversations"')
                    field = self.field = self.search_field()
                    search.on_click(lambda: self.toggle_search(field))
                    self.filters = Rows([], FILTER).classes('filters full').on('pick', lambda e: self.pick(e.args))
                with (
                    ui.element('div')
                    .classes('scroller')
                    .props('tabindex=0 role=region aria-label="List of conversations"')
                ):
                    self.list = Rows([], conversation_looks.CONVERSATION).on('open', lambda e: self.open(UUID(e.args)))
                    self.nothing = ui.element('div')
                    self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full load-more')
            self.right = ui.element('div').classes('thread')
        self.draw_nothing_open()

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

    async def search(self, words: str | None) -> None:
        self.q, self.limit = words or '', conversation_reads.LIMIT
        await self.refresh_list()

    async def pick(self, show: Filter) -> None:
        if show in NAMES:
            self.show, self.limit = show, conversation_reads.LIMIT
            await self.refresh_list()

    async def show_more(self) -> None:
        self.limit += conversation_reads.LIMIT
        await self.refresh_list()

    async def refresh(self) -> None:
        """Something changed in the workspace: read the list and the open thread again, keep what is half written."""
        await self.refresh_list()
        if self.pane is not None:
            await self.pane.refresh(seen=self.visible)

    async def refresh_list(self) -> None:
        self.times = Times.of(self.times.zone.key)
        counts = await read(conversation_reads.counts, self.actor)
        found = await read(conversation_reads.page, self.actor, filter=self.show, q=self.q, limit=self.limit)
        self.filters.show(filter_rows(counts, self.show))
        self.list.show([conversation_looks.line(line, self.times, on=self.opened, here=True) for line in found.items])
        self.more.set_visibility(found.total > len(found.items))
        self.say_nothing(found.total == 0)

    def say_nothing(self, nothing: bool) -> None:
        self.nothing.clear()
        if nothing:
            title, words = EMPTY[self.show]
            with self.nothing:
                if self.q:
                    kit.empty(
                        'search_off', 'Nothing found', 'No name, address or message here holds these words.', level=2
                    )
                else:
                    kit.empty('forum', title, words, level=2)

    async def open(self, conversation_id: UUID, *, push: bool = True) -> None:
        """Show a thread beside the list (on phones instead of it), and remember what was half written in the last one."""
        await self.leave_draft()
        pane = ThreadPane(self.actor, conversation_id, self.drafts.setdefault(conversation_id, Draft()), self.close)
        await pane.load()
        self.opened, self.pane = conversation_id, pane
        self.right.clear()
        self.root.classes('open')
        with self.right:
            pane.draw()
        if push:
            ui.navigate.history.push(f'/inbox/{conversation_id}')
        await act(conversations.mark_read, self.actor, conversation_id=conversation_id)
        await self.refresh_list()

    async def close(self) -> None:
        """Back to the list."""
        ui.navigate.history.push('/inbox')
        await self.went_back('/inbox')

    async def went_back(self, path: str) -> None:
        """The browser's Back and Forward."""
        part = path.removeprefix('/inbox').strip('/')
        if part:
            await self.open(UUID(part), push=False)
            return
        await self.leave_draft()
        self.opened = self.pane = None
        self.root.classes(remove='open')
        self.draw_nothing_open()
        await self.refresh_list()

    async def leave_draft(self) -> None:
        """What is half written is kept before its pane goes."""
        if self.pane is not None:
            await self.pane.keep()

    async def look(self) -> None:
        """Somebody began or stopped writing somewhere."""
        if self.pane is not None:
            await self.pane.look()

    def key(self, what: str) -> None:
        """A key that needs the page: search, or the list of keys."""
        if what == 'search':
            self.field.set_visibility(True)
            self.field.run_method('focus')
        elif what == 'help':
            with self.root, ui.dialog() as dialog, ui.card().classes('stack'):
                html.h2('Keys')
                kit.facts(HELP)
            dialog.on('hide', dialog.delete)
            dialog.open()

    async def seen(self, visible: bool) -> None:
        """Only a thread on a page that is looked at counts as read."""
        self.visible = visible
        if visible and self.pane is not None:
            await self.pane.refresh(seen=True)

    def draw_nothing_open(self) -> None:
        self.right.clear()
        with self.right:
            kit.empty('forum', 'Choose a conversation', 'Its messages, bookings and forms open here.', level=2).classes(
                'desk-only'
            )


def filter_rows(counts: Counts, show: Filter) -> list[dict[str, Any]]:
    """The filters with the numbers that call for work."""
    rows = []
    for key, name in NAMES.items():
        number = getattr(counts, key) if key in COUNTED else 0
        words = f'{name} {number}' if number else name
        rows.append({'id': key, 'name': words, 'on': key == show, 'href': f'/inbox?show={key}'})
    return rows
