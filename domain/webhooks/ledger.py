"""The ledger of an address: what it was told, when, and what it answered; a test, and another try by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from data.models import DeliveryState, WebhookDelivery
from domain import clock, events, scope
from domain.actor import Actor
from domain.errors import Conflict, NotFound
from domain.events import Name
from domain.webhooks import bodies, keeping, posting
from domain.webhooks.catalogue import TEST


class OnItsWay(Conflict):
    """This is being sent right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One delivery. `body` is the request, `answer` the beginning of the newest answer, `tries` every attempt."""

    id: UUID
    webhook_id: UUID
    event: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    error: str
    body: str
    answer: str
    tries: tuple[dict[str, Any], ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the ledger, and how long the whole is."""

    items: Sequence[Line]
    total: int


def deliveries(
    session: Session,
    actor: Actor,
    *,
    webhook_id: UUID,
    state: DeliveryState | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Page:
    """What an address was told, newest first. Owner only."""
    keeping.own(session, actor, webhook_id, lock=False)
    query = _of(actor, webhook_id)
    if state is not None:
        query = query.where(col(WebhookDelivery.state) == state)
    newest = query.order_by(col(WebhookDelivery.created_at).desc(), col(WebhookDelivery.id))
    rows = session.exec(newest.limit(limit).offset(offset)).all()
    return Page([_line(row) for row in rows], scope.count(session, query))


def delivery(session: Session, actor: Actor, *, webhook_id: UUID, webhook_delivery_id: UUID) -> Line:
    """One delivery with request and answer. NotFound."""
    keeping.own(session, actor, webhook_id, lock=False)
    return _line(_one(session, actor, webhook_id, webhook_delivery_id, lock=False))


def replay(session: Session, actor: Actor, *, webhook_id: UUID, webhook_delivery_id: UUID) -> Line:
    """Send it again now, under the same id, also where the address rests or is paused. OnItsWay; NotFound."""
    keeping.own(session, actor, webhook_id)
    row = _one(session, actor, webhook_id, webhook_delivery_id, lock=True)
    if row.state == DeliveryState.SENDING:
        raise OnItsWay
    row.state, row.attempts, row.by_hand = DeliveryState.QUEUED, 0, True
    row.queued_at = row.next_attempt_at = clock.now()
    return _waiting(session, actor, row)


def send_test(session: Session, actor: Actor, *, webhook_id: UUID) -> Line:
    """Send a test event now, once."""
    hook = keeping.own(session, actor, webhook_id)
    row = posting.queued(hook, TEST, bodies.trial(hook.workspace_id, clock.now()))
    return _waiting(session, actor, row)


def _waiting(session: Session, actor: Actor, row: WebhookDelivery) -> Line:
    session.add(row)
    session.flush()
    for name in (Name.WEBHOOK_QUEUED, Name.WEBHOOK_CHANGED):
        events.hint(session, actor.workspace, name)
    return _line(row)


def _of(actor: Actor, webhook_id: UUID) -> SelectOfScalar[WebhookDelivery]:
    return scope.rows(actor, WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id)


def _one(session: Session, actor: Actor, webhook_id: UUID, row_id: UUID, *, lock: bool) -> WebhookDelivery:
    row = scope.one(session, actor, WebhookDelivery, row_id, lock=lock)
    if row.webhook_id != webhook_id:
        raise NotFound
    return row


def _line(row: WebhookDelivery) -> Line:
    return Line(
        id=row.id,
        webhook_id=row.webhook_id,
        event=row.event_name,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.state == DeliveryState.QUEUED else None,
        delivered_at=row.delivered_at,
        status=row.status,
        error=row.error,
        body=row.body,
        answer=row.answer,
        tries=tuple(row.tries),
        created_at=row.created_at,
    )
