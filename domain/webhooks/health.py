"""How an address fares: it rests after failures, longer each time, and one that has failed for a day is paused, with an alert."""

from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from data.models import DeliveryState, Priority, Webhook, WebhookDelivery
from domain import alerts, clock, events, retry
from domain.actor import Actor
from domain.events import Name

STRIKES = 3
TRIED = 10
DEAD_AFTER = timedelta(days=1)


def worked(session: Session, actor: Actor, hook: Webhook) -> None:
    """It has just taken an event. A paused one stays paused until its owner says otherwise."""
    hook.last_ok_at = clock.now()
    hook.failures, hook.failing_since, hook.rest_until, hook.last_error = 0, None, None, ''
    session.add(hook)
    if hook.paused_at is None:
        over(session, actor, hook)


def failed(session: Session, actor: Actor, hook: Webhook, sentence: str, *, gone: bool = False) -> None:
    """It has not taken an event; `gone`: it says that it never will again."""
    now = clock.now()
    hook.failures += 1
    hook.failing_since, hook.last_error = hook.failing_since or now, sentence[:400]
    if hook.failures >= STRIKES:
        hook.rest_until = now + retry.delay(hook.failures - STRIKES + 1)
    if gone or (hook.failures >= TRIED and now - hook.failing_since >= DEAD_AFTER):
        hook.paused_at = hook.paused_at or now
    session.add(hook)
    if hook.failures >= STRIKES or hook.paused_at:
        _alert(session, actor, hook)


def fresh(session: Session, actor: Actor, hook: Webhook) -> None:
    """A clean slate: what waits for it leaves now."""
    hook.failures, hook.failing_since, hook.rest_until, hook.paused_at, hook.last_error = 0, None, None, None, ''
    session.execute(
        sa.update(WebhookDelivery)
        .where(col(WebhookDelivery.webhook_id) == hook.id, col(WebhookDelivery.state) == DeliveryState.QUEUED)
        .values(next_attempt_at=clock.now())
    )
    over(session, actor, hook)
    events.hint(session, hook.workspace_id, Name.WEBHOOK_QUEUED)


def over(session: Session, actor: Actor, hook: Webhook) -> None:
    """There is nothing to worry about any more."""
    alerts.resolve_cause(session, actor, cause=_cause(hook))


def _alert(session: Session, actor: Actor, hook: Webhook) -> None:
    host = urlsplit(hook.url).hostname or hook.url
    paused = hook.paused_at is not None
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.WEBHOOK,
        cause=_cause(hook),
        priority=Priority.CRITICAL if paused else Priority.HIGH,
        title=f'The webhook to {host} is paused' if paused else f'The webhook to {host} fails',
        detail=hook.last_error,
        thing=hook,
    )


def _cause(hook: Webhook) -> str:
    return f'webhook:{hook.id}'
