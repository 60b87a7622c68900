"""The composer of a thread: what is half written, the ways to send it, and what can be put in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from nicegui import events, ui

from careops_ui import conversation_looks, kit, uploads
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from domain import conversations, drafts, enclosures, insertions, replies, saved_replies, segments
from domain.actor import Actor
from domain.enclosures import Attached
from domain.insertions import Insertion
from domain.saved_replies import Reply
from domain.threads import Thread
from domain.work import act, read

CHANNELS = {'email': 'E-mail', 'sms': 'SMS', 'note': 'Note'}
TYPES = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.docx,.xlsx,.odt'
KEEP_SECONDS, LOOK_SECONDS = 1.0, 10.0
SEND = {'email': 'Send e-mail', 'sms': 'Send SMS', 'note': 'Add note'}


@dataclass
class Draft:
    """What is half written in a thread; `key` makes a second click on Send harmless."""

    text: str = ''
    channel: str = ''
    subject: str = ''
    key: str = field(default_factory=lambda: uuid4().hex)


class Composer:
    """The fields below a thread; drawn once, so that nothing typed is ever lost to a refresh."""

    def __init__(self, actor: Actor, thread: Thread, draft: Draft, sent: Callable[[], Awaitable[None]]) -> None:
        self.actor, self.thread, self.id, self.draft, self.sent = actor, thread, thread.id, draft, sent
        self.saved: list[Reply] = []
        self.links: list[Insertion] = []
        self.files: list[Attached] = []
        self.sending = self.unsaved = False

    async def load(self) -> None:
        """Read what was kept of the draft, and the saved replies."""
        self.saved = await read(saved_replies.listing, self.actor)
        self.links = await read(insertions.listing, self.actor, conversation_id=self.id)
        if not self.draft.text:
            kept = await read(drafts.mine, self.actor, conversation_id=self.id)
            self.draft.text, self.draft.subject = kept.body, kept.subject
            self.draft.channel = kept.channel or self.draft.channel
        self.files = await read(enclosures.listing, self.actor, conversation_id=self.id)

    def draw(self) -> None:
        """Who else is answering, and the fields."""
        self.others = kit.text('', 'muted small', icon='edit', tag='p').props('role=status')
        self.fields()
        self.keeper = ui.timer(KEEP_SECONDS, self.keep, active=False)
        self.looker = ui.timer(LOOK_SECONDS, self.look, active=False)
        ui.timer(0, self.look, once=True)

    def fields(self) -> None:
        """The field, the ways to send, and what can be put in."""
        ways = {key: CHANNELS[key] for key in (*self.thread.channels, 'note')}
        draft = self.draft
        draft.channel = draft.channel if draft.channel in ways else next(iter(ways))
        with ui.element('div').classes('between'):
            self.way = ui.toggle(ways, value=draft.channel, on_change=self.typed).props('dense aria-label="Send as"')
            self.size = kit.text('', 'faint hide-phone')
        self.subject = ui.input(placeholder='Subject: as before', value=draft.subject, on_change=self.typed)
        self.subject.props('aria-label="Subject (optional)" maxlength=200').props(remove='stack-label')
        self.subject.classes('hide-phone')
        self.field = ui.textarea(value=draft.text, on_change=self.typed).props(remove='stack-label')
        self.field.props('input-style="min-height:44px;max-height:30vh"').mark('composer')
        self.field.props['aria-label'] = f'Message to {self.thread.name}'
        self.field.on('blur', self.keep)
        self.field.on('keydown.ctrl.enter', self.send).on('keydown.meta.enter', self.send)
        self.enclosed = Rows([], conversation_looks.ENCLOSED).classes('files')
        self.enclosed.on('remove', lambda event: self.remove(UUID(event.args)))
        with ui.element('div').classes('between'):
            with ui.element('div').classes('cluster flush'):
                self.choosing()
                self.linking()
                self.inserting()
            self.button = ui.button('', icon='send', on_click=self.send).mark('send')
        self.show_size()

    def choosing(self) -> None:
        """The button that asks the browser for files."""
        most = enclosures.LARGEST
        self.clip = ui.button(icon='attach_file').props('flat round aria-label="Attach files"').tooltip('Attach files')
        words = f'A file may have at most {most // 1_000_000} MB'
        self.upload = uploads.ask(self.clip, self.enclose, types=TYPES, limit=most, too_big=words, many=True)

    async def enclose(self, event: events.UploadEventArguments) -> None:
        """Lay a file beside the draft."""
        name, content = event.file.name, await event.file.read()
        with feedback():
            one = await act(enclosures.add, self.actor, conversation_id=self.id, name=name, content=content)
            self.files.append(one)
            self.show_size()
        self.upload.reset()

    async def remove(self, attachment_id: UUID) -> None:
        with feedback():
            await act(enclosures.remove, self.actor, conversation_id=self.id, attachment_id=attachment_id)
            self.files = [one for one in self.files if one.id != attachment_id]
            self.show_size()

    def linking(self) -> None:
        """The menu of links: where to book, forms that wait, where to change the next visit."""
        with ui.button(icon='add_link').props('flat round aria-label="Insert a link"').mark('links') as button:
            with ui.menu():
                for one in self.links:
                    ui.menu_item(one.name, lambda url=one.url: self.put_in(url, ' '))
        button.tooltip('Insert a link')

    def inserting(self) -> None:
        """The menu of saved replies."""
        if not self.saved:
            return
        with ui.button(icon='bolt').props('flat round aria-label="Insert a saved reply"').mark('saved') as button:
            with ui.menu():
                for reply in self.saved:
                    ui.menu_item(reply.title, lambda reply_id=reply.id: self.insert_saved(reply_id))
        button.tooltip('Saved replies')

    async def insert_saved(self, reply_id: UUID) -> None:
        """Put the words in, filled with what is known of this contact."""
        with feedback():
            words = await read(saved_replies.filled, self.actor, saved_reply_id=reply_id, conversation_id=self.id)
            self.put_in(words, '\n\n')

    def typed(self) -> None:
        """Take over what stands in the fields; it is kept in the database a moment later."""
        draft = self.draft
        draft.text, draft.channel, draft.subject = self.field.value or '', self.way.value, self.subject.value or ''
        self.unsaved = True
        self.keeper.activate()
        self.show_size()

    async def keep(self) -> None:
        """Save the draft when it has changed since; the timer rests while nobody types."""
        self.keeper.deactivate()
        if self.unsaved and not self.sending:
            self.unsaved, draft = False, self.draft
            with feedback():
                given = {'body': draft.text, 'channel': draft.channel, 'subject': draft.subject}
                await act(drafts.save, self.actor, conversation_id=self.id, **given)

    async def look(self) -> None:
        """Who else is answering here."""
        names = await read(drafts.answering, self.actor, conversation_id=self.id)
        self.others.say(f'{" and ".join(names)} {"are" if len(names) > 1 else "is"} answering' if names else '')
        self.others.set_visibility(bool(names))
        (self.looker.activate if names else self.looker.deactivate)()

    def show_size(self) -> None:
        """Count the text message, name the button, offer a subject where there is one."""
        draft = self.draft
        self.subject.set_visibility(draft.channel == 'email')
        self.clip.set_visibility(draft.channel == 'email')
        self.enclosed.show([conversation_looks.file(one) for one in self.files] if draft.channel == 'email' else [])
        self.button.set_text(SEND[draft.channel])
        self.button.set_enabled(bool(draft.text.strip()) and not (self.thread.sample and draft.channel != 'note'))
        kit.write(self.size, _size(draft.text) if draft.channel == 'sms' else '')

    def put_in(self, words: str, between: str) -> None:
        """Add words behind what is written, and leave the cursor there."""
        self.field.value = between.join(part for part in ((self.field.value or '').rstrip(), words) if part)
        self.field.run_method('focus')

    async def send(self) -> None:
        """Send once: the draft's key stays the same until it has left."""
        draft = self.draft
        text, channel, key = draft.text, draft.channel, draft.key
        if self.sending or not text.strip():
            return
        self.sending, self.unsaved = True, False
        self.button.props('loading')
        with feedback('Noted' if channel == 'note' else 'On its way'):
            if channel == 'note':
                await act(conversations.note, self.actor, conversation_id=self.id, body=text)
                await act(drafts.save, self.actor, conversation_id=self.id, body='')
            else:
                await act(
                    replies.send,
                    self.actor,
                    conversation_id=self.id,
                    channel=channel,
                    body=text,
                    subject=draft.subject,
                    submission_key=key,
                    may_undo=True,
                    files=[one.id for one in self.files] if channel == 'email' else [],
                )
            if draft.key == key:
                draft.text, draft.subject, draft.key = '', '', uuid4().hex
                self.files = [] if channel == 'email' else self.files
                self.field.value = self.subject.value = ''
                self.unsaved = False
            await self.sent()
        self.button.props(remove='loading')
        self.sending = False

    async def take_back(self, channel: str, body: str) -> None:
        """Words and files of a message that was not sent stand here again, before whatever was begun since."""
        self.files = await read(enclosures.listing, self.actor, conversation_id=self.id)
        self.way.value = channel
        self.field.value = '\n\n'.join(part for part in (body, self.field.value or '') if part)
        self.field.run_method('focus')


def _size(text: str) -> str:
    size = segments.size(text)
    return f'{size.segments} segment{"s" if size.segments > 1 else ""} · {size.used} of {size.room}'
