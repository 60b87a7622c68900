"""What nobody needs any more is deleted: used-up links and sessions, first answers to repeated calls, idle rate limits, old lines
of the webhooks' ledger, forgotten files."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from data.gateways import folder
from data.models import IdempotencyKey, LoginSession, PasswordReset, RateBucket, RefreshToken, WebhookDelivery
from domain import clock, files, webhooks, work
from domain.actor import Actor

KEPT = timedelta(days=30)
WAITED = timedelta(days=90)  # for an address that its owner never resumed
ANSWERS_KEPT = timedelta(days=2)
FILES_KEPT = timedelta(hours=1)  # a file is written before its row commits


def clean() -> int:
    """Delete what is long over; how many rows and files."""
    return work.act_now(_clean, Actor.system()) + _forgotten_files()


def _forgotten_files() -> int:
    gone = work.read_now(files.sweep, Actor.system(), older_than=FILES_KEPT.total_seconds())
    for file_id in gone:
        folder.remove(file_id)
    return len(gone)


def _clean(session: Session, actor: Actor) -> int:
    now = clock.now()
    over = [
        sa.delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < now - ANSWERS_KEPT),
        sa.delete(RateBucket).where(col(RateBucket.filled_at) < now - ANSWERS_KEPT),
        sa.delete(PasswordReset).where(col(PasswordReset.expires_at) < now - KEPT),
        sa.delete(RefreshToken).where(col(RefreshToken.expires_at) < now - KEPT),
        sa.delete(LoginSession).where(col(LoginSession.expires_at) < now - KEPT),
        sa.delete(WebhookDelivery).where(
            col(WebhookDelivery.queued_at) < now - KEPT, col(WebhookDelivery.state).in_(webhooks.SETTLED)
        ),
        sa.delete(WebhookDelivery).where(col(WebhookDelivery.queued_at) < now - WAITED),
    ]
    return sum(session.execute(one).rowcount for one in over)  # type: ignore[attr-defined]
