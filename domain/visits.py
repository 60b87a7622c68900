"""One page visit of a signed-in person: who it is and what the frame around every page shows, in one read."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Integration, IntegrationStatus, User, Workspace
from domain import badges, memberships, sessions
from domain.actor import Actor
from domain.badges import Badges
from domain.memberships import Membership


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace that the person is in, as the frame shows it. `test_mode`: messages stay on this server."""

    id: UUID
    name: str
    slug: str
    colour: str
    logo_id: UUID | None
    status: str
    timezone: str
    language: str
    demo: bool
    test_mode: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks, at what, and what waits there. `stale`: 'last seen' is due to be written."""

    actor: Actor
    email: str
    photo_id: UUID | None
    dark: bool | None
    place: Place | None
    places: tuple[Membership, ...]
    badges: Badges
    stale: bool


def visit(session: Session, actor: Actor, *, token: str) -> Visit | None:
    """The visit of the browser that holds this cookie; None when nobody is signed in there."""
    person = sessions.by_token(session, actor, token=token)
    return None if person is None else _visit(session, person)


def _visit(session: Session, person: Actor) -> Visit | None:
    user = session.get(User, person.user_id)
    if user is None or person.user_id is None:
        return None
    return Visit(
        actor=person,
        email=user.email,
        photo_id=user.photo_id,
        dark=user.dark,
        place=place(session, person) if person.workspace_id else None,
        places=memberships.of(session, person.user_id),
        badges=badges.counts(session, person) if person.workspace_id else Badges(),
        stale=sessions.stale(session, person),
    )


def place(session: Session, actor: Actor) -> Place | None:
    """The actor's workspace as the frame shows it."""
    found = session.get(Workspace, actor.workspace)
    if found is None:
        return None
    return Place(
        id=found.id,
        name=found.name,
        slug=found.slug,
        colour=found.colour,
        logo_id=found.logo_id,
        status=found.status.value,
        timezone=found.timezone,
        language=found.language,
        demo=found.demo,
        test_mode=_test_mode(session, found.id),
    )


def _test_mode(session: Session, workspace_id: UUID) -> bool:
    query = select(Integration.id).where(
        Integration.workspace_id == workspace_id,
        Integration.provider == 'test',
        col(Integration.status) != IntegrationStatus.DISABLED,
    )
    return session.exec(query.limit(1)).first() is not None


def rights(session: Session, actor: Actor) -> tuple[str, frozenset[str]]:
    """What the actor is and may do now; `work.read` has refused before this where nothing is left of it."""
    del session
    return actor.role, actor.permissions
