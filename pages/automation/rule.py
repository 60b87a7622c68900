"""One rule: when and how it speaks, its words, and beside them how a real customer will read them."""

from typing import Any

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.session import OwnerActor
from domain import previews, rules, workspaces
from domain.actor import Actor
from domain.rules import Effective, Way
from domain.work import act, read
from pages.automation.preview import Look
from pages.automation.words import Words

router = APIRouter(prefix='/automation/rules')
WAYS = {
    Way.EMAIL: 'E-mail',
    Way.SMS: 'SMS',
    Way.EMAIL_OR_SMS: 'E-mail, or SMS where e-mail does not reach them',
    Way.SMS_OR_EMAIL: 'SMS, or e-mail where SMS does not reach them',
    Way.BOTH: 'E-mail and SMS',
}
UNITS = {1: 'minutes', 60: 'hours', 1440: 'days'}


@router.page('/{key}')
async def page(actor: OwnerActor, key: str) -> None:
    rule = await read(rules.one, actor, key=key)
    with shell.frame(actor, 'Automation'):
        shell.name(f'{rule.rule.title} · Automation')
        with kit.page_head(rule.rule.title):
            ui.link('All rules', '/automation')
        editor = Editor(actor, rule, await read(workspaces.view, actor))
        with ui.element('div').classes('halves'):
            editor.draw()
    await editor.show()
    live.on(actor, ('contact.', 'booking.'), editor.show)


class Editor:
    """The rule as it stands on the page, with what was typed and not saved yet."""

    def __init__(self, actor: Actor, rule: Effective, place: Any) -> None:
        self.actor, self.rule, self.place = actor, rule, place
        self.fields: dict[str, Any] = {}

    def draw(self) -> None:
        with ui.element('div').classes('stack'):
            self.sentence = kit.text(self.rule.sentence, 'banner info', icon='bolt', tag='p').props('role=status')
            with kit.panel('When and how'), kit.body():
                self.draw_settings()
            if self.rule.body or self.rule.sms:
                self.words = Words(self.rule, self.show)
                self.fields |= self.words.fields
            with ui.element('div').classes('cluster end'):
                if self.rule.body or self.rule.sms:
                    ui.button('Back to our words', on_click=self.reset).props('flat')
                ui.button('Save', on_click=self.save)
        if self.rule.body or self.rule.sms:
            self.look = Look(self.actor, self.rule, self.show, self.send)

    def draw_settings(self) -> None:
        rule, book = self.rule, self.rule.rule
        self.on = ui.switch('On', value=rule.enabled).mark('on')
        if len(book.ways) > 1:
            ways = {way: WAYS[way] for way in book.ways}
            self.fields['channel'] = ui.select(ways, value=rule.channel, label='Channel', on_change=self.chosen).mark(
                'channel'
            )
        if rule.timing_minutes:
            self.draw_timing(rule.timing_minutes)
        if book.pausing_is_a_choice:
            self.pausable = ui.checkbox('Pause when staff reply to the customer', value=rule.pausable)
        elif book.audience == 'customer':
            words = (
                'pauses when staff reply to the customer'
                if rule.pausable
                else 'answers what the customer did, and is never paused'
            )
            kit.text(f'This rule {words}.', 'muted', tag='p')
        self.night = kit.text('', 'muted', tag='p')
        self.say_night()

    def draw_timing(self, minutes: int) -> None:
        unit = max(size for size in UNITS if minutes % size == 0 and (size < 1440 or minutes > 1440))
        with ui.element('div').classes('grid-auto thirds'):
            label = f'Time {self.rule.rule.timing_label}'
            self.fields['timing_minutes'] = ui.number(label, value=minutes / unit, min=0, format='%g')
            self.unit = ui.select(UNITS, value=unit, label='Unit')

    def say_night(self) -> None:
        """Whether the quiet hours concern this rule."""
        way = self.fields['channel'].value if 'channel' in self.fields else self.rule.channel
        start, end = self.place.quiet_from, self.place.quiet_until
        texts = 'sms' in way.channels and start and end
        kit.write(self.night, f'Texts wait from {start} to {end}, and are checked again then.' if texts else '')
        self.night.set_visibility(bool(texts))

    async def chosen(self) -> None:
        """Another way: other words are needed, and other quiet hours hold."""
        self.words.use(self.fields['channel'].value)
        self.look.use(self.fields['channel'].value)
        self.say_night()
        await self.show()

    async def show(self) -> None:
        """The preview with what is typed now; a wrong word is named at its field at once."""
        if not (self.rule.body or self.rule.sms):
            return
        asked = self.words.given() | self.look.asked()
        shown = await read(previews.preview, self.actor, key=self.rule.key, **asked)
        self.words.judge(shown)
        self.look.show(shown)

    def changes(self) -> dict[str, Any]:
        """What differs from what is kept."""
        now: dict[str, Any] = {'enabled': self.on.value} | (
            self.words.given() if self.rule.body or self.rule.sms else {}
        )
        if 'channel' in self.fields:
            now['channel'] = self.fields['channel'].value
        if 'timing_minutes' in self.fields:
            now['timing_minutes'] = round((self.fields['timing_minutes'].value or 0) * self.unit.value)
        if self.rule.rule.pausing_is_a_choice:
            now['pausable'] = self.pausable.value
        return {name: value for name, value in now.items() if value != getattr(self.rule, name)}

    async def save(self) -> None:
        with feedback('Saved', self.fields):
            self.rule = await act(rules.update, self.actor, key=self.rule.key, **self.changes())
            kit.write(self.sentence, self.rule.sentence)

    async def reset(self) -> None:
        with feedback('These are our words again'):
            self.rule = await act(rules.reset, self.actor, key=self.rule.key)
            self.words.write(self.rule)
            await self.show()

    async def send(self) -> None:
        fields = self.fields | {'phone': self.look.phone}
        with feedback('An example is on its way to you', fields):
            asked = self.words.given() | self.look.asked() | {'phone': self.look.phone.value or ''}
            await act(previews.to_oneself, self.actor, key=self.rule.key, **asked)
