"""How far each folder of a mailbox is read: who reads it now, from where, and that every mail is taken once and in order."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.gateways import providers
from data.gateways.imap import names
from data.models import Integration, IntegrationKind, MailFolder
from data.settings import settings
from domain import claims, clock, held, integrations, receiving, scope
from domain.actor import Actor
from domain.errors import Conflict
from domain.integrations import Route

LEASE = timedelta(minutes=3)
OVERLAP = timedelta(days=2)  # days of another time zone, and the server's clock
STUCK = 5


class NotOurs(Conflict):
    """Somebody else reads this folder now."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A folder that is ours to read now, and the way to its mailbox."""

    folder_id: UUID
    name: str
    route: Route


@dataclass(frozen=True, slots=True)
class Place:
    """A mail by its number, as it was counted when the folder was opened."""

    folder_id: UUID
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where a folder is read, and its `end` when it was opened. `since`: the first day to ask for while its numbers are new to us."""

    uid: int
    since: date | None
    end: int
    at: datetime


def due(session: Session, actor: Actor) -> list[tuple[UUID, UUID, str]]:
    """Workspace, integration and name of every folder that is to be read now, the one that has waited longest first."""
    now = clock.now()
    query = select(Integration).where(
        Integration.kind == IntegrationKind.INBOX,
        col(Integration.status).in_(integrations.USABLE),
        sa.or_(col(Integration.rest_until).is_(None), col(Integration.rest_until) <= now),
    )
    boxes = {row.id: row for row in session.exec(query) if row.provider in providers()}
    folders = session.exec(select(MailFolder).where(col(MailFolder.integration_id).in_(list(boxes))))
    known = {(row.integration_id, row.name): row for row in folders}
    found = [
        (row.due_at if row else now, box, name)
        for box in boxes.values()
        for name in names(box.config)
        if (row := known.get((box.id, name))) is None or (row.due_at <= now and _free(row, now))
    ]
    found.sort(key=lambda one: one[0])
    return [(box.workspace_id, box.id, name) for _, box, name in found]


def _free(row: MailFolder, now: datetime) -> bool:
    return row.lease_until is None or row.lease_until < now or claims.gone(row.claimed_by)


def claim(session: Session, actor: Actor, *, integration_id: UUID, name: str) -> Errand | None:
    """Make the folder ours for a while; None when somebody else was faster."""
    scope.one(session, actor, Integration, integration_id, lock=True)
    now = clock.now()
    row = session.exec(
        scope.rows(actor, MailFolder).where(MailFolder.integration_id == integration_id, MailFolder.name == name)
    ).first() or MailFolder(workspace_id=actor.workspace, integration_id=integration_id, name=name, due_at=now)
    if row.due_at > now or not _free(row, now):
        return None
    row.claimed_by, row.lease_until = claims.me(), now + LEASE
    session.add(row)
    session.flush()
    return Errand(row.id, name, integrations.route(session, actor, integration_id=integration_id))


def begin(session: Session, actor: Actor, *, folder_id: UUID, validity: int, next_uid: int) -> Mark:
    """From where to read, now that the folder is open. A folder that is new to us begins with today or as the owner chose.

    Where the server has numbered its mails anew, or has fewer of them than we have seen, all that came since we last saw the end is
    asked for again: what was taken is recognised by its Message-ID.
    """
    row = _ours(session, actor, folder_id)
    now = clock.now()
    if not row.validity:
        days = int(
            scope.one(session, actor, Integration, row.integration_id).config.get('start', '').replace('now', '') or 0
        )
        row.uid, row.since = (0, (now - timedelta(days=days)).date()) if days else (next_uid - 1, None)
    elif row.validity != validity or next_uid <= row.uid:
        row.uid, row.since = 0, ((row.read_at or row.created_at) - OVERLAP).date()
    row.validity = validity
    session.add(row)
    return Mark(row.uid, row.since, next_uid - 1, now)


def take(session: Session, actor: Actor, *, place: Place, raw: bytes) -> bool:
    """Put a mail into its conversation and move the mark, both or neither; whether it was news. NotOurs; else as `receive`."""
    _moved(session, actor, place)
    return receiving.receive(session, actor, raw=raw) is not None


def hold(session: Session, actor: Actor, *, place: Place, raw: bytes, whole: bool, reason: str) -> None:
    """Put a mail aside that cannot be taken, so that it does not hold up those behind it. NotOurs."""
    row = _moved(session, actor, place)
    key = f'{row.integration_id}:{row.name}:{place.validity}:{place.uid}'
    held.hold(session, actor, integration_id=row.integration_id, raw=raw, whole=whole, reason=reason, key=key)


def skip(session: Session, actor: Actor, *, place: Place) -> None:
    """A mail is gone from the folder: on to the next one. NotOurs."""
    _moved(session, actor, place)


def stumble(session: Session, actor: Actor, *, place: Place) -> bool:
    """The next mail could not be fetched; whether that has happened so often that it is to be passed over. NotOurs."""
    row = _ours(session, actor, place.folder_id, place.validity)
    row.stuck += 1
    session.add(row)
    return row.stuck >= STUCK


def finish(session: Session, actor: Actor, *, folder_id: UUID, mark: Mark, more: bool) -> None:
    """Done for now; `more`: it goes on at once. Else the folder was seen to its end, as it was when it was opened. NotOurs."""
    row = _ours(session, actor, folder_id)
    if not more:
        row.uid = max(row.uid, mark.end) if row.since else row.uid  # those between are older than what was asked for
        row.read_at, row.since = mark.at, None
    _released(row, clock.now() if more else clock.now() + timedelta(seconds=settings().poll_seconds))
    session.add(row)
    integrations.worked(session, actor, integration_id=row.integration_id)


def fail(session: Session, actor: Actor, *, folder_id: UUID, sentence: str) -> None:
    """The mailbox cannot be read now: it rests, longer each time, and the owner is told."""
    row = _ours(session, actor, folder_id)
    rest = integrations.failed(session, actor, integration_id=row.integration_id, sentence=sentence)
    usual = clock.now() + timedelta(seconds=settings().poll_seconds)
    _released(row, max(rest, usual) if rest else usual)
    session.add(row)


def _ours(session: Session, actor: Actor, folder_id: UUID, validity: int | None = None) -> MailFolder:
    """The folder, still claimed by this process; the claim is prolonged."""
    row = scope.one(session, actor, MailFolder, folder_id, lock=True)
    if row.claimed_by != claims.me() or validity not in {None, row.validity}:
        raise NotOurs
    row.lease_until = clock.now() + LEASE
    return row


def _moved(session: Session, actor: Actor, place: Place) -> MailFolder:
    row = _ours(session, actor, place.folder_id, place.validity)
    if place.uid <= row.uid:
        raise NotOurs
    row.uid, row.stuck = place.uid, 0
    session.add(row)
    session.flush()
    return row


def _released(row: MailFolder, due_at: datetime) -> None:
    row.claimed_by, row.lease_until, row.due_at = '', None, due_at
