"""One open thread: who it is with, what was said, and the composer."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import conversation_looks, kit
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import conversations, deliveries, messages, originals, threads, undoing
from domain.actor import Actor
from domain.threads import Colleague, Thread
from domain.work import act, read
from pages import original
from pages.composer import Composer, Draft

REACHED = """(() => { const earlier = getHtmlElement(ID); if (!earlier) return;
new IntersectionObserver(([seen]) => seen.isIntersecting && earlier.click(), { rootMargin: '300px' }).observe(earlier); })()"""


class ThreadPane:
    """A thread as it stands on the page: drawn once, its parts replaced in place, the composer left alone."""

    def __init__(self, actor: Actor, conversation_id: UUID, draft: Draft, leave: Callable[[], Awaitable[None]]) -> None:
        self.actor, self.id, self.draft, self.leave = actor, conversation_id, draft, leave
        self.oldest: UUID | None = None
        self.whole: dict[UUID, str] = {}
        self.thread: Thread
        self.colleagues: list[Colleague] = []
        self.answered_by = ''

    async def load(self) -> None:
        """Read the thread; NotFound for what is not there."""
        await self.read()
        self.colleagues = await read(threads.colleagues, self.actor)
        self.composer = Composer(self.actor, self.thread, self.draft, self.sent)
        await self.composer.load()
        self.last_answer = self._last_answer()

    async def read(self, more: int | None = None) -> None:
        """The thread as far back as it is shown, or as far as its first page; `more` lines before that."""
        given = {'since': self.oldest, 'more': more or 0} if self.oldest else {}
        self.thread = await read(threads.thread, self.actor, conversation_id=self.id, **given)
        items = self.thread.messages.items
        self.oldest = items[0].id if items else None
        self.times = Times.of(self.thread.timezone)

    def _last_answer(self) -> tuple[UUID | None, str]:
        """The newest answer that a colleague gave."""
        for said in reversed(self.thread.messages.items):
            if said.direction == 'out' and said.kind == 'manual' and said.sender_id != self.actor.user_id:
                return said.id, said.sender_name
        return None, ''

    async def refresh(self, *, seen: bool) -> None:
        """Read again and replace what changed; a message that came in is read when somebody looks at the page."""
        await self.read()
        answer = self._last_answer()
        if answer[0] != self.last_answer[0] and self.draft.text.strip():
            self.answered_by = answer[1]
        self.last_answer = answer
        self.show()
        if seen and self.thread.unread:
            await act(conversations.mark_read, self.actor, conversation_id=self.id)

    def draw(self) -> None:
        """Build the pane in the current place."""
        self.head = ui.element('div').classes('pane-head nowrap')
        with ui.element('div').classes('scroller from-end').props('tabindex=0 role=log aria-label=Messages'):
            with ui.element('div').classes('stack flush'):
                self.earlier = ui.button('Earlier messages', icon='expand_less', on_click=self.show_earlier)
                self.earlier.props('flat dense').classes('full earlier')
                self.messages = Rows([], conversation_looks.MESSAGE, tag='ol').classes('msgs')
                self.messages.on('retry', lambda event: self.retry(UUID(event.args)))
                self.messages.on('undo', lambda event: self.undo(UUID(event.args)))
                self.messages.on('fold', lambda event: self.fold(UUID(event.args)))
                self.messages.on('original', lambda event: original.show(self.actor, UUID(event.args)))
        with ui.element('div').classes('composer'):
            self.banner = ui.element('div').classes('stack tight')
            self.composer.draw()
        self.show()
        ui.run_javascript(REACHED.replace('ID', str(self.earlier.id)))

    def show(self) -> None:
        """Fill head, messages and banner from what was read."""
        self.messages.show(
            conversation_looks.talk(self.thread.messages.items, self.times, self.actor.user_id, self.whole)
        )
        self.earlier.set_visibility(self.thread.messages.older)
        self.head.clear()
        with self.head:
            self.draw_head()
        self.banner.clear()
        with self.banner:
            self.draw_banner()

    def draw_head(self) -> None:
        thread = self.thread
        back = ui.button(icon='arrow_back', on_click=self.leave).props('flat round aria-label="Back to the list"')
        back.classes('phone-only')
        with ui.element('div').classes('two grow'):
            with html.h2().classes('as-h2'):
                ui.link(thread.name, f'/contacts/{thread.contact_id}').classes('plain')
            kit.text(self.facts(), tag='small')
        self.assigning()
        if thread.closed_at:
            ui.button('Reopen', icon='undo', on_click=self.reopen).props('outline dense').classes('close-thread').mark(
                'reopen'
            )
        else:
            ui.button('Close', icon='check', on_click=self.close).props('outline dense').classes('close-thread').mark(
                'close'
            )
        with ui.button(icon='more_horiz').props('flat round aria-label=More'), ui.menu():
            ui.menu_item('Contact page', lambda: ui.navigate.to(f'/contacts/{thread.contact_id}'))
            if thread.next_booking and self.actor.may('bookings'):
                booking = thread.next_booking.id
                ui.menu_item('Next booking', lambda: ui.navigate.to(f'/bookings/{booking}'))
            if self.actor.may('bookings'):
                ui.menu_item('New booking', lambda: ui.navigate.to(f'/bookings?new={thread.contact_id}'))
            if self.actor.is_owner:
                log = f'/automation/log?contact={thread.contact_id}'
                ui.menu_item('Which messages, and why?', lambda: ui.navigate.to(log))

    def facts(self) -> str:
        thread = self.thread
        visit = f'next visit {self.times.when(thread.next_booking.start)}' if thread.next_booking else ''
        reach = thread.phone if thread.channels[:1] == ('sms',) else thread.email or thread.phone
        return ' · '.join(part for part in (reach, visit) if part)

    def assigning(self) -> None:
        """Who is responsible, and the menu to change it."""
        name = self.thread.assigned_name
        words = name.split(' ')[0] if name else 'Assign'
        with ui.button(words, icon='person_outline').props('outline dense').classes('hide-phone') as button:
            kit.text(', responsible for this conversation, change' if name else ' somebody to this conversation', 'sr')
            with ui.menu():
                for colleague in self.colleagues:
                    ui.menu_item(colleague.name, lambda member_id=colleague.member_id: self.assign(member_id))
                if name:
                    ui.menu_item('Nobody', lambda: self.assign(None))
        button.mark('assign')

    def draw_banner(self) -> None:
        """Above the composer, where the question arises why nothing was sent."""
        thread = self.thread
        if self.answered_by:
            with kit.banner(f'{self.answered_by} has answered while you were writing.', 'warn'):
                pass
        if thread.sample:
            with kit.banner('This is a sample contact: it is never written to.', 'info'):
                return
        if thread.paused_at is None:
            return
        since = self._since(thread.paused_at)
        with kit.text('', 'banner warn', icon='pause_circle', tag='div').props('role=status'):
            with ui.element('div').classes('grow'):
                kit.text('Automatic messages are paused', tag='b')
                kit.text(f' since {thread.paused_by.split(" ")[0] or "a colleague"}’s reply {since}.', 'muted')
            ui.button('Resume', on_click=self.resume).props('outline dense')

    def _since(self, moment: datetime) -> str:
        today = self.times.date(moment) == self.times.today
        return f'at {self.times.hour(moment)}' if today else f'on {self.times.when(moment)}'

    async def sent(self) -> None:
        """Something left the composer."""
        self.answered_by = ''
        await self.refresh(seen=True)

    async def undo(self, message_id: UUID) -> None:
        """Take the message back; its words stand in the composer again, before whatever was begun since."""
        with feedback('Not sent'):
            message = await act(undoing.undo, self.actor, message_id=message_id)
            await self.composer.take_back(message.channel.value, message.body)
            await self.refresh(seen=True)

    async def retry(self, delivery_id: UUID) -> None:
        with feedback('Trying again'):
            await act(deliveries.retry, self.actor, delivery_id=delivery_id)
            await self.refresh(seen=True)

    async def show_earlier(self) -> None:
        """One page further back; what is on the screen stays where it is."""
        await self.read(more=messages.PAGE)
        self.show()

    async def fold(self, message_id: UUID) -> None:
        """Show what is folded away of a mail, or fold it again."""
        with feedback():
            if message_id in self.whole:
                del self.whole[message_id]
            else:
                self.whole[message_id] = (await read(originals.view, self.actor, message_id=message_id)).text
            self.show()

    async def close(self) -> None:
        await self._change(conversations.close, 'Closed')

    async def reopen(self) -> None:
        await self._change(conversations.reopen, 'Open again')

    async def resume(self) -> None:
        await self._change(conversations.resume, 'Automatic messages are on again')

    async def assign(self, member_id: UUID | None) -> None:
        await self._change(
            conversations.assign, 'Assigned' if member_id else 'Nobody is responsible', member_id=member_id
        )

    async def _change(self, change: Any, done: str, **given: Any) -> None:
        with feedback(done):
            await act(change, self.actor, conversation_id=self.id, **given)
            await self.refresh(seen=True)
