"""A person's own page: name, address, photo, language of the eye (light or dark)."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Member, User
from domain import accounts, addresses, events, files
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, SignedOut
from domain.events import Name


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may read and change of themselves; `dark` is None where the system decides."""

    full_name: str
    email: str
    username: str
    photo_id: UUID | None
    dark: bool | None


def mine(session: Session, actor: Actor) -> Profile:
    """The actor's own profile."""
    user = _me(session, actor)
    return Profile(user.full_name, user.email, user.username or '', user.photo_id, user.dark)


def update(session: Session, actor: Actor, *, full_name: str, email: str, username: str = '') -> Profile:
    """Change name, address and username; the name changes in every workspace of the person. Invalid by field."""
    user = _me(session, actor)
    wrong: dict[str, str] = {}
    given = {'full_name': full_name, 'email': email, 'username': username}
    for field, check in (
        ('full_name', accounts.full_name_of),
        ('email', addresses.email),
        ('username', accounts.username_of),
    ):
        try:
            given[field] = check(given[field]) if given[field].strip() or field != 'username' else ''
        except ValueError as error:
            wrong[field] = str(error)
    wrong = accounts.taken(session, given['email'], given['username'], but=user.id) | wrong
    if wrong:
        raise Invalid(wrong)
    user.full_name, user.email, user.username = given['full_name'], given['email'], given['username'] or None
    session.add(user)
    _rename_memberships(session, user)
    events.record(session, actor, Name.USER_CHANGED, user)
    return mine(session, actor)


def set_photo(session: Session, actor: Actor, *, file_name: str, content: bytes) -> UUID:
    """Show this picture of the person; the old one goes. Invalid at `photo`."""
    user = _me(session, actor)
    kept = files.keep(
        session,
        actor,
        name=file_name,
        content=content,
        public=True,
        kinds=files.IMAGES,
        field='photo',
        personal=True,
    )
    files.remove(session, actor, file_id=user.photo_id)
    user.photo_id = kept.id
    session.add(user)
    events.record(session, actor, Name.USER_CHANGED, user)
    return kept.id


def remove_photo(session: Session, actor: Actor) -> None:
    """Show the initials again."""
    user = _me(session, actor)
    files.remove(session, actor, file_id=user.photo_id)
    user.photo_id = None
    session.add(user)
    events.record(session, actor, Name.USER_CHANGED, user)


def set_dark(session: Session, actor: Actor, *, dark: bool | None) -> None:
    """Choose light, dark, or what the system says (None)."""
    user = _me(session, actor)
    user.dark = dark
    session.add(user)


def _me(session: Session, actor: Actor) -> User:
    if actor.kind != 'user':
        raise Forbidden
    user = session.get(User, actor.user_id)
    if user is None:
        raise SignedOut
    return user


def _rename_memberships(session: Session, user: User) -> None:
    for member in session.exec(select(Member).where(Member.user_id == user.id, col(Member.removed_at).is_(None))):
        member.full_name, member.email = user.full_name, user.email
        session.add(member)
