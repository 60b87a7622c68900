"""What can be booked, who holds which time, and the bookings themselves."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Money, Owned, Table, words


class LocationKind(StrEnum):
    IN_PERSON = 'in_person'
    PHONE = 'phone'
    ONLINE = 'online'
    CUSTOMER = 'customer'


class BookingType(Owned, table=True):
    """A service that customers book; durations in whole minutes, price in the workspace's currency.
    `questions`: `[{key, label, kind, required, options}]`."""

    __tablename__ = 'booking_type'

    name: str = Field(max_length=200)
    slug: str = Field(max_length=80)
    description: str = Field(default='', max_length=2000)
    duration_minutes: int = 30
    slot_step_minutes: int = 15
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    minimum_notice_minutes: int = 60
    furthest_days: int = 60
    capacity: int = 1
    daily_limit: int | None = None
    price: Decimal | None = Field(default=None, sa_type=Money)
    colour: str = Field(default='#1f8a70', max_length=7)
    location_kind: LocationKind = Field(default=LocationKind.IN_PERSON, sa_type=words(LocationKind))
    location: str = Field(default='', max_length=400)
    auto_confirm: bool = True
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    active: bool = True
    position: int = 0

    __table_args__ = (
        sa.UniqueConstraint('workspace_id', 'slug'),
        sa.CheckConstraint('duration_minutes > 0', name='duration'),
        sa.CheckConstraint('capacity > 0', name='capacity'),
    )


class BookingTypeMember(Table, table=True):
    """Who performs a type; a type without rows is done by any bookable member."""

    __tablename__ = 'booking_type_member'

    booking_type_id: UUID = Field(foreign_key='booking_type.id', ondelete='CASCADE', index=True)
    member_id: UUID = Field(foreign_key='member.id', ondelete='CASCADE', index=True)

    __table_args__ = (sa.UniqueConstraint('booking_type_id', 'member_id'),)


class Schedule(Owned, table=True):
    """Hours of the workspace (both ids empty), of a member, or of a booking type.

    `weekly`: `[{weekday 0-6, start 'HH:MM', end 'HH:MM'}]`; `overrides`: `[{date, ranges: [{start, end}]}]`.
    `weekly` None: as usual, only the overrides are its own.
    """

    member_id: UUID | None = Field(default=None, foreign_key='member.id', ondelete='CASCADE')
    booking_type_id: UUID | None = Field(default=None, foreign_key='booking_type.id', ondelete='CASCADE')
    weekly: list[dict[str, Any]] | None = Field(default_factory=list, sa_type=JSON, nullable=False)
    overrides: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)

    __table_args__ = (
        sa.Index('uq_schedule_member', 'member_id', unique=True),
        sa.Index('uq_schedule_booking_type', 'booking_type_id', unique=True),
        sa.Index(
            'uq_schedule_workspace',
            'workspace_id',
            unique=True,
            sqlite_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
            postgresql_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
        ),
    )


class Resource(Owned, table=True):
    """What can be busy: a bookable member (quantity 1) or a reusable item (quantity n)."""

    member_id: UUID | None = Field(default=None, foreign_key='member.id', ondelete='CASCADE', unique=True)
    item_id: UUID | None = Field(default=None, foreign_key='item.id', ondelete='CASCADE', unique=True)
    quantity: int = 1

    __table_args__ = (sa.CheckConstraint('quantity >= 0', name='quantity'),)


class Occurrence(Owned, table=True):
    """One piece of taken time with its counted seats: a single booking, or the group that shares a start."""

    booking_type_id: UUID = Field(foreign_key='booking_type.id', index=True)
    member_id: UUID = Field(foreign_key='member.id', index=True)
    start: datetime = Field(sa_type=Instant)
    end: datetime = Field(sa_type=Instant)
    seats: int = 1
    taken: int = 0

    __table_args__ = (
        sa.CheckConstraint('taken >= 0 AND taken <= seats', name='seats'),
        sa.Index('ix_occurrence_type_start', 'booking_type_id', 'start'),
    )


class Hold(Owned, table=True):
    """A resource's time, half-open, buffers included. The trigger `hold_guard` keeps the sum of units within its quantity;
    a knowing overbooking stands outside that sum and carries its reason."""

    resource_id: UUID = Field(foreign_key='resource.id', ondelete='CASCADE')
    occurrence_id: UUID = Field(foreign_key='occurrence.id', ondelete='CASCADE', index=True)
    start: datetime = Field(sa_type=Instant)
    end: datetime = Field(sa_type=Instant)
    units: int = 1
    overbooked: bool = False
    reason: str = Field(default='', max_length=400)

    __table_args__ = (
        sa.Index('ix_hold_resource_time', 'resource_id', 'start', 'end'),
        sa.CheckConstraint('"start" < "end"', name='period'),
        sa.CheckConstraint('units > 0', name='units'),
    )


class BookingStatus(StrEnum):
    PENDING = 'pending'
    CONFIRMED = 'confirmed'
    COMPLETED = 'completed'
    NO_SHOW = 'no_show'
    CANCELLED = 'cancelled'


class Booking(Owned, table=True):
    """A customer's appointment. `start` and `end` are without buffers; `occurrence_id` is empty once its time is free again.
    `link_nonce` signs the customer's manage link: changing it revokes the links; `sequence` numbers the calendar file.
    `series_day` is the local day that its series planned; `combination_id` is the same for the services of one visit."""

    booking_type_id: UUID = Field(foreign_key='booking_type.id', index=True)
    member_id: UUID = Field(foreign_key='member.id', index=True)
    contact_id: UUID = Field(foreign_key='contact.id', index=True)
    occurrence_id: UUID | None = Field(default=None, foreign_key='occurrence.id', ondelete='SET NULL', index=True)
    start: datetime = Field(sa_type=Instant)
    end: datetime = Field(sa_type=Instant)
    status: BookingStatus = Field(default=BookingStatus.CONFIRMED, sa_type=words(BookingStatus))
    location: str = Field(default='', max_length=400)
    notes: str = Field(default='', max_length=4000)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    staff_notes: str = Field(default='', max_length=4000)
    timezone: str = Field(default='', max_length=60)
    price: Decimal | None = Field(default=None, sa_type=Money)
    source: str = Field(default='public', max_length=20)
    link_nonce: UUID = Field(default_factory=uuid4)
    sequence: int = 0
    submission_key: str | None = Field(default=None, max_length=80)
    series_id: UUID | None = Field(default=None, foreign_key='series.id', ondelete='SET NULL', index=True)
    series_day: date | None = None
    combination_id: UUID | None = Field(default=None, index=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    completed_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: str = Field(default='', max_length=20)
    cancel_reason: str = Field(default='', max_length=400)

    __table_args__ = (
        sa.Index('ix_booking_workspace_start', 'workspace_id', 'start'),
        sa.Index('ix_booking_workspace_created', 'workspace_id', 'created_at'),
        sa.Index('ix_booking_workspace_status_start', 'workspace_id', 'status', 'start'),
        sa.UniqueConstraint('workspace_id', 'submission_key'),
    )
