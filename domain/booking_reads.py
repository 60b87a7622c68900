"""Bookings as lists: flat rows, complete, with the same few queries for one and for thirty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from data.models import Booking, BookingStatus, BookingType, Contact, Hold, Member, Workspace
from domain import clock, form_requests, spans
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.timetable import LONGEST_HOLD

Readiness = Literal['ready', 'forms_pending', 'short_stock']
IN_ORDER = (col(Booking.start), col(Booking.created_at), col(Booking.id))  # of time, and of who booked first


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One booking as a list shows it. Times are UTC; `readiness` says what is still missing."""

    id: UUID
    booking_type_id: UUID
    type_name: str
    colour: str
    member_id: UUID
    member_name: str
    contact_id: UUID
    contact_name: str
    contact_email: str | None
    contact_phone: str | None
    start: datetime
    end: datetime
    status: BookingStatus
    location: str
    notes: str
    staff_notes: str
    answers: dict[str, Any]
    price: Decimal | None
    timezone: str
    source: str
    created_at: datetime
    cancelled_by: str
    cancel_reason: str
    overbooked: bool
    overbook_reason: str
    series_id: UUID | None
    combination_id: UUID | None
    readiness: Readiness
    forms_sent: int
    forms_open: int


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and how long the whole is."""

    items: tuple[Row, ...]
    total: int


class UnknownSort(Invalid):
    """Please sort by start, created_at or status, with - for the other way."""

    def __init__(self) -> None:
        super().__init__({'sort': ' '.join((UnknownSort.__doc__ or '').split())})


def one(session: Session, actor: Actor, *, booking_id: UUID) -> Row:
    """One booking. NotFound."""
    found = _rows(session, _select(actor).where(col(Booking.id) == booking_id))
    if not found:
        raise NotFound
    return found[0]


def of_series(session: Session, actor: Actor, *, series_id: UUID) -> tuple[Row, ...]:
    """Every booking of a series, cancelled ones too, in the order of the planned days."""
    query = _select(actor).where(col(Booking.series_id) == series_id)
    return _rows(session, query.order_by(col(Booking.series_day), col(Booking.start), col(Booking.id)))


def of_combination(session: Session, actor: Actor, *, combination_id: UUID) -> tuple[Row, ...]:
    """The services of one visit, in their order."""
    query = _select(actor).where(col(Booking.combination_id) == combination_id)
    return _rows(session, query.order_by(col(Booking.start), col(Booking.id)))


def of_occurrence(session: Session, actor: Actor, *, occurrence_id: UUID) -> tuple[Row, ...]:
    """Everybody who has a seat in one session, in the order in which they booked."""
    query = _select(actor).where(col(Booking.occurrence_id) == occurrence_id)
    return _rows(session, query.order_by(col(Booking.created_at), col(Booking.id)))


def day(session: Session, actor: Actor, *, day: date, member_id: UUID | None = None) -> tuple[Row, ...]:
    """The bookings that touch a local day of the business, cancelled ones too, in order of time."""
    return between(session, actor, first=day, last=day, member_id=member_id)


def between(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    member_id: UUID | None = None,
    booking_type_id: UUID | None = None,
    statuses: Sequence[BookingStatus] = (),
) -> tuple[Row, ...]:
    """The bookings that touch the local days `first` to `last`, both included (week calendar)."""
    query = _select(actor)
    span = spans.days(_zone(session, actor), first, last)
    query = query.where(
        col(Booking.start) < span.end, col(Booking.end) > span.start, col(Booking.start) > span.start - LONGEST_HOLD
    )
    if member_id is not None:
        query = query.where(col(Booking.member_id) == member_id)
    if booking_type_id is not None:
        query = query.where(col(Booking.booking_type_id) == booking_type_id)
    if statuses:
        query = query.where(col(Booking.status).in_(statuses))
    return _rows(session, query.order_by(*IN_ORDER))


def upcoming(session: Session, actor: Actor, *, days: int = 7, limit: int = 200) -> tuple[Row, ...]:
    """Pending and confirmed bookings from now to the end of the local day `days` days ahead."""
    query, now, zone = _select(actor), clock.now(), _zone(session, actor)
    end = spans.day_start(zone, now.astimezone(zone).date() + timedelta(days=min(days, 3650) + 1))
    query = query.where(
        col(Booking.start) >= now,
        col(Booking.start) < end,
        col(Booking.status).in_((BookingStatus.PENDING, BookingStatus.CONFIRMED)),
    )
    return _rows(session, query.order_by(*IN_ORDER).limit(limit))


def page(
    session: Session,
    actor: Actor,
    *,
    statuses: Sequence[BookingStatus] = (),
    first: datetime | None = None,
    before: datetime | None = None,
    member_id: UUID | None = None,
    booking_type_id: UUID | None = None,
    contact_id: UUID | None = None,
    sort: str = 'start',
    limit: int = 50,
    offset: int = 0,
) -> Page:
    """A page of bookings that start in [`first`, `before`); `sort` is `start`, `created_at` or `status`, with `-` for the other way. UnknownSort."""
    column = SORTS.get(sort.removeprefix('-'))
    if column is None:
        raise UnknownSort
    wanted = [
        col(Booking.start) >= first if first else None,
        col(Booking.start) < before if before else None,
        col(Booking.status).in_(statuses) if statuses else None,
        col(Booking.member_id) == member_id if member_id else None,
        col(Booking.booking_type_id) == booking_type_id if booking_type_id else None,
        col(Booking.contact_id) == contact_id if contact_id else None,
    ]
    query = _select(actor).where(*(one for one in wanted if one is not None))
    total = session.execute(query.with_only_columns(sa.func.count()).order_by(None)).scalar_one()
    order = (column.desc(), col(Booking.id).desc()) if sort.startswith('-') else (column, col(Booking.id))
    return Page(_rows(session, query.order_by(*order).limit(limit).offset(offset)), total)


SORTS: dict[str, Any] = {
    'start': col(Booking.start),
    'created_at': col(Booking.created_at),
    'status': col(Booking.status),
}
_OVERBOOKED = sa.exists().where(
    col(Hold.occurrence_id) == col(Booking.occurrence_id), sa.or_(col(Hold.overbooked), col(Hold.reason) != '')
)
_REASON = (
    sa.select(sa.func.coalesce(sa.func.max(col(Hold.reason)), ''))
    .where(col(Hold.occurrence_id) == col(Booking.occurrence_id))
    .scalar_subquery()
)
_COLUMNS: dict[str, Any] = {
    **{
        name: getattr(Booking, name)
        for name in (
            'id',
            'booking_type_id',
            'member_id',
            'contact_id',
            'start',
            'end',
            'status',
            'location',
            'notes',
            'staff_notes',
            'answers',
            'price',
            'timezone',
            'source',
            'created_at',
            'cancelled_by',
            'cancel_reason',
            'series_id',
            'combination_id',
        )
    },
    'type_name': BookingType.name,
    'colour': BookingType.colour,
    'member_name': Member.full_name,
    'contact_name': Contact.name,
    'contact_email': Contact.email,
    'contact_phone': Contact.phone,
    'overbooked': _OVERBOOKED,
    'overbook_reason': _REASON,
}


def _select(actor: Actor) -> Any:
    """Every booking of the workspace with the names that belong to it."""
    actor.require('bookings')
    columns = [column.label(name) for name, column in _COLUMNS.items()]
    return (
        sa.select(*columns)
        .select_from(Booking)
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .join(Member, col(Member.id) == col(Booking.member_id))
        .join(Contact, col(Contact.id) == col(Booking.contact_id))
        .where(col(Booking.workspace_id) == actor.workspace)
    )


def _rows(session: Session, query: Any) -> tuple[Row, ...]:
    found = session.execute(query).mappings().all()
    ready = form_requests.readiness(session, [row['id'] for row in found]) if found else {}
    return tuple(
        Row(
            **row,
            readiness=ready[row['id']].state,
            forms_sent=ready[row['id']].forms,
            forms_open=ready[row['id']].forms - ready[row['id']].forms_done,
        )
        for row in found
    )


def _zone(session: Session, actor: Actor) -> ZoneInfo:
    return ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
