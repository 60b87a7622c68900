"""The rules, what they will say, and what they said."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Minutes, Shown, TimeOfDay
from data.models import Channel, DeliveryState, Outcome, Way
from domain.rule_log import State

Subject = Annotated[str, StringConstraints(max_length=2000)]
Body = Annotated[str, StringConstraints(max_length=50_000)]
Sendable = Literal[Channel.EMAIL, Channel.SMS]


class RuleShown(Shown):
    """When `event` happens, this is sent. `timing` in minutes: before the booking, between reminders, or after a message came in."""

    key: str = Field(examples=['welcome'])
    event: str = Field(examples=['contact.created'])
    title: str = Field(examples=['Welcome'])
    sentence: str = Field(examples=['When somebody writes for the first time, send them a welcome by e-mail.'])
    audience: str = Field(examples=['customer'])
    enabled: bool
    pausable: bool
    pausing_is_a_choice: bool
    channel: Way = Field(examples=['email'])
    channels: list[Way] = Field(description='What the channel may be changed to')
    subject: str = Field(examples=['Thank you, {first_name}'])
    body: str = Field(examples=['Hello {first_name}, …'], description='The words of the e-mail')
    sms: str = Field(examples=['{business}: thank you, {first_name}.'], description='The words of the text message')
    variables: list[str] = Field(examples=[['first_name', 'name', 'business']])
    timing: int | None = Field(examples=[None])
    timing_label: str = Field(examples=[''])
    edited: bool = Field(examples=[False])


class RuleParts(Given):
    """Only what is sent changes."""

    enabled: bool | None = None
    pausable: bool | None = Field(None, examples=[None])
    channel: Way | None = Field(None, examples=[None])
    subject: Subject | None = Field(None, examples=['Thank you, {first_name}'])
    body: Body | None = Field(None, examples=[None])
    sms: Body | None = Field(None, examples=[None])
    timing: Minutes | None = Field(None, examples=[None])


class RuleChanges(RuleParts):
    key: str = Field(max_length=60, examples=['welcome'])


class PreviewAsked(Given):
    """Words that need not be saved; what is left out is taken from the rule. Without a contact: an example customer."""

    channel: Sendable = Channel.EMAIL
    subject: Subject | None = Field(None, examples=[None])
    body: Body | None = Field(None, examples=['Hello {first_name}'])
    sms: Body | None = Field(None, examples=[None])
    contact_id: UUID | None = Field(None, examples=[None])


class TestAsked(PreviewAsked):
    phone: Annotated[str, StringConstraints(max_length=60)] = Field(
        '', examples=[''], description='Where a text message goes; an e-mail goes to your own address'
    )


class SizeShown(Shown):
    used: int
    room: int
    segments: int
    plain: bool = Field(description='The 7-bit alphabet is enough')


class PreviewShown(Shown):
    """`html` as on a light screen, `dark` as on a dark one; `wrong` names what is wrong with the words, by field."""

    subject: str
    text: str
    html: str
    dark: str
    size: SizeShown | None
    about: str = Field(examples=['an example customer'])
    wrong: dict[str, str] = Field(examples=[{}])


class TestSent(Shown):
    id: UUID
    address: str = Field(examples=['ada@example.com'])


class SentShown(Shown):
    """What became of one message."""

    channel: Channel
    address: str
    state: DeliveryState
    at: datetime | None
    words: str = Field(examples=['Sent by e-mail'])


class LogLine(Shown):
    id: UUID
    at: datetime
    event: str = Field(examples=['contact.created'])
    rule: str = Field(examples=['welcome'])
    title: str = Field(examples=['Welcome'])
    object_type: str = Field(examples=['contact'])
    object_id: UUID
    contact_id: UUID | None
    contact_name: str = Field(examples=['Priya Nair'])
    outcome: Outcome = Field(examples=['done'])
    state: State = Field(examples=['sent'], description='What became of its messages')
    reason: str = Field(examples=[''])
    sentence: str = Field(examples=['Sent by e-mail'])
    messages: list[SentShown]
    url: str = Field(examples=['/contacts/3f2b8c1e-6a4d-4a57-9d2e-0c1b2a3d4e5f'])


class ComingShown(Shown):
    """A rule's moment. `reason`: why nothing will go out, as things are; `held`: put off to the end of the quiet hours."""

    at: datetime
    rule: str = Field(examples=['reminder'])
    title: str = Field(examples=['Reminder'])
    contact_id: UUID
    contact_name: str = Field(examples=['Priya Nair'])
    channels: list[Channel]
    to: str = Field(examples=['priya@example.com'])
    reason: str = Field(examples=[''])
    held: bool
    object_type: str = Field(examples=['booking'])
    object_id: UUID
    url: str


class AheadShown(Shown):
    items: list[ComingShown]
    until: datetime
    more: bool = Field(description='There are others after the last one')


class JobShown(Shown):
    name: str = Field(examples=['promises'])
    title: str = Field(examples=['Reminders and due dates'])
    sentence: str
    every_seconds: float
    last_at: datetime | None
    took_ms: int
    next_at: datetime | None
    error: str = Field(description='Of the last run; empty when it went well')
    last_error: str
    failed_at: datetime | None
    late: bool
    runs: int
    done: int


class QuietShown(Shown):
    """Between the two times no text of a rule leaves; empty: never quiet. `resume_after_hours`: 0 is never by itself."""

    quiet_from: str = Field(examples=['21:00'])
    quiet_until: str = Field(examples=['08:00'])
    resume_after_hours: int = Field(examples=[0])


class QuietGiven(Given):
    quiet_from: TimeOfDay | Literal[''] = Field('', examples=['21:00'])
    quiet_until: TimeOfDay | Literal[''] = Field('', examples=['08:00'])
    resume_after_hours: int = Field(0, ge=0, le=24 * 90, examples=[0])
