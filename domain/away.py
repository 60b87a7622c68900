"""What keeps people from being had beside their bookings, as the pure rules take it: time off, and calendars elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import BusyTime, CalendarSource, TimeOff, WhenStale
from domain.slots import Block, Rule
from domain.spans import EVER, Span

Blocks = dict[UUID, list[Block]]
RULES = frozenset({Rule.TIME_OFF, Rule.EXTERNAL})


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar elsewhere that says no: with an appointment, or because nobody knows what is in it now (`stale`)."""

    name: str
    fetched_at: datetime | None
    stale: bool


_MEMBERS: sa.BindParameter[Any] = sa.bindparam('members', expanding=True)
_SOURCES = select(CalendarSource).where(col(CalendarSource.member_id).in_(_MEMBERS))
_TIME_OFF = sa.select(col(TimeOff.member_id), col(TimeOff.start), col(TimeOff.end), col(TimeOff.reason)).where(
    col(TimeOff.member_id).in_(_MEMBERS),
    col(TimeOff.start) < sa.bindparam('end'),
    col(TimeOff.end) > sa.bindparam('start'),
)


def blocks(session: Session, member_ids: Sequence[UUID], around: Span, now: datetime) -> Blocks:
    """All of it around the span, by member; two queries, and a third where somebody has a calendar elsewhere."""
    found = time_off(session, member_ids, around)
    sources = session.exec(_SOURCES, params={'members': list(member_ids)}).all()
    for source in sources:
        if stale(source, now) and source.when_stale == WhenStale.WITHHOLD:
            nobody_knows = Block(EVER, Rule.EXTERNAL, Calendar(source.name, source.fetched_at, stale=True))
            found.setdefault(source.member_id, []).append(nobody_knows)
    if sources:
        _busy(session, {source.id: source for source in sources}, around, found)
    return found


def time_off(session: Session, member_ids: Sequence[UUID], around: Span) -> Blocks:
    """Who is away around the span."""
    asked = {'members': list(member_ids), 'start': around.start, 'end': around.end}
    found: Blocks = {}
    for member_id, start, end, reason in direct.execute(session, _TIME_OFF, asked):
        found.setdefault(member_id, []).append(Block(Span(start, end), Rule.TIME_OFF, reason))
    return found


def stale(source: CalendarSource, now: datetime) -> bool:
    """Whether the calendar was not read for longer than it may be."""
    return source.fetched_at is None or now - source.fetched_at > timedelta(minutes=source.stale_minutes)


def sentence(name: str, block: Block, zone: ZoneInfo) -> str:
    """Why `name` is not to be had, for staff: where the block is time off or a calendar elsewhere."""
    if not isinstance(block.cause, Calendar):
        return f'{name} is away {until(block.span.end, zone)}' + (f' ({block.cause})' if block.cause else '')
    if not block.cause.stale:
        return f'{name} is busy {until(block.span.end, zone)} in the calendar {block.cause.name}'
    read = 'yet'
    if block.cause.fetched_at:
        local = block.cause.fetched_at.astimezone(zone)
        read = f'since {local:%H:%M} on {local:%A} {local.day} {local:%B}'
    return f'The calendar {block.cause.name} of {name} was not read {read}, and you withhold times until it is'


def until(end: datetime, zone: ZoneInfo) -> str:
    """`until 11:15 on Tue 3 Mar`"""
    if end >= EVER.end:
        return 'for good'
    local = end.astimezone(zone)
    return f'until {local:%H:%M} on {local:%a} {local.day} {local:%b}'


def _busy(session: Session, sources: dict[UUID, CalendarSource], around: Span, found: Blocks) -> None:
    columns: Any = (col(BusyTime.source_id), col(BusyTime.start), col(BusyTime.end))
    query = sa.select(*columns).where(
        col(BusyTime.source_id).in_(sources), col(BusyTime.start) < around.end, col(BusyTime.end) > around.start
    )
    for source_id, start, end in session.execute(query):
        source = sources[source_id]
        cause = Calendar(source.name, source.fetched_at, stale=False)
        found.setdefault(source.member_id, []).append(Block(Span(start, end), Rule.EXTERNAL, cause))
