"""Invitations: a single-use link by which a person of the team gets, or brings, an account."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import Invitation, Member, User, Workspace
from data.settings import settings
from domain import access, accounts, clock, events, staff, system_mail
from domain.actor import PERMISSIONS, Actor
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.events import Name

LIFE = timedelta(days=7)


class BadInvitation(NotFound):
    """This invitation is not valid any more. Please ask for a new one."""


class AlreadyHere(Conflict):
    """This person can sign in already."""


class AlreadyMember(Conflict):
    """You belong to this workspace already, under another invitation."""


class NotYourAccount(Forbidden):
    """There is an account with this address. Please sign in with it to accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An invitation that waits for its answer, or ran out."""

    id: UUID
    member_id: UUID
    full_name: str
    email: str
    permissions: tuple[str, ...]
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the invited person sees; `account`: somebody with this address can sign in already."""

    workspace_id: UUID
    workspace: str
    full_name: str
    email: str
    permissions: tuple[str, ...]
    account: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who joined, and where."""

    user_id: UUID
    workspace_id: UUID


def listing(session: Session, actor: Actor) -> list[View]:
    """Invitations without an answer, the newest first; owner only."""
    actor.require_owner()
    query = (
        select(Invitation, Member)
        .join(Member, col(Member.id) == col(Invitation.member_id))
        .where(Invitation.workspace_id == actor.workspace)
        .where(col(Invitation.accepted_at).is_(None), col(Invitation.withdrawn_at).is_(None))
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
    )
    return [_view(invitation, member) for invitation, member in session.exec(query)]


def invite(
    session: Session,
    actor: Actor,
    *,
    email: str,
    full_name: str = '',
    permissions: Sequence[str] = PERMISSIONS,
    member_id: UUID | None = None,
    bookable: bool = True,
    public: bool = True,
) -> View:
    """Write to a person that they may join, as a new member or as the one who is there without an account (`member_id`).

    The link works once and for 7 days; an earlier one of the same member stops working. Owner; Invalid (email, full_name, permissions),
    AlreadyHere.
    """
    actor.require_owner()
    if not email.strip():
        raise Invalid({'email': 'Please give the address to which the invitation goes'})
    if member_id is None:
        name = full_name or email.split('@')[0]
        person = staff.add(
            session, actor, full_name=name, email=email, permissions=permissions, bookable=bookable, public=public
        )
    else:
        given = {'email': email, 'permissions': permissions} | ({'full_name': full_name} if full_name else {})
        person = staff.update_member(session, actor, member_id=member_id, given=given)
    return _sent(session, actor, staff.member(session, actor, person.id, lock=True))


def resend(session: Session, actor: Actor, *, invitation_id: UUID) -> View:
    """Write again, with a new link and 7 new days; the old link stops working. Owner; NotFound, AlreadyHere."""
    actor.require_owner()
    invitation = _mine(session, actor, invitation_id)
    return _sent(session, actor, staff.member(session, actor, invitation.member_id, lock=True))


def withdraw(session: Session, actor: Actor, *, invitation_id: UUID) -> None:
    """The link stops working; the person stays in the team without an account. Owner; NotFound."""
    actor.require_owner()
    invitation = _mine(session, actor, invitation_id)
    invitation.withdrawn_at = clock.now()
    session.add(invitation)
    _recorded(session, actor, invitation, 'invitation withdrawn')


def opened(session: Session, actor: Actor, *, token: str) -> Offer:
    """What a link offers. BadInvitation for one that was used, withdrawn, has run out, or never was."""
    invitation, member = _living(session, token)
    workspace = session.get_one(Workspace, invitation.workspace_id)
    return Offer(
        workspace_id=workspace.id,
        workspace=workspace.name,
        full_name=member.full_name,
        email=invitation.email,
        permissions=tuple(name for name in PERMISSIONS if name in access.permissions(member)),
        account=_account(session, invitation.email) is not None,
    )


def accept_new(session: Session, actor: Actor, *, token: str, full_name: str, password_hash: str) -> Accepted:
    """Join with a new account for the invited address. BadInvitation, NotYourAccount, Invalid (full_name)."""
    invitation, member = _living(session, token, lock=True)
    if _account(session, invitation.email) is not None:
        raise NotYourAccount
    user = accounts.add(session, actor, full_name=full_name, email=invitation.email, password_hash=password_hash)
    return _joined(session, actor, invitation, member, user)


def accept_known(session: Session, actor: Actor, *, token: str, user_id: UUID) -> Accepted:
    """Join with an account that its person has just proven to own (signed in, or by password). BadInvitation, AlreadyMember."""
    invitation, member = _living(session, token, lock=True)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    if access.membership(session, user.id, invitation.workspace_id) is not None:
        raise AlreadyMember
    return _joined(session, actor, invitation, member, user)


def _sent(session: Session, actor: Actor, member: Member) -> View:
    if member.user_id is not None:
        raise AlreadyHere
    for earlier in session.exec(_open(member.workspace_id).where(Invitation.member_id == member.id)):
        earlier.withdrawn_at = clock.now()
        session.add(earlier)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        workspace_id=member.workspace_id,
        member_id=member.id,
        email=member.email,
        token_hash=_hash(token),
        expires_at=clock.now() + LIFE,
        created_at=clock.now(),
    )
    session.add(invitation)
    session.flush()
    _mail(session, actor, member, invitation, token)
    _recorded(session, actor, invitation, 'invited')
    return _view(invitation, member)


def _mail(session: Session, actor: Actor, member: Member, invitation: Invitation, token: str) -> None:
    business = session.get_one(Workspace, member.workspace_id).name
    system_mail.send(
        session,
        actor,
        address=invitation.email,
        subject=f'{actor.name} invites you to {business}',
        paragraphs=[
            f'Hello {member.full_name},',
            f'{actor.name} invites you to work together in {business} on CareOps.',
            'The link below works once, for 7 days. If you do not know what this is about, you can ignore it.',
        ],
        button=('Accept the invitation', f'{settings().base_url}/invitation/{token}'),
        key=f'invitation:{invitation.id}',
        good_until=invitation.expires_at,
    )


def _joined(session: Session, actor: Actor, invitation: Invitation, member: Member, user: User) -> Accepted:
    invitation.accepted_at = clock.now()
    member.user_id, member.full_name, member.email = user.id, user.full_name, user.email
    session.add_all([invitation, member])
    person = replace(actor, kind='user', user_id=user.id, name=user.full_name, workspace_id=member.workspace_id)
    events.record(session, person, Name.MEMBER_CHANGED, member, change='joined')
    return Accepted(user.id, member.workspace_id)


def _living(session: Session, token: str, *, lock: bool = False) -> tuple[Invitation, Member]:
    query = select(Invitation).where(Invitation.token_hash == _hash(token))
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    invitation = session.exec(query).one_or_none()
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
        raise BadInvitation
    member = session.get_one(Member, invitation.member_id)
    if member.removed_at is not None or member.user_id is not None:
        raise BadInvitation
    return invitation, member


def _mine(session: Session, actor: Actor, invitation_id: UUID) -> Invitation:
    query = _open(actor.workspace).where(Invitation.id == invitation_id).with_for_update(key_share=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _open(workspace_id: UUID) -> SelectOfScalar[Invitation]:
    return select(Invitation).where(
        Invitation.workspace_id == workspace_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.withdrawn_at).is_(None),
    )


def _account(session: Session, email: str) -> UUID | None:
    return session.exec(select(User.id).where(User.email == email)).first()


def _recorded(session: Session, actor: Actor, invitation: Invitation, change: str) -> None:
    member = session.get_one(Member, invitation.member_id)
    events.record(session, actor, Name.MEMBER_CHANGED, member, change=change)


def _view(invitation: Invitation, member: Member) -> View:
    return View(
        id=invitation.id,
        member_id=member.id,
        full_name=member.full_name,
        email=invitation.email,
        permissions=tuple(name for name in PERMISSIONS if name in access.permissions(member)),
        expires_at=invitation.expires_at,
        expired=invitation.expires_at <= clock.now(),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()
