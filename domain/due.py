"""Which messages are to be sent now, and whose claim on them holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import Delivery, DeliveryState, Workspace, WorkspaceStatus
from data.models.base import Instant
from domain import claims, clock
from domain.actor import Actor

LEASE = timedelta(seconds=120)
_ALLOWED = sa.or_(col(Delivery.system), col(Delivery.rule) == '', col(Workspace.status) == WorkspaceStatus.ACTIVE)
_QUEUED = sa.and_(
    col(Delivery.state) == DeliveryState.QUEUED, col(Delivery.next_attempt_at) <= sa.bindparam('now'), _ALLOWED
)
_SPARED = sa.or_(
    sa.and_(col(Delivery.workspace_id).is_(None), sa.bindparam('homeless', type_=sa.Boolean)),
    col(Delivery.workspace_id).not_in(sa.bindparam('busy', expanding=True)),
)
_WORKSPACE = col(Workspace.id) == col(Delivery.workspace_id)
_READY = sa.select(col(Delivery.id)).join(Workspace, _WORKSPACE, isouter=True).where(_QUEUED, _SPARED).limit(1)
_OTHERS = sa.select(col(Delivery.id), col(Delivery.lease_until), col(Delivery.claimed_by)).where(
    col(Delivery.state) == DeliveryState.SENDING, col(Delivery.id).not_in(sa.bindparam('flying', expanding=True))
)
_DUE = (
    select(Delivery)
    .join(Workspace, _WORKSPACE, isouter=True)
    .where(sa.or_(_QUEUED, col(Delivery.id).in_(sa.bindparam('lost', expanding=True))), _SPARED)
    .order_by(col(Delivery.next_attempt_at), col(Delivery.created_at))
    .limit(sa.bindparam('limit', type_=sa.Integer))
)
_CLAIM = (
    sa.update(Delivery)
    .where(
        col(Delivery.id) == sa.bindparam('row'),
        col(Delivery.state) == sa.bindparam('was'),
        col(Delivery.claimed_by) == sa.bindparam('by'),
        col(Delivery.attempts) == sa.bindparam('tries'),
    )
    .values(claimed_by=sa.bindparam('me'), lease_until=sa.bindparam('until', type_=Instant))
)


def waits(session: Session, actor: Actor, *, share: int, flying: Mapping[UUID, UUID | None]) -> bool:
    """Whether `take` would find anything: asked first, because it keeps nobody from writing."""
    now = clock.now()
    ready = direct.execute(session, _READY, {'now': now} | _busy(share, flying)).first()
    return bool(ready or _gone(session, flying, now))


def _busy(share: int, flying: Mapping[UUID, UUID | None]) -> dict[str, Any]:
    """For the statements: which workspaces have their share in the air, and whether the mails of none have it not."""
    full = {key for key, count in Counter(flying.values()).items() if count >= share}
    return {'busy': [key for key in full if key is not None], 'homeless': None not in full}


def _gone(session: Session, flying: Mapping[UUID, UUID | None], now: datetime) -> list[UUID]:
    """What is in flight with somebody who is gone."""
    others = direct.execute(session, _OTHERS, {'flying': list(flying)})
    return [one.id for one in others if one.lease_until is None or one.lease_until < now or claims.gone(one.claimed_by)]


def rows(session: Session, limit: int, share: int, flying: Mapping[UUID, UUID | None]) -> Sequence[Delivery]:
    """Queued and due, or in flight with somebody who is gone. Suspended workspaces wait, but for what a person wrote."""
    now = clock.now()
    asked = {'now': now, 'lost': _gone(session, flying, now), 'limit': limit}
    return session.exec(_DUE, params=asked | _busy(share, flying)).all()


def claim(session: Session, row: Delivery) -> Delivery | None:
    """Compare and swap: ours only if it still is as we saw it. None where somebody else was faster."""
    seen = {'row': row.id, 'was': row.state, 'by': row.claimed_by, 'tries': row.attempts}
    taken = direct.execute(session, _CLAIM, seen | {'me': claims.me(), 'until': clock.now() + LEASE})
    if taken.rowcount != 1:
        return None
    session.refresh(row)
    return row
