"""Mails that could not be put into a conversation: kept with their original and the reason, tried again or forgotten by the owner."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from data.gateways import folder
from data.models import HeldMail, Integration, Message, Priority
from domain import alerts, clock, events, files, incoming, receiving, scope
from domain.actor import Actor
from domain.errors import Conflict, Refusal


class StillNotTaken(Conflict):
    """This mail still cannot be put into a conversation."""


class NotWhole(Conflict):
    """Only the headers of this mail are here. The mail itself is in your mailbox."""


@dataclass(frozen=True, slots=True)
class View:
    """A held mail as the owner sees it; `file_id` is its original, `whole` whether all of it is here."""

    id: UUID
    sender: str
    subject: str
    reason: str
    whole: bool
    file_id: UUID | None
    created_at: datetime


def hold(
    session: Session, actor: Actor, *, integration_id: UUID, raw: bytes, whole: bool, reason: str, key: str
) -> None:
    """Keep a mail of a mailbox aside, once, and alert the owner. `key` names one of which nothing is here."""
    actor.require_owner()
    integration = scope.one(session, actor, Integration, integration_id)
    digest = hashlib.sha256(raw or key.encode()).hexdigest()
    if session.exec(scope.rows(actor, HeldMail).where(col(HeldMail.digest) == digest)).first() is None:
        mail = incoming.parse(raw)
        session.add(
            HeldMail(
                workspace_id=actor.workspace,
                integration_id=integration_id,
                file_id=receiving.original(session, actor, raw) if raw else None,
                digest=digest,
                whole=whole,
                sender=_named(mail),
                subject=mail.subject,
                reason=reason[:400],
                created_at=clock.now(),
            )
        )
        session.flush()
    _alert(session, actor, integration)


def listing(session: Session, actor: Actor) -> list[View]:
    """What is held, the newest first. Owner."""
    actor.require_owner()
    rows = session.exec(scope.rows(actor, HeldMail).order_by(col(HeldMail.created_at).desc()).limit(200))
    return [_view(row) for row in rows]


def again(session: Session, actor: Actor, *, held_id: UUID) -> Message | None:
    """Try to put it into its conversation once more. Owner; StillNotTaken, NotWhole, NotFound."""
    actor.require_owner()
    row = scope.one(session, actor, HeldMail, held_id, lock=True)
    if not row.whole or row.file_id is None:
        raise NotWhole
    try:
        message = receiving.receive(session, actor, raw=folder.get(row.file_id))
    except (Refusal, FileNotFoundError) as error:
        raise StillNotTaken(f'It still cannot be taken: {error}') from error
    _gone(session, actor, row)
    return message


def forget(session: Session, actor: Actor, *, held_id: UUID) -> None:
    """Delete what is held here; the mailbox itself is not touched. Owner; NotFound."""
    actor.require_owner()
    _gone(session, actor, scope.one(session, actor, HeldMail, held_id, lock=True))


def _gone(session: Session, actor: Actor, row: HeldMail) -> None:
    integration = scope.one(session, actor, Integration, row.integration_id)
    session.delete(row)
    session.flush()
    files.remove(session, actor, file_id=row.file_id)
    _alert(session, actor, integration)


def _alert(session: Session, actor: Actor, integration: Integration) -> None:
    """One alert for a mailbox, with how many are held; it ends with the last of them."""
    events.hint(session, actor.workspace, events.Name.INTEGRATION_CHANGED)
    count = scope.count(session, scope.rows(actor, HeldMail).where(HeldMail.integration_id == integration.id))
    cause = f'held:{integration.id}'
    if not count:
        alerts.resolve_cause(session, actor, cause=cause)
        return
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.INTEGRATION,
        cause=cause,
        priority=Priority.HIGH,
        title='A mail could not be put into the inbox'
        if count == 1
        else f'{count} mails could not be put into the inbox',
        detail='Settings, Integrations shows why, with the original.',
        thing=integration,
    )


def _named(mail: incoming.Incoming) -> str:
    name = '' if mail.sender_name == mail.sender else mail.sender_name
    return (f'{name} <{mail.sender}>' if name and mail.sender else mail.sender or name)[:300]


def _view(row: HeldMail) -> View:
    return View(row.id, row.sender, row.subject, row.reason, row.whole, row.file_id, row.created_at)
