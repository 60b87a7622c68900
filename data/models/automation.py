"""What happened, what follows from it, what is due, what goes out, and what needs a person."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, Table, words
from data.models.contact import Channel


class Event(Table, table=True):
    """A fact, written in the transaction that made it true: audit trail, activity feed, trigger and push hint at once."""

    workspace_id: UUID | None = Field(default=None, foreign_key='workspace.id', ondelete='CASCADE')
    name: str = Field(max_length=60)
    object_type: str = Field(max_length=40)
    object_id: UUID
    contact_id: UUID | None = None
    actor_kind: str = Field(max_length=20)
    actor_id: UUID | None = None
    actor_name: str = Field(default='', max_length=200)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)

    __table_args__ = (
        sa.Index('ix_event_workspace_created', 'workspace_id', 'created_at'),
        sa.Index('ix_event_object', 'object_id', 'created_at'),
    )


class Outcome(StrEnum):
    DUE = 'due'
    DONE = 'done'
    SKIPPED = 'skipped'
    FAILED = 'failed'


class Firing(Owned, table=True):
    """One rule's answer to one event: the log that the owner reads. A failing one stays due until its last try."""

    event_id: UUID = Field(foreign_key='event.id', ondelete='CASCADE')
    event_name: str = Field(max_length=60)
    rule: str = Field(max_length=60)
    object_type: str = Field(max_length=40)
    object_id: UUID
    contact_id: UUID | None = None
    outcome: Outcome = Field(default=Outcome.DUE, sa_type=words(Outcome))
    reason: str = Field(default='', max_length=400)
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (
        sa.UniqueConstraint('event_id', 'rule'),
        sa.Index('ix_firing_workspace_created', 'workspace_id', 'created_at'),
        sa.Index('ix_firing_object', 'object_id'),
        sa.Index('ix_firing_due', 'outcome', 'next_attempt_at'),
        sa.Index('ix_firing_contact_created', 'contact_id', 'created_at'),
        sa.Index('ix_firing_rule_created', 'workspace_id', 'rule', 'created_at'),
    )


class PromiseState(StrEnum):
    WAITING = 'waiting'
    KEPT = 'kept'
    SKIPPED = 'skipped'
    CANCELLED = 'cancelled'


class Promise(Owned, table=True):
    """Work due at a time, once per occurrence (`key`). Its row stays when it is kept, skipped or cancelled."""

    kind: str = Field(max_length=60)
    key: str = Field(max_length=200, unique=True)
    object_type: str = Field(max_length=40)
    object_id: UUID = Field(index=True)
    due_at: datetime = Field(sa_type=Instant)
    state: PromiseState = Field(default=PromiseState.WAITING, sa_type=words(PromiseState))
    reason: str = Field(default='', max_length=400)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)

    __table_args__ = (sa.Index('ix_promise_due', 'state', 'due_at'),)


class Way(StrEnum):
    """How a rule reaches people: by one channel, by both, or by the second where the first does not reach them."""

    EMAIL = 'email'
    SMS = 'sms'
    EMAIL_OR_SMS = 'email_or_sms'
    SMS_OR_EMAIL = 'sms_or_email'
    BOTH = 'both'
    NONE = 'none'

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels, the preferred one first."""
        mail, text = Channel.EMAIL, Channel.SMS
        return {'email': (mail,), 'sms': (text,), 'sms_or_email': (text, mail), 'none': ()}.get(self, (mail, text))

    @property
    def choosing(self) -> bool:
        """Whether one of several channels is enough."""
        return self in (Way.EMAIL_OR_SMS, Way.SMS_OR_EMAIL)


class RuleSetting(Owned, table=True):
    """What the owner changed of a rule; empty columns mean the rule's own default. `body` are the words of mails, `sms` of texts."""

    __tablename__ = 'rule_setting'

    key: str = Field(max_length=60)
    enabled: bool | None = None
    pausable: bool | None = None
    channel: Way | None = Field(default=None, sa_type=words(Way))
    subject: str | None = Field(default=None, max_length=300)
    body: str | None = None
    sms: str | None = None
    timing_minutes: int | None = None

    __table_args__ = (sa.UniqueConstraint('workspace_id', 'key'),)


class DeliveryState(StrEnum):
    QUEUED = 'queued'
    SENDING = 'sending'
    SENT = 'sent'
    DELIVERED = 'delivered'
    BOUNCED = 'bounced'
    FAILED = 'failed'
    CANCELLED = 'cancelled'
    UNKNOWN = 'unknown'


class Delivery(Table, table=True):
    """One message on its way out, queued in the transaction of its cause.

    `key` makes it unique per cause. `rule` is empty for a staff reply and for system mail (which has no workspace channel of its
    own: `system`). `lease_until` is a claim that ends by itself. `repeated`: sent again after we died while a provider answered.
    `context` holds what rendering needs besides the object; text is rendered when it is sent and kept in its message.
    """

    workspace_id: UUID | None = Field(default=None, foreign_key='workspace.id', ondelete='CASCADE', index=True)
    message_id: UUID | None = Field(default=None, foreign_key='message.id', ondelete='CASCADE', unique=True)
    booking_id: UUID | None = Field(default=None, foreign_key='booking.id', ondelete='CASCADE', index=True)
    contact_id: UUID | None = Field(default=None, foreign_key='contact.id', ondelete='CASCADE', index=True)
    event_id: UUID | None = Field(default=None, index=True)
    key: str = Field(max_length=200, unique=True)
    rule: str = Field(default='', max_length=60)
    system: bool = False
    channel: Channel = Field(sa_type=words(Channel))
    address: str = Field(max_length=254)
    email_id: str = Field(default='', max_length=200)
    context: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=words(DeliveryState))
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str = Field(default='', max_length=60)
    repeated: bool = False
    provider: str = Field(default='', max_length=40)
    provider_id: str = Field(default='', max_length=200)
    error: str = Field(default='', max_length=1000)
    good_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (
        sa.Index('ix_delivery_due', 'state', 'next_attempt_at'),
        sa.Index('ix_delivery_workspace_sent', 'workspace_id', 'sent_at'),
    )


class KeptMessage(Owned, table=True):
    """A message that test mode kept on this server instead of sending it; `only_for` a person (a link to a new password), or for its owners."""

    __tablename__ = 'kept_message'

    channel: Channel = Field(sa_type=words(Channel))
    address: str = Field(max_length=254)
    subject: str = Field(default='', max_length=300)
    text: str = ''
    html: str = ''
    calendar: str = ''
    only_for: UUID | None = None

    __table_args__ = (sa.Index('ix_kept_message_workspace_created', 'workspace_id', 'created_at'),)


class Priority(StrEnum):
    LOW = 'low'
    MEDIUM = 'medium'
    HIGH = 'high'
    CRITICAL = 'critical'


class Alert(Owned, table=True):
    """Something that needs a person; one open row per cause, and its link opens the very object."""

    kind: str = Field(max_length=40)
    cause: str = Field(max_length=200)
    priority: Priority = Field(sa_type=words(Priority))
    title: str = Field(max_length=300)
    detail: str = Field(default='', max_length=1000)
    object_type: str = Field(max_length=40)
    object_id: UUID
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    read_by: UUID | None = None
    dismissed_at: datetime | None = Field(default=None, sa_type=Instant)
    dismissed_by: UUID | None = None
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_by: UUID | None = None

    __table_args__ = (
        sa.Index(
            'uq_alert_open_cause',
            'workspace_id',
            'cause',
            unique=True,
            sqlite_where=sa.text('resolved_at IS NULL'),
            postgresql_where=sa.text('resolved_at IS NULL'),
        ),
        sa.Index('ix_alert_workspace_created', 'workspace_id', 'created_at'),
    )
