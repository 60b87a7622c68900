"""Which deliveries are to be posted now, and whose claim on them holds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import DeliveryState, Webhook, WebhookDelivery, Workspace, WorkspaceStatus
from domain import claims, clock
from domain.actor import Actor

LEASE = timedelta(seconds=120)
Flying = Mapping[UUID, UUID | None]


def waits(session: Session, actor: Actor, *, share: int, flying: Flying) -> bool:
    """Whether `take` would find anything: asked first, because it keeps nobody from writing."""
    return session.exec(_query(session, share, flying).limit(1)).first() is not None


def rows(session: Session, limit: int, share: int, flying: Flying) -> Sequence[WebhookDelivery]:
    """Waiting and due, or in flight with somebody who is gone."""
    order = (col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.created_at))
    return session.exec(_query(session, share, flying).order_by(*order).limit(limit)).all()


def _query(session: Session, share: int, flying: Flying) -> SelectOfScalar[WebhookDelivery]:
    """What is not asked for by hand waits for addresses that rest or are paused, and for suspended workspaces."""
    now, row = clock.now(), WebhookDelivery
    awake = sa.and_(
        col(Webhook.active),
        col(Webhook.paused_at).is_(None),
        sa.or_(col(Webhook.rest_until).is_(None), col(Webhook.rest_until) <= now),
        col(Workspace.status) == WorkspaceStatus.ACTIVE,
    )
    waiting = sa.and_(
        col(row.state) == DeliveryState.QUEUED, col(row.next_attempt_at) <= now, sa.or_(col(row.by_hand), awake)
    )
    busy = [key for key, count in Counter(flying.values()).items() if count >= share]
    return (
        select(row)
        .join(Webhook, col(Webhook.id) == col(row.webhook_id))
        .join(Workspace, col(Workspace.id) == col(row.workspace_id))
        .where(sa.or_(waiting, col(row.id).in_(_lost(session, flying))), col(row.workspace_id).not_in(busy))
    )


def _lost(session: Session, flying: Flying) -> list[UUID]:
    now = clock.now()
    sent = col(WebhookDelivery.state) == DeliveryState.SENDING
    others = session.exec(select(WebhookDelivery).where(sent, col(WebhookDelivery.id).not_in(list(flying))))
    return [one.id for one in others if one.lease_until is None or one.lease_until < now or claims.gone(one.claimed_by)]


def fair(found: Sequence[WebhookDelivery], share: int, flying: Flying) -> Iterator[WebhookDelivery]:
    """Those with which, beside what this process has in the air, no workspace gets more than its share."""
    counted = Counter(flying.values())
    for row in found:
        counted[row.workspace_id] += 1
        if counted[row.workspace_id] <= share:
            yield row


def claim(session: Session, row: WebhookDelivery) -> bool:
    """Compare and swap: ours only if it still is as we saw it."""
    taken = session.execute(
        sa.update(WebhookDelivery)
        .where(
            col(WebhookDelivery.id) == row.id,
            col(WebhookDelivery.state) == row.state,
            col(WebhookDelivery.claimed_by) == row.claimed_by,
            col(WebhookDelivery.attempts) == row.attempts,
        )
        .values(claimed_by=claims.me(), lease_until=clock.now() + LEASE)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(row)
    return True
