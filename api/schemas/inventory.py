"""Things in stock and their movements."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Count, Given, Line, Shown
from data.models import ItemKind, WhenShort


class ItemFields(Given):
    unit: Annotated[str, StringConstraints(max_length=40)] = Field('', examples=['bottle'])
    on_hand: Count = Field(0, description='First count of a consumable; quantity of a reusable item', examples=[12])
    low_threshold: Count = Field(0, examples=[4])
    critical_threshold: Count = Field(0, examples=[1])
    when_short: WhenShort = Field(WhenShort.ALLOW, description='Default: reusable items block, consumables allow')
    supplier_email: str = Field('', max_length=254, examples=['orders@supplier.example'])
    notes: Annotated[str, StringConstraints(max_length=2000)] = ''


class ItemGiven(ItemFields):
    name: Line = Field(examples=['Shampoo'])
    kind: ItemKind = ItemKind.CONSUMABLE


class ItemChanges(ItemFields):
    """Only what is sent changes. The stock of a consumable changes by its movements alone."""

    name: Line = Field('', examples=['Shampoo'])


class ItemShown(Shown):
    """Reusable: `on_hand` is the quantity, `reserved` the most in use at once in the next 24 hours."""

    id: UUID
    name: str = Field(examples=['Shampoo'])
    kind: ItemKind
    unit: str = Field(examples=['bottle'])
    on_hand: int = Field(examples=[12])
    reserved: int = Field(examples=[2])
    available: int = Field(examples=[10])
    last_restocked_at: datetime | None
    low_threshold: int = Field(examples=[4])
    critical_threshold: int = Field(examples=[1])
    when_short: WhenShort
    level: str = Field(examples=['fine'])
    supplier_email: str = Field(examples=['orders@supplier.example'])
    notes: str
    active: bool


class MovementGiven(Given):
    """`restock`: so many came in. `correction`: so many were counted."""

    kind: Literal['restock', 'correction']
    quantity: Count = Field(examples=[6])
    note: Annotated[str, StringConstraints(max_length=400)] = Field('', examples=['Delivery of Monday'])


class MovementShown(Shown):
    """`on_hand` and `reserved` are the changes that it made."""

    id: UUID
    kind: str = Field(examples=['restock'])
    on_hand: int = Field(examples=[6])
    reserved: int = Field(examples=[0])
    note: str = Field(examples=['Delivery of Monday'])
    by_name: str = Field(examples=['Ben Okafor'])
    booking_id: UUID | None
    at: datetime
