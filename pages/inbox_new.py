"""A new message: to whom, how, and the words."""

from uuid import UUID, uuid4

from nicegui import ui

from careops_ui.feedback import feedback
from domain import contact_reads, first_messages
from domain.actor import Actor
from domain.work import act, read
from pages.customer_field import CustomerField
from pages.dialog import Dialog

WAYS = {'email': 'E-mail', 'sms': 'SMS'}
VERBS = {'email': 'Send e-mail', 'sms': 'Send SMS'}


class NewMessage(Dialog):
    """Ends with the conversation that it opened."""

    title = 'New message'

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.key = uuid4().hex
        self.customer = CustomerField(actor, self.changed)

    async def ask(self) -> UUID | None:
        """The conversation in which the message stands."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            self.customer.draw()
            self.way = ui.toggle(WAYS, value='email', on_change=self.show).props('dense aria-label="Send as"')
            self.subject = ui.input('Subject (optional)').props('maxlength=200').mark('subject')
            self.words = (
                ui.textarea('Message', on_change=self.show).props('input-style="min-height:120px"').mark('words')
            )
            self.verb = self.foot(VERBS['email'], self.send).mark('send-new')
            self.show()
        opened: UUID | None = await self.result()
        return opened

    async def changed(self) -> None:
        """Somebody else is chosen: offer the ways that reach them, the likely one first."""
        if self.customer.contact_id is not None:
            view = await read(contact_reads.view, self.actor, contact_id=self.customer.contact_id)
            if not view.contact.email and view.contact.phone:
                self.way.value = 'sms'
            elif not view.contact.phone:
                self.way.value = 'email'
        elif self.customer.new_fields.visible and not self.customer.email.value and self.customer.phone.value:
            self.way.value = 'sms'
        self.show()

    def show(self) -> None:
        self.subject.set_visibility(self.way.value == 'email')
        self.verb.set_text(VERBS[self.way.value])
        self.verb.set_enabled(self.customer.ready and bool((self.words.value or '').strip()))

    async def send(self) -> None:
        fields = {**self.customer.fields(), 'body': self.words, 'subject': self.subject}
        with feedback('On its way', fields):
            message = await act(
                first_messages.send,
                self.actor,
                channel=self.way.value,
                body=self.words.value or '',
                subject=self.subject.value or '',
                submission_key=self.key,
                may_undo=True,
                **self.customer.given(),
            )
            self.dialog.submit(message.conversation_id)
