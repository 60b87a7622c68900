"""Forms that go out with bookings, and what customers answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, Table, words


class FormTemplate(Owned, table=True):
    """A form of the owner's: `fields` is `[{key, label, kind, required, options, help}]`."""

    __tablename__ = 'form_template'

    name: str = Field(max_length=200)
    description: str = Field(default='', max_length=2000)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    version: int = 1
    active: bool = True


class BookingTypeForm(Table, table=True):
    """A form that is sent with every booking of a type."""

    __tablename__ = 'booking_type_form'

    booking_type_id: UUID = Field(foreign_key='booking_type.id', ondelete='CASCADE', index=True)
    form_template_id: UUID = Field(foreign_key='form_template.id', ondelete='CASCADE', index=True)

    __table_args__ = (sa.UniqueConstraint('booking_type_id', 'form_template_id'),)


class FormState(StrEnum):
    PENDING = 'pending'
    IN_PROGRESS = 'in_progress'
    COMPLETED = 'completed'


class FormRequest(Owned, table=True):
    """A form sent to a customer for a booking; it keeps the fields that it was sent with. Overdue is derived."""

    __tablename__ = 'form_request'

    form_template_id: UUID = Field(foreign_key='form_template.id', index=True)
    booking_id: UUID = Field(foreign_key='booking.id', ondelete='CASCADE', index=True)
    contact_id: UUID = Field(foreign_key='contact.id', ondelete='CASCADE', index=True)
    name: str = Field(max_length=200)
    description: str = Field(default='', max_length=2000)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    version: int = 1
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: FormState = Field(default=FormState.PENDING, sa_type=words(FormState))
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    completed_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    link_nonce: UUID = Field(default_factory=uuid4)

    __table_args__ = (
        sa.UniqueConstraint('booking_id', 'form_template_id'),
        sa.Index('ix_form_request_workspace_state', 'workspace_id', 'state'),
    )
