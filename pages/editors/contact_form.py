"""The contact form's words and questions."""

from collections.abc import Callable
from typing import Any

from nicegui import html, ui

from careops_ui.editors import QuestionsEditor
from careops_ui.feedback import refuse
from domain import contact_forms, questions, work
from domain.actor import Actor
from domain.errors import Invalid


class ContactFormEditor:
    """Heading, introduction and extra questions; `on_change` hears every keystroke, for the preview."""

    def __init__(self, actor: Actor, present: contact_forms.View, on_change: Callable[[], Any]) -> None:
        self.actor = actor
        with html.section().classes('panel pad stack'):
            self.heading = ui.input('Heading', value=present.heading, placeholder='Write to us', on_change=on_change)
            self.intro = ui.textarea('Introduction (optional)', value=present.intro, on_change=on_change)
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Your questions')
                html.p('Name, e-mail or phone, and a message are always asked.').classes('small hide-phone')
            self.fields = QuestionsEditor(present.fields, kinds=questions.KINDS, on_change=on_change)

    async def save(self) -> bool:
        """Write the form; what is wrong is shown at its field."""
        self.heading.error = self.intro.error = None
        self.fields.wrong({})
        try:
            await work.act(
                contact_forms.update,
                self.actor,
                heading=self.heading.value or '',
                intro=self.intro.value or '',
                fields=self.fields.value,
            )
        except Invalid as refusal:
            self.heading.error, self.intro.error = refusal.fields.get('heading'), refusal.fields.get('intro')
            self.fields.wrong(refusal.fields)
            refuse('Please check the marked questions.' if len(refusal.fields) > 1 else refusal.message)
            return False
        return True
