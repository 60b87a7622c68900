"""The people of a workspace: with an account or only bookable, what they may do, and their leaving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session, col, func, select, update

from data.models import Conversation, Invitation, LoginSession, Member, Resource, Role
from domain import access, addresses, clock, events, text
from domain.actor import PERMISSIONS, Actor
from domain.errors import Conflict, Invalid, NotFound
from domain.events import Name

SWITCHES = {
    'inbox': 'Answer customers in the inbox',
    'bookings': 'Run the calendar: confirm, move, close bookings',
    'forms': 'Follow up forms and read answers',
    'inventory': 'Restock and count the inventory',
}


class LastOwner(Conflict):
    """A workspace always has an owner; this one is the only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A living member. `invitation`: none, waiting, or expired; `account`: whether the person can sign in."""

    id: UUID
    user_id: UUID | None
    full_name: str
    email: str
    role: str
    permissions: tuple[str, ...]
    bookable: bool
    public: bool
    invitation: Literal['', 'waiting', 'expired']
    invitation_id: UUID | None

    @property
    def account(self) -> bool:
        return self.user_id is not None


def listing(session: Session, actor: Actor) -> list[View]:
    """Everybody who belongs to the workspace now, in their order; owner only."""
    actor.require_owner()
    query = _living(actor).order_by(col(Member.position), col(Member.created_at), col(Member.id))
    return views(session, list(session.exec(query)))


def one(session: Session, actor: Actor, *, member_id: UUID) -> View:
    """One living member; owner only. NotFound."""
    actor.require_owner()
    return views(session, [member(session, actor, member_id)])[0]


def add(
    session: Session,
    actor: Actor,
    *,
    full_name: str,
    email: str = '',
    permissions: Sequence[str] = PERMISSIONS,
    bookable: bool = True,
    public: bool = True,
) -> View:
    """A person without an account, who can be booked and invited later. Owner; Invalid (full_name, email, permissions)."""
    actor.require_owner()
    last = session.exec(select(func.max(Member.position)).where(Member.workspace_id == actor.workspace)).one()
    row = Member(workspace_id=actor.workspace, full_name='', position=(last or 0) + 1)
    given = {'full_name': full_name, 'email': email, 'permissions': permissions, 'bookable': bookable, 'public': public}
    return _saved(session, actor, row, given)


def update_member(session: Session, actor: Actor, *, member_id: UUID, given: Mapping[str, Any]) -> View:
    """Change `full_name, email, permissions, bookable, public` of a member. Owner; an owner keeps every switch; Invalid by field."""
    actor.require_owner()
    return _saved(session, actor, member(session, actor, member_id, lock=True), given)


def remove(session: Session, actor: Actor, *, member_id: UUID) -> None:
    """The person is out at once, on open pages too. Bookings stay as they are and keep the name. Owner; LastOwner."""
    actor.require_owner()
    row = member(session, actor, member_id, lock=True)
    if row.role == Role.OWNER and len(_owners(session, actor)) < 2:
        raise LastOwner
    row.removed_at, row.bookable = clock.now(), False
    session.add(row)
    session.exec(
        update(Invitation)
        .where(col(Invitation.member_id) == row.id, col(Invitation.accepted_at).is_(None))
        .values(withdrawn_at=clock.now())
    )
    session.exec(update(Conversation).where(col(Conversation.assigned_to) == row.id).values(assigned_to=None))
    if row.user_id is not None:
        here = (col(LoginSession.user_id) == row.user_id, col(LoginSession.workspace_id) == row.workspace_id)
        session.exec(update(LoginSession).where(*here).values(workspace_id=None))
    gone = str(row.user_id) if row.user_id else ''
    events.record(session, actor, Name.MEMBER_REMOVED, row, person=row.full_name, user_id=gone)


def member(session: Session, actor: Actor, member_id: UUID, *, lock: bool = False) -> Member:
    """The living member's row; NotFound for one who left, or of another workspace."""
    query = _living(actor).where(Member.id == member_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: Member | None = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _living(actor: Actor) -> Any:
    return select(Member).where(Member.workspace_id == actor.workspace, col(Member.removed_at).is_(None))


def _owners(session: Session, actor: Actor) -> list[Member]:
    """The owners, locked, so that two do not remove each other."""
    query = _living(actor).where(Member.role == Role.OWNER).order_by(col(Member.id))
    return list(session.exec(query.with_for_update(key_share=True)))


def _saved(session: Session, actor: Actor, row: Member, given: Mapping[str, Any]) -> View:
    _write(session, actor, row, given)
    session.add(row)
    session.flush()
    if row.bookable and session.exec(select(Resource.id).where(Resource.member_id == row.id)).first() is None:
        session.add(Resource(workspace_id=row.workspace_id, member_id=row.id))
    events.record(session, actor, Name.MEMBER_CHANGED, row)
    session.flush()
    return views(session, [row])[0]


def _write(session: Session, actor: Actor, row: Member, given: Mapping[str, Any]) -> None:
    """Put what was given on the member; Invalid names every wrong field at once, and nothing is changed."""
    wrong: dict[str, str] = {}
    change: dict[str, Any] = {flag: bool(given[flag]) for flag in ('bookable', 'public') if flag in given}
    if 'full_name' in given:
        change['full_name'] = text.line(str(given['full_name'] or ''))
        if not 0 < len(change['full_name']) <= 200:
            wrong['full_name'] = 'Please give a name, of at most 200 characters'
    if 'email' in given:
        change['email'] = _email(session, actor, row, str(given['email'] or ''), wrong)
    if 'permissions' in given and row.role != Role.OWNER:
        chosen = set(given['permissions'])
        change |= {f'can_{name}': name in chosen for name in PERMISSIONS}
        if chosen - set(PERMISSIONS):
            wrong['permissions'] = 'Please choose from inbox, bookings, forms and inventory'
    if wrong:
        raise Invalid(wrong)
    for name, value in change.items():
        setattr(row, name, value)


def _email(session: Session, actor: Actor, row: Member, given: str, wrong: dict[str, str]) -> str:
    try:
        address = addresses.email(given) if given.strip() else ''
    except ValueError as error:
        wrong['email'] = str(error)
        return row.email
    same = _living(actor).where(Member.email == address, Member.id != row.id)
    if address and session.exec(same).first() is not None:
        wrong['email'] = 'Somebody in your team has this address already'
    return address


def views(session: Session, members: list[Member]) -> list[View]:
    """The members with the state of their invitations, in one more query."""
    ids = [row.id for row in members]
    query = select(Invitation).where(
        col(Invitation.member_id).in_(ids),
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )
    waiting = {invitation.member_id: invitation for invitation in session.exec(query)}
    return [_view(row, waiting.get(row.id)) for row in members]


def _view(row: Member, invitation: Invitation | None) -> View:
    owner = row.role == Role.OWNER
    state: Literal['', 'waiting', 'expired'] = ''
    if invitation is not None and row.user_id is None:
        state = 'waiting' if invitation.expires_at > clock.now() else 'expired'
    return View(
        id=row.id,
        user_id=row.user_id,
        full_name=row.full_name,
        email=row.email,
        role=row.role.value,
        permissions=PERMISSIONS if owner else tuple(name for name in PERMISSIONS if name in access.permissions(row)),
        bookable=row.bookable,
        public=row.public,
        invitation=state,
        invitation_id=invitation.id if invitation else None,
    )
