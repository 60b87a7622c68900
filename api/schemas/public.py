"""What customers may know and say without an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Moment, Money, Paragraph, Shown
from api.schemas.booking import Also, Answers, Reason, Zone
from api.schemas.contact import Introduction
from data.models import BookingStatus, LocationKind


class PublicType(Shown):
    id: UUID
    slug: str = Field(examples=['cut-and-finish'])
    name: str = Field(examples=['Cut and finish'])
    description: str
    duration_minutes: int = Field(examples=[60])
    price: Money | None = Field(examples=['45.00'])
    colour: str = Field(examples=['#1f8a70'])
    location_kind: LocationKind
    location: str = Field(examples=['Juniper Street 4'])
    capacity: int = Field(examples=[1])
    auto_confirm: bool
    questions: list[dict[str, Any]] = Field(examples=[[]])


class PublicBusiness(Shown):
    name: str = Field(examples=['Juniper Street'])
    slug: str = Field(examples=['juniper-street'])
    address: str = Field(examples=['Juniper Street 4, Lisbon'])
    timezone: Zone
    currency: str = Field(examples=['EUR'])
    language: str = Field(examples=['en'])
    colour: str = Field(examples=['#1f6f54'])
    logo_url: str | None = Field(examples=[None])
    booking_types: list[PublicType]


class Inquiry(Introduction):
    message: Paragraph = Field('', examples=['Do you also do weddings?'])
    extra: dict[str, Any] = Field(
        {}, max_length=100, description="Answers to the owner's own fields, by key", examples=[{}]
    )


class Received(Shown):
    received: bool = True


class Slot(Shown):
    start: datetime = Field(examples=['2026-03-02T09:30:00+00:00'])
    end: datetime = Field(examples=['2026-03-02T10:30:00+00:00'])
    staff_ids: list[UUID]
    remaining: int = Field(examples=[1])


class Slots(Shown):
    timezone: Zone
    slots: list[Slot]


class PublicBookingGiven(Given):
    booking_type_id: UUID
    also: Also = []
    start: Moment
    staff_id: UUID | None = Field(None, examples=[None])
    contact: Introduction
    timezone: Zone = ''
    notes: Paragraph = ''
    answers: Answers = {}


class FormLink(Shown):
    name: str = Field(examples=['Health questionnaire'])
    url: str = Field(examples=['https://juniper.example/f/AQ…'])
    completed: bool = Field(examples=[False])


class VisitPart(Shown):
    id: UUID = Field(validation_alias='booking_id')
    booking_type_id: UUID
    booking_type_name: str = Field(examples=['Cut and finish'])
    staff_name: str = Field(examples=['Ben'])
    status: BookingStatus
    start: datetime
    end: datetime


class ManagedBooking(Shown):
    """Times carry the offset of `timezone`, the customer's own."""

    id: UUID = Field(validation_alias='booking_id')
    status: BookingStatus
    start: datetime
    end: datetime
    timezone: Zone
    location: str
    business_name: str = Field(examples=['Juniper Street'])
    booking_type_id: UUID
    booking_type_name: str = Field(examples=['Cut and finish'])
    staff_name: str = Field(examples=['Ben'])
    contact_name: str = Field(examples=['Priya Nair'])
    notes: str
    may_change: bool
    change_until: datetime
    manage_url: str = Field(examples=['https://juniper.example/m/AQ…'])
    calendar_url: str = Field(examples=['https://juniper.example/m/AQ…/calendar.ics'])
    forms: list[FormLink]
    parts: list[VisitPart] = Field(description='All services of the visit, in their order')


class PublicMove(Given):
    start: Moment


class PublicCancellation(Given):
    reason: Reason = Field('', examples=['I am ill'])
