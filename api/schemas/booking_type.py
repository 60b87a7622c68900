"""Booking types: what is sold by time."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Line, Minutes, Money, Shown
from data.models import LocationKind

Colour = Annotated[str, StringConstraints(pattern=r'^#[0-9a-fA-F]{6}$'), Field(examples=['#1f8a70'])]
Ids = Annotated[list[UUID], Field(max_length=200)]


class ItemUse(Given, Shown):
    item_id: UUID
    quantity: int = Field(1, ge=1, le=100_000)


class BookingTypeFields(Given):
    description: Annotated[str, StringConstraints(max_length=2000)] = Field('', examples=['Wash, cut and blow-dry'])
    duration_minutes: int = Field(30, ge=1, le=20_160, examples=[60])
    slot_step_minutes: int = Field(15, ge=1, le=1440, examples=[30])
    buffer_before_minutes: int = Field(0, ge=0, le=1440)
    buffer_after_minutes: int = Field(0, ge=0, le=1440, examples=[10])
    minimum_notice_minutes: Minutes = Field(60, examples=[120])
    furthest_days: int = Field(60, ge=0, le=1095, examples=[60])
    capacity: int = Field(1, ge=1, le=10_000)
    daily_limit: int | None = Field(None, ge=1, le=10_000)
    price: Money | None = Field(None, examples=['45.00'])
    colour: Colour = '#1f8a70'
    location_kind: LocationKind = LocationKind.IN_PERSON
    location: Annotated[str, StringConstraints(max_length=400)] = Field('', examples=['Juniper Street 4'])
    auto_confirm: bool = True
    active: bool = True
    position: int = Field(0, ge=0, le=100_000)
    questions: list[dict[str, Any]] = Field([], max_length=50, examples=[[]])
    staff_ids: Ids = Field([], description='Who performs it; empty: any bookable person')
    form_ids: Ids = Field([], examples=[[]])
    items: list[ItemUse] = Field([], max_length=200, examples=[[]])


class BookingTypeGiven(BookingTypeFields):
    name: Line = Field(examples=['Cut and finish'])
    duration_minutes: int = Field(ge=1, le=20_160, examples=[60])


class BookingTypeChanges(BookingTypeFields):
    """Only what is sent changes."""

    name: Line = Field('', examples=['Cut and finish'])


class BookingTypeShown(Shown):
    id: UUID
    name: str = Field(examples=['Cut and finish'])
    slug: str = Field(examples=['cut-and-finish'])
    description: str
    duration_minutes: int = Field(examples=[60])
    slot_step_minutes: int = Field(examples=[30])
    buffer_before_minutes: int = Field(examples=[0])
    buffer_after_minutes: int = Field(examples=[10])
    minimum_notice_minutes: int = Field(examples=[120])
    furthest_days: int = Field(examples=[60])
    capacity: int = Field(examples=[1])
    daily_limit: int | None = Field(examples=[None])
    price: Money | None = Field(examples=['45.00'])
    colour: str = Field(examples=['#1f8a70'])
    location_kind: LocationKind
    location: str
    auto_confirm: bool
    active: bool
    position: int = Field(examples=[0])
    questions: list[dict[str, Any]] = Field(examples=[[]])
    staff_ids: list[UUID]
    form_ids: list[UUID] = Field(examples=[[]])
    items: list[ItemUse] = Field(examples=[[]])
