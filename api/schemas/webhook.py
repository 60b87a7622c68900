"""Webhooks and their ledger."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Shown
from data.models import DeliveryState
from domain.webhooks import EVENTS

KNOWN = 'Any of: ' + ', '.join(f'`{name}`' for name in EVENTS)
Url = Annotated[str, StringConstraints(max_length=2000), Field(examples=['https://hooks.example.com/careops'])]
Name = Annotated[str, StringConstraints(max_length=60)]
Events = Annotated[
    list[Name], Field(max_length=100, description=KNOWN, examples=[['booking.created', 'booking.cancelled']])
]


class WebhookGiven(Given):
    """A public https address."""

    url: Url
    events: Events
    active: bool = True


class WebhookChanges(Given):
    """Only what is sent changes."""

    url: Url | None = Field(None, examples=['https://hooks.example.com/careops'])
    events: Events | None = Field(None, examples=[['booking.created']])
    active: bool | None = Field(None, examples=[True])


class WebhookShown(Shown):
    """The secret is never part of it."""

    id: UUID
    url: str = Field(examples=['https://hooks.example.com/careops'])
    events: list[str] = Field(examples=[['booking.created', 'booking.cancelled']])
    active: bool
    state: str = Field(description='`new`, `working`, `failing`, `paused` or `off`', examples=['working'])
    failing_since: datetime | None
    rest_until: datetime | None
    paused_at: datetime | None
    last_ok_at: datetime | None
    last_error: str = Field(examples=[''])
    created_at: datetime


class WebhookMade(WebhookShown):
    """`secret` is shown this once."""

    secret: str = Field(examples=['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'])


class LedgerLine(Shown):
    """One delivery: its `id` is the `webhook-id` of every attempt, `body` what is sent, `answer` the beginning of the newest answer."""

    id: UUID
    webhook_id: UUID
    event: str = Field(examples=['booking.created'])
    state: DeliveryState
    attempts: int = Field(examples=[1])
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    status: int | None = Field(examples=[200])
    error: str = Field(examples=[''])
    body: str = Field(examples=['{"type": "booking.created", "data": {}}'])
    answer: str = Field(examples=['ok'])
    tries: list[dict[str, Any]] = Field(
        examples=[[{'at': '2026-03-02T09:30:00+00:00', 'status': 200, 'error': '', 'ms': 84}]]
    )
    created_at: datetime
