"""The database: opened once, read and written through two doors, told apart from nothing else in the house."""

import json
import logging
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from data.settings import settings

Result = TypeVar('Result')
Told = Callable[[UUID | None, frozenset[str]], None]

log = logging.getLogger(__name__)
ORIGIN = f'{os.getpid()}-{time.time_ns()}'
THREADS = 20
ATTEMPTS = 3
before_commit: list[Callable[[Session], None]] = []
after_commit: list[Told] = []


class FirstComeLock:
    """A lock that is handed on in the order of asking; SQLite's own waiting is not fair."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_writing = FirstComeLock()


@lru_cache(maxsize=1)
def engine() -> sa.Engine:
    """The one engine of this process; its pool is larger than the pool of threads that use it."""
    url = settings().database_url
    pool = {'pool_size': THREADS + 4, 'max_overflow': 8}
    if url.startswith('sqlite'):
        made = sa.create_engine(url, **pool, hide_parameters=True)
        event.listen(made, 'connect', _sqlite_connect)
        event.listen(made, 'begin', _sqlite_begin)
    else:  # the guard looks after it has waited: under another isolation, whatever the server's default, it would look at the past
        made = sa.create_engine(url, **pool, pool_pre_ping=True, isolation_level='READ COMMITTED', hide_parameters=True)
        event.listen(made, 'begin', _postgres_begin)
    event.listen(made, 'before_cursor_execute', _count_write)
    return made


def _count_write(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
    if statement.startswith(('INSERT', 'UPDATE', 'DELETE')):
        connection.info['writes'] = connection.info.get('writes', 0) + 1


def writes(session: Session) -> int:
    """A number that is another one after the session has written something, or has something to write."""
    written: int = session.connection().info.get('writes', 0)
    return written + len(session.new) + len(session.dirty) + len(session.deleted)


def close() -> None:
    """Let go of every connection, so that the next use opens the database anew (tests, restore)."""
    if engine.cache_info().currsize:
        engine().dispose()
        engine.cache_clear()


def _sqlite_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for pragma in ('journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON', 'busy_timeout=10000', 'cache_size=-2000'):
        connection.execute(f'PRAGMA {pragma}')


def _sqlite_begin(connection: sa.Connection) -> None:
    writes = bool(connection.get_execution_options().get('writes'))
    connection.exec_driver_sql(f'PRAGMA query_only={"OFF" if writes else "ON"}')
    connection.exec_driver_sql('BEGIN IMMEDIATE' if writes else 'BEGIN')


def _postgres_begin(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get('writes'):
        connection.exec_driver_sql('SET TRANSACTION READ ONLY')


@contextmanager
def reading() -> Iterator[Session]:
    """A session that sees one state of the database and cannot write."""
    with Remembering(engine(), expire_on_commit=False) as session:
        yield session


class Remembering(Session):
    """A row that was read once is not read again by its key: a plain session forgets it as soon as nobody holds it."""


def _remember(session: Session, row: object) -> None:
    session.info.setdefault('kept', []).append(row)


event.listen(Remembering, 'loaded_as_persistent', _remember)
event.listen(Remembering, 'pending_to_persistent', _remember)


@contextmanager
def transaction() -> Iterator[Session]:
    """The only place that commits. Reactions to what was recorded run before the commit, listeners are told after it."""
    turn: AbstractContextManager[None] = _writing if engine().dialect.name == 'sqlite' else nullcontext()
    with turn, Remembering(engine().execution_options(writes=True), expire_on_commit=False) as session:
        yield session
        for hook in before_commit:
            hook(session)
        told = session.info.get('told', {})
        if told and engine().dialect.name == 'postgresql':
            _notify(session, told)
        session.commit()
    for workspace_id, names in told.items():
        announce(workspace_id, frozenset(names))


def announce(workspace_id: UUID | None, names: frozenset[str]) -> None:
    """Tell every listener; one that fails is logged and harms nobody."""
    for listener in after_commit:
        try:
            listener(workspace_id, names)
        except Exception:
            log.exception('a listener failed')


def _notify(session: Session, told: dict[UUID | None, set[str]]) -> None:
    """Queue the hint for other processes (`data/notify.py` hears it): PostgreSQL delivers it with the commit, or not at all."""
    for workspace_id, names in told.items():
        payload = json.dumps({'from': ORIGIN, 'workspace': str(workspace_id or ''), 'names': sorted(names)[:60]})
        session.execute(sa.text("SELECT pg_notify('careops', :payload)"), {'payload': payload})


def tell(session: Session, workspace_id: UUID | None, name: str) -> None:
    """After the commit of `session`, tell every listener that `name` happened in the workspace."""
    session.info.setdefault('told', {}).setdefault(workspace_id, set()).add(name)


def retrying(work: Callable[[], Result]) -> Result:
    """Run a whole transaction again when the engine, not the rule, refused it: deadlock, serialization, busy."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except OperationalError as error:
            if attempt == ATTEMPTS or not _passing(error):
                raise
    raise AssertionError('unreachable')


def _passing(error: OperationalError) -> bool:
    return getattr(error.orig, 'sqlstate', None) in {'40001', '40P01', '55P03'} or 'database is locked' in str(
        error.orig
    )


def constraint(error: DBAPIError) -> str:
    """The name of the constraint or guard that refused; '' where there is none. The same names on both engines."""
    diagnosis = getattr(error.orig, 'diag', None)
    if diagnosis is not None:
        return diagnosis.constraint_name or diagnosis.message_primary or ''
    text = str(error.orig)
    if found := re.match(r'UNIQUE constraint failed: (.+)', text):
        columns = [part.strip().split('.') for part in found[1].split(',')]
        if len(columns[0]) == 2:
            return f'uq_{columns[0][0]}_' + '_'.join(column for _, column in columns)
    if found := re.match(r'CHECK constraint failed: (.+)', text):
        return found[1]
    return text


def refused(error: DBAPIError, name: str) -> bool:
    """Whether this very constraint or guard refused."""
    return isinstance(error, IntegrityError) and constraint(error) == name
