"""Many customers at one server at once, over HTTP: fifty look at a month of times, twenty book."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil

from bench.table import quantile, show
from tests.server import Server, running

VISITORS, LOOKS = 50, 4
WRITERS, BOOKINGS = 20, 10
SLUG = 'bench'


def table(engine: str, home: Path, url: str, bookings: int) -> None:
    """One table: how long they wait, what it costs the server, and whether any answer was an error."""
    with (
        running(home, database_url=url) as server,
        httpx.Client(base_url=f'{server.url}/api/v1/public', timeout=60) as client,
    ):
        kind = client.get(f'/{SLUG}').raise_for_status().json()['booking_types'][0]['id']
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        month = {'booking_type_id': kind, 'from': str(tomorrow), 'to': str(tomorrow + timedelta(days=29))}
        starts = [
            slot['start'] for slot in client.get(f'/{SLUG}/slots', params=month).raise_for_status().json()['slots']
        ]

        def look(number: int) -> httpx.Response:
            return client.get(f'/{SLUG}/slots', params=month | {'from': str(tomorrow + timedelta(days=number % 20))})

        def book(number: int) -> httpx.Response:
            person = {'name': f'Customer {number}', 'email': f'{bookings}-{number}@example.com'}
            return client.post(
                f'/{SLUG}/bookings',
                json={'booking_type_id': kind, 'start': starts[number * 7 % len(starts)], 'contact': person},
            )

        rows = [
            _row('50 visitors, free times', server, look, VISITORS, LOOKS),
            _row('20 customers, booking', server, book, WRITERS, BOOKINGS),
        ]
    columns = ['', 'p50', 'p95', 'processor each', 'a second', 'answers', 'errors']
    show(f'At once on {engine} with {bookings:,} bookings, over HTTP, in ms', columns, rows)


def _row(name: str, server: Server, ask: Callable[[int], httpx.Response], people: int, times: int) -> list[str]:
    """Everybody asks again as soon as they are answered; a time that somebody else took (409) is no error."""
    assert server.process
    process = psutil.Process(server.process.pid)
    before, begin = process.cpu_times(), time.monotonic()
    with ThreadPoolExecutor(people) as pool:
        seen = list(pool.map(lambda number: _timed(ask, number), range(people * times)))
    seconds, after = time.monotonic() - begin, process.cpu_times()
    processor = (after.user + after.system - before.user - before.system) * 1000 / len(seen)
    waits, wrong = [wait for wait, _ in seen], sum(status >= 400 and status != 409 for _, status in seen)
    figures = (quantile(waits, 0.5), quantile(waits, 0.95), processor, len(seen) / seconds)
    return [name, *(f'{one:.1f}' for one in figures), str(len(seen)), str(wrong)]


def _timed(ask: Callable[[int], httpx.Response], number: int) -> tuple[float, int]:
    begin = time.perf_counter()
    status = ask(number).status_code
    return (time.perf_counter() - begin) * 1000, status
