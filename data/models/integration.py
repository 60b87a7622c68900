"""Channels to the outside, and the small tables that keep the machine itself honest."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, Table, words


class IntegrationKind(StrEnum):
    EMAIL = 'email'
    SMS = 'sms'
    INBOX = 'inbox'


CHANNELS = (IntegrationKind.EMAIL, IntegrationKind.SMS)  # those that carry messages out


class IntegrationStatus(StrEnum):
    UNTESTED = 'untested'
    CONNECTED = 'connected'
    FAILING = 'failing'
    DISABLED = 'disabled'


class Integration(Owned, table=True):
    """A provider that the owner connected; `secrets` is one encrypted text, `position` decides the fallback."""

    kind: IntegrationKind = Field(sa_type=words(IntegrationKind))
    provider: str = Field(max_length=40)
    config: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    secrets: str = ''
    position: int = 0
    status: IntegrationStatus = Field(default=IntegrationStatus.UNTESTED, sa_type=words(IntegrationStatus))
    last_error: str = Field(default='', max_length=1000)
    last_error_at: datetime | None = Field(default=None, sa_type=Instant)
    last_ok_at: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0
    rest_until: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (sa.Index('ix_integration_workspace_kind', 'workspace_id', 'kind', 'position'),)


class MailFolder(Owned, table=True):
    """How far a folder of a mailbox is read: up to `uid`, under this `validity`. At `read_at` nothing was left in it.

    While `since` is set, only mail from that day on is asked for: the numbers are new to us. `stuck`: how often in a row the next mail
    could not be fetched. `lease_until` is a claim that ends by itself.
    """

    __tablename__ = 'mail_folder'

    integration_id: UUID = Field(foreign_key='integration.id', ondelete='CASCADE')
    name: str = Field(max_length=200)
    validity: int = Field(default=0, sa_type=sa.BigInteger)
    uid: int = Field(default=0, sa_type=sa.BigInteger)
    since: date | None = None
    stuck: int = 0
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str = Field(default='', max_length=60)

    __table_args__ = (sa.UniqueConstraint('integration_id', 'name'),)


class HeldMail(Owned, table=True):
    """A mail that could not be put into a conversation, with its original (of a huge one, its headers) and why."""

    __tablename__ = 'held_mail'

    integration_id: UUID = Field(foreign_key='integration.id', ondelete='CASCADE', index=True)
    file_id: UUID | None = Field(default=None, foreign_key='stored_file.id', ondelete='SET NULL', index=True)
    digest: str = Field(max_length=64)
    whole: bool = True
    sender: str = Field(default='', max_length=300)
    subject: str = Field(default='', max_length=300)
    reason: str = Field(default='', max_length=400)

    __table_args__ = (sa.UniqueConstraint('workspace_id', 'digest'),)


class RateBucket(Table, table=True):
    """A token bucket that works across processes."""

    __tablename__ = 'rate_bucket'

    key: str = Field(max_length=120, unique=True)
    tokens: float
    filled_at: datetime = Field(sa_type=Instant)


class IdempotencyKey(Table, table=True):
    """The first answer to a creating call, given again to its repetition."""

    __tablename__ = 'idempotency_key'

    scope: str = Field(max_length=120)
    key: str = Field(max_length=200)
    body_hash: str = Field(max_length=64)
    status: int
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)

    __table_args__ = (sa.UniqueConstraint('scope', 'key'),)


class JobRun(Table, table=True):
    """The last run of a recurring job; `last_error` stays when a later run went well."""

    __tablename__ = 'job_run'

    name: str = Field(max_length=60, unique=True)
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str = Field(default='', max_length=1000)
    last_error: str = Field(default='', max_length=1000)
    failed_at: datetime | None = Field(default=None, sa_type=Instant)
    took_ms: int = 0
    runs: int = 0
    done: int = 0
