"""Things in stock as they are listed, with the figures that their ledger or their holds give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import BookingType, BookingTypeItem, Hold, Item, ItemKind, Movement, Resource, WhenShort
from domain import clock, ledger, scope
from domain.actor import Actor
from domain.ledger import Balance, Level

TODAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An item with its figures. Reusable: `on_hand` is the quantity, `reserved` the most in use at once in the next 24 hours."""

    id: UUID
    name: str
    kind: ItemKind
    unit: str
    on_hand: int
    reserved: int
    last_restocked_at: datetime | None
    low_threshold: int
    critical_threshold: int
    when_short: WhenShort
    supplier_email: str
    notes: str
    active: bool
    level: Level
    uses: tuple[tuple[UUID, str, int], ...]

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items there are, and how many are short."""

    total: int = 0
    low: int = 0
    critical: int = 0
    reusable: int = 0


def listing(
    session: Session,
    actor: Actor,
    *,
    q: str = '',
    kind: ItemKind | None = None,
    short: bool = False,
    level: Level | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[View], int]:
    """A page of the active items, the urgent ones first, and how many there are. `short`: low and critical; `level`: one of them."""
    actor.require('inventory')
    query = _filtered(actor, q=q, kind=kind, levels=_levels(short, level))
    count = scope.count(session, query)
    ordered = query.order_by(_urgency(), sa.func.lower(col(Item.name)), col(Item.id))
    return views(session, list(session.exec(ordered.limit(limit).offset(offset)))), count


def counts(session: Session, actor: Actor) -> Counts:
    """The figures above the list, in one query."""
    actor.require('inventory')
    urgent, figures = _urgency(), _sums()
    query: Any = (
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((urgent == 1, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((urgent == 0, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((col(Item.kind) == ItemKind.REUSABLE, 1), else_=0)), 0),
        )
        .select_from(Item)
        .outerjoin(figures, figures.c.item_id == col(Item.id))
        .where(col(Item.workspace_id) == actor.workspace, col(Item.active))
    )
    return Counts(*(int(figure) for figure in session.execute(query).one()))


def one(session: Session, actor: Actor, *, item_id: UUID) -> View:
    """One item. NotFound."""
    actor.require('inventory')
    return views(session, [scope.one(session, actor, Item, item_id)])[0]


def _sums() -> Any:
    """Available stock of each consumable of the database, to be joined."""
    available = sa.func.sum(col(Movement.on_hand) - col(Movement.reserved)).label('available')
    return sa.select(col(Movement.item_id).label('item_id'), available).group_by(col(Movement.item_id)).subquery('sums')


def _urgency() -> Any:
    """0 critical, 1 low, 2 fine: the rule of `ledger.level` in SQL."""
    available: Any = sa.func.coalesce(sa.literal_column('sums.available'), 0)
    return sa.case(
        (col(Item.kind) == ItemKind.REUSABLE, 2),
        (available <= col(Item.critical_threshold), 0),
        (available <= col(Item.low_threshold), 1),
        else_=2,
    )


def _filtered(actor: Actor, *, q: str, kind: ItemKind | None, levels: list[int]) -> Any:
    figures = _sums()
    query = scope.rows(actor, Item).outerjoin(figures, figures.c.item_id == col(Item.id)).where(Item.active)
    if q.strip():
        query = query.where(col(Item.name).icontains(q.strip(), autoescape=True))
    if kind is not None:
        query = query.where(Item.kind == kind)
    return query.where(_urgency().in_(levels)) if levels else query


def _levels(short: bool, level: Level | None) -> list[int]:
    if level is not None:
        return [{Level.CRITICAL: 0, Level.LOW: 1, Level.FINE: 2}[level]]
    return [0, 1] if short else []


def views(session: Session, items: list[Item]) -> list[View]:
    """The items with their figures and the booking types that use them, in four queries."""
    ids = [item.id for item in items]
    figures = ledger.balances(session, ids)
    peaks = _peaks(session, [item.id for item in items if item.kind == ItemKind.REUSABLE])
    uses = _used_by(session, ids)
    return [
        _view(
            item,
            Balance(item.quantity, peaks.get(item.id, 0)) if item.kind == ItemKind.REUSABLE else figures[item.id],
            tuple(uses.get(item.id, ())),
        )
        for item in items
    ]


def _view(item: Item, figures: Balance, uses: tuple[tuple[UUID, str, int], ...]) -> View:
    return View(
        id=item.id,
        name=item.name,
        kind=item.kind,
        unit=item.unit,
        on_hand=figures.on_hand,
        reserved=figures.reserved,
        last_restocked_at=figures.last_restocked_at,
        low_threshold=item.low_threshold,
        critical_threshold=item.critical_threshold,
        when_short=item.when_short,
        supplier_email=item.supplier_email,
        notes=item.notes,
        active=item.active,
        level=ledger.level(item, figures),
        uses=uses,
    )


def _used_by(session: Session, item_ids: list[UUID]) -> dict[UUID, list[tuple[UUID, str, int]]]:
    query = (
        select(BookingTypeItem.item_id, BookingType.id, BookingType.name, BookingTypeItem.quantity)
        .join(BookingType, col(BookingType.id) == col(BookingTypeItem.booking_type_id))
        .where(col(BookingTypeItem.item_id).in_(item_ids))
        .order_by(BookingType.name)
    )
    found: dict[UUID, list[tuple[UUID, str, int]]] = {}
    for item_id, type_id, name, quantity in session.exec(query):
        found.setdefault(item_id, []).append((type_id, name, quantity))
    return found


def _peaks(session: Session, item_ids: list[UUID]) -> dict[UUID, int]:
    """The most units of each reusable item in use at once during the next 24 hours."""
    now = clock.now()
    query = (
        select(Resource.item_id, Hold.start, Hold.end, Hold.units)
        .join(Hold, col(Hold.resource_id) == col(Resource.id))
        .where(col(Resource.item_id).in_(item_ids), Hold.start < now + TODAY, Hold.end > now)
    )
    held: dict[UUID, list[tuple[datetime, datetime, int]]] = {}
    for item_id, start, end, units in session.exec(query) if item_ids else ():
        if item_id is not None:
            held.setdefault(item_id, []).append((start, end, units))
    return {item_id: peak(holds) for item_id, holds in held.items()}


def peak(holds: Sequence[tuple[datetime, datetime, int]]) -> int:
    """The highest sum of units of half-open periods at one moment; it is reached where one of them starts."""
    return max(
        (sum(units for start, end, units in holds if start <= moment < end) for moment, _, _ in holds), default=0
    )
