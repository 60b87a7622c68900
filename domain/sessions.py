"""Signed-in browsers: started, found again by their cookie, listed, ended. Only the hash of a cookie is kept."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select, update

from data.models import LoginSession, User
from domain import access, clock, devices, events, memberships
from domain.actor import Actor
from domain.errors import NotFound, SignedOut
from domain.events import Name

COOKIE = 'careops_session'
LIFE = timedelta(days=30)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Started:
    """A new session; `token` goes into the cookie and is known nowhere else."""

    token: str
    session_id: UUID
    workspace_id: UUID | None


@dataclass(frozen=True, slots=True)
class Browser:
    """One line of the list of signed-in browsers."""

    id: UUID
    device: str
    address: str
    started_at: datetime
    last_seen_at: datetime
    current: bool


def start(session: Session, actor: Actor, *, user_id: UUID, user_agent: str = '') -> Started:
    """Sign a person in on a new browser, in the workspace last used. Whoever calls this has checked the password."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        user_id=user.id,
        workspace_id=_last_workspace(session, user.id),
        token_hash=_hash(token),
        device=devices.name(user_agent),
        address=actor.address[:64],
        last_seen_at=clock.now(),
        expires_at=clock.now() + LIFE,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    person = replace(actor, kind='user', user_id=user.id, name=user.full_name, workspace_id=row.workspace_id)
    events.record(session, person, Name.SESSION_STARTED, row, address=actor.address, device=row.device)
    return Started(token, row.id, row.workspace_id)


def by_token(session: Session, actor: Actor, *, token: str) -> Actor | None:
    """The person whose browser holds this cookie, in the workspace that this browser is in; None for any other text.

    A workspace that the person no longer belongs to gives way to another one of theirs, or to none.
    """
    row = session.exec(select(LoginSession).where(LoginSession.token_hash == _hash(token))).first()
    if row is None:
        return None
    person = replace(actor, kind='user', user_id=row.user_id, session_id=row.id, workspace_id=None)
    try:
        workspace_id = row.workspace_id
        if workspace_id is None or access.membership(session, row.user_id, workspace_id) is None:
            workspace_id = next((place.workspace_id for place in memberships.of(session, row.user_id)), None)
        return access.fresh(session, person.in_workspace(workspace_id))
    except SignedOut:
        return None


def stale(session: Session, actor: Actor) -> bool:
    """Whether 'last seen' of this browser is due to be written again: at most once a minute."""
    row = session.get(LoginSession, actor.session_id)
    return row is not None and clock.now() - row.last_seen_at >= MINUTE


def seen(session: Session, actor: Actor) -> None:
    """Write down that this browser was just seen; its time begins anew."""
    session.exec(
        update(LoginSession)
        .where(col(LoginSession.id) == actor.session_id, col(LoginSession.ended_at).is_(None))
        .values(last_seen_at=clock.now(), expires_at=clock.now() + LIFE, address=actor.address[:64])
    )


def listing(session: Session, actor: Actor) -> list[Browser]:
    """The person's signed-in browsers, this one first, then the ones seen last."""
    rows = session.exec(
        select(LoginSession)
        .where(
            LoginSession.user_id == actor.user_id,
            col(LoginSession.ended_at).is_(None),
            LoginSession.expires_at > clock.now(),
        )
        .order_by(col(LoginSession.last_seen_at).desc())
        .limit(100)
    ).all()
    found = [
        Browser(row.id, row.device, row.address, row.created_at, row.last_seen_at, row.id == actor.session_id)
        for row in rows
    ]
    return sorted(found, key=lambda browser: not browser.current)


def enter(session: Session, actor: Actor, *, workspace_id: UUID) -> None:
    """Let this browser look at another workspace of the person's. NotFound for one that is not theirs."""
    if actor.user_id is None or access.membership(session, actor.user_id, workspace_id) is None:
        raise NotFound
    session.exec(update(LoginSession).where(col(LoginSession.id) == actor.session_id).values(workspace_id=workspace_id))


def end(session: Session, actor: Actor, *, session_id: UUID) -> None:
    """Sign one browser of the person out; its open pages go at once. One that has ended already is no error."""
    row = session.exec(
        select(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == actor.user_id)
    ).first()
    if row is None:
        raise NotFound
    _end(session, actor, row)


def end_all(session: Session, actor: Actor, *, user_id: UUID, keep: UUID | None = None) -> int:
    """Sign a person out of every browser but `keep`; how many there were."""
    rows = session.exec(
        select(LoginSession).where(
            LoginSession.user_id == user_id, LoginSession.id != keep, col(LoginSession.ended_at).is_(None)
        )
    ).all()
    for row in rows:
        _end(session, actor, row)
    return len(rows)


def _end(session: Session, actor: Actor, row: LoginSession) -> None:
    if row.ended_at is None:
        row.ended_at = clock.now()
        session.add(row)
        events.record(session, actor, Name.SESSION_ENDED, row, device=row.device)


def _last_workspace(session: Session, user_id: UUID) -> UUID | None:
    places = {place.workspace_id for place in memberships.of(session, user_id)}
    used = session.exec(
        select(LoginSession.workspace_id)
        .where(LoginSession.user_id == user_id, col(LoginSession.workspace_id).is_not(None))
        .order_by(col(LoginSession.last_seen_at).desc())
        .limit(20)
    ).all()
    ordered = [place.workspace_id for place in memberships.of(session, user_id)]
    return next((found for found in used if found in places), ordered[0] if ordered else None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()
