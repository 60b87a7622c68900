"""Files that a text message brought along: they lie at the provider until they are fetched, tried again with growing pauses."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways.base import Failure, FinalFailure
from data.models import AwaitedFile, Message
from domain import clock, events, files, integrations, receiving, scope, work
from domain.actor import Actor
from domain.crypto import Unreadable
from domain.integrations import Route

log = logging.getLogger(__name__)
BIGGEST = 5_000_000
MOST = 10
ATTEMPTS = 8
LEASE = timedelta(minutes=2)
PAUSE = timedelta(seconds=30)


def await_(
    session: Session, actor: Actor, *, message: Message, integration_id: UUID, found: Sequence[tuple[str, str]]
) -> None:
    """Fetch these files (address, name) soon and put them beside the message."""
    actor.require_member()
    for url, name in found[:MOST]:
        session.add(
            AwaitedFile(
                workspace_id=actor.workspace,
                message_id=message.id,
                integration_id=integration_id,
                url=url[:1000],
                name=name[:200],
                due_at=clock.now(),
            )
        )


def fetch_due() -> int:
    """Fetch what is due; how many files came."""
    return sum(_fetched(workspace_id, row_id) for workspace_id, row_id in work.read_now(_due, Actor.system()))


def _due(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    query = select(AwaitedFile.workspace_id, AwaitedFile.id).where(col(AwaitedFile.due_at) <= clock.now())
    return list(session.exec(query.order_by(col(AwaitedFile.due_at)).limit(20)))


def _fetched(workspace_id: UUID, row_id: UUID) -> bool:
    house = Actor.system(workspace_id)
    claimed = work.act_now(_claim, house, row_id=row_id)
    if claimed is None:
        return False
    route, url = claimed
    try:
        content = asyncio.run(route.gateway().media(url, most=BIGGEST))  # type: ignore[attr-defined]
    except (Failure, Unreadable) as error:
        work.act_now(_not_now, house, row_id=row_id, sentence=str(error), final=isinstance(error, FinalFailure))
        return False
    return work.act_now(_keep, house, row_id=row_id, content=content)


def _claim(session: Session, actor: Actor, *, row_id: UUID) -> tuple[Route, str] | None:
    """Ours for a while: the next try is put off, so that nobody else makes it meanwhile."""
    row = _still_there(session, actor, row_id)
    if row is None or row.due_at > clock.now():
        return None
    row.attempts, row.due_at = row.attempts + 1, clock.now() + LEASE
    session.add(row)
    return integrations.route(session, actor, integration_id=row.integration_id), row.url


def _keep(session: Session, actor: Actor, *, row_id: UUID, content: bytes) -> bool:
    row = _still_there(session, actor, row_id)
    if row is None:
        return False
    if sentence := files.problem(content, files.DOCUMENTS):
        _given_up(session, actor, row, sentence)
        return False
    receiving.attach(session, actor, scope.one(session, actor, Message, row.message_id), row.name, content)
    _gone(session, actor, row)
    return True


def _not_now(session: Session, actor: Actor, *, row_id: UUID, sentence: str, final: bool) -> None:
    row = _still_there(session, actor, row_id)
    if row is None:
        return
    if final or row.attempts >= ATTEMPTS:
        _given_up(session, actor, row, sentence)
        return
    row.due_at = clock.now() + PAUSE * 2 ** (row.attempts - 1)
    session.add(row)


def _given_up(session: Session, actor: Actor, row: AwaitedFile, sentence: str) -> None:
    """The line in the thread says what is missing."""
    message = scope.one(session, actor, Message, row.message_id)
    message.body = f'{message.body}\n[{row.name} was sent along and is not here: {sentence}]'.strip()
    session.add(message)
    _gone(session, actor, row)


def _gone(session: Session, actor: Actor, row: AwaitedFile) -> None:
    session.delete(row)
    events.hint(session, actor.workspace, events.Name.CONVERSATION_CHANGED)


def _still_there(session: Session, actor: Actor, row_id: UUID) -> AwaitedFile | None:
    query = scope.rows(actor, AwaitedFile).where(col(AwaitedFile.id) == row_id)
    return session.exec(query.with_for_update(key_share=True)).first()
