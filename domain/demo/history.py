"""What happened to the demo's latest bookings: booked, confirmed, come, not come or cancelled, each with who and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, Event, Member, Workspace
from domain.events import Name

DAYS = 14


def events(session: Session, workspace: Workspace, now: datetime, chance: Random) -> Iterator[list[Any]]:
    """The steps of each booking of the last days and of those to come; nobody reacts to them any more."""
    names = dict(session.exec(select(Member.id, Member.full_name).where(Member.workspace_id == workspace.id)).all())
    recent = select(Booking).where(
        Booking.workspace_id == workspace.id, col(Booking.start) > now - timedelta(days=DAYS)
    )
    for booking in session.exec(recent.order_by(col(Booking.created_at))).all():
        yield _steps(booking, names[booking.member_id], chance)


def _steps(booking: Booking, member: str, chance: Random) -> list[Any]:
    by = ('guest', '') if booking.source == 'public' else ('user', member)
    steps = [_step(booking, Name.BOOKING_CREATED, booking.created_at, *by)]
    if booking.status == BookingStatus.PENDING:
        return steps
    confirmed = (booking.confirmed_at or booking.created_at) + timedelta(seconds=1)
    steps.append(_step(booking, Name.BOOKING_CONFIRMED, confirmed, *by))
    ended = {BookingStatus.COMPLETED: Name.BOOKING_COMPLETED, BookingStatus.NO_SHOW: Name.BOOKING_NO_SHOW}
    if booking.status in ended:
        at = booking.end + timedelta(minutes=chance.randint(1, 20))
        steps.append(_step(booking, ended[booking.status], at, 'user', member))
    if booking.status == BookingStatus.CANCELLED and booking.cancelled_at:
        steps.append(_step(booking, Name.BOOKING_CANCELLED, booking.cancelled_at, 'guest', ''))
    return steps


def _step(booking: Booking, name: Name, at: datetime, kind: str, who: str) -> Event:
    facts = {'status': booking.status.value, 'start': booking.start.isoformat(), 'end': booking.end.isoformat()}
    return Event(
        workspace_id=booking.workspace_id,
        name=name.value,
        object_type='booking',
        object_id=booking.id,
        contact_id=booking.contact_id,
        actor_kind=kind,
        actor_name=who,
        data=facts,
        created_at=at,
    )
