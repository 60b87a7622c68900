"""A process is killed in the middle of a send and comes back days later: what it left behind goes out at once, and so does what is new."""

from collections.abc import Iterator
from datetime import timedelta
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
from tests.journeys.test_dead_mail import Silent, until
from tests.mailbox import body, mailbox
from tests.server import Server

DAYS = timedelta(days=5)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / 'data').mkdir()
    conftest._use(f'sqlite:///{tmp_path}/data/careops.sqlite3')
    made = Server(tmp_path, warm=True, secret_key=settings().secret_key.get_secret_value())
    yield made
    made.stop()
    db.close()


def test_replies_go_out_at_once_after_a_kill_and_a_leap_of_the_clock(server: Server) -> None:
    workspace = factories.workspace()
    ben = factories.person('Ben Okafor', workspace.id)
    priya = factories.contact(workspace.id, email='priya@example.com')
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    silent = Silent()
    channel = factories.smtp(workspace.id, silent.port)
    server.start()
    answer(server, ben, thread, 'Left behind')
    until(lambda: silent.held == 1)
    server.kill()
    silent.close()
    [row] = stage.all_of(Delivery)
    assert row.state == DeliveryState.SENDING
    with mailbox() as box:
        stage.change(channel, config={**channel.config, 'port': box.port})
        server.move_clock(DAYS.total_seconds())
        server.start()
        assert 'Left behind' in body(box.wait('priya@example.com', within=5)[0])
        answer(server, ben, thread, 'Written while paused')
        assert 'Written while paused' in body(box.wait('priya@example.com', 2, within=5)[1])
        until(lambda: {row.state for row in stage.all_of(Delivery)} == {DeliveryState.SENT})  # noted: nothing to repeat
        server.kill()
        server.start()
        server.move_clock(2 * DAYS.total_seconds())
        answer(server, ben, thread, 'After another leap')
        assert 'After another leap' in body(box.wait('priya@example.com', 3, within=5)[2])
        until(lambda: {row.state for row in stage.all_of(Delivery)} == {DeliveryState.SENT})
        assert len(box.mails) == 3
    assert [row.repeated for row in stage.all_of(Delivery)] == [True, False, False]


def answer(server: Server, actor: Actor, thread: Any, words: str) -> None:
    """A staff reply over the API; a token of the very moment, since the server's clock leaps."""
    ahead = float(server.clock.read_text()) if server.clock.exists() else 0
    with stage.clock.frozen(stage.clock.now() + timedelta(seconds=ahead)):
        token = work.act_now(tokens.start, Actor.system(), user_id=actor.user_id).access_token
    answer = httpx.post(
        f'{server.url}/api/v1/workspaces/{thread.workspace_id}/conversations/{thread.id}/messages',
        json={'body': words, 'channel': 'email'},
        headers={'Authorization': f'Bearer {token}'},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
