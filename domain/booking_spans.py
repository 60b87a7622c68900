"""Bookings of a span that people name by days as well as by instants."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.models import Workspace
from domain import booking_reads, clock
from domain.actor import Actor

Edge = datetime | date | None


def page(
    session: Session, actor: Actor, *, first: Edge = None, before: Edge = None, days: int | None = None, **filters: Any
) -> booking_reads.Page:
    """A page of `booking_reads.page`. A day begins and ends where the business is: as `first` with its beginning, as `before`
    with its end. `days` narrows to bookings that start from now to the end of the local day so many days ahead."""
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    begins, ends = span(zone, clock.now(), first, before, days)
    return booking_reads.page(session, actor, first=begins, before=ends, **filters)


def span(
    zone: ZoneInfo, now: datetime, first: Edge, before: Edge, days: int | None
) -> tuple[datetime | None, datetime | None]:
    """Both edges as instants, half-open."""
    begins, ends = _beginning(zone, first), _end(zone, before)
    if days is not None:
        ahead = _end(zone, now.astimezone(zone).date() + timedelta(days=days))
        begins = max(begins, now) if begins else now
        ends = min(ends, ahead) if ends and ahead else ahead
    return begins, ends


def _beginning(zone: ZoneInfo, edge: Edge) -> datetime | None:
    if edge is None or isinstance(edge, datetime):
        return edge
    return datetime.combine(edge, time(), zone)


def _end(zone: ZoneInfo, edge: Edge) -> datetime | None:
    if edge is None or isinstance(edge, datetime):
        return edge
    return datetime.combine(edge + timedelta(days=1), time(), zone)
