"""kill -9 at random moments while bookings come in and mail goes out: nothing is lost, nothing is stuck, and what came twice says so.

`KILLS` and `BOOKINGS` in the environment change the size.
"""

import asyncio
import itertools
import json
import os
import random
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.client import HTTPException
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import select

from data import db
from data.models import Booking, Delivery, DeliveryState, RuleSetting
from tests import conftest, factories
from tests.server import Server, free_port

KILLS = int(os.environ.get('KILLS', '20'))
BOOKINGS = int(os.environ.get('BOOKINGS', '200'))
WORKERS = 8
LONGEST_ANSWER = 2.0
ZONE = 'Europe/Lisbon'
SEED = 11


class Recorder:
    """A mail server that keeps a mail for good, and only then, after a while, says that it has it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.chance, self.numbers = random.Random(SEED), itertools.count()
        folder.mkdir()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        with (self.folder / f'{next(self.numbers):05}.eml').open('xb') as file:
            file.write(envelope.content)
            file.flush()
            os.fsync(file.fileno())
        await asyncio.sleep(self.chance.uniform(0, LONGEST_ANSWER))
        return '250 Kept'

    def arrived(self) -> Counter[str]:
        """How often each mail came, by its Message-ID."""
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in self.folder.iterdir()]
        return Counter(str(mail['Message-ID']) for mail in mails)


@dataclass
class Story:
    """What was seen: the bookings that were answered with 201, and the mails that were in flight at each kill."""

    answered: list[str] = field(default_factory=list)
    in_flight: list[set[str]] = field(default_factory=list)
    answers_lost: int = 0


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path / 'mails')
    controller = Controller(made, hostname='127.0.0.1', port=made.port)
    controller.start()
    yield made
    controller.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / 'data').mkdir()
    conftest._use(f'sqlite:///{tmp_path}/data/careops.sqlite3')
    made = Server(tmp_path, warm=True, send_workers=str(WORKERS))
    yield made
    made.stop()
    db.close()


def test_kill_nine_loses_nothing(server: Server, recorder: Recorder) -> None:
    began = time.monotonic()
    kind = seeded(recorder.port)
    server.start()
    story = killed_again_and_again(server, kind)
    killing = time.monotonic() - began
    everything_is_settled()
    print(f'{killing:.0f} s of {KILLS} kills, all settled after {time.monotonic() - began:.0f} s')
    judge(story, recorder.arrived())


def seeded(port: int) -> str:
    """An open workspace with a mail server, a booking type and people enough; only confirmations are sent. Its booking type's id."""
    workspace = factories.workspace(timezone=ZONE)
    for name in ('Ada Moreno', 'Ben Okafor', 'Cleo Brandt'):
        factories.person(name, workspace.id)
    factories.smtp(workspace.id, port)
    for rule in ('welcome', 'team_booking'):
        factories.save(RuleSetting(workspace_id=workspace.id, key=rule, enabled=False))
    return str(factories.booking_type(workspace.id, duration_minutes=30).id)


def killed_again_and_again(server: Server, kind: str) -> Story:
    """A share of the guests asks after each start; the kill falls while they ask, or while their mail is on its way.

    Some guests have to be answered first, so that a slow machine does not turn every kill into one of an idle server.
    """
    story, over, chance = Story(), threading.Event(), random.Random(SEED)
    restarts = []
    guests = list(enumerate(starts()))
    with ThreadPoolExecutor(4) as phones:
        try:
            asked = []
            for kill in range(KILLS):
                share = guests[kill * BOOKINGS // KILLS : (kill + 1) * BOOKINGS // KILLS]
                fresh = [phones.submit(book, server.url, kind, number, start, over) for number, start in share]
                asked += fresh
                wait_for(fresh, chance.randrange(len(fresh) + 1))
                time.sleep(chance.choice([0, chance.uniform(0, LONGEST_ANSWER)]))
                server.kill()
                story.in_flight.append(sending())
                began = time.monotonic()
                server.start()
                restarts.append(time.monotonic() - began)
            answers = [future.result(timeout=120) for future in asked]
        finally:
            over.set()
    print(
        f'restarts took {min(restarts):.1f} to {max(restarts):.1f} s, {statistics.median(restarts):.1f} s in the middle'
    )
    story.answered = [booking_id for booking_id, _ in answers]
    story.answers_lost = sum(repeated for _, repeated in answers)
    return story


def wait_for(asked: list[Future[Any]], count: int) -> None:
    """Until so many of them have their answer."""
    while sum(future.done() for future in asked) < count:
        time.sleep(0.002)


def starts() -> list[datetime]:
    """Free half hours from the day after tomorrow on, one for each booking."""
    first = datetime.now(ZoneInfo(ZONE)).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    return [first + timedelta(days=n // 16, minutes=30 * (n % 16)) for n in range(BOOKINGS)]


def book(url: str, kind: str, number: int, start: datetime, over: threading.Event) -> tuple[str, bool]:
    """Ask with the same key until there is a 201; the booking's id, and whether the first answer was lost on its way."""
    body = {
        'booking_type_id': kind,
        'start': start.astimezone(UTC).isoformat(),
        'contact': {'name': f'Guest {number}', 'email': f'guest{number}@customers.example'},
    }
    request = urllib.request.Request(
        f'{url}/api/v1/public/juniper-street/bookings',
        json.dumps(body).encode(),
        {'Content-Type': 'application/json', 'Idempotency-Key': f'kill-{number}'},
    )
    while not over.is_set():
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                assert answer.status == 201, answer.status
                return str(json.load(answer)['id']), answer.headers['Idempotency-Replayed'] == 'true'
        except urllib.error.HTTPError as error:
            raise AssertionError(f'{error.code}: {error.read().decode()}') from error
        except (OSError, HTTPException, json.JSONDecodeError):
            time.sleep(0.05)
    raise AssertionError(f'guest {number} never got an answer')


def sending() -> set[str]:
    """The mails that the dead server had begun to send."""
    with db.reading() as session:
        return set(session.exec(select(Delivery.email_id).where(Delivery.state == DeliveryState.SENDING)))


def everything_is_settled() -> None:
    """Wait until nothing is queued or in flight; fails when that takes longer than slow answers explain."""
    end = time.monotonic() + 60 + BOOKINGS * LONGEST_ANSWER / WORKERS
    while time.monotonic() < end:
        with db.reading() as session:
            if not {DeliveryState.QUEUED, DeliveryState.SENDING} & set(session.exec(select(Delivery.state))):
                return
        time.sleep(0.2)
    raise AssertionError('some mail is stuck')


def judge(story: Story, arrived: Counter[str]) -> None:
    """What must be true after any number of kills."""
    with db.reading() as session:
        booked = [str(booking_id) for booking_id in session.exec(select(Booking.id))]
        deliveries = list(session.exec(select(Delivery).where(Delivery.rule == 'confirmation')))
    ours = {row.email_id for row in deliveries}
    twice = {email_id for email_id, count in arrived.items() if count > 1}
    marked = {row.email_id for row in deliveries if row.repeated}
    struck = set().union(*story.in_flight)
    print(
        f'{len(story.answered)} answered ({story.answers_lost} at a second try only), {len(booked)} booked, '
        f'{sum(arrived.values())} mails, in flight at the kills {[len(mails) for mails in story.in_flight]}, '
        f'{len(marked)} marked, {len(twice)} twice'
    )
    assert sorted(story.answered) == sorted(booked), 'every answer stands for one booking, every booking was answered'
    assert len(booked) == len(deliveries) == BOOKINGS
    assert {row.state for row in deliveries} == {DeliveryState.SENT}
    assert set(arrived) == ours, 'every confirmation came, under its own Message-ID, and nothing else'
    assert all(len(mails) <= WORKERS for mails in story.in_flight)
    assert twice <= marked <= struck, 'only what was in flight came twice, and says so'
    assert all(count <= 1 + sum(email_id in mails for mails in story.in_flight) for email_id, count in arrived.items())
    assert len(twice) >= KILLS // 4, 'the kills hardly ever hit the moment that this test is about'
