"""The business itself: how it appears, whether it is open, what its contact form asks."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, Table, words


class WorkspaceStatus(StrEnum):
    SETUP = 'setup'
    ACTIVE = 'active'
    SUSPENDED = 'suspended'


class Workspace(Table, table=True):
    """One business. `steps_done` holds the wizard's finished steps; what activation checks is always computed.
    `region` and `subdivision` (ISO 3166) say which public holidays there are."""

    name: str = Field(max_length=200)
    slug: str = Field(max_length=80, unique=True)
    address: str = Field(default='', max_length=400)
    timezone: str = Field(default='UTC', max_length=60)
    contact_email: str = Field(default='', max_length=254)
    phone: str = Field(default='', max_length=32)
    currency: str = Field(default='EUR', max_length=3)
    language: str = Field(default='en', max_length=10)
    region: str = Field(default='', max_length=2)
    subdivision: str = Field(default='', max_length=10)
    colour: str = Field(default='#1f6f54', max_length=7)
    logo_id: UUID | None = None
    status: WorkspaceStatus = Field(default=WorkspaceStatus.SETUP, sa_type=words(WorkspaceStatus))
    activated_at: datetime | None = Field(default=None, sa_type=Instant)
    suspended_at: datetime | None = Field(default=None, sa_type=Instant)
    template: str = Field(default='', max_length=40)
    steps_done: list[str] = Field(default_factory=list, sa_type=JSON)
    current_step: str = Field(default='workspace', max_length=40)
    demo: bool = False
    change_notice_minutes: int = 1440
    request_expiry_hours: int = 24
    quiet_from: str = Field(default='', max_length=5)
    quiet_until: str = Field(default='', max_length=5)
    resume_after_hours: int = 0


class OldSlug(Owned, table=True):
    """An address that the workspace once had; it redirects."""

    __tablename__ = 'old_slug'

    slug: str = Field(max_length=80, unique=True)


class ContactForm(Owned, table=True):
    """The public contact form: its words and the owner's extra fields (`key, label, kind, required, options`)."""

    __tablename__ = 'contact_form'

    heading: str = Field(default='', max_length=200)
    intro: str = Field(default='', max_length=1000)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class StoredFile(Table, table=True):
    """A file of the data folder under a random name; `workspace_id` is empty for a person's photo."""

    __tablename__ = 'stored_file'

    workspace_id: UUID | None = Field(default=None, foreign_key='workspace.id', ondelete='CASCADE', index=True)
    name: str = Field(max_length=255)
    content_type: str = Field(max_length=100)
    size: int
    public: bool = False
