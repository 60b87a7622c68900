"""The demo's shelf: what completed bookings used, refilled in time, except for two items that need a look."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, BookingTypeItem, Item, ItemKind, Movement, MovementKind, Workspace
from domain import ledger
from domain.actor import Actor

HEALTHY, LOW, CRITICAL = 2.5, 0.6, -0.1  # what is available in the end, in low thresholds


def movements(session: Session, workspace: Workspace, now: datetime) -> Iterator[list[Any]]:
    """A consumption for each completed booking, restocks that keep the shelf filled, reservations of what is to come."""
    items = {item.id: item for item in session.exec(select(Item).where(Item.workspace_id == workspace.id)).all()}
    have = _counted(session, workspace)
    used: dict[UUID, int] = defaultdict(int)
    for booking, use in session.exec(_uses(workspace)).all():
        item = items[use.item_id]
        if item.kind != ItemKind.CONSUMABLE:
            continue
        if booking.status == BookingStatus.COMPLETED:
            used[item.id] += use.quantity
            if have[item.id] - used[item.id] <= item.low_threshold:
                amount = max(item.low_threshold * 3, use.quantity * 20)
                used[item.id] -= amount
                yield [
                    _move(
                        item,
                        booking.end - timedelta(hours=1),
                        MovementKind.RESTOCK,
                        on_hand=amount,
                        note='Weekly order',
                    )
                ]
            yield [_move(item, booking.end, MovementKind.CONSUME, on_hand=-use.quantity, booking_id=booking.id)]
        elif booking.status in {BookingStatus.PENDING, BookingStatus.CONFIRMED} and booking.start > now:
            yield [_move(item, booking.created_at, MovementKind.RESERVE, reserved=use.quantity, booking_id=booking.id)]


def count(session: Session, owner: Actor, workspace: Workspace, chance: Random) -> None:
    """This morning's count: every item is well stocked but two, whose alerts open."""
    query = (
        select(Item).where(Item.workspace_id == workspace.id, Item.kind == ItemKind.CONSUMABLE).order_by(col(Item.name))
    )
    items = ledger.lock(session, [item.id for item in session.exec(query).all()])
    levels = [LOW, CRITICAL] + [HEALTHY] * len(items)
    for item, share in zip(chance.sample(items, len(items)), levels, strict=False):
        now = ledger.balance(session, item.id)
        wanted = now.reserved + round(item.low_threshold * share)
        ledger.write(session, owner, item, MovementKind.CORRECTION, on_hand=wanted - now.on_hand, note='Counted')


def _uses(workspace: Workspace) -> Any:
    return (
        select(Booking, BookingTypeItem)
        .join(BookingTypeItem, col(BookingTypeItem.booking_type_id) == col(Booking.booking_type_id))
        .where(Booking.workspace_id == workspace.id)
        .order_by(col(Booking.start))
    )


def _counted(session: Session, workspace: Workspace) -> dict[UUID, int]:
    have: dict[UUID, int] = defaultdict(int)
    for item_id, amount in session.exec(
        select(Movement.item_id, Movement.on_hand).where(Movement.workspace_id == workspace.id)
    ).all():
        have[item_id] += amount
    return have


def _move(item: Item, at: datetime, kind: MovementKind, **given: Any) -> Movement:
    return Movement(
        workspace_id=item.workspace_id, item_id=item.id, kind=kind, at=at, created_at=at, by_name='Ada Moreno', **given
    )
