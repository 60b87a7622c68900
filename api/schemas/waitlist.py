"""The waiting list, as staff and as customers see it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Day, Given, Moment, Shown
from api.schemas.booking import Answers, Zone
from api.schemas.contact import Introduction
from data.models import WaitState

Part = Annotated[str, StringConstraints(max_length=20)]
Parts = Annotated[list[Part], Field(max_length=3, description='`morning`, `afternoon`, `evening`; none: any time')]


class Wish(Given):
    """What somebody waits for: a booking type on any day from `first_day` to `last_day`, with anyone or one person."""

    booking_type_id: UUID
    first_day: Day
    last_day: Day
    parts: Parts = Field([], examples=[['morning']])
    staff_id: UUID | None = Field(None, examples=[None])


class WaitGiven(Wish):
    """Either `contact_id`, or `contact` with a name and a way to reach it."""

    contact_id: UUID | None = Field(None, examples=[None])
    contact: Introduction | None = None


class WaitShown(Shown):
    """`offered_start` and `offer_until` are there while a time is held; `call` is the number of somebody whom no message reaches."""

    id: UUID
    contact_id: UUID
    contact_name: str = Field(examples=['Priya Nair'])
    call: str = Field(examples=[''])
    booking_type_id: UUID
    booking_type_name: str = Field(examples=['Cut and finish'])
    staff_id: UUID | None
    staff_name: str = Field(examples=['Ben'])
    first_day: date
    last_day: date
    parts: list[str] = Field(examples=[['morning']])
    state: WaitState
    offered_start: datetime | None
    offer_until: datetime | None
    created_at: datetime


class PublicWish(Wish):
    contact: Introduction
    timezone: Zone = ''


class PublicPlace(Shown):
    """A customer's place on the list. `start`, `end` and `until` are there while a time is held, `manage_url` once it was taken."""

    token: str = Field(examples=['AQ…'])
    state: WaitState
    business_name: str = Field(examples=['Juniper Street'])
    booking_type_id: UUID
    booking_type_name: str = Field(examples=['Cut and finish'])
    staff_name: str = Field(examples=['Ben'])
    first_day: date
    last_day: date
    start: datetime | None
    end: datetime | None
    until: datetime | None
    manage_url: str = Field(examples=['https://juniper.example/m/AQ…'])


class Offered(Given):
    """`start` is the time that the customer saw: an offer of another time is left as it is."""

    start: Moment | None = Field(None, examples=['2026-03-04T09:00:00+00:00'])


class Claim(Offered):
    answers: Answers = {}
