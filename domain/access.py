"""Rights, read anew at every call: a session that ended or a member who was removed is out at once, on open pages too."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import LoginSession, Member, RefreshToken, User
from domain import clock
from domain.actor import PERMISSIONS, Actor
from domain.errors import Forbidden, SignedOut


class NotAMember(Forbidden):
    """You are not, or no longer, a member of this workspace."""


def fresh(session: Session, actor: Actor) -> Actor:
    """The actor as the database knows it now; raises SignedOut or NotAMember. Guests and the house pass as they are."""
    if actor.kind != 'user':
        return actor
    if not _alive(session, actor):
        raise SignedOut
    user = session.get(User, actor.user_id)
    if user is None:
        raise SignedOut
    known = replace(
        actor, name=user.full_name, language=user.language, role='', permissions=frozenset(), member_id=None
    )
    if actor.workspace_id is None:
        return known
    member = membership(session, user.id, actor.workspace_id)
    if member is None:
        raise NotAMember
    return replace(known, member_id=member.id, role=member.role.value, permissions=permissions(member))


def permissions(member: Member) -> frozenset[str]:
    """The switches that are on."""
    return frozenset(name for name in PERMISSIONS if getattr(member, f'can_{name}'))


def membership(session: Session, user_id: UUID, workspace_id: UUID) -> Member | None:
    """The living membership of a person in a workspace."""
    return session.exec(
        select(Member).where(
            Member.user_id == user_id, Member.workspace_id == workspace_id, col(Member.removed_at).is_(None)
        )
    ).first()


def _alive(session: Session, actor: Actor) -> bool:
    if actor.session_id is not None:
        row = session.get(LoginSession, actor.session_id)
        return (
            row is not None and row.user_id == actor.user_id and row.ended_at is None and row.expires_at > clock.now()
        )
    if actor.family_id is not None:
        ended = session.exec(
            select(RefreshToken.id).where(
                RefreshToken.family_id == actor.family_id, col(RefreshToken.ended_at).is_not(None)
            )
        ).first()
        return ended is None
    return False
