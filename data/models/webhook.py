"""Addresses of the owner's that are told what happens, and the ledger of what they were told."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from data.models.automation import DeliveryState
from data.models.base import JSON, Instant, Owned, words


class Webhook(Owned, table=True):
    """An address that is told of some events. `secret` is sealed; `failing_since` the first of the failures in a row.

    It rests until `rest_until` after failures; from `paused_at` on it waits until the owner resumes it.
    """

    url: str = Field(max_length=2000)
    events: list[str] = Field(default_factory=list, sa_type=JSON)
    secret: str
    active: bool = True
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=Instant)
    rest_until: datetime | None = Field(default=None, sa_type=Instant)
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    last_ok_at: datetime | None = Field(default=None, sa_type=Instant)
    last_error: str = Field(default='', max_length=400)


class WebhookDelivery(Owned, table=True):
    """One event for one address, written in the transaction of its cause; its id stays the same however often it is sent.

    `tries` keeps when each attempt was made and what came of it, `status` and `answer` the newest answer. `lease_until` is a claim
    that ends by itself. `by_hand`: a person asked for it, so that it goes out though the address rests. `queued_at`: when it last began to wait.
    """

    __tablename__ = 'webhook_delivery'

    webhook_id: UUID = Field(foreign_key='webhook.id', ondelete='CASCADE')
    contact_id: UUID | None = Field(default=None, foreign_key='contact.id', ondelete='CASCADE', index=True)
    event_id: UUID | None = None
    event_name: str = Field(max_length=60)
    body: str
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=words(DeliveryState))
    attempts: int = 0
    by_hand: bool = False
    queued_at: datetime = Field(sa_type=Instant)
    next_attempt_at: datetime = Field(sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    claimed_by: str = Field(default='', max_length=60)
    tries: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    status: int | None = None
    answer: str = Field(default='', max_length=2000)
    error: str = Field(default='', max_length=400)
    delivered_at: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (
        sa.Index('ix_webhook_delivery_due', 'state', 'next_attempt_at'),
        sa.Index('ix_webhook_delivery_webhook_created', 'webhook_id', 'created_at'),
    )
