"""The dry run: who would get what in the next days, decided by the very functions that will decide it then. Nothing is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    FormRequest,
    Promise,
    PromiseState,
    Workspace,
    WorkspaceStatus,
)
from domain import alerts, ceilings, checks, clock, coming_kinds, rules, scope, sending, team
from domain.actor import Actor
from domain.coming_kinds import KINDS, Cause
from domain.errors import Invalid
from domain.reactions import telling

DAYS = 7
MOST = 500
SUSPENDED = 'the business is suspended; it is looked at again when it opens'


@dataclass(frozen=True, slots=True)
class Coming:
    """A rule's moment: what would go out then and by which channels, or why it would not (`reason`).

    `held`: the moment is put off to the end of the quiet hours, or until fewer messages leave.
    """

    at: datetime
    rule: str
    title: str
    contact_id: UUID
    contact_name: str
    channels: tuple[Channel, ...]
    to: str
    reason: str
    held: bool
    object_type: str
    object_id: UUID
    url: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """The look ahead, earliest first; `more` tells that there are others after the last one."""

    items: list[Coming]
    until: datetime
    more: bool


def messages(
    session: Session,
    actor: Actor,
    *,
    days: int = DAYS,
    contact_id: UUID | None = None,
    booking_id: UUID | None = None,
    limit: int = 100,
) -> Ahead:
    """Every moment of a rule in the next days that is known by now: what waits to be sent, and every promise.

    Owner only. Invalid (days: 1 to 31). At most 500.
    """
    actor.require_owner()
    if not 1 <= days <= 31:
        raise Invalid({'days': 'Please give a number of days from 1 to 31'})
    until, limit = clock.now() + timedelta(days=days), min(limit, MOST)
    office = session.get_one(Workspace, actor.workspace)
    if office.status == WorkspaceStatus.SETUP:
        return Ahead([], until, more=False)
    wanted = about(contact_id, booking_id)
    waiting = [_waits(session, office, row) for row in _queued(session, actor, contact_id, booking_id, limit + 1)]
    found = sorted([*waiting, *_promised(session, actor, office, until, wanted, limit + 1)], key=lambda one: one.at)
    return Ahead(found[:limit], until, more=len(found) > limit)


def about(contact_id: UUID | None, booking_id: UUID | None) -> list[sa.ColumnElement[bool]]:
    """What a promise has to be made for, where one contact or booking was asked about."""
    wanted: list[sa.ColumnElement[bool]] = []
    for column, value in (('booking_id', booking_id), ('contact_id', contact_id)):
        if value is not None:
            own = Booking.id if column == 'booking_id' else Booking.contact_id
            mine = sa.union_all(
                select(FormRequest.id).where(getattr(FormRequest, column) == value),
                select(Booking.id).where(own == value),
                select(Conversation.id).where(Conversation.contact_id == value),
            )
            wanted.append(col(Promise.object_id).in_(mine))
    return wanted


def _queued(
    session: Session, actor: Actor, contact_id: UUID | None, booking_id: UUID | None, limit: int
) -> list[Delivery]:
    """Messages of rules that wait already, to customers."""
    query = select(Delivery).where(
        Delivery.workspace_id == actor.workspace,
        Delivery.state == DeliveryState.QUEUED,
        Delivery.rule != '',
        col(Delivery.contact_id).is_not(None),
    )
    query = query.where(Delivery.contact_id == contact_id) if contact_id else query
    query = query.where(Delivery.booking_id == booking_id) if booking_id else query
    return list(session.exec(query.order_by(col(Delivery.next_attempt_at)).limit(limit)))


def _waits(session: Session, office: Workspace, row: Delivery) -> Coming:
    contact = session.get_one(Contact, row.contact_id)
    thing = session.get(Booking, row.booking_id) if row.booking_id else None
    cause = Cause(max(row.next_attempt_at, clock.now()), row.rule, thing or contact, contact.id, thing)
    line = _line(cause, contact, rules.effective(session, office.id, row.rule))
    reason = checks.reason(session, row)
    if not reason and office.status != WorkspaceStatus.ACTIVE:
        reason = SUSPENDED
    return replace(line, channels=(row.channel,), to=row.address, reason=reason, held=row.next_attempt_at > clock.now())


def _promised(
    session: Session,
    actor: Actor,
    office: Workspace,
    until: datetime,
    wanted: list[sa.ColumnElement[bool]],
    limit: int,
) -> Iterator[Coming]:
    query = scope.rows(actor, Promise).where(
        col(Promise.state) == PromiseState.WAITING,
        col(Promise.due_at) < until,
        col(Promise.kind).in_(KINDS),
        *wanted,
    )
    promises = session.exec(query.order_by(col(Promise.due_at), col(Promise.id)).limit(limit)).all()
    causes = [cause for one in promises for cause in coming_kinds.of(session, actor, one, until)]
    so_far: Counter[UUID] = Counter()
    for cause in sorted(causes, key=lambda one: one.at):
        line = _judged(session, actor, office, cause, so_far[cause.contact_id])
        so_far[cause.contact_id] += len(line.channels)
        yield line


def _judged(session: Session, actor: Actor, office: Workspace, cause: Cause, more: int) -> Coming:
    """What the rule will do at its moment, as far as things stay as they are."""
    contact = session.get_one(Contact, cause.contact_id)
    rule = rules.effective(session, office.id, cause.rule)
    line = _line(cause, contact, rule)
    try:
        if cause.no:
            raise checks.Skip(cause.no)
        if office.status != WorkspaceStatus.ACTIVE:
            raise checks.Skip(SUSPENDED)
        if rule.rule.audience != 'customer':
            return _to_team(session, actor, cause, rule.enabled, line)
        ways = telling.decided(session, rule, contact, cause.booking, at=cause.at, more=more)
        at = max(_leaves(session, actor, office, channel, cause.at) for channel, _ in ways)
        for channel, _ in ways:
            if reason := _outdated(session, cause, channel, at):
                raise checks.Skip(reason)
    except checks.Skip as skip:
        return replace(line, reason=str(skip))
    return replace(
        line, at=at, held=at > cause.at, channels=tuple(one for one, _ in ways), to=', '.join(to for _, to in ways)
    )


def _to_team(session: Session, actor: Actor, cause: Cause, enabled: bool, line: Coming) -> Coming:
    if not enabled:
        raise checks.Skip('this rule is switched off')
    if line.rule != 'team_message':
        return line
    thing = cause.thing
    assigned = thing.assigned_to if isinstance(thing, Conversation) else None
    told = [member.email for member in team.concerned(session, actor, assigned, 'told_of_messages') if member.email]
    if not told:
        raise checks.Skip(team.NOBODY)
    return replace(line, channels=(Channel.EMAIL,), to=', '.join(told))


def _leaves(session: Session, actor: Actor, office: Workspace, channel: Channel, at: datetime) -> datetime:
    return sending.night_over(office, channel, at) or ceilings.full_until(session, actor, at) or at


def _outdated(session: Session, cause: Cause, channel: Channel, at: datetime) -> str:
    """What the last look before sending would say."""
    if cause.rule == 'cancelled' or cause.booking is None:
        return ''
    if cause.booking.start <= at:
        return checks.TOO_LATE
    return checks.reason(
        session,
        Delivery(
            workspace_id=cause.booking.workspace_id,
            booking_id=cause.booking.id,
            contact_id=cause.contact_id,
            key='',
            rule=cause.rule,
            channel=channel,
            address='',
            context={'start': cause.booking.start.isoformat(), 'requests': list(cause.requests)},
            next_attempt_at=at,
        ),
    )


def _line(cause: Cause, contact: Contact, rule: rules.Effective) -> Coming:
    kind = str(cause.thing.__tablename__)
    return Coming(
        at=cause.at,
        rule=rule.key,
        title=rule.rule.title,
        contact_id=contact.id,
        contact_name=contact.name,
        channels=(),
        to='',
        reason='',
        held=False,
        object_type=kind,
        object_id=cause.thing.id,
        url=alerts.url(kind, cause.thing.id),
    )
