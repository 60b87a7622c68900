"""The list of conversations as a person scrolls it: one window after the other, by place instead of by number."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Conversation, Message
from domain import matching, wording
from domain.actor import Actor
from domain.conversation_reads import LIMIT, Filter, Line, filters, line, lines, visible
from domain.wording import Match


@dataclass(frozen=True, slots=True)
class Place:
    """Where a window ends: at a conversation of the list, or at a message of what was found."""

    at: datetime | None = None
    id: UUID | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Some conversations, and where the next ones begin (None: these were the last)."""

    items: list[Line]
    after: Place | None


def window(
    session: Session,
    actor: Actor,
    *,
    filter: Filter = 'open',
    q: str = '',
    after: Place | None = None,
    known: Collection[UUID] = (),
    limit: int = LIMIT,
) -> Window:
    """The next conversations of a filter, newest activity first.

    With `q` first the people of that name or address, then conversations by the newest message that holds its words;
    those whose ids are `known` are not repeated.
    """
    actor.require('inbox')
    condition = sa.and_(visible(actor), filters(actor)[filter])
    if not q.strip():
        return _by_activity(session, condition, after, limit)
    if after is not None and after.number is not None:
        return _by_words(session, actor, condition, q, after.number, known, limit)
    people = _by_activity(session, sa.and_(condition, matching.contact(q)), after, limit)
    if people.after is not None:
        return people
    known = {*known, *(item.id for item in people.items)}
    rest = _by_words(session, actor, condition, q, None, known, limit - len(people.items))
    return Window([*people.items, *rest.items], rest.after)


def found(session: Session, actor: Actor, *, q: str, limit: int) -> list[Line]:
    """The conversations in which something was written that holds the words, the newest match first."""
    actor.require('inbox')
    return _by_words(session, actor, visible(actor), q, None, (), limit).items


def _by_activity(session: Session, condition: sa.ColumnElement[bool], after: Place | None, limit: int) -> Window:
    at, row_id = col(Conversation.last_activity_at), col(Conversation.id)
    query = lines().where(condition).order_by(at.desc(), row_id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(at <= after.at, sa.or_(at < after.at, row_id < after.id))
    rows = [line(*row) for row in session.exec(query).all()]
    items = rows[:limit]
    return Window(items, Place(items[-1].last_activity_at, items[-1].id) if len(rows) > limit else None)


def _by_words(
    session: Session,
    actor: Actor,
    condition: sa.ColumnElement[bool],
    q: str,
    before: int | None,
    known: Collection[UUID],
    limit: int,
) -> Window:
    newest: dict[UUID, Match] = {}
    if limit <= 0:
        return Window([], Place(number=before or wording.LAST))
    for part in wording.matches(session, actor, q=q, before=before):
        for match in _of(session, condition, part, known):
            newest.setdefault(match.conversation_id, match)
            if len(newest) == limit:
                return Window(_shown(session, newest, q), Place(number=match.number))
    return Window(_shown(session, newest, q), None)


def _of(session: Session, condition: sa.ColumnElement[bool], part: list[Match], known: Collection[UUID]) -> list[Match]:
    ids = {match.conversation_id for match in part} - set(known)
    query = select(Conversation.id).where(condition, col(Conversation.id).in_(ids))
    fitting = set(session.exec(query)) if ids else set()
    return [match for match in part if match.conversation_id in fitting]


def _shown(session: Session, newest: dict[UUID, Match], q: str) -> list[Line]:
    """The lines in the order of their matches, with the words that were found."""
    rows = session.exec(lines().where(col(Conversation.id).in_(newest))).all() if newest else []
    shown = {row[0].id: line(*row) for row in rows}
    said = select(Message.id, Message.subject, Message.body).where(
        col(Message.id).in_([match.message_id for match in newest.values()])
    )
    words = {row_id: f'{subject} {body}' for row_id, subject, body in session.exec(said)} if newest else {}
    return [
        replace(shown[row_id], found=wording.excerpt(words[match.message_id], q)) for row_id, match in newest.items()
    ]
