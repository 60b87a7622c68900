"""When a person cannot be had although they would be open: time off, and appointments in calendars elsewhere."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

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
    no more (`withhold`) or by what was known last (`ignore`).

    One with an address (`sealed`: whoever knows it reads the calendar) is read at `next_read_at`, which is also the end of a reader's
    lease, and at `whole_at` it was last taken in instead of found unchanged; `failures` in a row have the last one's `error`. One without an address is filled over the API."""

    __tablename__ = 'calendar_source'

    member_id: UUID = Field(foreign_key='member.id', ondelete='CASCADE', index=True)
    name: str = Field(max_length=100)
    fetched_at: datetime | None = Field(default=None, sa_type=Instant)
    stale_minutes: int = 180
    when_stale: WhenStale = Field(default=WhenStale.WITHHOLD, sa_type=words(WhenStale))
    sealed: str = Field(default='', max_length=4000)
    host: str = Field(default='', max_length=255)
    etag: str = Field(default='', max_length=400)
    whole_at: datetime | None = Field(default=None, sa_type=Instant)
    next_read_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    failures: int = 0
    error: str = Field(default='', max_length=400)

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


class CalendarFeed(Owned, table=True):
    """The secret address at which calendar programs read the bookings of a member, or of the whole business (`member_id` empty).
    A new `nonce` is a new address, and the old one opens nothing any more."""

    __tablename__ = 'calendar_feed'

    member_id: UUID | None = Field(default=None, foreign_key='member.id', ondelete='CASCADE')
    nonce: UUID = Field(default_factory=uuid4)

    __table_args__ = (
        sa.Index('uq_calendar_feed_member', 'member_id', unique=True),
        sa.Index(
            'uq_calendar_feed_workspace',
            'workspace_id',
            unique=True,
            sqlite_where=sa.text('member_id IS NULL'),
            postgresql_where=sa.text('member_id IS NULL'),
        ),
    )
