"""The ledger of consumables: every figure of an item in stock is the sum of its movements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Item, ItemKind, Movement, MovementKind, Priority
from domain import alerts, clock, events, scope
from domain.actor import Actor
from domain.errors import NotFound
from domain.events import Name


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on the shelf, what of it is promised to bookings, and when it last came in."""

    on_hand: int = 0
    reserved: int = 0
    last_restocked_at: datetime | None = None

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class Level(StrEnum):
    """How an item stands, from calm to urgent."""

    FINE = 'fine'
    LOW = 'low'
    CRITICAL = 'critical'


URGENCY = list(Level)


def level(item: Item, balance: Balance) -> Level:
    """Critical at or under its critical threshold (0 unless the owner set more), low at or under the low one; reusable: fine."""
    if item.kind == ItemKind.REUSABLE or not item.active:
        return Level.FINE
    if balance.available <= item.critical_threshold:
        return Level.CRITICAL
    return Level.LOW if balance.available <= item.low_threshold else Level.FINE


def balances(session: Session, item_ids: Sequence[UUID]) -> dict[UUID, Balance]:
    """The figures of each item, in one query at most; items without movements have zeros."""
    restocked = sa.func.max(sa.case((col(Movement.kind) == MovementKind.RESTOCK, col(Movement.at))))
    query: Any = (
        sa.select(
            col(Movement.item_id), sa.func.sum(col(Movement.on_hand)), sa.func.sum(col(Movement.reserved)), restocked
        )
        .where(col(Movement.item_id).in_(item_ids))
        .group_by(col(Movement.item_id))
    )
    rows = session.execute(query) if item_ids else ()
    found = {row[0]: Balance(int(row[1]), int(row[2]), row[3]) for row in rows}
    return {item_id: found.get(item_id, Balance()) for item_id in item_ids}


def balance(session: Session, item_id: UUID) -> Balance:
    """The figures of one item."""
    return balances(session, [item_id])[item_id]


def lock(session: Session, item_ids: Sequence[UUID]) -> list[Item]:
    """The items, in the order of their ids, unchanged by others until the commit: balances read after this are final."""
    query = select(Item).where(col(Item.id).in_(item_ids)).order_by(col(Item.id))
    return list(
        session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True))
        if item_ids
        else []
    )


def write(
    session: Session,
    actor: Actor,
    item: Item,
    kind: MovementKind,
    *,
    on_hand: int = 0,
    reserved: int = 0,
    booking_id: UUID | None = None,
    note: str = '',
) -> Balance:
    """Add a line to the ledger of a locked item and answer its new figures; a level that is crossed is made known."""
    before = balance(session, item.id)
    session.add(
        Movement(
            workspace_id=item.workspace_id,
            item_id=item.id,
            booking_id=booking_id,
            kind=kind,
            on_hand=on_hand,
            reserved=reserved,
            note=note,
            by_id=actor.user_id,
            by_name=actor.name,
            at=clock.now(),
        )
    )
    session.flush()
    after = balance(session, item.id)
    crossed(session, actor, item, level(item, before), after)
    return after


def crossed(session: Session, actor: Actor, item: Item, before: Level, after: Balance) -> None:
    """Fire inventory.low or inventory.critical once for each crossing towards it; pages hear of every change."""
    now = level(item, after)
    if now != before:
        _calm(session, actor, item, now)
    if URGENCY.index(now) > URGENCY.index(before):
        name = Name.INVENTORY_CRITICAL if now == Level.CRITICAL else Name.INVENTORY_LOW
        events.record(session, actor, name, item, item=item.name, available=after.available, unit=item.unit)
    events.hint(session, item.workspace_id, Name.INVENTORY_CHANGED)


def _calm(session: Session, actor: Actor, item: Item, now: Level) -> None:
    """The alert of the former level ends; of a critical item that is only low now, a calmer one stays."""
    there_was = alerts.resolve_cause(session, actor, cause=f'stock:{item.id}')
    if there_was and now == Level.LOW:
        session.flush()
        alerts.raise_(
            session,
            actor,
            kind=alerts.Kind.LOW_STOCK,
            cause=f'stock:{item.id}',
            priority=Priority.MEDIUM,
            title=f'{item.name} is running low',
            thing=item,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One movement as people read it."""

    id: UUID
    at: datetime
    kind: str
    on_hand: int
    reserved: int
    note: str
    by_name: str
    booking_id: UUID | None


def lines(session: Session, actor: Actor, *, item_id: UUID, limit: int = 50, offset: int = 0) -> tuple[list[Line], int]:
    """A page of the item's ledger, newest first, and how many lines there are; NotFound for an item of somebody else."""
    actor.require('inventory')
    scope.one(session, actor, Item, item_id)
    query = scope.rows(actor, Movement).where(col(Movement.item_id) == item_id)
    newest = query.order_by(col(Movement.at).desc(), col(Movement.created_at).desc()).limit(limit).offset(offset)
    return [_line(row) for row in session.exec(newest)], scope.count(session, query)


def _line(row: Movement) -> Line:
    return Line(row.id, row.at, row.kind.value, row.on_hand, row.reserved, row.note, row.by_name, row.booking_id)


def locked_consumable(session: Session, actor: Actor, item_id: UUID) -> Item:
    """The consumable, locked; NotFound for anything else, reusable items included: they have no ledger."""
    item = scope.one(session, actor, Item, item_id, lock=True)
    if item.kind != ItemKind.CONSUMABLE:
        raise NotFound
    return item
