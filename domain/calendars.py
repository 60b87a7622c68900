"""Calendars elsewhere: a member's other appointments, read at an address or filled over the API, replaced as a whole each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from data.models import BusyTime, CalendarSource, WhenStale
from domain import away, calendar_alerts, clock, crypto, events, scope, staff, text
from domain.actor import Actor
from domain.calendar_busy import Busy
from domain.calendar_reading import EVERY, MOST_BUSY, Reading
from domain.errors import Conflict, Invalid, NotFound


class ReadByItself(Conflict):
    """This calendar is read at its address; what it holds is not entered by hand."""


@dataclass(frozen=True, slots=True)
class View:
    """A calendar; `stale`: it was not read for longer than `stale_minutes`. `host`: the place of its address, which itself is not
    shown again; empty for one that is filled over the API. `error`: why it could not be read the last time."""

    id: UUID
    member_id: UUID
    name: str
    host: str
    fetched_at: datetime | None
    stale_minutes: int
    when_stale: WhenStale
    stale: bool
    error: str


def listing(session: Session, actor: Actor, *, member_id: UUID | None = None) -> list[View]:
    """The calendars of a member, or of everybody. Owner. NotFound."""
    actor.require_owner()
    query = scope.rows(actor, CalendarSource)
    if member_id is not None:
        staff.member(session, actor, member_id)
        query = query.where(CalendarSource.member_id == member_id)
    return [_view(row) for row in session.exec(query.order_by(col(CalendarSource.created_at)))]


def add(
    session: Session,
    actor: Actor,
    *,
    member_id: UUID,
    name: str,
    stale_minutes: int = 180,
    when_stale: str = 'withhold',
    reading: Reading | None = None,
) -> View:
    """A calendar as it was just read (`calendar_connecting.look`), or one that will be filled. Owner.

    NotFound, Invalid (name, stale_minutes, when_stale).
    """
    actor.require_owner()
    staff.member(session, actor, member_id)
    row = CalendarSource(workspace_id=actor.workspace, member_id=member_id, name='')
    _write(row, {'name': name, 'stale_minutes': stale_minutes, 'when_stale': when_stale})
    session.add(row)
    session.flush()
    if reading is not None:
        row.sealed = crypto.seal({'address': reading.address})
        row.host = (urlsplit(reading.address).hostname or '')[:255]
        row.etag, row.next_read_at = reading.etag, clock.now() + EVERY
        row.whole_at = clock.now()
        fill(session, row, reading.busy or ())
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _view(row)


def change(session: Session, actor: Actor, *, member_id: UUID, source_id: UUID, given: Mapping[str, Any]) -> View:
    """Other words or another choice (`name, stale_minutes, when_stale`). Owner. NotFound, Invalid by field."""
    actor.require_owner()
    row = _one(session, actor, member_id, source_id)
    _write(row, given)
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _view(row)


def remove(session: Session, actor: Actor, *, member_id: UUID, source_id: UUID) -> None:
    """Forget a calendar and what was in it. Owner. NotFound."""
    actor.require_owner()
    row = _one(session, actor, member_id, source_id)
    calendar_alerts.end(session, actor, row)
    session.delete(row)
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)


def replace(
    session: Session, actor: Actor, *, member_id: UUID, source_id: UUID, busy: Sequence[Mapping[str, Any]]
) -> View:
    """What the calendar holds now (`{start, end, uid}` each), instead of all that was known; it counts as read this moment.

    Owner. NotFound, Invalid (`busy.3.end`), ReadByItself.
    """
    actor.require_owner()
    row = _one(session, actor, member_id, source_id)
    if row.sealed:
        raise ReadByItself
    if len(busy) > MOST_BUSY:
        raise Invalid({'busy': f'{MOST_BUSY} appointments are the most'})
    wrong = {
        f'busy.{index}.end': 'The end has to be after the beginning'
        for index, one in enumerate(busy)
        if one['start'] >= one['end']
    }
    if wrong:
        raise Invalid(wrong)
    calendar_alerts.end(session, actor, row)
    fill(session, row, [Busy(one['start'], one['end'], str(one.get('uid') or '')[:400]) for one in busy])
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _view(row)


def fill(session: Session, row: CalendarSource, busy: Sequence[Busy]) -> None:
    """Put these times in the place of all that were known; the calendar counts as read this moment."""
    session.execute(sa.delete(BusyTime).where(col(BusyTime.source_id) == row.id))
    session.add_all(
        BusyTime(workspace_id=row.workspace_id, source_id=row.id, start=one.start, end=one.end, uid=one.uid)
        for one in busy
    )
    row.fetched_at = clock.now()
    session.add(row)
    session.flush()


def _write(row: CalendarSource, given: Mapping[str, Any]) -> None:
    """Put what was given on the row; Invalid names every wrong field at once."""
    wrong = {}
    name = text.line(str(given.get('name', row.name) or ''))
    if not name or len(name) > 100:
        wrong['name'] = 'Please give a name of at most 100 characters'
    minutes = given.get('stale_minutes', row.stale_minutes)
    if not isinstance(minutes, int) or not 1 <= minutes <= 527_040:
        wrong['stale_minutes'] = 'Please give minutes, at most a year'
    choice = given.get('when_stale', row.when_stale)
    if choice not in list(WhenStale):
        wrong['when_stale'] = 'Please choose withhold or ignore'
    if wrong:
        raise Invalid(wrong)
    row.name, row.stale_minutes, row.when_stale = name, minutes, WhenStale(choice)


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
        row.host,
        row.fetched_at,
        row.stale_minutes,
        row.when_stale,
        away.stale(row, clock.now()),
        row.error,
    )
