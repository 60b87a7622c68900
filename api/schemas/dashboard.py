"""The figures of a moment, and what a search finds."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shown
from api.schemas.conversation import ConversationShown


class BookingFigures(Shown):
    """Today without cancelled ones; completed and no_show of the last 30 days."""

    today: int = Field(examples=[6])
    upcoming: int = Field(examples=[23])
    completed: int = Field(examples=[88])
    no_show: int = Field(examples=[3])
    to_confirm: int = Field(examples=[1])


class ConversationFigures(Shown):
    new: int = Field(examples=[4])
    ongoing: int = Field(examples=[9])
    unanswered: int = Field(examples=[1])


class FormFigures(Shown):
    pending: int = Field(examples=[2])
    overdue: int = Field(examples=[0])
    completed: int = Field(examples=[31])


class InventoryFigures(Shown):
    low: int = Field(examples=[1])
    critical: int = Field(examples=[0])


class AlertFigures(Shown):
    total: int = Field(examples=[2])
    critical: int = Field(examples=[0])


class RecentBooking(Shown):
    id: UUID
    contact_id: UUID
    contact_name: str = Field(validation_alias='name', examples=['Priya Nair'])
    booking_type_name: str = Field(validation_alias='type_name', examples=['Cut and finish'])
    staff_name: str = Field(validation_alias='member_name', examples=['Ben Okafor'])
    start: datetime
    end: datetime
    status: str = Field(examples=['confirmed'])


class DashboardShown(Shown):
    """A part is null where the caller may not see it."""

    as_of: datetime
    timezone: str = Field(examples=['Europe/Lisbon'])
    bookings: BookingFigures | None
    conversations: ConversationFigures | None
    forms: FormFigures | None
    inventory: InventoryFigures | None
    alerts: AlertFigures
    recent_bookings: list[RecentBooking]
    recent_conversations: list[ConversationShown]


class Hit(Shown):
    """`kind` is contact, booking, conversation, form, form_template or item."""

    kind: str = Field(examples=['contact'])
    id: UUID
    title: str = Field(examples=['Priya Nair'])
    detail: str = Field(examples=['priya@example.com'])
    at: datetime | None


class Hits(Shown):
    items: list[Hit]
