"""Everything that was set up, in one read: for the wizard's preview and its last step."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from data.models import Contact, FormTemplate, Item, Member, Workspace
from domain import booking_types, contact_forms, hours, integrations, onboarding, scope
from domain.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole set-up; `members` are those of the team who are still there, the owner included."""

    state: onboarding.State
    workspace: Workspace
    channels: tuple[integrations.View, ...]
    contact_form: contact_forms.View
    services: tuple[booking_types.View, ...]
    weekly: tuple[dict[str, Any], ...]
    days_off: int
    forms: tuple[FormTemplate, ...]
    items: tuple[Item, ...]
    members: tuple[Member, ...]
    samples: int

    @property
    def active_services(self) -> tuple[booking_types.View, ...]:
        return tuple(service for service in self.services if service.active)

    @property
    def bookable(self) -> tuple[Member, ...]:
        """Whom customers may choose."""
        return tuple(one for one in self.members if one.bookable and one.public)


def overview(session: Session, actor: Actor) -> Overview:
    """The set-up as it stands, in a fixed number of queries. Owner."""
    actor.require_owner()
    week = hours.of_workspace(session, actor)
    return Overview(
        state=onboarding.state(session, actor),
        workspace=session.get_one(Workspace, actor.workspace),
        channels=tuple(integrations.listing(session, actor)),
        contact_form=contact_forms.view(session, actor),
        services=booking_types.listing(session, actor),
        weekly=tuple(dict(one) for one in week['weekly'] or []),
        days_off=len(week['overrides']),
        forms=tuple(session.exec(scope.rows(actor, FormTemplate).order_by(FormTemplate.name))),
        items=tuple(session.exec(scope.rows(actor, Item).order_by(Item.name))),
        members=_members(session, actor),
        samples=scope.count(session, scope.rows(actor, Contact).where(col(Contact.sample))),
    )


def _members(session: Session, actor: Actor) -> tuple[Member, ...]:
    query = select(Member).where(Member.workspace_id == actor.workspace, col(Member.removed_at).is_(None))
    return tuple(session.exec(query.order_by(col(Member.position), col(Member.full_name))))
