"""How much may leave by itself before something must have run wild: then it is held or skipped, and a person is asked."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from data import direct
from data.models import Contact, Delivery, DeliveryState, Priority, Workspace
from domain import alerts, checks, clock
from domain.actor import Actor

A_CONTACT, A_DAY = 25, timedelta(days=1)
AN_OFFICE, AN_HOUR = 1000, timedelta(hours=1)
TOO_MANY = f'more than {A_CONTACT} automatic messages to this customer within a day'
HELD = f'Held back: more than {AN_OFFICE} automatic messages within an hour.'
GONE = (DeliveryState.CANCELLED, DeliveryState.FAILED)

_SO_FAR = select(func.count(col(Delivery.id))).where(
    col(Delivery.contact_id) == sa.bindparam('contact'),
    Delivery.rule != '',
    col(Delivery.message_id).is_not(None),
    col(Delivery.state).not_in(GONE),
    col(Delivery.created_at) > sa.bindparam('since'),
)


class Flood(checks.Skip):
    """A customer has had too many messages already; the alert is raised once the rule's own work is undone."""

    def __init__(self, contact: Contact) -> None:
        self.contact_id, self.title = contact.id, f'{contact.name} was about to get too many messages'
        super().__init__(TOO_MANY)

    def ask(self, session: Session, actor: Actor) -> None:
        """Ask a person."""
        contact = session.get_one(Contact, self.contact_id)
        _ask(session, actor, contact, cause=f'ceiling:{contact.id}', title=self.title)


def check(session: Session, contact: Contact, *, at: datetime | None = None, more: int = 0) -> None:
    """Flood when this customer must get nothing more by itself for now, or `at` another moment with so many `more` until then."""
    if at is not None:
        if _so_far(session, contact.id, at) + more >= A_CONTACT:
            raise Flood(contact)
        return
    counted: dict[UUID, int] = session.info.setdefault('automatic', {})
    if contact.id not in counted:
        counted[contact.id] = _so_far(session, contact.id, clock.now())
    if counted[contact.id] >= A_CONTACT:
        raise Flood(contact)


def count(session: Session, contact: Contact) -> None:
    """One more was queued for this customer: a transaction asks the database once, and goes on by itself."""
    counted: dict[UUID, int] = session.info.get('automatic', {})
    if contact.id in counted:
        counted[contact.id] += 1


def _so_far(session: Session, contact_id: UUID, at: datetime) -> int:
    """How many automatic messages the customer had within the day before."""
    asked = {'contact': contact_id, 'since': at - A_DAY}
    return int(direct.execute(session, _SO_FAR, asked).scalar_one())


def full_until(session: Session, actor: Actor, at: datetime) -> datetime | None:
    """Until when the whole business has sent too much, as seen at that moment; None when it may send."""
    query = (
        select(Delivery.sent_at)
        .where(Delivery.workspace_id == actor.workspace, Delivery.rule != '', col(Delivery.sent_at) > at - AN_HOUR)
        .order_by(col(Delivery.sent_at).desc())
        .offset(AN_OFFICE - 1)
        .limit(1)
    )
    moment = session.exec(query).first()
    return moment + AN_HOUR if moment else None


def held_until(session: Session, actor: Actor) -> datetime | None:
    """Until when the whole business has to wait with automatic messages; None when it may send. A person is asked."""
    until = full_until(session, actor, clock.now())
    if until is not None:
        office = session.get_one(Workspace, actor.workspace)
        _ask(session, actor, office, cause='ceiling:office', title='Automation is sending far more than usual')
    return until


def _ask(session: Session, actor: Actor, thing: Contact | Workspace, *, cause: str, title: str) -> None:
    detail = TOO_MANY.capitalize() + '.' if isinstance(thing, Contact) else HELD
    kind, priority = alerts.Kind.AUTOMATION, Priority.CRITICAL
    alerts.raise_(session, actor, kind=kind, cause=cause, priority=priority, title=title, detail=detail, thing=thing)
