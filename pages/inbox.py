"""The inbox: the list of conversations, and beside it the thread that is open."""

from uuid import UUID

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.session import StaffActor
from domain import conversations
from domain.actor import Actor
from domain.work import act
from pages import inbox_keys
from pages.composer import Draft
from pages.inbox_list import ConversationList
from pages.inbox_new import NewMessage
from pages.thread import ThreadPane

router = APIRouter()

CHANGES = ('conversation.', 'message.', 'staff.', 'delivery.', 'contact.', 'booking.')


@router.page('/inbox')
async def page(actor: StaffActor, show: str = 'open', q: str = '') -> None:
    await build(actor, None, show, q)


@router.page('/inbox/{conversation_id}')
async def open_page(actor: StaffActor, conversation_id: UUID, show: str = 'open', q: str = '') -> None:
    await build(actor, conversation_id, show, q)


async def build(actor: Actor, conversation_id: UUID | None, show: str, q: str) -> None:
    """The page, with a thread open or not."""
    actor.require('inbox')
    desk = Desk(actor, show, q)
    with shell.frame(actor, 'Inbox', bare=True):
        desk.draw()
    await desk.list.refresh()
    if conversation_id is not None:
        await desk.open(conversation_id, push=False)
    live.on(actor, CHANGES, desk.refresh)
    live.on(actor, 'draft.', desk.look)
    ui.on('inbox_key', lambda event: desk.key(str(event.args)))
    ui.on('inbox_back', lambda event: desk.went_back(str(event.args)))
    ui.on('inbox_seen', lambda event: desk.seen(bool(event.args)))
    inbox_keys.listen()


class Desk:
    """The state of one open page: the list, which thread is open, and what is half written."""

    def __init__(self, actor: Actor, show: str, q: str) -> None:
        self.actor = actor
        zone = shell.current().place.timezone  # type: ignore[union-attr]
        self.list = ConversationList(actor, show, q, zone, opening=self.open, writing=self.write)
        self.pane: ThreadPane | None = None
        self.drafts: dict[UUID, Draft] = {}
        self.visible = True

    def draw(self) -> None:
        """Both panes; they are filled by `list.refresh` and `open`."""
        with ui.element('div').classes('inbox') as self.root:
            self.list.draw()
            self.right = ui.element('div').classes('thread')
        self.draw_nothing_open()

    async def refresh(self) -> None:
        """Something changed in the workspace: read the list and the open thread again, keep what is half written."""
        await self.list.refresh()
        if self.pane is not None:
            await self.pane.refresh(seen=self.visible)

    async def open(self, conversation_id: UUID, *, push: bool = True) -> None:
        """Show a thread beside the list (on phones instead of it), and remember what was half written in the last one."""
        await self.leave_draft()
        pane = ThreadPane(self.actor, conversation_id, self.drafts.setdefault(conversation_id, Draft()), self.close)
        await pane.load()
        self.list.opened, self.pane = conversation_id, pane
        self.right.clear()
        self.root.classes('open')
        with self.right:
            pane.draw()
        if push:
            ui.navigate.history.push(f'/inbox/{conversation_id}')
        await act(conversations.mark_read, self.actor, conversation_id=conversation_id)
        await self.list.refresh()

    async def write(self) -> None:
        """A first message to somebody; its conversation is open afterwards."""
        opened = await NewMessage(self.actor).ask()
        if opened is not None:
            await self.open(opened)

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
        self.list.opened = self.pane = None
        self.root.classes(remove='open')
        self.draw_nothing_open()
        await self.list.refresh()

    async def leave_draft(self) -> None:
        """What is half written is kept before its pane goes."""
        if self.pane is not None:
            await self.pane.composer.keep()

    async def look(self) -> None:
        """Somebody began or stopped writing somewhere."""
        if self.pane is not None:
            await self.pane.composer.look()

    async def key(self, what: str) -> None:
        """A key that needs the page: search, a new message, or the list of keys."""
        if what == 'search':
            self.list.find()
        elif what == 'new':
            await self.write()
        elif what == 'help':
            with self.root:
                inbox_keys.show_help()

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
