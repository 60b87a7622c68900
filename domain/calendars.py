"""Calendars elsewhere: a member's other appointments, replaced as a whole whenever they were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from data.models import BusyTime, CalendarSource, WhenStale
from domain import away, clock, events, scope, staff, text
from domain.actor import Actor
from domain.errors import Invalid, NotFound

MOST_BUSY = 5000


@dataclass(frozen=True, slots=True)
class View:
    """A calendar; `stale`: it was not read for longer than `stale_minutes`."""

    id: UUID
    member_id: UUID
    name: str
    fetched_at: datetime | None
    stale_minutes: int
    when_stale: WhenStale
    stale: bool


def listing(session: Session, actor: Actor, *, member_id: UUID) -> list[View]:
    """The calendars of a member. Owner. NotFound."""
    actor.require_owner()
    staff.member(session, actor, member_id)
    query = scope.rows(actor, CalendarSource).where(CalendarSource.member_id == member_id)
    return [_view(row) for row in session.exec(query.order_by(col(CalendarSource.created_at)))]


def add(
    session: Session, actor: Actor, *, member_id: UUID, name: str, stale_minutes: int = 180, when_stale: str = 'ignore'
) -> View:
    """A calendar that has not been read yet. Owner. NotFound, Invalid (name, stale_minutes, when_stale)."""
    actor.require_owner()
    staff.member(session, actor, member_id)
    wrong = {}
    if not (name := text.line(name)) or len(name) > 100:
        wrong['name'] = 'Please give a name of at most 100 characters'
    if not 1 <= stale_minutes <= 527_040:
        wrong['stale_minutes'] = 'Please give minutes, at most a year'
    if when_stale not in list(WhenStale):
        wrong['when_stale'] = 'Please choose withhold or ignore'
    if wrong:
        raise Invalid(wrong)
    row = CalendarSource(
        workspace_id=actor.workspace,
        member_id=member_id,
        name=name,
        stale_minutes=stale_minutes,
        when_stale=WhenStale(when_stale),
    )
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _view(row)


def remove(session: Session, actor: Actor, *, member_id: UUID, source_id: UUID) -> None:
    """Forget a calendar and what was in it. Owner. NotFound."""
    actor.require_owner()
    row = _one(session, actor, member_id, source_id)
    session.delete(row)
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)


def replace(
    session: Session, actor: Actor, *, member_id: UUID, source_id: UUID, busy: Sequence[Mapping[str, Any]]
) -> View:
    """What the calendar holds now (`{start, end, uid}` each), instead of all that was known; it counts as read this moment.

    Owner. NotFound, Invalid (`busy.3.end`).
    """
    actor.require_owner()
    row = _one(session, actor, member_id, source_id)
    if len(busy) > MOST_BUSY:
        raise Invalid({'busy': f'{MOST_BUSY} appointments are the most'})
    wrong = {
        f'busy.{index}.end': 'The end has to be after the beginning'
        for index, one in enumerate(busy)
        if one['start'] >= one['end']
    }
    if wrong:
        raise Invalid(wrong)
    session.execute(sa.delete(BusyTime).where(col(BusyTime.source_id) == row.id))
    session.add_all(
        BusyTime(
            workspace_id=actor.workspace,
            source_id=row.id,
            start=one['start'],
            end=one['end'],
            uid=str(one.get('uid') or '')[:400],
        )
        for one in busy
    )
    row.fetched_at = clock.now()
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _view(row)


def _one(session: Session, actor: Actor, member_id: UUID, source_id: UUID) -> CalendarSource:
    staff.member(session, actor, member_id)
    row = scope.one(session, actor, CalendarSource, source_id, lock=True)
    if row.member_id != member_id:
        raise NotFound
    return row


def _view(row: CalendarSource) -> View:
    return View(
        row.id,
        row.member_id,
        row.name,
        row.fetched_at,
        row.stale_minutes,
        row.when_stale,
        away.stale(row, clock.now()),
    )
