"""Mail to the people of the business: who is concerned, and what they want to hear of."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Booking, Channel, Event, Member, Role
from domain import checks, deliveries, rules
from domain.actor import Actor

_CONCERNED = select(Member).where(
    col(Member.workspace_id) == sa.bindparam('workspace'),
    col(Member.removed_at).is_(None),
    sa.or_(col(Member.id) == sa.bindparam('member'), col(Member.role) == Role.OWNER),
)
NOBODY = 'nobody wants to be told'


def owners(session: Session, actor: Actor) -> list[Member]:
    """The owners of the workspace."""
    return list(session.exec(_members(actor).where(col(Member.role) == Role.OWNER)))


def concerned(session: Session, actor: Actor, member_id: UUID | None, wish: str) -> list[Member]:
    """The assigned member and the owners, as far as they want to be told (`told_of_bookings`, `told_of_messages`)."""
    found = session.exec(_CONCERNED, params={'workspace': actor.workspace, 'member': member_id})
    people = sorted(found, key=lambda one: one.id != member_id)
    return [member for member in people if getattr(member, wish)]


def _members(actor: Actor) -> Any:
    return select(Member).where(Member.workspace_id == actor.workspace, col(Member.removed_at).is_(None))


def tell(
    session: Session,
    actor: Actor,
    event: Event,
    *,
    rule: str,
    members: Sequence[Member],
    opens: tuple[str, UUID],
    booking: Booking | None = None,
    contact_id: UUID | None = None,
    values: Mapping[str, str] | None = None,
    requests: Sequence[str] = (),
) -> int:
    """Queue one mail for each of the members but the one who did it; how many. Skip when the rule is switched off."""
    if not rules.effective(session, actor.workspace, rule).enabled:
        raise checks.Skip('this rule is switched off')
    told = [
        member for member in members if member.email and (member.user_id is None or member.user_id != event.actor_id)
    ]
    for member in told:
        deliveries.queue(
            session,
            actor,
            key=f'{rule}:{event.id}:{member.id}',
            channel=Channel.EMAIL,
            address=member.email,
            rule=rule,
            booking_id=booking.id if booking else None,
            contact_id=booking.contact_id if booking else contact_id,
            event_id=event.id,
            context={
                'user_id': str(member.user_id) if member.user_id else '',
                'opens': [opens[0], str(opens[1])],
                'values': dict(values or {}),
                'requests': list(requests),
            },
        )
    return len(told)
