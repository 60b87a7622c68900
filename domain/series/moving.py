"""Moving one booking of a series, and those in reach along with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import Booking
from domain import bookings, combined, placing, recurrence
from domain.actor import Actor
from domain.events import Name
from domain.series.reaching import Reach, day_of, reached, zone_of
from domain.series.trying import Choice, Planned, Try, all_or_nothing, only_tried, tried, within_reach
from domain.series.viewing import View, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One booking to `start`, the others in reach as many days and to the same time of day; to a member, where named."""

    booking_id: UUID
    reach: Reach
    start: datetime
    member_id: UUID | None = None
    choices: Sequence[Choice] = ()


def preview_move(session: Session, actor: Actor, *, series_id: UUID, shift: Shift) -> tuple[Planned, ...]:
    """What `move` would meet; nothing is kept. Refusals of `move` but Clashes."""
    actor.require('bookings')
    with only_tried(session):
        found, _ = _moved(session, actor, series_id, shift)
        return tuple(sorted(found, key=lambda one: one.day))


def move(session: Session, actor: Actor, *, series_id: UUID, shift: Shift) -> View:
    """Move what is in reach. Clashes moves nothing. An occurrence that is left out (`skip`) stays where it is.

    NothingLeft, NotFound, NotOffered, NotTheirs.
    """
    actor.require('bookings')
    found, changed = _moved(session, actor, series_id, shift)
    all_or_nothing(found)
    combined.told(session, actor, Name.BOOKINGS_RESCHEDULED, changed)
    return view(session, actor, series_id=series_id)


def _moved(session: Session, actor: Actor, series_id: UUID, shift: Shift) -> tuple[list[Planned], list[Booking]]:
    """Move what is in reach, those first whose new time lies farthest on: a series must not stand in its own way."""
    start, member_id = shift.start, shift.member_id
    within_reach(actor, start)
    rows = reached(session, actor, series_id, shift.booking_id, shift.reach)
    placing.locked(session, actor, booking_type_id=rows[0].booking_type_id, member_id=None, moving=rows)
    zone, anchor = zone_of(session, actor), next(one for one in rows if one.id == shift.booking_id)
    days = start.astimezone(zone).date() - day_of(anchor, zone)
    wall = start.astimezone(zone).time()
    found: list[Planned] = []
    changed: list[Booking] = []
    for one in sorted(rows, key=lambda each: each.start, reverse=start > anchor.start):
        there = start if one is anchor else recurrence.moment(day_of(one, zone) + days, wall, zone)
        table = placing.locked(
            session, actor, booking_type_id=one.booking_type_id, member_id=member_id or one.member_id, moving=[one]
        )
        place = _mover(session, actor, one, member_id, days, changed)
        found += tried(session, table, [(day_of(one, zone), there)], shift.choices, place)
    return found, changed


def _mover(
    session: Session, actor: Actor, one: Booking, member_id: UUID | None, days: timedelta, changed: list[Booking]
) -> Try:
    def place(choice: Choice, there: datetime) -> None:
        given: dict[str, Any] = {'member_id': member_id, 'overbook_reason': choice.overbook_reason}
        bookings.reschedule(session, actor, booking_id=one.id, start=there, quiet=True, **given)
        one.series_day = choice.day + days
        session.add(one)
        changed.append(one)

    return place
