"""What keeps people from being had beside their bookings, as the pure rules take it: time off, and calendars elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import BusyTime, CalendarSource, TimeOff, WhenStale
from domain.slots import Block, Rule
from domain.spans import EVER, Span

Blocks = dict[UUID, list[Block]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar elsewhere that says no: with an appointment, or because nobody knows what is in it now (`stale`)."""

    name: str
    fetched_at: datetime | None
    stale: bool


def blocks(session: Session, member_ids: Sequence[UUID], around: Span, now: datetime) -> Blocks:
    """All of it around the span, by member; two queries, and a third where somebody has a calendar elsewhere."""
    found = time_off(session, member_ids, around)
    sources = session.exec(select(CalendarSource).where(col(CalendarSource.member_id).in_(member_ids))).all()
    for source in sources:
        if stale(source, now) and source.when_stale == WhenStale.WITHHOLD:
            nobody_knows = Block(EVER, Rule.EXTERNAL, Calendar(source.name, source.fetched_at, stale=True))
            found.setdefault(source.member_id, []).append(nobody_knows)
    if sources:
        _busy(session, {source.id: source for source in sources}, around, found)
    return found


def time_off(session: Session, member_ids: Sequence[UUID], around: Span) -> Blocks:
    """Who is away around the span."""
    columns: Any = (col(TimeOff.member_id), col(TimeOff.start), col(TimeOff.end), col(TimeOff.reason))
    query = sa.select(*columns).where(
        col(TimeOff.member_id).in_(member_ids), col(TimeOff.start) < around.end, col(TimeOff.end) > around.start
    )
    found: Blocks = {}
    for member_id, start, end, reason in session.execute(query):
        found.setdefault(member_id, []).append(Block(Span(start, end), Rule.TIME_OFF, reason))
    return found


def stale(source: CalendarSource, now: datetime) -> bool:
    """Whether the calendar was not read for longer than it may be."""
    return source.fetched_at is None or now - source.fetched_at > timedelta(minutes=source.stale_minutes)


def _busy(session: Session, sources: dict[UUID, CalendarSource], around: Span, found: Blocks) -> None:
    columns: Any = (col(BusyTime.source_id), col(BusyTime.start), col(BusyTime.end))
    query = sa.select(*columns).where(
        col(BusyTime.source_id).in_(sources), col(BusyTime.start) < around.end, col(BusyTime.end) > around.start
    )
    for source_id, start, end in session.execute(query):
        source = sources[source_id]
        cause = Calendar(source.name, source.fetched_at, stale=False)
        found.setdefault(source.member_id, []).append(Block(Span(start, end), Rule.EXTERNAL, cause))
