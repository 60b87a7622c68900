"""A series as it stands."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from data.models import Series
from domain import booking_reads, scope
from domain.actor import Actor
from domain.booking_reads import Row
from domain.recurrence import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A series with all its bookings, cancelled ones too, in order of time."""

    id: UUID
    every: Every
    occurrences: tuple[Row, ...]


def view(session: Session, actor: Actor, *, series_id: UUID) -> View:
    """A series and its bookings. NotFound."""
    actor.require('bookings')
    row = scope.one(session, actor, Series, series_id)
    return View(
        id=row.id, every=Every(row.every), occurrences=booking_reads.of_series(session, actor, series_id=row.id)
    )
