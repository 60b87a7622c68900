"""What the business uses up and what it uses again."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import Instant, Owned, Table, words


class ItemKind(StrEnum):
    CONSUMABLE = 'consumable'
    REUSABLE = 'reusable'


class WhenShort(StrEnum):
    BLOCK = 'block'
    ALLOW = 'allow'


class Item(Owned, table=True):
    """A thing in stock. A consumable's figures derive from its movements; a reusable one has `quantity` and holds in time."""

    name: str = Field(max_length=200)
    kind: ItemKind = Field(default=ItemKind.CONSUMABLE, sa_type=words(ItemKind))
    unit: str = Field(default='', max_length=40)
    quantity: int = 0
    low_threshold: int = 0
    critical_threshold: int = 0
    when_short: WhenShort = Field(default=WhenShort.ALLOW, sa_type=words(WhenShort))
    supplier_email: str = Field(default='', max_length=254)
    notes: str = Field(default='', max_length=2000)
    active: bool = True


class BookingTypeItem(Table, table=True):
    """How much of an item one booking of a type uses."""

    __tablename__ = 'booking_type_item'

    booking_type_id: UUID = Field(foreign_key='booking_type.id', ondelete='CASCADE', index=True)
    item_id: UUID = Field(foreign_key='item.id', ondelete='CASCADE', index=True)
    quantity: int = 1

    __table_args__ = (sa.UniqueConstraint('booking_type_id', 'item_id'),)


class MovementKind(StrEnum):
    RESTOCK = 'restock'
    CORRECTION = 'correction'
    RESERVE = 'reserve'
    RELEASE = 'release'
    CONSUME = 'consume'


class Movement(Owned, table=True):
    """One line of a consumable's ledger: `on_hand` and `reserved` are the signed changes that it makes."""

    item_id: UUID = Field(foreign_key='item.id', ondelete='CASCADE')
    booking_id: UUID | None = Field(default=None, foreign_key='booking.id', ondelete='SET NULL', index=True)
    kind: MovementKind = Field(sa_type=words(MovementKind))
    on_hand: int = 0
    reserved: int = 0
    note: str = Field(default='', max_length=400)
    by_id: UUID | None = None
    by_name: str = Field(default='', max_length=200)
    at: datetime = Field(sa_type=Instant)

    __table_args__ = (
        sa.Index('ix_movement_item_created', 'item_id', 'created_at'),
        sa.Index('ix_movement_item_sums', 'item_id', 'on_hand', 'reserved'),
    )
