"""Plain functions that make rows; each returns what it made. They commit, and they start no automation."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from data import db
from data.models import (
    BookingType,
    Contact,
    Conversation,
    Integration,
    IntegrationKind,
    IntegrationStatus,
    LoginSession,
    Member,
    Resource,
    Role,
    Schedule,
    User,
    Webhook,
    WebhookDelivery,
    Workspace,
    WorkspaceStatus,
)
from domain import clock
from domain.actor import Actor

EVERY_DAY = [{'weekday': day, 'start': '09:00', 'end': '17:00'} for day in range(7)]


def save(*rows: Any) -> Any:
    """Write rows as they are; the first one comes back."""
    with db.transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()
    return rows[0]


def workspace(name: str = 'Juniper Street', **given: Any) -> Workspace:
    given = {
        'slug': name.lower().replace(' ', '-'),
        'timezone': 'Europe/Lisbon',
        'contact_email': 'salon@example.com',
        'region': 'PT',
    } | given
    status = given.pop('status', WorkspaceStatus.ACTIVE)
    made = Workspace(
        name=name, status=status, activated_at=clock.now() if status == WorkspaceStatus.ACTIVE else None, **given
    )
    return save(made, Schedule(workspace_id=made.id, weekly=EVERY_DAY))


def person(name: str, in_workspace: UUID, role: Role = Role.STAFF, **given: Any) -> Actor:
    """An account with a membership, bookable, signed in: the actor of its browser."""
    email = f'{name.split()[0].lower()}-{uuid4().hex[:6]}@example.com'
    user = User(full_name=name, email=email, password_hash='!')
    member = Member(workspace_id=in_workspace, user_id=user.id, full_name=name, email=email, role=role, **given)
    login = LoginSession(
        user_id=user.id,
        workspace_id=in_workspace,
        token_hash=uuid4().hex * 2,
        last_seen_at=clock.now(),
        expires_at=clock.now() + timedelta(days=400),
    )
    save(user, member, login, Resource(workspace_id=in_workspace, member_id=member.id))
    actor = Actor(kind='user', workspace_id=in_workspace, user_id=user.id, session_id=login.id)
    with db.reading() as session:
        return _fresh(session, actor)


def _fresh(session: Session, actor: Actor) -> Actor:
    from domain import access

    return access.fresh(session, actor)


def booking_type(in_workspace: UUID, name: str = 'Cut and finish', **given: Any) -> BookingType:
    given = {
        'slug': f'{name.lower().replace(" ", "-")}-{uuid4().hex[:12]}',
        'duration_minutes': 60,
        'slot_step_minutes': 30,
        'minimum_notice_minutes': 0,
    } | given
    return save(BookingType(workspace_id=in_workspace, name=name, **given))


def contact(in_workspace: UUID, name: str = 'Priya Nair', **given: Any) -> Contact:
    """A contact with its conversation."""
    given = {'email': f'{uuid4().hex[:12]}@customers.example'} | given
    made = Contact(workspace_id=in_workspace, name=name, **given)
    save(made, Conversation(workspace_id=in_workspace, contact_id=made.id, last_activity_at=clock.now()))
    return made


def smtp(in_workspace: UUID, port: int) -> Integration:
    """A connected mail server on loopback."""
    return save(
        Integration(
            workspace_id=in_workspace,
            kind=IntegrationKind.EMAIL,
            provider='smtp',
            config={
                'host': '127.0.0.1',
                'port': port,
                'encryption': 'none',
                'username': '',
                'sender': 'salon@example.com',
            },
            status=IntegrationStatus.CONNECTED,
        )
    )


def hooked(hook: Webhook, **given: Any) -> WebhookDelivery:
    """An event that an address is to be told."""
    given = {
        'event_name': 'contact.created',
        'body': '{}',
        'queued_at': clock.now(),
        'next_attempt_at': clock.now(),
    } | given
    return save(WebhookDelivery(workspace_id=hook.workspace_id, webhook_id=hook.id, **given))


def cast() -> Any:
    from tests.conftest import Cast

    juniper, next_door = workspace(), workspace('Next Door', timezone='America/New_York')
    eve = person('Eve Stranger', next_door.id, Role.OWNER)
    booking_type(next_door.id, 'Secret session')
    contact(next_door.id, 'Secret customer', email='secret@next-door.example')
    return Cast(
        workspace=juniper,
        ada=person('Ada Moreno', juniper.id, Role.OWNER),
        ben=person('Ben Okafor', juniper.id),
        eve=eve,
        guest=replace(Actor.guest(juniper.id), address='203.0.113.7'),
    )
