"""One send, in three steps that are each a transaction or none: take what is due, (the outbox awaits the provider), write the outcome."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.gateways import smtp
from data.gateways.base import Mail, Sms
from data.models import (
    Channel,
    Contact,
    Delivery,
    DeliveryState,
    Message,
    Priority,
    Workspace,
)
from data.settings import settings
from domain import (
    alerts,
    ceilings,
    checks,
    claims,
    clock,
    conversations,
    due,
    events,
    falling_back,
    integrations,
    letters,
    quiet,
    retry,
    wording,
)
from domain.actor import Actor
from domain.events import Name
from domain.integrations import Route

log = logging.getLogger(__name__)
MOST_ROUTES = 3
NO_CHANNEL_WAIT = timedelta(minutes=1)
NO_CHANNEL = 'No channel for this is connected.'
INSTEAD = {Channel.SMS: 'It goes out by SMS instead.', Channel.EMAIL: 'It goes out by e-mail instead.'}
INTERRUPTED = 'We were interrupted while the provider was answering.'


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that is ours to send now: the finished letter and the providers to try, in order."""

    delivery_id: UUID
    workspace_id: UUID | None
    channel: Channel
    letter: Mail | Sms
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """What one provider answered."""

    route: Route
    sentence: str
    how: Literal['passing', 'unsure', 'final']
    provider: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How a send went: by whom it was accepted, if anybody, and who failed before."""

    job: Job
    accepted_by: Route | None = None
    provider_id: str = ''
    failures: tuple[Failed, ...] = ()


def take(
    session: Session, actor: Actor, *, limit: int, share: int, flying: Mapping[UUID, UUID | None]
) -> tuple[list[Job], int]:
    """Claim up to `limit` due deliveries, check each again, render it and mark it as sending; the jobs, and how many rows were looked at.

    `flying` are the deliveries that this very process has in the air, with their workspaces: with these, no workspace gets more than `share`.
    """
    jobs, rows, counted = [], due.rows(session, limit, share, flying), Counter(flying.values())
    for row in rows:
        counted[row.workspace_id] += 1
        if counted[row.workspace_id] > share:
            continue
        if (claimed := due.claim(session, row)) and (job := _prepared(session, claimed)):
            jobs.append(job)
    return jobs, len(rows)


def _prepared(session: Session, row: Delivery) -> Job | None:
    """Ready to go, or settled right here: cancelled, unknown, put off. Never raises for the one message that cannot be written."""
    actor = Actor.system(row.workspace_id)
    if row.state == DeliveryState.SENDING:
        if row.channel == Channel.SMS:
            _settle(session, actor, row, DeliveryState.UNKNOWN, INTERRUPTED)
            return None
        row.repeated = True
    if reason := checks.reason(session, row):
        _settle(session, actor, row, DeliveryState.CANCELLED, reason)
        return None
    if (wait := _held(session, actor, row)) is not None:
        row.state, row.claimed_by, row.lease_until, row.next_attempt_at = DeliveryState.QUEUED, '', None, wait
        session.add(row)
        return None
    routes = _routes(session, row)
    awake = tuple(route for route in routes if route.rest_until is None or route.rest_until <= clock.now())
    if not awake:
        _put_off(session, actor, row, routes)
        return None
    try:
        with session.begin_nested():
            letter = _letter(session, row)
    except Exception as error:
        log.exception('delivery %s could not be written', row.id)
        _settle(session, actor, row, DeliveryState.FAILED, f'This message could not be written: {error}')
        return None
    row.state, row.attempts = DeliveryState.SENDING, row.attempts + 1
    session.add(row)
    events.hint(session, row.workspace_id, Name.DELIVERY_CHANGED)
    return Job(row.id, row.workspace_id, row.channel, letter, awake[:MOST_ROUTES])


def _held(session: Session, actor: Actor, row: Delivery) -> datetime | None:
    """Until when a message of a rule has to wait though its providers are awake: it is checked again then."""
    if not row.rule or row.workspace_id is None or row.context.get('by_hand') or row.context.get('asked_by'):
        return None
    office = session.get_one(Workspace, row.workspace_id)
    if (over := night_over(office, row.channel, clock.now())) is not None:
        return over
    return ceilings.held_until(session, actor)


def night_over(office: Workspace, channel: Channel, at: datetime) -> datetime | None:
    """When the quiet hours end in which a rule's message of this channel would leave; None where it may leave at once."""
    if channel != Channel.SMS:
        return None
    return quiet.over_at(at, ZoneInfo(office.timezone), office.quiet_from, office.quiet_until)


def _routes(session: Session, row: Delivery) -> list[Route]:
    url = settings().smtp_url.get_secret_value()
    if row.system and url:
        return [Route(None, 'smtp', 'email', smtp.from_url(url), row.workspace_id)]
    if row.workspace_id is None:
        return []
    return integrations.routes(session, row.workspace_id, row.channel.value)


def _letter(session: Session, row: Delivery) -> Mail | Sms:
    """Written now, with what is true now; the thread keeps the words that really went out."""
    written, letter = (letters.sms if row.channel == Channel.SMS else letters.mail)(session, row)
    message = session.get(Message, row.message_id) if row.message_id else None
    if message is not None and row.rule:
        message.subject, message.body = written.subject, written.text
        session.add(message)
        wording.note(session, message)
    return letter


def _put_off(session: Session, actor: Actor, row: Delivery, routes: list[Route]) -> None:
    """Every provider rests, or there is none: wait without counting an attempt, and let its neighbours wait along."""
    now = clock.now()
    if now - row.created_at > retry.LONGEST_WAIT:
        _settle(session, actor, row, DeliveryState.FAILED, row.error or NO_CHANNEL)
        return
    until = min((route.rest_until for route in routes if route.rest_until), default=now + NO_CHANNEL_WAIT)
    row.error = row.error or ('' if routes else NO_CHANNEL)
    row.state, row.claimed_by, row.lease_until, row.next_attempt_at = DeliveryState.QUEUED, '', None, until
    session.add(row)
    session.execute(
        sa.update(Delivery)
        .where(
            col(Delivery.workspace_id) == row.workspace_id,
            col(Delivery.channel) == row.channel,
            col(Delivery.system) == row.system,
            col(Delivery.state) == DeliveryState.QUEUED,
            col(Delivery.next_attempt_at) < until,
        )
        .values(next_attempt_at=until)
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, actor: Actor, *, result: Result) -> None:
    """Write down how a send went: sent, to be tried again, failed for good, or unknown. Somebody else's claim is left alone."""
    row = session.exec(
        select(Delivery).where(Delivery.id == result.job.delivery_id).with_for_update(key_share=True)
    ).first()
    if row is None or row.state != DeliveryState.SENDING or row.claimed_by != claims.me():
        return
    rest = _providers(session, actor, result)
    if result.accepted_by is not None:
        row.provider, row.provider_id = result.accepted_by.provider, result.provider_id
        row.sent_at = clock.now()
        _settle(session, actor, row, DeliveryState.SENT, '')
        _contacted(session, row)
        return
    last = result.failures[-1]
    row.provider = last.route.provider
    if last.how == 'unsure' and row.channel == Channel.SMS:
        _settle(session, actor, row, DeliveryState.UNKNOWN, last.sentence)
    elif last.how == 'final':
        _settle(session, actor, row, DeliveryState.FAILED, last.sentence)
    else:
        _again(session, actor, row, last, rest)


def reported(session: Session, actor: Actor, row: Delivery, state: DeliveryState, sentence: str) -> None:
    """The provider tells later what became of a message; whoever was sending it finds it settled."""
    if row.sent_at is None and state != DeliveryState.FAILED:
        row.sent_at = clock.now()
        _contacted(session, row)
    _settle(session, actor, row, state, sentence)


def _again(session: Session, actor: Actor, row: Delivery, last: Failed, rest: datetime | None) -> None:
    if last.provider:  # its trouble is not the message's: the breaker paces it, and only time ends it
        row.attempts = min(row.attempts, retry.ATTEMPTS - 4)
    moment = retry.again(attempts=row.attempts, queued=row.created_at, now=clock.now())
    if moment is None:
        _settle(session, actor, row, DeliveryState.FAILED, last.sentence)
        return
    row.repeated = row.repeated or last.how == 'unsure'
    row.state, row.error = DeliveryState.QUEUED, last.sentence[:1000]
    row.next_attempt_at = max(moment, rest) if rest else moment
    row.claimed_by, row.lease_until = '', None
    session.add(row)
    events.hint(session, row.workspace_id, Name.DELIVERY_CHANGED)


def _providers(session: Session, actor: Actor, result: Result) -> datetime | None:
    """Tell each provider's breaker how it did; the latest end of a rest."""
    rests: list[datetime] = []
    for failure in result.failures:
        if failure.provider and failure.route.id and actor.workspace_id:
            rest = integrations.failed(session, actor, integration_id=failure.route.id, sentence=failure.sentence)
            rests += [rest] if rest else []
    if result.accepted_by and result.accepted_by.id and actor.workspace_id:
        integrations.worked(session, actor, integration_id=result.accepted_by.id)
    return max(rests, default=None)


def _settle(session: Session, actor: Actor, row: Delivery, state: DeliveryState, reason: str) -> None:
    row.state, row.error = state, reason[:1000]
    row.claimed_by, row.lease_until = '', None
    if row.system:
        row.context = {}
    session.add(row)
    events.hint(session, row.workspace_id, Name.DELIVERY_CHANGED)
    if state in (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.BOUNCED) and actor.workspace_id is not None:
        events.record(session, actor, Name.DELIVERY_FAILED, row, contact_id=row.contact_id, rule_key=row.rule)
        other = None if state == DeliveryState.UNKNOWN else falling_back.other_way(session, actor, row)
        if other is None:
            _alert(session, actor, row, reason)
        else:
            row.error = f'{row.error} {INSTEAD[other.channel]}'.strip()[:1000]
    elif state in (DeliveryState.SENT, DeliveryState.DELIVERED) and actor.workspace_id is not None:
        alerts.resolve_cause(session, actor, cause=f'delivery:{row.id}')


def _alert(session: Session, actor: Actor, row: Delivery, reason: str) -> None:
    """The alert opens the thread in which the message stands, or the booking, or the log."""
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    conversation = conversations.known(session, contact.id) if contact else None
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.DELIVERY,
        cause=f'delivery:{row.id}',
        priority=Priority.HIGH,
        title=f'A message to {contact.name if contact else row.address} '
        + ('came back' if row.state == DeliveryState.BOUNCED else 'was not sent'),
        detail=reason,
        thing=conversation or row,
    )


def _contacted(session: Session, row: Delivery) -> None:
    contact = session.get(Contact, row.contact_id) if row.contact_id and row.message_id else None
    if contact is not None:
        contact.last_contacted_at = clock.now()
        session.add(contact)
