"""Bookings, as staff make and see them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Moment, Money, Paragraph, Shown
from api.schemas.contact import Introduction
from data.models import BookingStatus

Zone = Annotated[str, StringConstraints(max_length=60), Field(examples=['Europe/Lisbon'])]
Reason = Annotated[str, StringConstraints(max_length=400)]
Answers = Annotated[dict[str, Any], Field(max_length=100, examples=[{}])]


Also = Annotated[
    list[UUID],
    Field(
        max_length=10,
        description='Booking types that follow the first one without a wait, in the same visit: at most five together',
        examples=[[]],
    ),
]


class BookingGiven(Given):
    """Either `contact_id`, or `contact` with a name and a way to reach it. Without `staff_id` a free person is chosen."""

    booking_type_id: UUID
    also: Also = []
    start: Moment
    staff_id: UUID | None = Field(None, examples=[None])
    contact_id: UUID | None = Field(None, examples=[None])
    contact: Introduction | None = None
    timezone: Zone = ''
    notes: Paragraph = ''
    answers: Answers = {}
    overbook_reason: Reason = Field('', description='Takes a time that is not free, knowingly', examples=[''])


class BookingChanges(Given):
    """Only what is sent changes; times move by `/reschedule`."""

    notes: Paragraph | None = Field(None, examples=['Bring the old lens'])
    staff_notes: Paragraph | None = Field(None, examples=['Second visit'])
    location: Reason | None = Field(None, examples=['Room 2'])


class Move(Given):
    start: Moment
    end: Moment | None = Field(
        None, description='Makes it longer or shorter; by default it stays as long', examples=[None]
    )
    staff_id: UUID | None = Field(None, examples=[None])
    overbook_reason: Reason = Field('', examples=[''])


class Cancellation(Given):
    reason: Reason = Field('', examples=['The customer is ill'])


class Reopening(Given):
    overbook_reason: Reason = Field('', examples=[''])


class BookingShown(Shown):
    id: UUID
    booking_type_id: UUID
    booking_type_name: str = Field(validation_alias='type_name', examples=['Cut and finish'])
    staff_id: UUID = Field(validation_alias='member_id')
    staff_name: str = Field(validation_alias='member_name', examples=['Ben Okafor'])
    contact_id: UUID
    contact_name: str = Field(examples=['Priya Nair'])
    start: datetime
    end: datetime
    status: BookingStatus
    location: str = Field(examples=['Juniper Street 4'])
    notes: str
    staff_notes: str
    price: Money | None = Field(examples=['45.00'])
    timezone: str = Field(description="The customer's", examples=['Europe/Lisbon'])
    source: str = Field(examples=['public'])
    cancel_reason: str = Field(examples=[''])
    overbooked: bool = Field(examples=[False])
    overbook_reason: str = Field(examples=[''])
    series_id: UUID | None = Field(examples=[None])
    combination_id: UUID | None = Field(description='The same for the services of one visit', examples=[None])
    readiness: Literal['ready', 'forms_pending', 'short_stock']
    forms_sent: int = Field(examples=[0])
    forms_open: int = Field(examples=[0])
    created_at: datetime


class BookingMade(BookingShown):
    """A new booking, and what staff should know about it."""

    parts: list[BookingShown] = Field(description='All services of the visit, in their order')
    warnings: list[str] = Field(
        description='The customer is booked for this time already', examples=[['Priya Nair is booked already: Colour']]
    )
