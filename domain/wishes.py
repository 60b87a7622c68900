"""What a person is told by mail, workspace by workspace."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Member, Workspace
from domain import events
from domain.actor import Actor
from domain.errors import Forbidden, NotFound
from domain.events import Name


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one workspace may write to the person about."""

    workspace_id: UUID
    workspace: str
    bookings: bool
    messages: bool


def mine(session: Session, actor: Actor) -> list[Wishes]:
    """The person's wishes in every workspace that they belong to, by name."""
    if actor.kind != 'user':
        raise Forbidden
    query = (
        select(Member, Workspace.name)
        .join(Workspace, col(Workspace.id) == Member.workspace_id)
        .where(Member.user_id == actor.user_id, col(Member.removed_at).is_(None))
        .order_by(Workspace.name, col(Workspace.id))
    )
    return [
        Wishes(member.workspace_id, name, member.told_of_bookings, member.told_of_messages)
        for member, name in session.exec(query)
    ]


def wish(session: Session, actor: Actor, *, workspace_id: UUID, bookings: bool, messages: bool) -> None:
    """Be told of bookings and of waiting messages, or not. NotFound for a workspace that the person does not belong to."""
    found = session.exec(
        select(Member).where(
            Member.user_id == actor.user_id, Member.workspace_id == workspace_id, col(Member.removed_at).is_(None)
        )
    ).first()
    if actor.user_id is None or found is None:
        raise NotFound
    found.told_of_bookings, found.told_of_messages = bookings, messages
    session.add(found)
    events.record(session, actor.in_workspace(workspace_id), Name.MEMBER_CHANGED, found, change='notifications')
