"""Two processes on one PostgreSQL tick and send at the same time: each reminder goes out once, and a killed one is replaced."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from sqlalchemy.engine import make_url

from data import db
from data.models import Delivery, DeliveryState, Event, Promise, PromiseState, RuleSetting
from domain.events import Name
from tests import conftest, factories
from tests.conftest import Cast
from tests.domain import stage
from tests.journeys.test_dead_mail import until
from tests.mailbox import Mailbox
from tests.server import Server

BOOKINGS = 30
WORKERS = 3
DAY = timedelta(days=1)


class Watching(Mailbox):
    """A mailbox that knows which process brought each mail, and takes its time to answer."""

    def __init__(self, servers: list[Server]) -> None:
        super().__init__()
        self.servers, self.brought, self.chance = servers, Counter[int](), random.Random(3)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        for number, one in enumerate(self.servers):
            self.brought[number] += session.peer[1] in ports(one)
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        return answer

    @contextmanager
    def open(self) -> Iterator[None]:
        controller = Controller(self, hostname='127.0.0.1', port=self.port)
        controller.start()
        yield
        controller.stop()


def ports(server: Server) -> set[int]:
    """The local ports of a process's connections."""
    try:
        return {each.laddr.port for each in psutil.Process(server.process.pid).net_connections('tcp')}  # type: ignore[union-attr]
    except psutil.NoSuchProcess:
        return set()


@pytest.fixture(scope='module')
def database(postgres_url: str) -> str:
    """The address of a database beside the one of the other tests."""
    engine = sa.create_engine(
        make_url(postgres_url.replace('postgresql://', 'postgresql+psycopg://')), isolation_level='AUTOCOMMIT'
    )
    with engine.connect() as connection:
        connection.execute(sa.text('CREATE DATABASE careops_two'))
    engine.dispose()
    return postgres_url.replace('/careops_tests', '/careops_two')


@pytest.fixture
def cast(database: str) -> Iterator[Cast]:
    conftest._use(database)
    yield factories.cast()
    db.close()


@pytest.fixture
def servers(cast: Cast, database: str, tmp_path: Path) -> Iterator[list[Server]]:
    made = [Server(tmp_path, database_url=database, send_workers=str(WORKERS)) for _ in range(2)]
    yield made
    for server in made:
        server.stop()


def test_two_processes_share_the_work(cast: Cast, servers: list[Server]) -> None:
    box = Watching(servers)
    with box.open():
        factories.smtp(cast.workspace.id, box.port)
        booked(cast)
        for server in servers:
            server.start()
        one_is_killed_while_confirming(box, servers)
        servers[0].start()
        everybody_is_reminded_once(box, servers)


def one_is_killed_while_confirming(box: Watching, servers: list[Server]) -> None:
    """What it had in flight is sent again by the other one, and marked."""
    until(lambda: box.brought[0] >= 1, within=60)
    servers[0].kill()
    until(lambda: everything_went_out(BOOKINGS), within=60)
    arrived = Counter(mail['Message-ID'] for mail in box.mails)
    marked = {row.email_id for row in stage.all_of(Delivery) if row.repeated}
    assert set(arrived) == {row.email_id for row in stage.queued('confirmation')}
    assert {each for each, count in arrived.items() if count > 1} <= marked
    assert len(marked) <= WORKERS


def everybody_is_reminded_once(box: Watching, servers: list[Server]) -> None:
    """Both find the same promises due at the same moment."""
    box.brought.clear()
    servers[0].move_clock(DAY.total_seconds() + 60)
    until(lambda: everything_went_out(2 * BOOKINGS), within=90)
    reminders = [mail for mail in box.mails if str(mail['Subject']).startswith('Reminder')]
    print(f'reminders by process: {dict(box.brought)}')
    assert Counter(mail['To'] for mail in reminders) == {f'c{number}@example.com': 1 for number in range(BOOKINGS)}
    assert len(stage.all_of(Event, Event.name == Name.BOOKING_REMINDER_DUE)) == BOOKINGS
    assert stage.firings('reminder') == [('done', '')] * BOOKINGS
    assert min(box.brought[0], box.brought[1]) > 0, 'one of them took no part'


def booked(cast: Cast) -> None:
    """Appointments for the day after tomorrow, all at the same hour, each with a customer of its own; only they are written to."""
    kind = factories.booking_type(cast.workspace.id)
    for rule in ('team_booking', 'welcome'):
        factories.save(RuleSetting(workspace_id=cast.workspace.id, key=rule, enabled=False))
    for number in range(BOOKINGS):
        contact = factories.contact(cast.workspace.id, email=f'c{number}@example.com')
        stage.booking(cast, hours=48, contact=contact, kind=kind)
    assert len(stage.all_of(Promise, Promise.kind == 'reminder', Promise.state == PromiseState.WAITING)) == BOOKINGS


def everything_went_out(count: int) -> bool:
    states = [row.state for row in stage.all_of(Delivery)]
    return len(states) >= count and set(states) == {DeliveryState.SENT}
