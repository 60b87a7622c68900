"""When a person cannot be had although they would be open: time off, and appointments in calendars elsewhere."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import Instant, Owned, words


class TimeOff(Owned, table=True):
    """A member is away, half-open; bookings that exist already stay."""

    __tablename__ = 'time_off'

    member_id: UUID = Field(foreign_key='member.id', ondelete='CASCADE')
    start: datetime = Field(sa_type=Instant)
    end: datetime = Field(sa_type=Instant)
    reason: str = Field(default='', max_length=200)

    __table_args__ = (
        sa.Index('ix_time_off_member_time', 'member_id', 'end', 'start'),
        sa.CheckConstraint('"start" < "end"', name='period'),
    )


class WhenStale(StrEnum):
    WITHHOLD = 'withhold'
    IGNORE = 'ignore'


class CalendarSource(Owned, table=True):
    """A member's calendar elsewhere. It is stale when it was not read for `stale_minutes`; then its person is offered
    no more (`withhold`) or by what was known last (`ignore`)."""

    __tablename__ = 'calendar_source'

    member_id: UUID = Field(foreign_key='member.id', ondelete='CASCADE', index=True)
    name: str = Field(max_length=100)
    fetched_at: datetime | None = Field(default=None, sa_type=Instant)
    stale_minutes: int = 180
    when_stale: WhenStale = Field(default=WhenStale.IGNORE, sa_type=words(WhenStale))

    __table_args__ = (sa.CheckConstraint('stale_minutes > 0', name='stale'),)


class BusyTime(Owned, table=True):
    """An appointment of a calendar source, half-open. What it is about is nobody's business here."""

    __tablename__ = 'busy_time'

    source_id: UUID = Field(foreign_key='calendar_source.id', ondelete='CASCADE')
    uid: str = Field(default='', max_length=400)
    start: datetime = Field(sa_type=Instant)
    end: datetime = Field(sa_type=Instant)

    __table_args__ = (
        sa.Index('ix_busy_time_source_time', 'source_id', 'end', 'start'),
        sa.CheckConstraint('"start" < "end"', name='period'),
    )
