"""What the public pages show: frozen, complete, with times in the visitor's zone."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from data.models import BookingStatus, BookingType, LocationKind, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """How the business appears on its public pages."""

    id: UUID
    slug: str
    name: str
    address: str
    timezone: str
    email: str
    phone: str
    currency: str
    language: str
    colour: str
    logo_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A booking type as customers see it."""

    id: UUID
    slug: str
    name: str
    description: str
    duration_minutes: int
    price: Decimal | None
    colour: str
    location_kind: LocationKind
    location: str
    capacity: int
    auto_confirm: bool
    questions: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a customer can ask for."""

    id: UUID
    name: str
    photo_id: UUID | None


@dataclass(frozen=True, slots=True)
class Time:
    """A free start, in the visitor's zone."""

    start: datetime
    end: datetime
    remaining: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip, in the visitor's zone."""

    day: date
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """The public contact form: `fields` are the owner's extra ones."""

    business: Business
    heading: str
    intro: str
    fields: tuple[dict[str, Any], ...]
    bookable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesPage:
    """What can be booked; with `person` only what that one does."""

    business: Business
    services: tuple[Service, ...]
    person: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesPage:
    """Person, day and time of one service. `people` is empty where there is no choice. `next_free` is the next day with a free time, where `day` has none.

    `lacking`: why nothing at all can be booked just now. `also`: the services that follow in the same visit; `more`: those that can
    still be added to it.
    """

    business: Business
    service: Service
    people: tuple[Person, ...]
    person: Person | None
    timezone: str
    day: date
    days: tuple[Day, ...]
    times: tuple[Time, ...]
    next_free: date | None
    earlier: date | None
    later: date | None
    lacking: str = ''
    also: tuple[Service, ...] = ()
    more: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage:
    """The last step before booking. Where the time went in the meantime, `free` is False and `nearest` (visitor's zone) says what is left.

    `lacking`: why nothing at all can be booked just now.
    """

    business: Business
    service: Service
    person: Person | None
    timezone: str
    start: datetime
    end: datetime
    free: bool
    nearest: tuple[datetime, ...]
    lacking: str = ''
    also: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLink:
    """A form that the customer still has to fill in, or has filled in."""

    name: str
    url: str
    completed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One service of a visit: what, with whom, when (customer's zone)."""

    booking_id: UUID
    service: Service
    person: Person
    status: BookingStatus
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagePage:
    """A customer's own booking: also what is shown when it is done. Times in the customer's zone.

    `parts`: all services of the visit in their order; `service` and `person` are those of the first, `start` and `end` of the whole.
    """

    business: Business
    service: Service
    person: Person
    booking_id: UUID
    status: BookingStatus
    start: datetime
    end: datetime
    timezone: str
    location: str
    contact_name: str
    notes: str
    may_change: bool
    change_until: datetime
    manage_url: str
    calendar_url: str
    forms: tuple[FormLink, ...]
    parts: tuple[Part, ...] = ()


def business_of(row: Workspace) -> Business:
    """The public face of a workspace."""
    return Business(
        id=row.id,
        slug=row.slug,
        name=row.name,
        address=row.address,
        timezone=row.timezone,
        email=row.contact_email,
        phone=row.phone,
        currency=row.currency,
        language=row.language,
        colour=row.colour,
        logo_id=row.logo_id,
    )


def service_of(row: BookingType) -> Service:
    """The public face of a booking type."""
    return Service(
        id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        duration_minutes=row.duration_minutes,
        price=row.price,
        colour=row.colour,
        location_kind=row.location_kind,
        location=row.location,
        capacity=row.capacity,
        auto_confirm=row.auto_confirm,
        questions=tuple(row.questions),
    )
