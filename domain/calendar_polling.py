"""Calendars elsewhere are read again and again: a few at a time, a slow server holds up no other."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways.base import Failure, FinalFailure
from data.models import Booking, BusyTime, CalendarSource, Workspace
from domain import calendar_alerts, calendar_reading, calendars, clock, crypto, events, retry, scope, work
from domain.actor import Actor
from domain.calendar_busy import Busy
from domain.calendar_reading import EVERY, Reading
from domain.crypto import Unreadable

log = logging.getLogger(__name__)
HANDS = 4
LEASE = timedelta(minutes=3)
WHOLE = timedelta(days=1)
OURS = '@careops'
_pool = ThreadPoolExecutor(HANDS, thread_name_prefix='calendar')
_reading: set[UUID] = set()


@dataclass(frozen=True, slots=True)
class Errand:
    """A calendar that is ours to read now."""

    source_id: UUID
    sealed: str
    etag: str
    timezone: str


def poll() -> int:
    """Start reading the calendars that are due, as many as there are free hands, and tell of those that grew stale; how many were started."""
    for workspace_id, source_id in work.read_now(calendar_alerts.stale, Actor.system()):
        work.act_now(calendar_alerts.tell, Actor.system(workspace_id), source_id=source_id)
    waiting = [one for one in work.read_now(due, Actor.system()) if one[1] not in _reading]
    chosen = waiting[: max(0, HANDS - len(_reading))]
    for workspace_id, source_id in chosen:
        _reading.add(source_id)
        _pool.submit(_read, workspace_id, source_id)
    return len(chosen)


def end() -> None:
    """No more calendars in this process."""
    _pool.shutdown(wait=False, cancel_futures=True)


def due(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """Workspace and id of every calendar that is to be read now, the one that has waited longest first."""
    del actor
    query = select(CalendarSource.workspace_id, CalendarSource.id).where(
        col(CalendarSource.next_read_at) <= clock.now()
    )
    return list(session.exec(query.order_by(col(CalendarSource.next_read_at))))


def _read(workspace_id: UUID, source_id: UUID) -> None:
    try:
        read(workspace_id, source_id)
    except Exception:
        log.exception('the calendar %s could not be read', source_id)
    finally:
        _reading.discard(source_id)


def read(workspace_id: UUID, source_id: UUID) -> bool:
    """Read one calendar now; whether it could be. Does nothing where another process reads it."""
    house = Actor.system(workspace_id)
    errand = work.act_now(_claim, house, source_id=source_id)
    if errand is None:
        return False
    try:
        address = str(crypto.open(errand.sealed)['address'])
        found = calendar_reading.read(address, timezone=errand.timezone, etag=errand.etag)
    except (Failure, Unreadable) as error:
        final = isinstance(error, FinalFailure | Unreadable)
        work.act_now(_fail, house, source_id=source_id, sentence=str(error), final=final)
        return False
    work.act_now(_keep, house, source_id=source_id, reading=found)
    return True


def _claim(session: Session, actor: Actor, *, source_id: UUID) -> Errand | None:
    row = _locked(session, actor, source_id)
    now = clock.now()
    if row is None or row.next_read_at is None or row.next_read_at > now:
        return None
    row.next_read_at = now + LEASE
    session.add(row)
    fresh = row.whole_at is not None and now - row.whole_at < WHOLE
    timezone = session.get_one(Workspace, actor.workspace).timezone
    return Errand(row.id, row.sealed, row.etag if fresh else '', timezone)


def _keep(session: Session, actor: Actor, *, source_id: UUID, reading: Reading) -> None:
    """What was read, in the place of what was known; bookings of ours that came back from there are none of the person's appointments."""
    row = _locked(session, actor, source_id)
    if row is None:
        return
    calendar_alerts.end(session, actor, row)
    was_stale = row.failures > 0
    row.next_read_at, row.failures, row.error, row.fetched_at = clock.now() + EVERY, 0, '', clock.now()
    session.add(row)
    if reading.busy is not None:
        row.etag, row.whole_at = reading.etag, clock.now()
        busy = _without_ours(session, actor, reading.busy)
        if busy != _known(session, row):
            calendars.fill(session, row, busy)
            was_stale = True
    if was_stale:
        events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)


def _fail(session: Session, actor: Actor, *, source_id: UUID, sentence: str, final: bool) -> None:
    row = _locked(session, actor, source_id)
    if row is None:
        return
    row.failures, row.error = row.failures + 1, sentence[:400]
    row.next_read_at = clock.now() + min(EVERY, retry.delay(row.failures + 1))
    session.add(row)
    session.flush()
    if final or row.failures >= calendar_alerts.PATIENCE:
        calendar_alerts.tell(session, actor, source_id=source_id)


def _locked(session: Session, actor: Actor, source_id: UUID) -> CalendarSource | None:
    query = scope.rows(actor, CalendarSource).where(CalendarSource.id == source_id)
    return session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).first()


def _known(session: Session, row: CalendarSource) -> list[Busy]:
    rows = session.exec(select(BusyTime).where(BusyTime.source_id == row.id))
    return sorted(Busy(one.start, one.end, one.uid) for one in rows)


def _without_ours(session: Session, actor: Actor, busy: tuple[Busy, ...]) -> list[Busy]:
    named = {one.uid: found for one in busy if (found := _booking_id(one.uid))}
    query = select(Booking.id).where(Booking.workspace_id == actor.workspace, col(Booking.id).in_(named.values()))
    ours = set(session.exec(query)) if named else set()
    return [one for one in busy if named.get(one.uid) not in ours]


def _booking_id(uid: str) -> UUID | None:
    try:
        return UUID(uid.removesuffix(OURS)) if uid.endswith(OURS) else None
    except ValueError:
        return None
