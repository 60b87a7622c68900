"""The secret address at which calendar programs read bookings: make it, copy it, change it, end it."""

from uuid import UUID

from nicegui import html, ui

from careops_ui import shell
from careops_ui.feedback import feedback, say
from careops_ui.once import once
from careops_ui.times import Times
from domain import feeds
from domain.actor import Actor
from domain.work import act, read
from pages.dialog import Dialog

WHAT = 'Google, Apple and Outlook calendars show your bookings when you give them this address, and follow when one moves or is cancelled.'
KEPT = 'Whoever knows the address sees times, services and names. Keep it like a password.'


class Feed:
    """The address of a member, or of the whole business (None), with its buttons."""

    def __init__(self, actor: Actor, member_id: UUID | None) -> None:
        self.actor, self.member_id = actor, member_id

    async def build(self) -> None:
        """Draw it."""
        self.place = ui.element('div').classes('stack').props('aria-live=polite')
        await self.refresh()

    async def refresh(self) -> None:
        """Read it anew."""
        found = await read(feeds.one, self.actor, member_id=self.member_id)
        self.place.clear()
        with self.place:
            if found is None:
                html.p(WHAT).classes('muted')
                with ui.element('div').classes('cluster'):
                    once('Make an address', self.make, icon='link', props='outline').mark('make-feed')
            else:
                self.draw(found)

    def draw(self, feed: feeds.Feed) -> None:
        """The address as it is now."""
        place = shell.current().place
        made = Times.of(place.timezone if place else 'UTC').when(feed.made_at)
        field = ui.input('Secret address', value=feed.url).props('readonly').mark('feed-address')
        field.on('focus', js_handler='(event) => event.target.select()')
        html.p(f'{KEPT} Made: {made}.').classes('muted')
        with ui.element('div').classes('cluster'):
            ui.button('Copy', icon='content_copy', on_click=lambda: self.copy(feed.url)).props('outline')
            ui.button('New address', on_click=self.renew).props('flat').mark('renew-feed')
            ui.button('End', on_click=self.end).props('flat').mark('end-feed')

    def copy(self, url: str) -> None:
        """Into the clipboard."""
        ui.clipboard.write(url)
        say('Copied')

    async def make(self) -> None:
        """The first one."""
        with feedback('The address is ready'):
            await act(feeds.renew, self.actor, member_id=self.member_id)
            await self.refresh()

    async def renew(self) -> None:
        """Another one, once it was said what that means."""
        words = 'Calendars that use the present address show nothing new any more, until you give them the new one.'
        if await Sure(self.actor, 'Make a new address?', words, 'New address').ask():
            await self.make()

    async def end(self) -> None:
        """None any more."""
        words = 'Calendars that use it show nothing new any more.'
        if await Sure(self.actor, 'End this address?', words, 'End it').ask():
            with feedback('The address is ended'):
                await act(feeds.end, self.actor, member_id=self.member_id)
                await self.refresh()


class Sure(Dialog):
    """One question before what cannot be taken back."""

    def __init__(self, actor: Actor, title: str, words: str, verb: str) -> None:
        self.title, self.words, self.verb = title, words, verb
        super().__init__(actor)

    async def ask(self) -> bool:
        """Whether it is meant."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            html.p(self.words)
            self.foot(self.verb, self.yes).mark('sure')
        return bool(await self.result())

    async def yes(self) -> None:
        """It is."""
        self.dialog.submit(True)
