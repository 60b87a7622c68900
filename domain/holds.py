"""Time that is taken: an occurrence holds its member and its reusable items, and the database's guard has the last word."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from data import db, direct
from data.models import Booking, Hold, Occurrence, Resource
from domain import spans
from domain.errors import Conflict
from domain.timetable import Performer, Timetable

_RESOURCES = (
    sa.select(col(Resource.id), col(Resource.quantity))
    .where(col(Resource.id).in_(sa.bindparam('resources', expanding=True)))
    .order_by(col(Resource.id))
)
_WAITING = _RESOURCES.with_for_update(key_share=True)
_AT_ONCE = _RESOURCES.with_for_update(key_share=True, skip_locked=True)


class Busy(Conflict):
    """Somebody else is booking at this moment. Please try again."""


def lock(session: Session, resource_ids: Sequence[UUID], *, wait: bool = True) -> dict[UUID, int]:
    """Keep others from taking time of these resources until the commit; how many there are of each, now that nobody changes it.

    All that one command needs at once and in the order of their ids, so that nobody waits in a circle; who has locked something
    already and wants more does not `wait` (Busy).
    """
    found = direct.execute(session, _WAITING if wait else _AT_ONCE, {'resources': list(resource_ids)})
    locked = {one.id: one.quantity for one in found}
    if len(locked) < len(set(resource_ids)):
        raise Busy
    return locked


def of_bookings(session: Session, bookings: Sequence[Booking]) -> list[UUID]:
    """The resources that the bookings' occurrences hold."""
    occurrences = [one.occurrence_id for one in bookings if one.occurrence_id]
    query = select(Hold.resource_id).where(col(Hold.occurrence_id).in_(occurrences)).distinct()
    return list(session.exec(query)) if occurrences else []


def take(
    session: Session,
    table: Timetable,
    performer: Performer,
    start: datetime,
    *,
    reason: str = '',
    knowingly: bool = False,
) -> Occurrence | None:
    """A seat at this time: in the group that begins then, or in a new occurrence. None where the guard refuses.

    With a `reason` nothing is refused: what would be too much is held as a marked overbooking. `knowingly`: the time is not offered
    at all, so that its hold carries the reason even where the guard has nothing against it (outside the hours).
    """
    group = _group(session, table, performer, start)
    if group is not None:
        group.taken += 1
        session.add(group)
        session.flush()
        return group
    try:
        with session.begin_nested():
            return _occupy(session, table, performer, start, reason, knowingly)
    except IntegrityError as error:
        if db.refused(error, 'hold_guard'):
            return None
        raise


def free(session: Session, booking: Booking) -> None:
    """Give the booking's seat back; the occurrence ends with its last one."""
    if booking.occurrence_id is None:
        return
    occurrence = session.get_one(Occurrence, booking.occurrence_id, populate_existing=True)
    booking.occurrence_id = None
    session.add(booking)
    session.flush()
    leave(session, occurrence)


def leave(session: Session, occurrence: Occurrence) -> None:
    """One seat less; the occurrence ends with its last one."""
    if occurrence.taken > 1:
        occurrence.taken -= 1
        session.add(occurrence)
    else:
        session.delete(occurrence)
    session.flush()


def _group(session: Session, table: Timetable, performer: Performer, start: datetime) -> Occurrence | None:
    if table.rules.capacity == 1:
        return None
    query = select(Occurrence).where(
        Occurrence.booking_type_id == table.kind.id,
        Occurrence.member_id == performer.id,
        col(Occurrence.start) == start,
        col(Occurrence.taken) < col(Occurrence.seats),
    )
    # it may have been read before the lock, by who looked for a free time
    return session.exec(query.execution_options(populate_existing=True)).first()


def _occupy(
    session: Session, table: Timetable, performer: Performer, start: datetime, reason: str, knowingly: bool
) -> Occurrence:
    occurrence = Occurrence(
        workspace_id=table.kind.workspace_id,
        booking_type_id=table.kind.id,
        member_id=performer.id,
        start=start,
        end=start + table.rules.duration,
        seats=table.rules.capacity,
        taken=1,
    )
    session.add(occurrence)
    session.flush()
    time = table.rules.hold(start)
    _hold(session, occurrence, time, performer.resource_id, 1, reason, knowingly=knowingly)
    for use in table.uses:
        _hold(
            session,
            occurrence,
            time,
            use.resource_id,
            use.units,
            reason or ('' if use.blocks else f'Not enough {use.name}'),
        )
    return occurrence


def _hold(
    session: Session,
    occurrence: Occurrence,
    time: spans.Span,
    resource_id: UUID,
    units: int,
    reason: str,
    *,
    knowingly: bool = False,
) -> None:
    """Hold the resource; where the guard refuses, a reason makes it a marked overbooking."""

    def write(*, overbooked: bool = False) -> None:
        session.add(
            Hold(
                workspace_id=occurrence.workspace_id,
                resource_id=resource_id,
                occurrence_id=occurrence.id,
                start=time.start,
                end=time.end,
                units=units,
                overbooked=overbooked,
                reason=reason if overbooked or knowingly else '',
            )
        )
        session.flush()

    if not reason:  # a refusal is the caller's
        write()
        return
    try:
        with session.begin_nested():
            write()
    except IntegrityError as error:
        if not db.refused(error, 'hold_guard'):
            raise
        write(overbooked=True)
