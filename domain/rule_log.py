"""The log: why somebody did or did not get a message. One line for each answer of a rule, with what became of its messages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import (
    Channel,
    Contact,
    Delivery,
    DeliveryState,
    Firing,
    FormRequest,
    Outcome,
    Workspace,
)
from domain import alerts, delivery_words, scope
from domain.actor import Actor
from domain.rule_book import RULES

__all__ = ['ALL', 'Asked', 'Channel', 'LogLine', 'Sent', 'State', 'lines', 'total']

BY = {Channel.EMAIL: 'by e-mail', Channel.SMS: 'by SMS'}
WORDS = {
    Outcome.DONE: 'Done',
    Outcome.SKIPPED: 'Not sent: {reason}',
    Outcome.FAILED: 'Did not work: {reason}',
    Outcome.DUE: 'Did not work yet and is tried again: {reason}',
}


class State(StrEnum):
    """What became of it, as the log is filtered."""

    SENT = 'sent'
    WAITING = 'waiting'
    SKIPPED = 'skipped'
    FAILED = 'failed'


DELIVERIES = {
    State.SENT: (DeliveryState.SENT, DeliveryState.DELIVERED),
    State.WAITING: (DeliveryState.QUEUED, DeliveryState.SENDING),
    State.SKIPPED: (DeliveryState.CANCELLED,),
    State.FAILED: (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.UNKNOWN),
}
OUTCOMES = {State.WAITING: Outcome.DUE, State.SKIPPED: Outcome.SKIPPED, State.FAILED: Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message of a line; `words` say it."""

    channel: Channel
    address: str
    state: DeliveryState
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One answer of a rule to an event, with the object that it was about; `sentence` says what came of it, and why."""

    id: UUID
    at: datetime
    event: str
    rule: str
    title: str
    outcome: Outcome
    state: State
    reason: str
    sentence: str
    contact_id: UUID | None
    contact_name: str
    object_type: str
    object_id: UUID
    url: str
    messages: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines: of a rule, about a contact or a booking (with its forms), of a state, of one local day, by a channel."""

    outcome: Outcome | None = None
    state: State | None = None
    rule: str = ''
    contact_id: UUID | None = None
    booking_id: UUID | None = None
    day: date | None = None
    channel: Channel | None = None


ALL = Asked()


def lines(
    session: Session, actor: Actor, *, asked: Asked = ALL, after: UUID | None = None, limit: int = 50, offset: int = 0
) -> list[LogLine]:
    """What the rules did, newest first, from the line that follows `after`. Owner only; NotFound for a line that is not there."""
    actor.require_owner()
    query = _asked(session, actor, asked)
    if after is not None:
        last = scope.one(session, actor, Firing, after)
        query = query.where(
            col(Firing.created_at) <= last.created_at,
            sa.or_(col(Firing.created_at) < last.created_at, col(Firing.id) < last.id),
        )
    query = query.order_by(col(Firing.created_at).desc(), col(Firing.id).desc())
    rows = session.exec(query.limit(limit).offset(offset)).all()
    names, messages = _names(session, rows), _messages(session, actor, rows)
    return [_line(row, names.get(row.contact_id, ''), messages[row.event_id, row.rule]) for row in rows]


def total(session: Session, actor: Actor, *, asked: Asked = ALL) -> int:
    """How many lines there are in all. Owner only."""
    actor.require_owner()
    return scope.count(session, _asked(session, actor, asked))


def _asked(session: Session, actor: Actor, asked: Asked) -> SelectOfScalar[Firing]:
    query = scope.rows(actor, Firing)
    if asked.outcome is not None:
        query = query.where(col(Firing.outcome) == asked.outcome)
    if asked.rule:
        query = query.where(col(Firing.rule) == asked.rule)
    if asked.contact_id is not None:
        query = query.where(col(Firing.contact_id) == asked.contact_id)
    if asked.booking_id is not None:
        forms = select(FormRequest.id).where(FormRequest.booking_id == asked.booking_id)
        query = query.where(sa.or_(col(Firing.object_id) == asked.booking_id, col(Firing.object_id).in_(forms)))
    if asked.day is not None:
        first, end = _bounds(session.get_one(Workspace, actor.workspace), asked.day)
        query = query.where(col(Firing.created_at) >= first, col(Firing.created_at) < end)
    if asked.state is not None:
        query = query.where(_in_state(actor.workspace, asked.state))
    if asked.channel is not None:
        by_it = col(Delivery.channel) == asked.channel
        query = query.where(_with(by_it) if asked.channel == Channel.EMAIL else _among(actor.workspace, by_it))
    return query


def _bounds(office: Workspace, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(office.timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def _in_state(workspace_id: UUID, state: State) -> sa.ColumnElement[bool]:
    """A line stands with each state that one of its messages is in; without messages it stands with its own outcome."""
    said = col(Delivery.state).in_(DELIVERIES[state])
    if state != State.SENT:
        return sa.or_(col(Firing.outcome) == OUTCOMES[state], _among(workspace_id, said))
    return sa.and_(col(Firing.outcome) == Outcome.DONE, sa.or_(_with(said), ~_with(sa.true())))


def _with(about: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Lines with such a message, looked up line by line: quick where most lines have one."""
    message = select(Delivery.id).where(Delivery.event_id == Firing.event_id, Delivery.rule == Firing.rule, about)
    return message.exists()


def _among(workspace_id: UUID, about: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The same, by the messages: quick where few lines have one."""
    messages = select(Delivery.event_id, Delivery.rule).where(
        Delivery.workspace_id == workspace_id, col(Delivery.event_id).is_not(None), about
    )
    return sa.tuple_(col(Firing.event_id), col(Firing.rule)).in_(messages)


def _names(session: Session, rows: Sequence[Firing]) -> dict[UUID | None, str]:
    ids = {row.contact_id for row in rows if row.contact_id}
    found = session.exec(select(Contact.id, Contact.name).where(col(Contact.id).in_(ids)))
    return dict(found.all())


def _messages(session: Session, actor: Actor, rows: Sequence[Firing]) -> dict[tuple[UUID | None, str], list[Delivery]]:
    found: dict[tuple[UUID | None, str], list[Delivery]] = defaultdict(list)
    query = select(Delivery).where(
        Delivery.workspace_id == actor.workspace, col(Delivery.event_id).in_({row.event_id for row in rows})
    )
    for one in session.exec(query.order_by(col(Delivery.created_at), col(Delivery.id))):
        found[one.event_id, one.rule].append(one)
    return found


def _line(row: Firing, contact_name: str, messages: list[Delivery]) -> LogLine:
    rule = RULES.get(row.rule)
    sent = tuple(_sent(one) for one in messages)
    said = '. '.join(dict.fromkeys(one.words for one in sent)) if row.outcome == Outcome.DONE else ''
    return LogLine(
        id=row.id,
        at=row.created_at,
        event=row.event_name,
        rule=row.rule,
        title=rule.title if rule else row.rule.replace('_', ' ').capitalize(),
        outcome=row.outcome,
        state=_state(row, messages),
        reason=row.reason or next((one.error for one in messages if one.state == DeliveryState.CANCELLED), ''),
        sentence=said or WORDS[row.outcome].format(reason=row.reason),
        contact_id=row.contact_id,
        contact_name=contact_name,
        object_type=row.object_type,
        object_id=row.object_id,
        url=alerts.url(row.object_type, row.object_id),
        messages=sent,
    )


def _state(row: Firing, messages: list[Delivery]) -> State:
    """The worst of it."""
    for state in (State.FAILED, State.WAITING, State.SKIPPED):
        if row.outcome == OUTCOMES[state] or any(one.state in DELIVERIES[state] for one in messages):
            return state
    return State.SENT


def _sent(row: Delivery) -> Sent:
    said = delivery_words.words(row.state, row.error, attempts=row.attempts, repeated=row.repeated)
    by = BY.get(row.channel, '')
    head, colon, why = said.partition(': ')
    to = f' to {row.address}' if 'user_id' in row.context else ''
    words = f'{head} {by}{to}{colon}{why}'.strip()
    return Sent(channel=row.channel, address=row.address, state=row.state, at=row.sent_at, words=words)
