"""The mail server takes every call and never says a word: nobody but the mail waits for it."""

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from data import db
from data.models import Conversation, Delivery, DeliveryState
from data.settings import settings
from domain import tokens, work
from domain.actor import Actor
from tests import conftest, factories
from tests.domain import stage
from tests.mailbox import mailbox
from tests.server import Server, running

pytestmark = pytest.mark.timed
WORKERS = 4


class Silent:
    """A mail server that picks up and says nothing; `held` are the calls that wait for its first word."""

    def __init__(self) -> None:
        self.held, self.port = 0, 0
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[ready], daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._pick_up, '127.0.0.1', 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _pick_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.held += 1
        await reader.read()
        self.held -= 1
        writer.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@pytest.fixture
def silent() -> Iterator[Silent]:
    made = Silent()
    yield made
    made.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / 'data').mkdir()
    conftest._use(f'sqlite:///{tmp_path}/data/careops.sqlite3')
    secret = settings().secret_key.get_secret_value()
    with running(tmp_path, send_workers=str(WORKERS), secret_key=secret) as started:
        yield started
    db.close()


class Day:
    """A day of business over HTTP: people write, people book, Ben answers."""

    def __init__(self, server: Server) -> None:
        self.workspace = factories.workspace()
        self.ben = factories.person('Ben Okafor', self.workspace.id)
        self.kind = factories.booking_type(self.workspace.id, duration_minutes=30)
        self.guests = 0
        token = work.act_now(tokens.start, Actor.system(), user_id=self.ben.user_id).access_token
        self.client = httpx.Client(
            base_url=f'{server.url}/api/v1', headers={'Authorization': f'Bearer {token}'}, timeout=30
        )

    def live(self, rounds: int) -> dict[str, float]:
        """Everything a few times; the median seconds of each kind of call."""
        took: dict[str, list[float]] = {'form': [], 'booking': [], 'reply': []}
        for _ in range(rounds):
            self.guests += 1
            guest = {'name': f'Guest {self.guests}', 'email': f'guest{self.guests}@customers.example'}
            start = (datetime.now(UTC) + timedelta(days=2 + self.guests // 8)).replace(
                minute=0, second=0, microsecond=0
            )
            start = start.replace(hour=10) + timedelta(minutes=30 * (self.guests % 8))
            took['form'].append(self._post('/public/juniper-street/contact', guest | {'message': 'Hello'}))
            asked = {'booking_type_id': str(self.kind.id), 'start': start.isoformat(), 'contact': guest}
            took['booking'].append(self._post('/public/juniper-street/bookings', asked))
            thread = stage.all_of(Conversation)[-1]
            at = f'/workspaces/{self.workspace.id}/conversations/{thread.id}/messages'
            took['reply'].append(self._post(at, {'body': 'See you', 'channel': 'email'}))
        return {name: statistics.median(seconds) for name, seconds in took.items()}

    def _post(self, path: str, body: dict[str, Any]) -> float:
        began = time.monotonic()
        answer = self.client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return time.monotonic() - began


def test_no_request_waits_for_the_mail(server: Server, silent: Silent) -> None:
    day = Day(server)
    with mailbox() as box:
        channel = factories.smtp(day.workspace.id, box.port)
        day.live(1)
        lively = day.live(5)
        box.wait('guest6@customers.example', 2)
        stage.change(channel, config={**channel.config, 'port': silent.port})
        day.live(1)
        until(lambda: silent.held > 0)
        before = sent()
        dead = day.live(5)
        assert sent() == before, 'every answer came while the mail was still waiting for the server'
        assert silent.held > 0
        print('medians with a live and with a silent mail server:', {name: (lively[name], dead[name]) for name in dead})
        stage.change(channel, config=channel.config, rest_until=None, failures=0)
        until(lambda: not {DeliveryState.QUEUED, DeliveryState.SENDING} & set(states()), within=120)
        assert set(states()) <= {DeliveryState.SENT, DeliveryState.CANCELLED}
        for number in range(1, day.guests + 1):
            replies = [mail for mail in box.to(f'guest{number}@customers.example') if 'See you' in str(mail)]
            assert len(replies) == 1


def states() -> list[DeliveryState]:
    return [row.state for row in stage.all_of(Delivery)]


def sent() -> int:
    return states().count(DeliveryState.SENT)


def until(true: Any, within: float = 20) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, 'it did not happen in time'
        time.sleep(0.1)
