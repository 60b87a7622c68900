"""What another time zone would do to the bookings that exist: their instants never move, the clock on the wall does."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from sqlmodel import Session, col, func, select

from data.models import Booking, BookingStatus, Workspace
from domain import clock
from domain.actor import Actor
from domain.errors import Invalid

EXAMPLES = 3
COMING = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Preview:
    """How many coming bookings will read differently, and the first of them as (local time now, local time then)."""

    bookings: int
    examples: tuple[tuple[datetime, datetime], ...]


def preview(session: Session, actor: Actor, *, timezone: str) -> Preview:
    """What changing the workspace's zone to `timezone` would do. Invalid at `timezone` for one that does not exist."""
    actor.require_owner()
    if timezone not in available_timezones():
        raise Invalid({'timezone': 'Please choose a time zone from the list'})
    workspace = session.get_one(Workspace, actor.workspace)
    coming = (
        Booking.workspace_id == workspace.id,
        Booking.start > clock.now(),
        col(Booking.status).in_(COMING),
    )
    many = session.exec(select(func.count()).select_from(Booking).where(*coming)).one()
    starts = session.exec(select(Booking.start).where(*coming).order_by(col(Booking.start)).limit(EXAMPLES)).all()
    old, new = ZoneInfo(workspace.timezone), ZoneInfo(timezone)
    pairs = tuple((start.astimezone(old), start.astimezone(new)) for start in starts)
    return Preview(many, tuple(pair for pair in pairs if pair[0].replace(tzinfo=None) != pair[1].replace(tzinfo=None)))
