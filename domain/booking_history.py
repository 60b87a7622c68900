"""What happened to a booking: each move with who and when, from the rows that were written as it happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Booking, Event
from domain import scope
from domain.actor import Actor

CUSTOMER, HOUSE = 'Customer', 'CareOps'


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a booking: its name, when, by whom in words, and the facts that were written with it."""

    id: UUID
    name: str
    at: datetime
    who: str
    data: dict[str, Any]


def steps(session: Session, actor: Actor, *, booking_id: UUID) -> list[Step]:
    """Everything that happened to the booking, the newest first (at most 100). NotFound."""
    actor.require('bookings')
    booking = scope.one(session, actor, Booking, booking_id)
    query = (
        select(Event)
        .where(Event.workspace_id == actor.workspace, Event.object_id == booking.id)
        .order_by(col(Event.created_at).desc(), col(Event.id))
        .limit(100)
    )
    return [Step(row.id, row.name, row.created_at, _who(row), row.data) for row in session.exec(query)]


def _who(row: Event) -> str:
    if row.actor_kind == 'guest':
        return CUSTOMER
    return row.actor_name or HOUSE
