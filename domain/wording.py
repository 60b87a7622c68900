"""What was written can be found: each message's words in the index of its workspace, the newest match first."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import folding
from data.models import Message, MessageWords
from domain import matching
from domain.actor import Actor

PART, LARGEST_PART = 200, 5_000
WIDTH, LAST = 80, 2**31 - 1
_WORD = re.compile(r'[^\W_]+')
MATCHES: dict[str, str] = {
    'sqlite': 'SELECT rowid AS number FROM message_index WHERE message_index MATCH :asked',
    'postgresql': 'SELECT number FROM message_words WHERE terms @@ CAST(:asked AS tsquery)',
}


class Match(NamedTuple):
    """A message that holds every word; a greater `number` was written later."""

    number: int
    message_id: UUID
    conversation_id: UUID


def note(session: Session, message: Message) -> None:
    """Let the message be found by the words that it has now."""
    fresh = of(message)
    row = session.exec(select(MessageWords).where(MessageWords.message_id == message.id)).first() or fresh
    row.words = fresh.words
    session.add(row)


def of(message: Message) -> MessageWords:
    """The row by which a message is found."""
    words = folding.indexed(message.workspace_id, message.subject, message.body)
    return MessageWords(workspace_id=message.workspace_id, message_id=message.id, words=words)


def matches(session: Session, actor: Actor, *, q: str, before: int | None = None) -> Iterator[list[Match]]:
    """The messages of the workspace in which each word of `q` begins a word, the newest first, in growing parts."""
    actor.require('inbox')
    size = PART
    while found := _part(session, actor, q, before, size):
        yield found
        if len(found) < size:
            return
        before, size = found[-1].number, min(size * 4, LARGEST_PART)


def conversations(session: Session, actor: Actor, *, q: str) -> Any:
    """The ids of all conversations in which some message holds every word, as a subquery."""
    asked = sa.true() if folding.words(q) else sa.false()
    numbers = _numbers(session, actor, q)
    return (
        sa.select(col(Message.conversation_id))
        .join(MessageWords, col(MessageWords.message_id) == Message.id)
        .where(
            asked,
            col(MessageWords.workspace_id) == actor.workspace,
            col(MessageWords.number).in_(sa.select(numbers.c.number)),
        )
    )


def excerpt(text: str, q: str) -> tuple[str, str, str]:
    """The words around the first one that was searched for: before it, itself, after it."""
    text = ' '.join(text.split())
    asked = tuple(folding.words(q))
    found = next((word for word in _WORD.finditer(text) if _begins(word[0], asked)), None)
    start, end = found.span() if found else (0, 0)
    begin = max(0, start - WIDTH // 3)
    after = text[end : max(end, begin + WIDTH)]
    more = '…' if end + len(after) < len(text) else ''
    return ('…' if begin else '') + text[begin:start], text[start:end], after + more


def _begins(word: str, asked: tuple[str, ...]) -> bool:
    return any(part.startswith(asked) for part in folding.words(word)) if asked else False


def _part(session: Session, actor: Actor, q: str, before: int | None, size: int) -> list[Match]:
    """The next matches: the engine walks its index from the newest one back and stops after `size`."""
    if not folding.words(q):
        return []
    engine = session.get_bind().dialect.name
    number = 'rowid' if engine == 'sqlite' else 'number'
    sql = f'{MATCHES[engine]} AND {number} < :before ORDER BY {number} DESC LIMIT :size'
    asked = sa.text(sql).bindparams(asked=_asked(session, actor, q), before=before or LAST, size=size)
    newest = asked.columns(sa.column('number', sa.Integer)).subquery()
    query = (
        select(MessageWords.number, Message.id, Message.conversation_id)
        .join(newest, newest.c.number == MessageWords.number)
        .join(Message, col(Message.id) == MessageWords.message_id)
        .where(MessageWords.workspace_id == actor.workspace)
        .order_by(col(MessageWords.number).desc())
    )
    return [Match(*row) for row in session.exec(query)]


def _numbers(session: Session, actor: Actor, q: str) -> Any:
    sql = sa.text(MATCHES[session.get_bind().dialect.name]).bindparams(asked=_asked(session, actor, q))
    return sql.columns(sa.column('number', sa.Integer)).subquery()


def _asked(session: Session, actor: Actor, q: str) -> str:
    """The question in the language of the engine; only letters and digits of what was typed come into it."""
    words = folding.words(' '.join(matching.words(q)))
    if session.get_bind().dialect.name == 'sqlite':
        return ' AND '.join([f'"{folding.own(actor.workspace)}"', *(f'"{word}"*' for word in words)])
    return ' & '.join([f"'{folding.own(actor.workspace)}'", *(f"'{word}':*" for word in words)])
