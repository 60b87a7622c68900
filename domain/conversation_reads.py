"""The list of conversations: filtered, searched, counted and paged in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from typing import Literal as OneOf
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Contact, Conversation, Member
from domain import matching, wording
from domain.actor import Actor
from domain.errors import NotFound

Filter = OneOf['open', 'unread', 'unanswered', 'paused', 'mine', 'closed', 'all']
FILTERS: tuple[Filter, ...] = get_args(Filter)
LIMIT = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation as the list shows it. `new`: nobody of the business has answered yet; `found`: words around what was searched for."""

    id: UUID
    contact_id: UUID
    name: str
    email: str | None
    phone: str | None
    preview: str
    channel: str
    last_activity_at: datetime
    unanswered_since: datetime | None
    unread: bool
    new: bool
    paused: bool
    closed: bool
    sample: bool
    assigned_to: UUID | None
    assigned_name: str
    found: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and how many there are in all."""

    items: list[Line]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many conversations each filter shows."""

    open: int
    unread: int
    unanswered: int
    paused: int
    mine: int
    closed: int
    all: int


def page(
    session: Session, actor: Actor, *, filter: Filter = 'open', q: str = '', limit: int = LIMIT, offset: int = 0
) -> Page:
    """The conversations of a filter that match `q` (name, address, number, anything written), newest activity first."""
    actor.require('inbox')
    condition = sa.and_(visible(actor), filters(actor)[filter], _matches(session, actor, q))
    total = session.exec(select(sa.func.count()).select_from(Conversation).join(Contact).where(condition)).one()
    found = session.exec(
        lines()
        .where(condition)
        .order_by(col(Conversation.last_activity_at).desc(), col(Conversation.id).desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return Page([line(*row) for row in found], total)


def one(session: Session, actor: Actor, *, conversation_id: UUID) -> Line:
    """One conversation as the list shows it; NotFound."""
    actor.require('inbox')
    found = session.exec(lines().where(visible(actor), col(Conversation.id) == conversation_id)).first()
    if found is None:
        raise NotFound
    return line(*found)


def newest(session: Session, actor: Actor, *, limit: int = 5) -> list[Line]:
    """The conversations with the newest activity."""
    actor.require('inbox')
    query = lines().where(visible(actor)).order_by(col(Conversation.last_activity_at).desc()).limit(limit)
    return [line(*row) for row in session.exec(query).all()]


def counts(session: Session, actor: Actor) -> Counts:
    """What each filter would show, in one query."""
    actor.require('inbox')
    each = filters(actor)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((each[name], 1), else_=0)), 0) for name in FILTERS]
    row = session.execute(sa.select(*sums).select_from(Conversation).where(visible(actor))).one()
    return Counts(**{name: int(value) for name, value in zip(FILTERS, row, strict=True)})


def unread() -> sa.ColumnElement[bool]:
    """Something came in after the team last looked."""
    came, seen = col(Conversation.last_inbound_at), col(Conversation.read_at)
    return sa.and_(came.is_not(None), sa.or_(seen.is_(None), came > seen))


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """Those of the actor's workspace."""
    return col(Conversation.workspace_id) == actor.workspace


def filters(actor: Actor) -> dict[Filter, sa.ColumnElement[bool]]:
    """What each filter shows."""
    opened = col(Conversation.closed_at).is_(None)
    mine = sa.and_(opened, col(Conversation.assigned_to) == actor.member_id) if actor.member_id else sa.false()
    return {
        'open': opened,
        'unread': unread(),
        'unanswered': col(Conversation.unanswered_since).is_not(None),
        'paused': sa.and_(opened, col(Conversation.paused_at).is_not(None)),
        'mine': mine,
        'closed': col(Conversation.closed_at).is_not(None),
        'all': sa.true(),
    }


def _matches(session: Session, actor: Actor, q: str) -> sa.ColumnElement[bool]:
    if not q.strip():
        return sa.true()
    return sa.or_(matching.contact(q), col(Conversation.id).in_(wording.conversations(session, actor, q=q)))


def lines() -> Any:
    """Conversations with what a line needs, as `line` takes them."""
    return (
        select(Conversation, Contact, Member.full_name)
        .join(Contact)
        .outerjoin(Member, col(Member.id) == Conversation.assigned_to)
    )


def line(row: Conversation, contact: Contact, assigned_name: str | None) -> Line:
    """A row of `lines`."""
    came, seen = row.last_inbound_at, row.read_at
    return Line(
        id=row.id,
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        preview=row.preview,
        channel=row.last_inbound_channel.value if row.last_inbound_channel else '',
        last_activity_at=row.last_activity_at,
        unanswered_since=row.unanswered_since,
        unread=came is not None and (seen is None or came > seen),
        new=came is not None and row.answered_at is None,
        paused=row.paused_at is not None,
        closed=row.closed_at is not None,
        sample=contact.sample,
        assigned_to=row.assigned_to,
        assigned_name=assigned_name or '',
    )
