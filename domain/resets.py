"""Single-use links to a new password: mailed to who asks, printed for who runs the server."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import IntegrationKind, PasswordReset, User
from data.settings import settings
from domain import clock, events, integrations, memberships, sessions, system_mail, text, tokens
from domain.actor import Actor
from domain.errors import Conflict, NotFound
from domain.events import Name

LIFE = timedelta(hours=1)


class LinkUsedUp(Conflict):
    """This link has been used or is too old. Please ask for a new one."""


class NoSuchPerson(NotFound):
    """There is no account with this e-mail address."""


def request(session: Session, actor: Actor, *, email: str) -> None:
    """Mail a link to the person with this address; for an address that nobody has, nothing happens and nothing is told.

    Where the server has no mail of its own, the link leaves by a workspace that the person alone owns. Whoever has none gets it from
    `python main.py reset-password` only: an employer's channel would show the link to the employer.
    """
    user = _by_email(session, email)
    if user is None:
        return
    system_mail.send(
        session,
        actor.in_workspace(_own_channel(session, user.id)),
        address=user.email,
        subject='Your new CareOps password',
        paragraphs=[
            f'Hello {user.full_name},',
            'somebody, probably you, asked for a new password. This link works once, within an hour.',
            'If it was not you, there is nothing to do: your password stays as it is.',
        ],
        button=('Choose a new password', _link(session, user)),
        good_until=clock.now() + LIFE,
        only_for=user.id,
    )


def link_for(session: Session, actor: Actor, *, email: str) -> str:
    """A fresh link for the person with this address; older ones end. NoSuchPerson for nobody (only told to who runs the server)."""
    del actor
    user = _by_email(session, email)
    if user is None:
        raise NoSuchPerson
    return _link(session, user)


def whose(session: Session, actor: Actor, *, token: str) -> str:
    """The e-mail address of the person whom a link is for. LinkUsedUp. Looking uses nothing up."""
    del actor
    user = session.get(User, _open(session, token).user_id)
    return user.email if user else ''


def use(session: Session, actor: Actor, *, token: str, password_hash: str) -> UUID:
    """Set the new password, end every session and every API sign-in of the person. LinkUsedUp."""
    link = _open(session, token, lock=True)
    user = session.get(User, link.user_id)
    if user is None:
        raise LinkUsedUp
    _end_links(session, user.id)
    user.password_hash = password_hash
    session.add(user)
    session.flush()
    sessions.end_all(session, actor, user_id=user.id)
    tokens.end_all(session, actor, user_id=user.id)
    events.record(session, actor, Name.PASSWORD_CHANGED, user, by='link')
    return user.id


def _own_channel(session: Session, user_id: UUID) -> UUID | None:
    """The person's workspace whose mail leaves the server, else one that keeps it, else none."""
    ready = [
        workspace
        for workspace in memberships.owned_alone(session, user_id)
        if integrations.connected(session, workspace, IntegrationKind.EMAIL)
    ]
    return min(ready, key=lambda workspace: integrations.test_mode(session, workspace), default=None)


def _by_email(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(User.email == text.line(email).lower())).first()


def _link(session: Session, user: User) -> str:
    _end_links(session, user.id)
    token = secrets.token_urlsafe(32)
    session.add(PasswordReset(user_id=user.id, token_hash=_hash(token), expires_at=clock.now() + LIFE))
    return f'{settings().base_url}/reset/{token}'


def _open(session: Session, token: str, *, lock: bool = False) -> PasswordReset:
    query = select(PasswordReset).where(PasswordReset.token_hash == _hash(token))
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    link = session.exec(query).first()
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkUsedUp
    return link


def _end_links(session: Session, user_id: UUID) -> None:
    unused = select(PasswordReset).where(PasswordReset.user_id == user_id, col(PasswordReset.used_at).is_(None))
    for link in session.exec(unused):
        link.used_at = clock.now()
        session.add(link)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()
