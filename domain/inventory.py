"""What bookings do to stock: they set it aside, give it back and use it up. Bookings call this inside their own commands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from data import db
from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    BookingTypeItem,
    Hold,
    Item,
    ItemKind,
    Movement,
    MovementKind,
    Resource,
    WhenShort,
)
from domain import ledger
from domain.actor import Actor
from domain.errors import Conflict


class Short(Conflict):
    """This cannot be booked just now: something that it needs has run out."""


@dataclass(frozen=True, slots=True)
class Use:
    """A reusable item that one session of a booking type occupies: `units` of the resource's quantity."""

    item_id: UUID
    name: str
    resource_id: UUID
    units: int
    quantity: int
    blocks: bool


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a booking holds of a consumable, and what it has used up."""

    reserved: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Needs:
    """What one booking of a type needs of items, read at once: the reusable ones in the order of their resources' ids."""

    reusable: tuple[Use, ...]
    consumables: tuple[tuple[Item, int], ...]


_NEEDS = (
    select(Item, Resource, BookingTypeItem.quantity)
    .join(BookingTypeItem, col(BookingTypeItem.item_id) == col(Item.id))
    .outerjoin(Resource, col(Resource.item_id) == col(Item.id))
    .where(col(BookingTypeItem.booking_type_id) == sa.bindparam('kind'), col(Item.active))
    .order_by(col(Resource.id))
)


def needs(session: Session, booking_type_id: UUID) -> Needs:
    """The active items of a type."""
    rows = session.exec(_NEEDS, params={'kind': booking_type_id}).all()
    uses = (
        Use(item.id, item.name, resource.id, units, resource.quantity, item.when_short == WhenShort.BLOCK)
        for item, resource, units in rows
        if item.kind == ItemKind.REUSABLE and resource
    )
    return Needs(tuple(uses), tuple((item, units) for item, _, units in rows if item.kind == ItemKind.CONSUMABLE))


def short_consumables(session: Session, consumables: Iterable[tuple[Item, int]]) -> list[str]:
    """Names of blocking consumables of which not enough is available for all that is needed."""
    uses: dict[UUID, tuple[Item, int]] = {}
    for item, quantity in consumables:
        uses[item.id] = item, quantity + (uses[item.id][1] if item.id in uses else 0)
    figures = ledger.balances(session, list(uses))
    return [
        item.name
        for item, quantity in uses.values()
        if item.when_short == WhenShort.BLOCK and figures[item.id].available < quantity
    ]


def reserve(session: Session, actor: Actor, booking: Booking, needed: Needs | None = None) -> None:
    """Set aside what the booking uses; Short when a blocking item is. Calling it again (a move, an undone completion) adds nothing twice.

    A session of several seats occupies a reusable item once; consumables are counted for each booking. `needed`: what the type needs,
    where it is known already.
    """
    needed = needed or needs(session, booking.booking_type_id)
    for use in needed.reusable if booking.occurrence_id is not None else ():
        _occupy(session, booking, use)
    uses = {item.id: quantity for item, quantity in needed.consumables}
    locked = ledger.lock(session, list(uses))
    # read after the lock: another process may have written a moment ago
    known = outstanding(session, booking.id) if locked else {}
    for item in locked:
        _set_aside(session, actor, booking, item, uses[item.id], known.get(item.id, Outstanding()))


def release(session: Session, actor: Actor, booking: Booking) -> None:
    """Give back what the booking had set aside: it was cancelled, or nobody came."""
    locked = ledger.lock(session, list(outstanding(session, booking.id)))
    known = outstanding(session, booking.id)
    for item in locked:
        if (amount := known[item.id].reserved) > 0:
            ledger.write(session, actor, item, MovementKind.RELEASE, reserved=-amount, booking_id=booking.id)
    _vacate(session, booking)


def consume(session: Session, actor: Actor, booking: Booking) -> None:
    """Take what the completed booking used off the shelf: what it had set aside, else what its type uses now."""
    uses = {item.id: quantity for item, quantity in needs(session, booking.booking_type_id).consumables}
    locked = ledger.lock(session, [*outstanding(session, booking.id), *uses])
    known = outstanding(session, booking.id)
    for item in locked:
        held = known.get(item.id, Outstanding())
        amount = held.reserved or (0 if held.used else uses.get(item.id, 0))
        if amount:
            ledger.write(
                session,
                actor,
                item,
                MovementKind.CONSUME,
                on_hand=-amount,
                reserved=-held.reserved,
                booking_id=booking.id,
            )


def outstanding(session: Session, booking_id: UUID) -> dict[UUID, Outstanding]:
    """What the booking holds and has used, by item."""
    query: Any = (
        sa.select(col(Movement.item_id), sa.func.sum(col(Movement.reserved)), sa.func.sum(col(Movement.on_hand)))
        .where(col(Movement.booking_id) == booking_id)
        .group_by(col(Movement.item_id))
    )
    return {row[0]: Outstanding(int(row[1]), -int(row[2])) for row in session.execute(query)}


def short_for(session: Session, booking_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """For each booking whose consumables will not last until its turn: their names. The earlier appointment is served first."""
    held: Any = sa.select(col(Movement.item_id)).where(col(Movement.booking_id).in_(booking_ids)).distinct()
    figures = ledger.balances(session, list(session.scalars(held)))
    lacking = {item_id: figure for item_id, figure in figures.items() if figure.available < 0}
    if not lacking:
        return {}
    short: dict[UUID, list[str]] = {}
    left = {item_id: figure.on_hand for item_id, figure in lacking.items()}
    for item_id, name, booking_id, reserved in _queue(session, list(lacking)):
        left[item_id] -= reserved
        if left[item_id] < 0 and booking_id in set(booking_ids):
            short.setdefault(booking_id, []).append(name)
    return short


def _queue(session: Session, item_ids: list[UUID]) -> Sequence[Any]:
    """Open reservations of the items in the order of their appointments."""
    reserved = sa.func.sum(col(Movement.reserved))
    query: Any = (
        sa.select(col(Movement.item_id), col(Item.name), col(Booking.id), reserved)
        .join(Item, col(Item.id) == col(Movement.item_id))
        .join(Booking, col(Booking.id) == col(Movement.booking_id))
        .where(col(Movement.item_id).in_(item_ids))
        .group_by(col(Movement.item_id), col(Item.name), col(Booking.id), col(Booking.start))
        .having(reserved > 0)
        .order_by(col(Booking.start), col(Booking.id))
    )
    return session.execute(query).all()


def _set_aside(session: Session, actor: Actor, booking: Booking, item: Item, quantity: int, held: Outstanding) -> None:
    if held.used > 0:
        ledger.write(
            session,
            actor,
            item,
            MovementKind.CONSUME,
            on_hand=held.used,
            reserved=held.used,
            booking_id=booking.id,
            note='Completion undone',
        )
    missing = quantity - held.reserved - max(held.used, 0)
    if missing <= 0:
        return
    if item.when_short == WhenShort.BLOCK and ledger.balance(session, item.id).available < missing:
        raise Short(item_id=str(item.id), item=item.name)
    ledger.write(session, actor, item, MovementKind.RESERVE, reserved=missing, booking_id=booking.id)


def _occupy(session: Session, booking: Booking, use: Use) -> None:
    """Hold the item for the booking's session, buffers included; the guard has the last word on whether one is free."""
    start, end = _span_of(session, booking)
    same = select(Hold).where(Hold.resource_id == use.resource_id, Hold.occurrence_id == booking.occurrence_id)
    known = session.exec(same).first()
    if known is not None and (known.start, known.end) == (start, end):
        return
    assert booking.occurrence_id is not None
    hold = known or Hold(
        workspace_id=booking.workspace_id,
        resource_id=use.resource_id,
        occurrence_id=booking.occurrence_id,
        start=start,
        end=end,
        units=use.units,
    )
    if not _held(session, hold, start=start, end=end, overbooked=False, reason=''):
        if use.blocks:
            raise Short(item_id=str(use.item_id), item=use.name)
        _held(session, hold, start=start, end=end, overbooked=True, reason=f'Not enough {use.name}')


def _span_of(session: Session, booking: Booking) -> tuple[datetime, datetime]:
    """As long as its person is held, who may need no buffer between two parts of one visit."""
    person = select(Hold).join(Resource, col(Resource.id) == col(Hold.resource_id))
    whose = person.where(Hold.occurrence_id == booking.occurrence_id, col(Resource.member_id).is_not(None))
    if held := session.exec(whose).first():
        return held.start, held.end
    kind = session.get_one(BookingType, booking.booking_type_id)
    start = booking.start - timedelta(minutes=kind.buffer_before_minutes)
    return start, booking.end + timedelta(minutes=kind.buffer_after_minutes)


def _held(session: Session, hold: Hold, **change: Any) -> bool:
    """Write the hold; False where the guard refuses."""
    try:
        with session.begin_nested():
            for name, value in change.items():
                setattr(hold, name, value)
            session.add(hold)
            session.flush()
    except IntegrityError as error:
        if db.constraint(error) == 'hold_guard':
            return False
        raise
    return True


def _vacate(session: Session, booking: Booking) -> None:
    """Free the reusable items of the booking's session, unless another seat of it is still taken."""
    if booking.occurrence_id is None:
        return
    free = (BookingStatus.CANCELLED, BookingStatus.NO_SHOW)
    others = select(Booking.id).where(
        Booking.occurrence_id == booking.occurrence_id,
        col(Booking.id) != booking.id,
        col(Booking.status).not_in(free),
    )
    if session.exec(others).first() is None:
        items = select(Resource.id).where(
            Resource.workspace_id == booking.workspace_id, col(Resource.item_id).is_not(None)
        )
        query = select(Hold).where(Hold.occurrence_id == booking.occurrence_id, col(Hold.resource_id).in_(items))
        for hold in session.exec(query).all():
            session.delete(hold)
        session.flush()
