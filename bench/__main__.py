"""`make bench`: start, memory, pages with the demo and with 10,000 bookings, the browser, loads without a websocket, booking."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench import booking, browser, inbox, sending, server
from bench.table import machine, medians, show
from domain import demo
from tests.server import ROOT, Server

ROUNDS = 5
SLUG = 'juniper-street-salon'
PUBLIC = f'/book/{SLUG}'
PAGES = ('/sign-in', '/', '/inbox', PUBLIC)
SIZES = {'demo data': {}, '10,000 bookings': {'days_back': 900, 'contacts': 1500}}
MAKE = """
import json, sys
from data import migrate
from domain import demo, passwords, work
from domain.actor import Actor
migrate.upgrade()
size = demo.Size(**json.loads(sys.argv[1]))
work.act_now(demo.create, Actor.guest(), password_hash=passwords.hashed(demo.PASSWORD), size=size)
"""


def main() -> None:
    """Print every table; nothing is asserted, the targets stand beside the figures."""
    print(f'CareOps bench, medians of {ROUNDS}. {machine()}')
    with tempfile.TemporaryDirectory(prefix='careops-bench-') as home:
        seconds, megabytes = server.start_time(Path(home))
        show('Start', ['', 'measured', 'target'], [
            ['process start to ready, s', f'{seconds:.1f}', '3 after imports'],
            ['memory at rest, MB', f'{megabytes:.0f}', '180'],
        ])  # fmt: skip
        for name, size in SIZES.items():
            with filled(Path(home) / name.replace(' ', '-'), size) as running:
                pages(name, running)
        with filled(Path(home) / 'customers', {}) as running:
            customers(running)
    booking.main()
    print(f'\n{machine()}')


@contextmanager
def filled(home: Path, size: dict[str, int]) -> Iterator[Server]:
    """A running server whose salon has this size."""
    made = Server(home)
    subprocess.run([sys.executable, '-c', MAKE, json.dumps(size)], cwd=ROOT, env=made.environment, check=True)
    try:
        yield made.start()
    finally:
        made.stop()


def pages(name: str, running: Server) -> None:
    """Server time of each page, signed in, one client."""
    with httpx.Client(base_url=running.url, follow_redirects=True, headers={'Origin': running.url}) as client:
        client.post('/sign-in', data={'login': demo.OWNER, 'password': demo.PASSWORD}).raise_for_status()
        with httpx.Client(base_url=running.url) as stranger:
            rows = []
            for path in PAGES:
                asker = client if path in {'/', '/inbox'} else stranger
                p50, p95 = medians([server.page_times(asker, path) for _ in range(ROUNDS)])
                rows.append([path, f'{p50:.1f}', f'{p95:.1f}', '100' if path == '/' else ''])
    bookings = (
        sqlite3.connect(running.home / 'data' / 'careops.sqlite3').execute('SELECT count(*) FROM booking').fetchone()[0]
    )
    show(
        f'Pages, {name} ({bookings:,} bookings, SQLite), server time in ms', ['page', 'p50', 'p95', 'target p95'], rows
    )


def customers(running: Server) -> None:
    """What the booking page costs a phone and the server."""
    url = running.url + PUBLIC
    memory = server.memory_after_loads(running, PUBLIC)  # first: nobody else has used this server
    rows = [
        ['usable in the browser, ms', f'{browser.usable(url, slower=1):.0f}', '250'],
        ['the same, processor four times slower, ms', f'{browser.usable(url, slower=4):.0f}', '600'],
        ['server processor time a view, ms', f'{server.cpu_per_view(running, PUBLIC):.2f}', '2'],
        ['memory after 2,000 loads without a websocket, MB', f'{memory:.0f}', '250'],
    ]
    show('The public booking page', ['', 'measured', 'target'], rows)


if __name__ == '__main__':
    os.chdir(ROOT)
    {'inbox': inbox.main, 'booking': booking.main, 'sending': sending.main}.get(' '.join(sys.argv[1:]), main)()
