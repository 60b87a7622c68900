"""People who sign in: registered, found by what they type, and kept up to date. Hashing happens outside, in `entry`."""

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, or_, select

from data.models import User
from data.settings import settings
from domain import addresses, events, passwords, sessions, text, tokens, workspace_fields, workspaces
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, SignedOut
from domain.events import Name

REGISTRATION_LOCK = 72_672


class RegistrationClosed(Forbidden):
    """New accounts on this server are made by invitation only. Please ask the person who runs it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a sign-in names, and the hash that the password must match."""

    user_id: UUID
    password_hash: str
    email: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new person and the workspace that they own now."""

    user_id: UUID
    workspace_id: UUID


def registration_open(session: Session, actor: Actor) -> bool:
    """Whether a stranger may register now (setting CAREOPS_REGISTRATION)."""
    policy = settings().registration
    return policy == 'open' or (policy == 'first' and empty(session, actor))


def empty(session: Session, actor: Actor) -> bool:
    """Whether this server has no person yet."""
    del actor
    return session.exec(select(User.id).limit(1)).first() is None


def check_registration(
    session: Session,
    actor: Actor,
    *,
    full_name: str,
    email: str,
    password: str,
    workspace_name: str = '',
    timezone: str = 'UTC',
    username: str = '',
) -> None:
    """Refuse what `register` would refuse, before the slow hash is made: RegistrationClosed, or Invalid by field."""
    if not registration_open(session, actor):
        raise RegistrationClosed
    wrong: dict[str, str] = {}
    given: dict[str, str] = {}
    for field, check, value in (('full_name', full_name_of, full_name), ('email', addresses.email, email)):
        try:
            given[field] = check(value)
        except ValueError as error:
            wrong[field] = str(error)
    if username:
        try:
            given['username'] = username_of(username)
        except ValueError as error:
            wrong['username'] = str(error)
    if sentence := passwords.problem(password, email=email):
        wrong['password'] = sentence
    try:
        workspace_fields.checked({'name': workspace_name, 'timezone': timezone})
    except Invalid as error:
        wrong |= {'workspace_name' if field == 'name' else field: said for field, said in error.fields.items()}
    wrong |= taken(session, given.get('email', ''), given.get('username', ''))
    if wrong:
        raise Invalid(wrong)


def register(
    session: Session,
    actor: Actor,
    *,
    full_name: str,
    email: str,
    password_hash: str,
    workspace_name: str,
    timezone: str = 'UTC',
    username: str = '',
) -> Registered:
    """A new person who owns a new workspace. RegistrationClosed; Invalid by field (an address that is taken included)."""
    _one_at_a_time(session)
    if not registration_open(session, actor):
        raise RegistrationClosed
    user = add(session, actor, full_name=full_name, email=email, password_hash=password_hash, username=username)
    person = replace(actor, kind='user', user_id=user.id, name=user.full_name)
    workspace = workspaces.create(session, person, name=workspace_name, timezone=timezone)
    return Registered(user.id, workspace.id)


def add(session: Session, actor: Actor, *, full_name: str, email: str, password_hash: str, username: str = '') -> User:
    """A new person without a workspace (registration, accepted invitations). Invalid by field."""
    try:
        user = User(
            full_name=full_name_of(full_name),
            email=addresses.email(email),
            username=username_of(username) if username else None,
            password_hash=password_hash,
            language=actor.language,
        )
    except ValueError as error:
        raise Invalid({'email': str(error)}) from None
    if wrong := taken(session, user.email, user.username or ''):
        raise Invalid(wrong)
    session.add(user)
    session.flush()
    person = replace(actor, kind='user', user_id=user.id, name=user.full_name)
    events.record(session, person, Name.USER_REGISTERED, user)
    return user


def by_login(session: Session, actor: Actor, *, login: str) -> Known | None:
    """The person with this e-mail address or username, if there is one."""
    del actor
    said = text.line(login).lower()
    user = session.exec(select(User).where(or_(User.email == said, User.username == said))).first()
    return Known(user.id, user.password_hash, user.email) if user else None


def me(session: Session, actor: Actor) -> Known:
    """The signed-in person, with the hash that the old password must match."""
    user = session.get(User, actor.user_id)
    if user is None:
        raise SignedOut
    return Known(user.id, user.password_hash, user.email)


def set_password(session: Session, actor: Actor, *, password_hash: str) -> None:
    """Keep a new hash; every other session and API sign-in of the person ends. Whoever calls this has checked the old password."""
    user = session.get(User, actor.user_id)
    if user is None:
        raise SignedOut
    user.password_hash = password_hash
    session.add(user)
    session.flush()
    sessions.end_all(session, actor, user_id=user.id, keep=actor.session_id)
    tokens.end_all(session, actor, user_id=user.id, keep=actor.family_id)
    events.record(session, actor, Name.PASSWORD_CHANGED, user, by='person')


def username_of(value: str) -> str:
    """A username in the form in which it is kept; ValueError with a sentence."""
    value = text.line(value).lower()
    if not 3 <= len(value) <= 60 or '@' in value or ' ' in value:
        raise ValueError('Please use 3 to 60 characters without spaces and without @')
    return value


def full_name_of(value: str) -> str:
    """A person's name in the form in which it is kept; ValueError with a sentence."""
    value = text.line(value)
    if not value:
        raise ValueError('Please write your name')
    if len(value) > 200:
        raise ValueError('Please use at most 200 characters')
    return value


def taken(session: Session, email: str, username: str, *, but: UUID | None = None) -> dict[str, str]:
    """Which of the two somebody (other than `but`) has already, with the sentence for it."""
    wrong = {}
    if email and session.exec(select(User.id).where(User.email == email, User.id != but)).first():
        wrong['email'] = 'There is an account with this address already. Sign in, or reset its password'
    if username and session.exec(select(User.id).where(User.username == username, User.id != but)).first():
        wrong['username'] = 'Somebody else has this username'
    return wrong


def _one_at_a_time(session: Session) -> None:
    """Two strangers who register together are counted one after the other (SQLite has one writer anyway)."""
    if settings().registration == 'first' and session.get_bind().dialect.name == 'postgresql':
        session.execute(sa.text('SELECT pg_advisory_xact_lock(:key)'), {'key': REGISTRATION_LOCK})
