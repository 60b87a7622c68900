"""Where a person belongs, and what he may do there."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Member, Role, User, Workspace
from domain import access
from domain.actor import PERMISSIONS, Actor
from domain.errors import SignedOut


@dataclass(frozen=True, slots=True)
class Membership:
    """One workspace of a person; `permissions` are the switches that are on (an owner has all)."""

    workspace_id: UUID
    name: str
    slug: str
    role: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person."""

    id: UUID
    full_name: str
    email: str
    username: str | None
    language: str
    memberships: tuple[Membership, ...]


def me(session: Session, actor: Actor) -> Me:
    """The person behind the actor, with every workspace that he belongs to, by name."""
    user = session.get(User, actor.user_id)
    if user is None:
        raise SignedOut
    return Me(user.id, user.full_name, user.email, user.username, user.language, of(session, user.id))


def of(session: Session, user_id: UUID) -> tuple[Membership, ...]:
    """The living memberships of a person."""
    found = session.exec(
        select(Member, Workspace)
        .join(Workspace, col(Workspace.id) == Member.workspace_id)
        .where(Member.user_id == user_id, col(Member.removed_at).is_(None))
        .order_by(Workspace.name, col(Workspace.id))
    ).all()
    return tuple(_membership(member, workspace) for member, workspace in found)


def owned_alone(session: Session, user_id: UUID) -> list[UUID]:
    """The workspaces that this person owns and nobody else does: nobody else reads what leaves by their channels."""
    owns = select(Member.workspace_id).where(Member.role == Role.OWNER, col(Member.removed_at).is_(None))
    shared = owns.where(col(Member.user_id).is_distinct_from(user_id))
    mine = owns.where(Member.user_id == user_id, col(Member.workspace_id).not_in(shared))
    return list(session.exec(mine.order_by(col(Member.created_at), col(Member.workspace_id))))


def _membership(member: Member, workspace: Workspace) -> Membership:
    switches = PERMISSIONS if member.role == 'owner' else sorted(access.permissions(member))
    return Membership(workspace.id, workspace.name, workspace.slug, member.role.value, tuple(switches))


def workspaces(session: Session, actor: Actor) -> list[Workspace]:
    """The workspaces that the person belongs to, by name."""
    return list(
        session.exec(
            select(Workspace)
            .join(Member, col(Member.workspace_id) == Workspace.id)
            .where(Member.user_id == actor.user_id, col(Member.removed_at).is_(None))
            .order_by(Workspace.name, col(Workspace.id))
        ).all()
    )
