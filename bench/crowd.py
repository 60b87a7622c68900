"""Many customers at one server at once, over HTTP, with a mail server beside it: fifty look at a month of times, twenty book."""

import json
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.table import machine, quantile, show
from tests.mailbox import Mailbox
from tests.server import Server, running

VISITORS, LOOKS = 50, 4
WRITERS, BOOKINGS, WARM = 20, 7, 5
THINKS = (2.0, 6.0)
PUBLIC = '/api/v1/public/bench'


@dataclass
class Customer:
    """One browser with a connection of its own; the standard library's, so that twenty of them cost this process next to nothing."""

    port: int

    def __post_init__(self) -> None:
        self.line = HTTPConnection('127.0.0.1', self.port, timeout=60)

    def ask(self, path: str, content: object = None) -> tuple[int, bytes]:
        """Status and body of a GET, or of a POST with content."""
        body = None if content is None else json.dumps(content)
        headers = {'Content-Type': 'application/json'} if body else {}
        self.line.request('POST' if body else 'GET', PUBLIC + path, body, headers)
        answer = self.line.getresponse()
        return answer.status, answer.read()


def table(engine: str, home: Path, url: str, bookings: int, box: Mailbox) -> None:
    """One table: how long they wait, what it costs the server, and whether any answer was an error."""
    with running(home, database_url=url) as server:
        kind = json.loads(Customer(server.port).ask('')[1])['booking_types'][0]['id']
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        month = {'booking_type_id': kind, 'from': str(tomorrow), 'to': str(tomorrow + timedelta(days=29))}
        found = json.loads(Customer(server.port).ask(f'/slots?{urlencode(month)}')[1])
        starts = [slot['start'] for slot in found['slots']]

        def look(customer: Customer, number: int) -> int:
            first = {'from': str(tomorrow + timedelta(days=number % 20))}
            return customer.ask(f'/slots?{urlencode(month | first)}')[0]

        def book(customer: Customer, number: int) -> int:
            person = {'name': f'Customer {number}', 'email': f'{bookings}-{number}-{time.time_ns()}@example.com'}
            start = starts[number * 7 % len(starts)]
            return customer.ask('/bookings', {'booking_type_id': kind, 'start': start, 'contact': person})[0]

        for number in range(WARM):
            book(Customer(server.port), number)
        _settled(box)
        row = partial(_row, server, box)
        rows = [
            row('50 visitors, free times', look, VISITORS, LOOKS),
            row('one customer after another, booking', book, 1, WRITERS * BOOKINGS, first=1000),
            row('20 customers at the same instant, booking', book, WRITERS, BOOKINGS, first=2000),
            row('20 customers at human pace, booking', book, WRITERS, BOOKINGS, first=3000, thinks=THINKS),
        ]
    confirmed = sum('confirmed' in str(mail['Subject']).lower() for mail in box.mails)
    title = f'At once on {engine} with {bookings:,} bookings, over HTTP, in ms. {machine()}'
    said = f'{len(box.mails):,} mails were sent, {confirmed:,} of them confirmations; the processor time of a booking holds its mails'
    box.mails.clear()
    columns = ['', 'p50', 'p95', 'processor each', 'a second', 'answers', 'errors', 'target p95']
    show(f'{title}\n  {said}', columns, rows)


def _row(
    server: Server,
    box: Mailbox,
    name: str,
    ask: Callable[[Customer, int], int],
    people: int,
    times: int,
    *,
    first: int = 0,
    thinks: tuple[float, float] | None = None,
) -> list[str]:
    """All press at the same instant. Everybody asks again as soon as they are answered, or after a while of thinking (and then they do
    not begin at the same instant either). A time that somebody else took (409) is no error."""
    assert server.process
    process, together = psutil.Process(server.process.pid), threading.Barrier(people)
    before, begin = process.cpu_times(), time.monotonic()
    one = partial(_one, server.port, ask, together, times, thinks)
    with ThreadPoolExecutor(people) as pool:
        seen = [each for theirs in pool.map(one, range(first, first + people * times, times)) for each in theirs]
    seconds = time.monotonic() - begin
    _settled(box)
    after = process.cpu_times()
    processor = (after.user + after.system - before.user - before.system) * 1000 / len(seen)
    waits, wrong = [wait for wait, _ in seen], sum(status >= 400 and status != 409 for _, status in seen)
    figures = (quantile(waits, 0.5), quantile(waits, 0.95), processor, len(seen) / seconds)
    return [name, *(f'{one:.1f}' for one in figures), str(len(seen)), str(wrong), '50' if 'book' in name else '']


def _one(
    port: int,
    ask: Callable[[Customer, int], int],
    together: threading.Barrier,
    times: int,
    thinks: tuple[float, float] | None,
    first: int,
) -> list[tuple[float, int]]:
    """What one customer saw: how long each answer took in ms, and its status."""
    customer, seen = Customer(port), []
    together.wait()
    for number in range(first, first + times):
        if thinks:
            customer.line.close()  # the server would not keep it open that long
            time.sleep(random.uniform(0 if number == first else thinks[0], thinks[1]))
        begin = time.perf_counter()
        status = ask(customer, number)
        seen.append(((time.perf_counter() - begin) * 1000, status))
    return seen


def _settled(box: Mailbox) -> None:
    """Wait until no more mails come."""
    known, end = -1, time.monotonic() + 120
    while known < len(box.mails) and time.monotonic() < end:
        known = len(box.mails)
        time.sleep(2)
