"""Work due at a time: promised when its cause happens, moved and ended with it, kept by the tick; its row stays for ever."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import Promise, PromiseState, Workspace, WorkspaceStatus
from data.models.base import Instant, Table
from domain import clock
from domain.actor import Actor

AT_ONCE = 200
_END = (
    sa.update(Promise)
    .where(
        col(Promise.object_id) == sa.bindparam('object'),
        col(Promise.state) == PromiseState.WAITING,
        col(Promise.key).not_in(sa.bindparam('keep', expanding=True)),
        sa.or_(sa.bindparam('any', type_=sa.Boolean), col(Promise.kind).in_(sa.bindparam('kinds', expanding=True))),
    )
    .values(
        state=PromiseState.CANCELLED, reason=sa.bindparam('reason_given'), settled_at=sa.bindparam('now', type_=Instant)
    )
)


def make(session: Session, actor: Actor, *, kind: str, key: str, thing: Table, due_at: datetime, **data: Any) -> bool:
    """Promise work once per `key`; False where that occurrence was promised before, whatever became of it.

    Where `due_at` is past already the promise is written down as skipped: nothing is sent late by surprise.
    """
    return bool(make_all(session, actor, thing=thing, wanted=[(kind, key, due_at)], **data))


def make_all(
    session: Session, actor: Actor, *, thing: Table, wanted: Sequence[tuple[str, str, datetime]], **data: Any
) -> set[str]:
    """`make` for several promises of one thing (kind, key, due_at) with the same data; the keys of those that are new."""
    now = clock.now()
    rows = {key: _promise(actor, kind, key, thing, due_at, now, data) for kind, key, due_at in wanted}
    made = direct.insert_new(session, list(rows.values()), unique='key')
    return {key for key, row in rows.items() if row.id in made}


def _promise(
    actor: Actor, kind: str, key: str, thing: Table, due_at: datetime, now: datetime, data: dict[str, Any]
) -> Promise:
    late = due_at < now
    return Promise(
        workspace_id=actor.workspace,
        kind=kind,
        key=key,
        object_type=str(thing.__tablename__),
        object_id=thing.id,
        due_at=due_at,
        state=PromiseState.SKIPPED if late else PromiseState.WAITING,
        reason='its time had passed already' if late else '',
        settled_at=now if late else None,
        data=data,
        created_at=now,
    )


def cancel(
    session: Session, *, object_id: UUID, reason: str, kinds: Iterable[str] = (), keep: Iterable[str] = ()
) -> int:
    """End what still waits for an object (of these kinds, but for the keys to `keep`). How many ended."""
    asked = {'object': object_id, 'keep': list(keep), 'kinds': list(kinds), 'any': not kinds}
    done = {'reason_given': reason, 'now': clock.now()}
    return int(direct.execute(session, _END, asked | done).rowcount)


def revive(session: Session, *, key: str, reason: str, due_at: datetime) -> None:
    """The cause is there again: what was ended for this reason waits again, for `due_at`, unless that has passed."""
    if due_at < clock.now():
        return
    session.execute(
        sa.update(Promise)
        .where(
            col(Promise.key) == key,
            col(Promise.state) == PromiseState.CANCELLED,
            col(Promise.reason) == reason,
        )
        .values(state=PromiseState.WAITING, reason='', settled_at=None, due_at=due_at)
    )


def move(session: Session, *, object_id: UUID, kind: str, due_at: datetime) -> None:
    """Move what waits to another moment."""
    session.execute(
        sa.update(Promise)
        .where(
            col(Promise.object_id) == object_id,
            col(Promise.kind) == kind,
            col(Promise.state) == PromiseState.WAITING,
        )
        .values(due_at=due_at)
    )


def due(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """What is due in workspaces that are open or resting, oldest first: (workspace, promise)."""
    query = (
        select(Promise.workspace_id, Promise.id)
        .join(Workspace, col(Workspace.id) == col(Promise.workspace_id))
        .where(
            Promise.state == PromiseState.WAITING,
            Promise.due_at <= clock.now(),
            Workspace.status != WorkspaceStatus.SETUP,
        )
        .order_by(col(Promise.due_at))
        .limit(AT_ONCE)
    )
    return [(workspace_id, promise_id) for workspace_id, promise_id in session.exec(query)]


def claim(session: Session, promise_id: UUID) -> Promise | None:
    """Take a due promise for this transaction; None where somebody else was faster or it moved away."""
    taken = session.execute(
        sa.update(Promise)
        .where(
            col(Promise.id) == promise_id,
            col(Promise.state) == PromiseState.WAITING,
            col(Promise.due_at) <= clock.now(),
        )
        .values(state=PromiseState.KEPT, settled_at=clock.now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return session.get(Promise, promise_id, populate_existing=True)


def skip(session: Session, promise: Promise, reason: str) -> None:
    """It was due, but there is nothing to do any more; the reason stays with it."""
    promise.state, promise.reason = PromiseState.SKIPPED, reason[:400]
    session.add(promise)
