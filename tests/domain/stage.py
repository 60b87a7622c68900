"""What the tests of messages need: a connected channel, bookings as rows, and a sender that is turned by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from data import db
from data.models import (
    Booking,
    BookingStatus,
    Channel,
    Delivery,
    Firing,
    Integration,
    IntegrationKind,
    IntegrationStatus,
    KeptMessage,
    Promise,
)
from domain import clock, crypto, events, outbox, sending, work
from domain.actor import Actor
from domain.events import Name
from tests import factories
from tests.conftest import Cast

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def channel(cast: Cast, kind: IntegrationKind = IntegrationKind.EMAIL, provider: str = 'test', **config: Any) -> Any:
    """A connected provider."""
    secrets = crypto.seal({'password': config.pop('password')}) if 'password' in config else ''
    return factories.save(
        Integration(
            workspace_id=cast.workspace.id,
            kind=kind,
            provider=provider,
            config=config,
            secrets=secrets,
            status=IntegrationStatus.CONNECTED,
        )
    )


def smtp(cast: Cast, port: int) -> Any:
    """A connected mail server on loopback."""
    return factories.smtp(cast.workspace.id, port)


def happens(actor: Actor, name: Name, thing: Any, **data: Any) -> None:
    """Record an event, as the command that causes it would."""
    work.act_now(_record, actor, name=name, thing=thing, data=data)


def _record(session: Session, actor: Actor, *, name: Name, thing: Any, data: dict[str, Any]) -> None:
    events.record(session, actor, name, session.get_one(type(thing), thing.id), **data)


def booking(
    cast: Cast,
    *,
    hours: float = 48,
    status: BookingStatus = BookingStatus.CONFIRMED,
    contact: Any = None,
    tell: bool = True,
    **given: Any,
) -> Booking:
    """A booking so many hours from now, with the events of its making."""
    start = clock.now() + timedelta(hours=hours)
    contact = contact or factories.contact(cast.workspace.id)
    kind = given.pop('kind', None) or factories.booking_type(cast.workspace.id)
    row: Booking = factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=kind.id,
            member_id=cast.ben.member_id,
            contact_id=contact.id,
            start=start,
            end=start + timedelta(hours=1),
            status=status,
            confirmed_at=clock.now() if status == BookingStatus.CONFIRMED else None,
            created_at=clock.now(),
            **given,
        )
    )
    if tell:
        happens(cast.guest, Name.BOOKING_CREATED, row)
        if status == BookingStatus.CONFIRMED:
            happens(cast.guest, Name.BOOKING_CONFIRMED, row)
    return row


def change(row: Any, **values: Any) -> None:
    """Change a row as it is, without telling anybody."""
    with db.transaction() as session:
        found = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)
        session.add(found)


def all_of(table: Any, *conditions: Any) -> list[Any]:
    with db.reading() as session:
        return list(session.exec(select(table).where(*conditions).order_by(table.created_at)))


def queued(rule: str) -> list[Delivery]:
    return all_of(Delivery, Delivery.rule == rule)


def firings(rule: str) -> list[tuple[str, str]]:
    return [(row.outcome.value, row.reason) for row in all_of(Firing, Firing.rule == rule)]


def promised(object_id: UUID, kind: str) -> list[Promise]:
    return all_of(Promise, Promise.object_id == object_id, Promise.kind == kind)


def kept(channel: Channel = Channel.EMAIL) -> list[KeptMessage]:
    return all_of(KeptMessage, KeptMessage.channel == channel)


async def send_all(rounds: int = 30) -> int:
    """Let the outbox do everything that is due now, one by one; how many went to a provider."""
    sent = 0
    for _ in range(rounds):
        jobs, seen = await work.act(sending.take, Actor.system(), limit=4, share=4, flying={})
        if not seen:
            return sent
        for job in jobs:
            result = await outbox.deliver(job)
            await work.act(sending.settle, Actor.system(job.workspace_id), result=result)
            sent += 1
    raise AssertionError('the outbox never ended')
