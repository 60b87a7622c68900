"""How far a change of a series goes, and which bookings that are."""

from datetime import date
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from data.models import Booking, Series, Workspace
from domain import bookings, clock, scope
from domain.actor import Actor
from domain.errors import Conflict, NotFound


class NothingLeft(Conflict):
    """Nothing is left to do: every occurrence is left out, over or cancelled."""


class Reach(StrEnum):
    """How far a change goes: one occurrence, it and those after it, or all; what is over is never touched."""

    THIS = 'this'
    FOLLOWING = 'following'
    ALL = 'all'


def reached(session: Session, actor: Actor, series_id: UUID, booking_id: UUID, reach: Reach) -> list[Booking]:
    """The open bookings in reach, locked in the order of their ids: of the others, only what is still to come."""
    scope.one(session, actor, Series, series_id)
    query = scope.rows(actor, Booking).where(Booking.series_id == series_id).order_by(col(Booking.id))
    whole = session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    anchor = next((one for one in whole if one.id == booking_id), None)
    if anchor is None:
        raise NotFound
    if anchor.status not in bookings.OPEN:
        raise NothingLeft
    zone, now = zone_of(session, actor), clock.now()
    return [
        one
        for one in whole
        if one is anchor
        or (
            reach != Reach.THIS
            and one.status in bookings.OPEN
            and one.start > now
            and (reach == Reach.ALL or day_of(one, zone) > day_of(anchor, zone))
        )
    ]


def day_of(booking: Booking, zone: ZoneInfo) -> date:
    """The planned day of an occurrence."""
    return booking.series_day or booking.start.astimezone(zone).date()


def zone_of(session: Session, actor: Actor) -> ZoneInfo:
    """Where the clock of the series hangs: the business's zone."""
    return ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
