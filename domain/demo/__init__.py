"""A believable salon to look around in: `create` makes it, marked as a demo; nothing of it can reach anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import (
    CHANNELS,
    Booking,
    BookingStatus,
    BookingType,
    Contact,
    LocationKind,
    Member,
    Resource,
    Role,
    User,
    Workspace,
)
from domain import accounts, clock, integrations, onboarding, planning, scope
from domain.actor import PERMISSIONS, Actor
from domain.demo import cupboard, days, history, paperwork, people, talk, wishes

OWNER, STAFF, PASSWORD = 'ada@demo.example', 'ben@demo.example', 'juniper street'
ZONE = 'Europe/Lisbon'
SEED = 14
DAYS_BACK, DAYS_AHEAD = 90, 21
SOON, PROMISED = timedelta(hours=25), timedelta(days=8)


@dataclass(frozen=True)
class Size:
    """How much of everything; the benchmark asks for more than the demo."""

    days_back: int = DAYS_BACK
    days_ahead: int = DAYS_AHEAD
    contacts: int = 140


def exists(session: Session, actor: Actor) -> bool:
    """Whether this database has the demo already."""
    del actor
    of_ada = select(Member.workspace_id).join(User, col(User.id) == col(Member.user_id)).where(User.email == OWNER)
    return session.exec(select(Workspace.id).where(Workspace.demo, col(Workspace.id).in_(of_ada))).first() is not None


def create(session: Session, actor: Actor, *, password_hash: str, size: Size | None = None) -> Workspace:
    """Make the salon: set up through the product's own functions, then given a past and the weeks to come."""
    size, chance = size or Size(), Random(SEED)
    owner = _registered(session, actor, password_hash)
    workspace = _set_up(session, owner)
    _colleagues(session, workspace, password_hash)
    business = _business(session, workspace, people.contacts(workspace.id, size.contacts, chance))
    _write(session, ([contact] for contact in business.contacts))
    members = [member for member, _ in business.resources]
    _write(session, talk.conversations(business.contacts, members, clock.now(), chance))
    _write(session, talk.words(session, workspace))
    today = clock.now().astimezone(business.zone).date()
    _write(session, days.bookings(business, *_span(today, size), chance))
    _write(session, history.events(session, workspace, clock.now(), chance))
    _write(session, paperwork.requests(session, workspace, clock.now(), chance))
    _write(session, cupboard.movements(session, workspace, clock.now()))
    cupboard.count(session, owner, workspace, chance)
    wishes.fulfil(session, owner, business.types, business.contacts, today, business.zone)
    _promise(session, owner)
    return workspace


def _promise(session: Session, owner: Actor) -> None:
    """Plan the reminders that are still to come within a good week, as if each visit had been booked here."""
    now = clock.now()
    coming = scope.rows(owner, Booking).where(
        Booking.status == BookingStatus.CONFIRMED,
        col(Booking.start).between(now + SOON, now + PROMISED),
    )
    for row in session.exec(coming).all():
        planning.booking(session, owner, row)


def _span(today: date, size: Size) -> tuple[date, date]:
    return today - timedelta(days=size.days_back), today + timedelta(days=size.days_ahead)


def _registered(session: Session, actor: Actor, password_hash: str) -> Actor:
    made = accounts.register(
        session,
        actor,
        full_name='Ada Moreno',
        email=OWNER,
        password_hash=password_hash,
        workspace_name='Juniper Street Salon',
        timezone=ZONE,
    )
    return replace(
        actor,
        kind='user',
        user_id=made.user_id,
        workspace_id=made.workspace_id,
        name='Ada Moreno',
        role='owner',
        permissions=frozenset(PERMISSIONS),
    )


def _set_up(session: Session, owner: Actor) -> Workspace:
    workspace = session.get_one(Workspace, owner.workspace)
    workspace.demo, workspace.currency, workspace.region = True, 'EUR', 'PT'
    workspace.address, workspace.contact_email = '14 Juniper Street, Lisbon', 'hello@juniper.example'
    workspace.phone = '+351912000100'
    session.add(workspace)
    onboarding.apply_template(session, owner, template='salon')
    for kind in CHANNELS:
        integrations.connect(session, owner, kind=kind, provider='test', config={})
    for step in onboarding.KEYS[:-1]:
        onboarding.finish_step(session, owner, step=step)
    return onboarding.activate(session, owner)


def _colleagues(session: Session, workspace: Workspace, password_hash: str) -> None:
    ben = User(full_name='Ben Okafor', email=STAFF, password_hash=password_hash)
    session.add(ben)
    session.flush()
    for position, (name, user_id, email) in enumerate(
        (('Ben Okafor', ben.id, STAFF), ('Chloe Winter', None, '')), start=1
    ):
        member = Member(
            workspace_id=workspace.id, user_id=user_id, full_name=name, email=email, role=Role.STAFF, position=position
        )
        _write(session, [[member, Resource(workspace_id=workspace.id, member_id=member.id)]])


def _business(session: Session, workspace: Workspace, contacts: Sequence[Contact]) -> days.Business:
    types = session.exec(select(BookingType).where(BookingType.workspace_id == workspace.id, BookingType.active)).all()
    resources = session.exec(
        select(Member, Resource)
        .join(Resource, col(Resource.member_id) == col(Member.id))
        .where(Member.workspace_id == workspace.id)
        .order_by(col(Member.position))
    ).all()
    return days.Business(
        zone=ZoneInfo(workspace.timezone),
        types=[kind for kind in types if kind.capacity == 1 and kind.location_kind == LocationKind.IN_PERSON],
        resources=[(member, resource) for member, resource in resources],
        contacts=list(contacts),
        now=clock.now(),
    )


def _write(session: Session, groups: Iterable[list[Any]]) -> None:
    """Write groups of rows in their order, many groups at a time."""
    waiting: list[list[Any]] = []
    for group in groups:
        waiting.append(group)
        if len(waiting) == 400:
            _flush(session, waiting)
            waiting = []
    _flush(session, waiting)


def _flush(session: Session, groups: list[list[Any]]) -> None:
    for position in range(max((len(group) for group in groups), default=0)):
        session.add_all(group[position] for group in groups if position < len(group))
        session.flush()
    session.expunge_all()
