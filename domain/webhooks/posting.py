"""Events on their way to addresses: written down in the transaction of their cause, taken when due, posted outside of any, settled."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.gateways import calling
from data.gateways.base import Failure
from data.models import DeliveryState, Event, Webhook, WebhookDelivery
from data.settings import settings
from domain import claims, clock, crypto, events, retry
from domain.actor import Actor
from domain.events import Name
from domain.webhooks import bodies, due, health, keys
from domain.webhooks.catalogue import TEST

log = logging.getLogger(__name__)
SETTLED = (DeliveryState.DELIVERED, DeliveryState.FAILED)
TRIES = 20
_TOLD = sa.select(col(Webhook.id)).where(
    col(Webhook.workspace_id).in_(sa.bindparam('owners', expanding=True)), col(Webhook.active)
)
Row = TypeVar('Row', Webhook, WebhookDelivery)


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that is ours to post now, with its secrets still sealed."""

    delivery_id: UUID
    workspace_id: UUID
    webhook_id: UUID
    url: str
    body: str
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """How a post went: the answer, or a sentence why there was none."""

    job: Job
    milliseconds: int
    status: int | None = None
    answer: str = ''
    error: str = ''


def queue(session: Session, happened: Sequence[Event]) -> None:
    """Write down what the addresses of the workspaces are to be told of these events, in the same transaction."""
    if not happened:
        return
    owners = {event.workspace_id for event in happened}
    ids = direct.execute(session, _TOLD, {'owners': list(owners)}).scalars().all()
    if not ids:
        return
    hooks = session.exec(select(Webhook).where(col(Webhook.id).in_(ids))).all()
    rows = []
    for event in happened:
        told = [hook for hook in hooks if hook.workspace_id == event.workspace_id and event.name in hook.events]
        text = bodies.body(session, event) if told else ''
        rows += [queued(hook, event.name, text, event) for hook in told]
    direct.insert(session, rows)
    for row in rows:
        events.hint(session, row.workspace_id, Name.WEBHOOK_QUEUED)


def queued(hook: Webhook, name: str, text: str, event: Event | None = None) -> WebhookDelivery:
    """A delivery that is due now."""
    now = clock.now()
    return WebhookDelivery(
        workspace_id=hook.workspace_id,
        webhook_id=hook.id,
        contact_id=_whose(event) if event else None,
        event_id=event.id if event else None,
        event_name=name,
        body=text,
        by_hand=event is None,
        queued_at=now,
        next_attempt_at=now,
        created_at=now,
    )


def _whose(event: Event) -> UUID | None:
    return event.contact_id or (event.object_id if event.object_type == 'contact' else None)


def take(
    session: Session, actor: Actor, *, limit: int, share: int, flying: Mapping[UUID, UUID | None]
) -> tuple[list[Job], int]:
    """Claim up to `limit` due deliveries and mark them as being sent; the jobs, and how many rows were looked at."""
    rows = due.rows(session, limit, share, flying)
    ours = [row for row in due.fair(rows, share, flying) if due.claim(session, row)]
    return [_job(session, row) for row in ours], len(rows)


def _job(session: Session, row: WebhookDelivery) -> Job:
    hook = session.get_one(Webhook, row.webhook_id)
    row.state, row.attempts = DeliveryState.SENDING, row.attempts + 1
    session.add(row)
    events.hint(session, row.workspace_id, Name.WEBHOOK_CHANGED)
    return Job(row.id, row.workspace_id, hook.id, hook.url, row.body, hook.secret)


async def deliver(job: Job) -> Result:
    """Post it, signed; whatever comes of it is in the result."""
    began = time.monotonic()

    def result(**outcome: object) -> Result:
        return Result(job, round((time.monotonic() - began) * 1000), **outcome)  # type: ignore[arg-type]

    try:
        content = job.body.encode()
        said = await calling.post(job.url, content, _headers(job, content), settings().private_networks)
    except (Failure, crypto.Unreadable) as problem:
        return result(error=str(problem))
    except Exception as problem:
        log.exception('webhook delivery %s broke', job.delivery_id)
        return result(error=f'It could not be sent: {type(problem).__name__}')
    return result(status=said.status, answer=said.text, error=_complaint(said.status))


def _headers(job: Job, content: bytes) -> dict[str, str]:
    now = clock.now()
    at, name = int(now.timestamp()), str(job.delivery_id)
    signatures = [calling.signed(secret, name, at, content) for secret in keys.valid(job.sealed, now)]
    return {
        'Content-Type': 'application/json',
        'User-Agent': 'CareOps-Webhooks/1',
        'webhook-id': name,
        'webhook-timestamp': str(at),
        'webhook-signature': ' '.join(signatures),
    }


def _complaint(status: int) -> str:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ''
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f'It answered with a redirect ({status}), which is not followed.'
    return f'It answered {status}.'


def settle(session: Session, actor: Actor, *, result: Result) -> None:
    """Write down how a post went: delivered, to be tried again, or failed for good. Somebody else's claim is left alone."""
    hook = _locked(session, Webhook, result.job.webhook_id)
    row = _locked(session, WebhookDelivery, result.job.delivery_id)
    if hook is None or row is None or row.state != DeliveryState.SENDING or row.claimed_by != claims.me():
        return
    row.status, row.answer, row.error = result.status, _storable(result.answer), result.error[:400]
    tried = {'at': clock.now().isoformat(), 'status': result.status, 'error': row.error, 'ms': result.milliseconds}
    row.tries = [*row.tries, tried][-TRIES:]
    row.claimed_by, row.lease_until, row.by_hand = '', None, False
    if not result.error:
        row.state, row.delivered_at = DeliveryState.DELIVERED, clock.now()
        health.worked(session, actor, hook)
    elif row.event_name == TEST:
        row.state = DeliveryState.FAILED
    else:
        health.failed(session, actor, hook, result.error, gone=result.status == HTTPStatus.GONE)
        _again(row)
    session.add(row)
    events.hint(session, row.workspace_id, Name.WEBHOOK_CHANGED)


def _again(row: WebhookDelivery) -> None:
    """Only time ends it, not the number of attempts: a receiver may be down over a weekend."""
    counted = min(row.attempts, retry.ATTEMPTS - 1)
    moment = retry.again(attempts=counted, queued=row.queued_at, now=clock.now())
    row.state = DeliveryState.QUEUED if moment else DeliveryState.FAILED
    row.next_attempt_at = moment or row.next_attempt_at


def _storable(text: str) -> str:
    return text.replace('\0', '')[:2000]


def _locked(session: Session, table: type[Row], row_id: UUID) -> Row | None:
    query = select(table).where(table.id == row_id).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).first()
