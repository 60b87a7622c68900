"""What is written down of every move of a booking, for its history and for those who react to it."""

from typing import Any

from sqlmodel import Session

from data.models import Booking
from domain import events
from domain.actor import Actor
from domain.events import Name


def moved(session: Session, actor: Actor, name: Name, booking: Booking, **data: Any) -> Booking:
    """Keep the changed booking, and write down what happened to it."""
    session.add(booking)
    session.flush()
    happened(session, actor, name, booking, **data)
    return booking


def happened(session: Session, actor: Actor, name: Name, booking: Booking, **data: Any) -> None:
    """Write down what happened to the booking, with its state and time."""
    facts = {'status': booking.status.value, 'start': booking.start.isoformat(), 'end': booking.end.isoformat()}
    events.record(session, actor, name, booking, **facts | data)


def quietly(quiet: bool) -> dict[str, Any]:
    """For the record: the customer hears of it with others."""
    return {'quiet': True} if quiet else {}


def knowingly(actor: Actor, reason: str) -> dict[str, str]:
    """The reason of a knowing overbooking, for the record."""
    return {'overbook_reason': reason.strip()[:400]} if reason.strip() and actor.kind != 'guest' else {}


def was(booking: Booking) -> dict[str, Any]:
    """Where the booking was before a move, for the record."""
    return {
        'from_start': booking.start.isoformat(),
        'from_end': booking.end.isoformat(),
        'from_member_id': str(booking.member_id),
    }
