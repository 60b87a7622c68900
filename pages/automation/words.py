"""The words of a rule, for mails and for texts, with the variables that go into them by a click."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from careops_ui import kit
from careops_ui.kit import Rows
from domain.previews import Shown
from domain.rules import Effective, Way

VARIABLE = """<li><button type="button" class="chip" @mousedown.prevent @click="act('insert', row.id)">{{ row.name }}<span class="sr"> insert into the text</span></button></li>"""
LAST = "document.addEventListener('focusin', (event) => { if (event.target.closest('.words .q-field')) window.lastWords = event.target; });"
INSERT = """const field = window.lastWords?.isConnected ? window.lastWords : document.querySelector('.words textarea');
if (field) { field.focus(); field.setRangeText(WORD, field.selectionStart, field.selectionEnd, 'end'); field.dispatchEvent(new Event('input', {bubbles: true})); }"""


class Words:
    """The fields; `changed` is awaited when something was typed."""

    def __init__(self, rule: Effective, changed: Callable[[], Awaitable[None]]) -> None:
        self.rule = rule
        self.fields: dict[str, Any] = {}
        names = rule.rule.variables
        with kit.panel('Words'), kit.body('stack words'):
            if rule.body:
                self.field('subject', ui.input('Subject', value=rule.subject, on_change=changed), 300)
                self.field('body', ui.textarea('Text', value=rule.body, on_change=changed), 5000)
            if rule.sms:
                label = 'Text message' if rule.body else 'Text'
                text = ui.textarea(label, value=rule.sms, on_change=changed).props('rows=4', remove='autogrow')
                self.field('sms', text, 1000)
            kit.text('Put in, where the cursor is:', 'faint', tag='p')
            chips = Rows([{'id': name, 'name': '{' + name + '}'} for name in names], VARIABLE).classes('chips')
            chips.on('insert', lambda event: self.insert(str(event.args)))
            kit.text('Your own words are sent in every language as you write them.', 'muted', tag='p')
        ui.run_javascript(LAST)
        self.use(rule.channel)

    def field(self, name: str, field: Any, longest: int) -> None:
        self.fields[name] = field.props(f'debounce=250 maxlength={longest}').mark(name)

    def use(self, way: Way) -> None:
        """Only the words that this way needs."""
        needed = {'subject': 'email', 'body': 'email', 'sms': 'sms'}
        for name, field in self.fields.items():
            field.set_visibility(needed[name] in way.channels)

    def insert(self, name: str) -> None:
        """A variable where the cursor is."""
        if name in self.rule.rule.variables:
            ui.run_javascript(INSERT.replace('WORD', json.dumps('{' + name + '}')))

    def given(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.value or '' for name, field in self.fields.items()}

    def judge(self, shown: Shown) -> None:
        """Name what is wrong at its field."""
        for name, field in self.fields.items():
            field.error = shown.wrong.get(name)

    def write(self, rule: Effective) -> None:
        """Other words."""
        self.rule = rule
        for name, field in self.fields.items():
            field.value = getattr(rule, name)
