"""Booking types: what the business sells by time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from data.models import (
    Booking,
    BookingType,
    BookingTypeForm,
    BookingTypeItem,
    BookingTypeMember,
    LocationKind,
    Occurrence,
)
from domain import booking_type_fields, clock, events, scope
from domain.actor import Actor


@dataclass(frozen=True, slots=True)
class ItemUse:
    """How much of an item one booking uses."""

    item_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A booking type with who performs it (`staff_ids` empty: any bookable member) and what goes with it."""

    id: UUID
    slug: str
    name: str
    description: str
    duration_minutes: int
    slot_step_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    minimum_notice_minutes: int
    furthest_days: int
    capacity: int
    daily_limit: int | None
    price: Decimal | None
    colour: str
    location_kind: LocationKind
    location: str
    auto_confirm: bool
    active: bool
    position: int
    questions: tuple[dict[str, Any], ...]
    staff_ids: tuple[UUID, ...]
    form_ids: tuple[UUID, ...]
    items: tuple[ItemUse, ...]


def listing(session: Session, actor: Actor, *, active_only: bool = False) -> tuple[View, ...]:
    """All types, in the owner's order."""
    actor.require_member()
    query = scope.rows(actor, BookingType).order_by(col(BookingType.position), col(BookingType.name))
    if active_only:
        query = query.where(col(BookingType.active))
    return _views(session, session.exec(query).all())


def one(session: Session, actor: Actor, *, booking_type_id: UUID) -> View:
    """One type. NotFound."""
    actor.require_member()
    return _views(session, [scope.one(session, actor, BookingType, booking_type_id)])[0]


def create(session: Session, actor: Actor, *, given: Mapping[str, Any]) -> View:
    """A new type from the fields of `View` (all but `name` and `duration_minutes` may be left out). Owner; Invalid names each wrong field."""
    actor.require_owner()
    fields = booking_type_fields.checked(session, actor, given, whole=True)
    row = BookingType(workspace_id=actor.workspace, name='', slug='')
    row.slug = _free_slug(session, actor, fields.columns['name'])
    row.position = scope.count(session, scope.rows(actor, BookingType))
    return _write(session, actor, row, fields)


def update(session: Session, actor: Actor, *, booking_type_id: UUID, given: Mapping[str, Any]) -> View:
    """Change the given fields of a type; existing bookings keep their time. Owner; Invalid names each wrong field."""
    actor.require_owner()
    row = scope.one(session, actor, BookingType, booking_type_id, lock=True)
    fields = booking_type_fields.checked(session, actor, given, whole=False)
    if fields.columns.get('capacity', row.capacity) != row.capacity:
        _resize_groups(session, row, fields.columns['capacity'])
    return _write(session, actor, row, fields)


def delete(session: Session, actor: Actor, *, booking_type_id: UUID) -> None:
    """Take a type away: one that was ever booked is only switched off, so that history keeps its name. Owner."""
    actor.require_owner()
    row = scope.one(session, actor, BookingType, booking_type_id, lock=True)
    if session.exec(select(Booking.id).where(Booking.booking_type_id == row.id).limit(1)).first():
        row.active = False
    else:
        session.delete(row)
    session.flush()
    events.record(session, actor, events.Name.BOOKING_TYPE_CHANGED, row, title=row.name, deleted=True)


def _write(session: Session, actor: Actor, row: BookingType, fields: booking_type_fields.Fields) -> View:
    for name, value in fields.columns.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    if fields.staff_ids is not None:
        links = (BookingTypeMember(booking_type_id=row.id, member_id=one) for one in fields.staff_ids)
        _replace(session, row, BookingTypeMember, links)
    if fields.form_ids is not None:
        forms = (BookingTypeForm(booking_type_id=row.id, form_template_id=one) for one in fields.form_ids)
        _replace(session, row, BookingTypeForm, forms)
    if fields.items is not None:
        uses = (BookingTypeItem(booking_type_id=row.id, item_id=item, quantity=n) for item, n in fields.items.items())
        _replace(session, row, BookingTypeItem, uses)
    events.record(session, actor, events.Name.BOOKING_TYPE_CHANGED, row, title=row.name)
    return _views(session, [row])[0]


def _replace(session: Session, row: BookingType, table: Any, links: Iterable[SQLModel]) -> None:
    session.execute(sa.delete(table).where(table.booking_type_id == row.id))
    session.add_all(links)
    session.flush()


def _resize_groups(session: Session, row: BookingType, capacity: int) -> None:
    """Groups to come get the new number of seats, though never fewer than are taken."""
    taken = col(Occurrence.taken)
    session.execute(
        sa.update(Occurrence)
        .where(col(Occurrence.booking_type_id) == row.id, col(Occurrence.start) > clock.now())
        .values(seats=sa.case((taken > capacity, taken), else_=capacity))
    )


def _free_slug(session: Session, actor: Actor, name: str) -> str:
    stem = booking_type_fields.slug(name)
    taken = set(session.scalars(scope.rows(actor, BookingType).with_only_columns(col(BookingType.slug))))
    wishes = (stem if number == 1 else f'{stem}-{number}' for number in range(1, len(taken) + 2))
    return next(wish for wish in wishes if wish not in taken)


def _views(session: Session, rows: Sequence[BookingType]) -> tuple[View, ...]:
    ids = [row.id for row in rows]
    staff, forms, items = (
        _linked(session, table, ids) for table in (BookingTypeMember, BookingTypeForm, BookingTypeItem)
    )
    return tuple(
        View(
            **{name: getattr(row, name) for name in _OWN},
            questions=tuple(row.questions),
            staff_ids=tuple(link.member_id for link in staff.get(row.id, [])),
            form_ids=tuple(link.form_template_id for link in forms.get(row.id, [])),
            items=tuple(ItemUse(link.item_id, link.quantity) for link in items.get(row.id, [])),
        )
        for row in rows
    )


_OWN = [name for name in View.__dataclass_fields__ if name not in {'questions', 'staff_ids', 'form_ids', 'items'}]


def _linked(session: Session, table: Any, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """The link rows of each type, in the order of their making."""
    found: dict[UUID, list[Any]] = {}
    for link in session.exec(select(table).where(table.booking_type_id.in_(ids)).order_by(table.created_at, table.id)):
        found.setdefault(link.booking_type_id, []).append(link)
    return found
