"""The dashboard's figures: what stands where right now, in a small fixed number of queries, of the parts the caller may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    Contact,
    Conversation,
    FormRequest,
    FormState,
    Item,
    ItemKind,
    Member,
    Movement,
    Workspace,
)
from domain import alerts, clock, conversation_reads
from domain.actor import Actor

NEW_DAYS, KEPT_DAYS, TREND_DAYS, RECENT = 7, 30, 14, 5
HELD = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Brief:
    """A booking in a list of the dashboard."""

    id: UUID
    contact_id: UUID
    name: str
    type_name: str
    colour: str
    member_name: str
    start: datetime
    end: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Bookings:
    """Today (without cancelled ones), all that is ahead, and how the last 30 days ended; `trend` counts per local day."""

    today: int
    today_done: int
    today_to_come: int
    to_confirm: int
    upcoming: int
    completed: int
    no_show: int
    trend: list[tuple[date, int]]
    next: Brief | None


@dataclass(frozen=True, slots=True)
class Conversations:
    """`new`: conversations begun in the last 7 days; `ongoing`: open ones that somebody has answered; `unanswered`: waiting."""

    new: int
    new_booked: int
    ongoing: int
    unanswered: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Forms:
    """Sent and not withdrawn; `pending` includes the overdue ones, `completed` counts the last 30 days."""

    pending: int
    overdue: int
    completed: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """Active consumables at or under their low threshold, and those of them that are critical."""

    low: int
    critical: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything at one moment; a part is None where the caller may not see it."""

    as_of: datetime
    timezone: str
    today: date
    bookings: Bookings | None
    conversations: Conversations | None
    forms: Forms | None
    inventory: Inventory | None
    alerts: alerts.Count
    recent_bookings: list[Brief]
    recent_conversations: list[conversation_reads.Line]


def figures(session: Session, actor: Actor) -> Figures:
    """The figures of this moment; the day is the business's own."""
    actor.require_member()
    now = clock.now()
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    today = now.astimezone(zone).date()
    sees_bookings, sees_inbox = actor.may('bookings'), actor.may('inbox')
    return Figures(
        as_of=now,
        timezone=zone.key,
        today=today,
        bookings=_bookings(session, actor, now, today, zone) if sees_bookings else None,
        conversations=_conversations(session, actor, now) if sees_inbox else None,
        forms=_forms(session, actor, now) if actor.may('forms') else None,
        inventory=_inventory(session, actor) if actor.may('inventory') else None,
        alerts=alerts.count(session, actor),
        recent_bookings=recent(session, actor) if sees_bookings else [],
        recent_conversations=conversation_reads.newest(session, actor, limit=RECENT) if sees_inbox else [],
    )


def recent(session: Session, actor: Actor, *, limit: int = RECENT) -> list[Brief]:
    """The bookings that were made last."""
    actor.require('bookings')
    return _briefs(session, actor, sa.true(), col(Booking.created_at).desc(), limit)


def local_day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends; 23 or 25 hours apart when clocks change."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    return midnight, datetime(after.year, after.month, after.day, tzinfo=zone)


def _bookings(session: Session, actor: Actor, now: datetime, today: date, zone: ZoneInfo) -> Bookings:
    days = [today - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    counted = {**_states(now, today, zone), **{str(day): _on(day, zone) for day in days}}
    row = _counted(session, Booking, actor, counted, since=col(Booking.start) > now - timedelta(days=KEPT_DAYS))
    ahead = sa.and_(col(Booking.status).in_(HELD), col(Booking.start) > now)
    following = _briefs(session, actor, ahead, col(Booking.start).asc(), 1)
    return Bookings(
        today=row[str(today)],
        today_done=row['done'],
        today_to_come=row['to_come'],
        to_confirm=row['to_confirm'],
        upcoming=row['upcoming'],
        completed=row['completed'],
        no_show=row['no_show'],
        trend=[(day, row[str(day)]) for day in days],
        next=following[0] if following else None,
    )


def _states(now: datetime, today: date, zone: ZoneInfo) -> dict[str, sa.ColumnElement[bool]]:
    status, start = col(Booking.status), col(Booking.start)
    lately = sa.and_(start > now - timedelta(days=KEPT_DAYS), start <= now)
    ahead = sa.and_(status.in_(HELD), start > now)
    return {
        'done': sa.and_(_on(today, zone), status == BookingStatus.COMPLETED),
        'to_come': sa.and_(_on(today, zone), ahead),
        'to_confirm': sa.and_(status == BookingStatus.PENDING, start > now),
        'upcoming': ahead,
        'completed': sa.and_(lately, status == BookingStatus.COMPLETED),
        'no_show': sa.and_(lately, status == BookingStatus.NO_SHOW),
    }


def _on(day: date, zone: ZoneInfo) -> sa.ColumnElement[bool]:
    begins, ends = local_day(day, zone)
    start = col(Booking.start)
    return sa.and_(start >= begins, start < ends, col(Booking.status) != BookingStatus.CANCELLED)


def _conversations(session: Session, actor: Actor, now: datetime) -> Conversations:
    opened = col(Conversation.closed_at).is_(None)
    new = col(Conversation.created_at) > now - timedelta(days=NEW_DAYS)
    booked = sa.exists().where(col(Booking.contact_id) == Conversation.contact_id)
    row = _counted(
        session,
        Conversation,
        actor,
        {
            'new': new,
            'new_booked': sa.and_(new, booked),
            'ongoing': sa.and_(opened, col(Conversation.answered_at).is_not(None)),
            'unanswered': col(Conversation.unanswered_since).is_not(None),
        },
        sa.func.min(Conversation.unanswered_since),
    )
    return Conversations(
        new=row['new'],
        new_booked=row['new_booked'],
        ongoing=row['ongoing'],
        unanswered=row['unanswered'],
        waiting_since=row['extra'],
    )


def _forms(session: Session, actor: Actor, now: datetime) -> Forms:
    there = col(FormRequest.withdrawn_at).is_(None)
    open_ = sa.and_(there, col(FormRequest.state) != FormState.COMPLETED)
    row = _counted(
        session,
        FormRequest,
        actor,
        {
            'pending': open_,
            'overdue': sa.and_(open_, col(FormRequest.due_at) <= now),
            'completed': col(FormRequest.completed_at) > now - timedelta(days=KEPT_DAYS),
        },
    )
    return Forms(row['pending'], row['overdue'], row['completed'])


def _inventory(session: Session, actor: Actor) -> Inventory:
    available = sa.func.coalesce(sa.func.sum(Movement.on_hand - Movement.reserved), 0)
    columns: list[Any] = [available.label('available'), Item.low_threshold, Item.critical_threshold]
    levels = (
        sa.select(*columns)
        .select_from(Item)
        .outerjoin(Movement, col(Movement.item_id) == Item.id)
        .where(col(Item.workspace_id) == actor.workspace, col(Item.active), col(Item.kind) == ItemKind.CONSUMABLE)
        .group_by(col(Item.id), col(Item.low_threshold), col(Item.critical_threshold))
        .subquery()
    )
    critical = sa.or_(levels.c.available <= levels.c.critical_threshold, levels.c.available <= 0)
    low = sa.or_(levels.c.available <= levels.c.low_threshold, critical)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((each, 1), else_=0)), 0) for each in (low, critical)]
    return Inventory(*(int(value) for value in session.execute(sa.select(*sums).select_from(levels)).one()))


def _counted(
    session: Session,
    table: Any,
    actor: Actor,
    conditions: dict[str, sa.ColumnElement[bool]],
    extra: Any = None,
    since: sa.ColumnElement[bool] | None = None,
) -> dict[str, Any]:
    """How many rows of the workspace (of those `since`) meet each condition, in one query; `extra` is one more column."""
    sums = [
        sa.func.coalesce(sa.func.sum(sa.case((each, 1), else_=0)), 0).label(key) for key, each in conditions.items()
    ]
    more = [] if extra is None else [extra.label('extra')]
    query = sa.select(*sums, *more).where(table.workspace_id == actor.workspace)
    row = session.execute(query if since is None else query.where(since)).one()
    return {**{key: int(row._mapping[key]) for key in conditions}, 'extra': row._mapping.get('extra')}


def _briefs(session: Session, actor: Actor, condition: Any, order: Any, limit: int) -> list[Brief]:
    query = (
        select(Booking, BookingType, Contact.name, Member.full_name)
        .join(Contact, col(Contact.id) == Booking.contact_id)
        .join(BookingType, col(BookingType.id) == Booking.booking_type_id)
        .join(Member, col(Member.id) == Booking.member_id)
        .where(col(Booking.workspace_id) == actor.workspace, condition)
        .order_by(order)
        .limit(limit)
    )
    return [
        Brief(row.id, row.contact_id, name, kind.name, kind.colour, member, row.start, row.end, row.status.value)
        for row, kind, name, member in session.exec(query).all()
    ]
