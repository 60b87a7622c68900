"""Automation: the rules as sentences, one rule's words and timing with a preview, and the log of what the rules did."""

from typing import Any

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import previews, rules, workspaces
from domain.actor import Actor
from domain.errors import NotFound
from domain.rules import Effective, LogLine
from domain.work import act, read

router = APIRouter(prefix='/automation')

PAGE = 50
TABS = (('Rules', '/automation'), ('Log', '/automation/log'))
OUTCOMES = {'': 'All', 'done': 'Done', 'skipped': 'Skipped', 'failed': 'Failed', 'due': 'Trying again'}
MARKS = {
    'done': ('ok', 'check'),
    'skipped': ('', 'remove'),
    'failed': ('bad', 'error_outline'),
    'due': ('warn', 'history'),
}
AUDIENCES = {'customer': 'To the customer', 'team': 'To the team', 'owner': 'To the owner'}
CHANNELS = {'email': 'E-mail', 'sms': 'SMS', 'none': 'Alert only'}
TAB = """<li><a :href="row.href" :aria-current="row.on ? 'page' : null">{{ row.name }}</a></li>"""
FILTER = '<li><a :href="row.href" :aria-current="row.on ? \'true\' : null" @click.exact.prevent="act(\'pick\', row.id)">{{ row.name }}</a></li>'
RULE = """<li><div class="list-row"><span class="mark" :class="row.on ? 'ok' : ''" :data-icon="row.icon"></span>
<a class="two wrap quiet-link" :href="row.href"><b>{{ row.title }}</b><small>{{ row.sentence }}</small><small class="faint">{{ row.facts }}</small></a>
<span class="cluster nowrap"><span class="tag hide-phone" :class="row.on ? 'ok' : ''" :data-icon="row.on ? 'check' : 'pause'">{{ row.on ? 'On' : 'Off' }}</span>
<button type="button" class="quiet" @click="act('switch', row.id)">{{ row.on ? 'Switch off' : 'Switch on' }}<span class="sr"> {{ row.title }}</span></button></span></div></li>"""
LINE = """<li><a class="list-row" :href="row.href"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.title }}<template v-if="row.who"> · {{ row.who }}</template></b><small>{{ row.outcome }}<template v-if="row.reason">: {{ row.reason }}</template></small></span>
<time class="faint" :title="row.full">{{ row.at }}</time></a></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    with shell.frame(actor, 'Automation'):
        with kit.page_head('Automation', 'What happens by itself, in plain sentences. Nothing else does.'):
            pass
        _tabs('Rules')
        with kit.panel():
            listed = Rows([], RULE)
        night(actor, await read(workspaces.view, actor))

    async def refresh() -> None:
        listed.show([_rule(rule) for rule in await read(rules.listing, actor)])

    async def switch(key: str) -> None:
        on = {rule.key: rule.enabled for rule in await read(rules.listing, actor)}
        with feedback('Switched off' if on.get(key) else 'Switched on'):
            await act(rules.update, actor, key=key, enabled=not on.get(key))
            await refresh()

    listed.on('switch', lambda event: switch(event.args))
    await refresh()
    live.on(actor, ('rule.',), refresh)


def night(actor: Actor, workspace: Any) -> None:
    """When texts of rules wait, and when a pause ends by itself."""
    fields: dict[str, Any] = {}

    async def save() -> None:
        with feedback('Saved', fields):
            hours = fields['resume_after_hours'].value
            given = {name: fields[name].value or '' for name in ('quiet_from', 'quiet_until')}
            await act(workspaces.update, actor, **given, resume_after_hours=f'{hours or 0:g}')

    with kit.panel('For all rules'), kit.body():
        kit.text(
            'Texts of rules wait at night, by the clock of your business, and are checked again in the morning.',
            'muted',
            tag='p',
        )
        with ui.element('div').classes('grid-auto'):
            fields['quiet_from'] = ui.input('No texts from (optional)', value=workspace.quiet_from, placeholder='21:00')
            fields['quiet_until'] = ui.input('until (optional)', value=workspace.quiet_until, placeholder='08:00')
            fields['resume_after_hours'] = ui.number(
                'Resume after hours of silence (0: only by hand)',
                value=workspace.resume_after_hours,
                min=0,
                format='%g',
            )
        with ui.element('div').classes('cluster'):
            ui.button('Save', on_click=save).props('outline').mark('save-night')


def _tabs(here: str) -> None:
    Rows([{'id': href, 'name': name, 'href': href, 'on': name == here} for name, href in TABS], TAB).classes('filters')


def _rule(rule: Effective) -> dict[str, Any]:
    facts = [AUDIENCES[rule.rule.audience], CHANNELS[rule.channel.value]]
    if rule.timing_minutes:
        facts.append(f'{_span(rule.timing_minutes)} {rule.rule.timing_label}')
    facts.append('Pauses when staff reply' if rule.pausable else 'Never paused')
    return {
        'id': rule.key,
        'title': rule.rule.title,
        'sentence': rule.rule.sentence,
        'facts': ' · '.join(facts) + (' · Your own words' if rule.edited else ''),
        'icon': {'email': 'mail', 'sms': 'sms', 'none': 'notifications'}[rule.channel.value],
        'on': rule.enabled,
        'href': f'/automation/rules/{rule.key}',
    }


def _span(minutes: int) -> str:
    if minutes % 60:
        return f'{minutes} minutes'
    return f'{minutes // 60} hour' + ('' if minutes == 60 else 's')


@router.page('/rules/{key}')
async def rule_page(actor: OwnerActor, key: str) -> None:
    found = {rule.key: rule for rule in await read(rules.listing, actor)}
    if key not in found:
        raise NotFound
    with shell.frame(actor, 'Automation'):
        shell.name(f'{found[key].rule.title} · Automation')
        with kit.page_head(found[key].rule.title, found[key].rule.sentence):
            ui.link('All rules', '/automation')
        with ui.element('div').classes('split'):
            await Editor(actor, found[key]).draw()


class Editor:
    """One rule's words, timing and pause, beside how it will read."""

    def __init__(self, actor: Actor, rule: Effective) -> None:
        self.actor, self.rule = actor, rule

    async def draw(self) -> None:
        rule = self.rule
        self.subject = self.body = self.timing = self.pausable = None
        with kit.panel('Message'), kit.body():
            if rule.subject:
                self.subject = ui.input('Subject', value=rule.subject, on_change=self.show).props('maxlength=300')
            if rule.body:
                self.body = ui.textarea('Text', value=rule.body, on_change=self.show).props('maxlength=5000')
                known = ', '.join('{' + name + '}' for name in rule.rule.variables)
                kit.text(
                    f'You can use: {known}. Your own words are sent in every language as you write them.',
                    'muted',
                    tag='p',
                )
            if rule.timing_minutes:
                label = f'Hours {rule.rule.timing_label}'
                self.timing = ui.number(label, value=rule.timing_minutes / 60, min=0.25, step=0.5, format='%g')
            if rule.rule.pausing_is_a_choice:
                self.pausable = ui.checkbox('Pause when staff reply to the customer', value=rule.pausable)
            with ui.element('div').classes('cluster end'):
                if rule.body:
                    ui.button('Back to our words', on_click=self.reset).props('flat')
                    ui.button('Send me an example', on_click=self.send).props('outline')
                ui.button('Save', on_click=self.save)
        if rule.body:
            with kit.panel('Preview, with example facts'), kit.body():
                self.shown_subject = kit.text('', tag='h3')
                self.shown = ui.element('div').classes('msg')
                with self.shown:
                    self.words = kit.text('', tag='p')
            await self.show()

    def _texts(self) -> dict[str, str]:
        return {
            'key': self.rule.key,
            'subject': self.subject.value if self.subject else '',
            'body': self.body.value if self.body else '',
        }

    async def show(self) -> None:
        draft = await read(previews.preview, self.actor, **self._texts())
        kit.write(self.shown_subject, draft.subject)
        kit.write(self.words, draft.text)

    async def save(self) -> None:
        fields = {'subject': self.subject, 'body': self.body, 'timing_minutes': self.timing}
        changed = {
            name: text for name, text in self._texts().items() if name == 'key' or text != getattr(self.rule, name)
        }
        if self.timing and (minutes := round((self.timing.value or 0) * 60)) != self.rule.timing_minutes:
            changed['timing_minutes'] = minutes
        if self.pausable and self.pausable.value != self.rule.pausable:
            changed['pausable'] = self.pausable.value
        with feedback('Saved', {name: field for name, field in fields.items() if field}):
            self.rule = await act(rules.update, self.actor, **changed)

    async def reset(self) -> None:
        with feedback('These are our words again'):
            self.rule = await act(rules.reset, self.actor, key=self.rule.key)
            if self.subject:
                self.subject.value = self.rule.subject
            if self.body:
                self.body.value = self.rule.body

    async def send(self) -> None:
        with feedback('An example is on its way to you'):
            await act(previews.to_oneself, self.actor, **self._texts())


@router.page('/log')
async def log_page(actor: OwnerActor, outcome: str = '') -> None:
    with shell.frame(actor, 'Automation'):
        shell.name('Automation log')
        with kit.page_head('Automation', 'Every answer of a rule: done, skipped and why, or failed.'):
            pass
        _tabs('Log')
        log = Log(actor, outcome if outcome in OUTCOMES else '')
        log.draw()
    await log.refresh()


class Log:
    """The log of one open page."""

    def __init__(self, actor: Actor, outcome: str) -> None:
        self.actor, self.outcome, self.limit = actor, outcome, PAGE
        self.times = Times.of(shell.current().place.timezone)  # type: ignore[union-attr]

    def draw(self) -> None:
        self.filters = Rows([], FILTER).classes('filters').on('pick', lambda event: self.pick(event.args))
        with kit.panel():
            self.list = Rows([], LINE)
            self.nothing = ui.element('div')
        self.more = ui.button('Show more', on_click=self.show_more).props('flat').classes('full')

    async def refresh(self) -> None:
        given = {'outcome': rules.Outcome(self.outcome) if self.outcome else None}
        lines = await read(rules.log, self.actor, limit=self.limit, **given)
        total = await read(rules.log_total, self.actor, **given)
        self.filters.show(
            [
                {'id': key, 'name': name, 'on': key == self.outcome, 'href': f'/automation/log?outcome={key}'}
                for key, name in OUTCOMES.items()
            ]
        )
        self.list.show([self._line(line) for line in lines])
        self.more.set_visibility(total > len(lines))
        self.nothing.clear()
        if not lines:
            with self.nothing:
                kit.empty('bolt', 'Nothing here yet', 'As soon as a rule answers an event, it stands here.', level=2)

    def _line(self, line: LogLine) -> dict[str, Any]:
        kind, icon = MARKS[line.outcome.value]
        return {
            'id': str(line.id),
            'title': line.title,
            'who': line.contact_name,
            'outcome': OUTCOMES[line.outcome.value],
            'reason': line.reason,
            'kind': kind,
            'icon': icon,
            'href': line.url,
            'at': self.times.near(line.at),
            'full': self.times.full(line.at),
        }

    async def pick(self, outcome: str) -> None:
        if outcome in OUTCOMES:
            self.outcome, self.limit = outcome, PAGE
            await self.refresh()

    async def show_more(self) -> None:
        self.limit += PAGE
        await self.refresh()
