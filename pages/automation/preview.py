"""How a message will look: the mail in a frame that can do nothing, its plain text, the text message with its size."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from careops_ui import kit
from domain.actor import Actor
from domain.previews import Shown
from domain.rules import Effective, Way
from pages.automation.person import Person

# No scripts, no forms, no address of ours: a message is a stranger's text even when we wrote it.
BARE = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">'
CHANNELS = {'email': 'E-mail', 'sms': 'Text message'}
SIZES = {'phone': 'Phone', 'wide': 'Computer', 'text': 'Plain text'}


class Look:
    """The preview; `changed` is awaited when another customer or channel was chosen, `send` when it shall go to oneself."""

    def __init__(
        self, actor: Actor, rule: Effective, changed: Callable[[], Awaitable[None]], send: Callable[[], Awaitable[None]]
    ) -> None:
        self.shown: Shown | None = None
        self.rule = rule
        self.channel = rule.channel.channels[0].value
        with kit.panel('Preview') as self.panel, kit.body():
            if rule.rule.audience == 'customer':
                self.person = Person(actor, changed, label='As this customer reads it (optional)')
            self.about = kit.text('', 'faint', tag='p').props('role=status')
            self.which = ui.toggle(
                CHANNELS, value=self.channel, on_change=lambda event: self.turn(event.value, changed)
            )
            self.which.props('dense aria-label=Channel').mark('preview-channel')
            self.draw_mail()
            self.draw_text()
            with ui.element('div').classes('cluster end'):
                self.phone = ui.input('Your mobile number').props('type=tel').classes('grow').mark('own-phone')
                ui.button('Send me an example', on_click=send).props('outline')
        self.use(rule.channel)

    def draw_mail(self) -> None:
        with ui.element('div').classes('stack tight') as self.mail:
            with ui.element('div').classes('between'):
                self.size = (
                    ui.toggle(SIZES, value='phone', on_change=self.refresh)
                    .props('dense aria-label="Seen on"')
                    .mark('size')
                )
                self.dark = ui.checkbox('Dark', on_change=self.refresh).mark('dark')
            self.subject = kit.text('', tag='h3')
            with ui.element('div').classes('mail-frame') as self.box:
                self.frame = ui.element('iframe').props('sandbox="" title="The mail as it looks"')
            self.plain = kit.text('', 'snippet pre', tag='div')

    def draw_text(self) -> None:
        with ui.element('div').classes('stack tight') as self.sms:
            with ui.element('div').classes('msg'):
                self.bubble = kit.text('', tag='p')
            self.count = kit.text('', 'faint', tag='p')

    def use(self, way: Way) -> None:
        """Only what this way sends can be looked at."""
        names = [channel.value for channel in way.channels]
        if self.channel not in names:
            self.channel = names[0]
            self.which.value = self.channel
        self.which.set_visibility(len(names) > 1)
        self.refresh()

    async def turn(self, channel: str, changed: Callable[[], Awaitable[None]]) -> None:
        if channel != self.channel:
            self.channel = channel
            await changed()

    def asked(self) -> dict[str, Any]:
        """The channel, and whose message it is."""
        return {'channel': self.channel, 'contact_id': self.person.contact_id if hasattr(self, 'person') else None}

    def show(self, shown: Shown) -> None:
        """Another message."""
        self.shown = shown
        self.refresh()

    def refresh(self) -> None:
        shown, mail = self.shown, self.channel == 'email'
        self.mail.set_visibility(mail)
        self.sms.set_visibility(not mail)
        self.phone.set_visibility(not mail)
        if shown is None:
            return
        kit.write(self.about, f'For {shown.about}. Links lead nowhere here.')
        kit.write(self.bubble, shown.text)
        kit.write(self.count, _count(shown))
        kit.write(self.subject, shown.subject)
        kit.write(self.plain, shown.text)
        self.plain.set_visibility(self.size.value == 'text')
        self.box.set_visibility(self.size.value != 'text')
        self.box.classes(replace=f'mail-frame {"wide" if self.size.value == "wide" else ""}')
        self.frame.props['srcdoc'] = BARE + (shown.dark if self.dark.value else shown.html)
        self.frame.update()


def _count(shown: Shown) -> str:
    if shown.size is None:
        return ''
    parts = '1 part' if shown.size.segments == 1 else f'{shown.size.segments} parts, each paid as one'
    why = '' if shown.size.plain else '. Letters outside the plain alphabet (or emoji) make parts shorter'
    return f'{shown.size.used} of {shown.size.room} characters, {parts}{why}.'
