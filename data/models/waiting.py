"""Customers who wait for a time, and the time that is held for one of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, words


class WaitState(StrEnum):
    WAITING = 'waiting'
    OFFERED = 'offered'
    BOOKED = 'booked'
    LEFT = 'left'


class WaitlistEntry(Owned, table=True):
    """Somebody who wants a time of a type on one of these days (of the business), at these parts of the day (none: any), with a member or
    anyone. While a time is offered, `occurrence_id` holds it until `offer_until`; `refused` keeps the starts that did not suit."""

    __tablename__ = 'waitlist_entry'

    booking_type_id: UUID = Field(foreign_key='booking_type.id', ondelete='CASCADE', index=True)
    member_id: UUID | None = Field(default=None, foreign_key='member.id', ondelete='SET NULL')
    contact_id: UUID = Field(foreign_key='contact.id', ondelete='CASCADE', index=True)
    first_day: date
    last_day: date
    parts: list[str] = Field(default_factory=list, sa_type=JSON)
    timezone: str = Field(default='', max_length=60)
    state: WaitState = Field(default=WaitState.WAITING, sa_type=words(WaitState))
    refused: list[Any] = Field(default_factory=list, sa_type=JSON)
    occurrence_id: UUID | None = Field(default=None, foreign_key='occurrence.id', ondelete='SET NULL')
    offered_start: datetime | None = Field(default=None, sa_type=Instant)
    offer_until: datetime | None = Field(default=None, sa_type=Instant)
    booking_id: UUID | None = Field(default=None, foreign_key='booking.id', ondelete='SET NULL')
    link_nonce: UUID = Field(default_factory=uuid4)

    __table_args__ = (sa.Index('ix_waitlist_entry_workspace_state', 'workspace_id', 'state', 'created_at'),)
