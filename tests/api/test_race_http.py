"""A hundred customers want one person's one moment, over real HTTP: one gets it, the others hear what is still free."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests import server

CUSTOMERS = 100
TYPES = [(30, 5, 10), (60, 10, 15), (95, 0, 20)]  # minutes, buffer before, buffer after
OVERLAPS = sa.text(
    'SELECT count(*) FROM hold a JOIN hold b ON a.resource_id = b.resource_id AND a.id < b.id'
    ' WHERE a."start" < b."end" AND b."start" < a."end"'
)


@pytest.fixture(params=['sqlite', 'postgresql'])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[list[str], str]]:
    """The addresses of the running processes, and of their database: one process on SQLite, two on PostgreSQL."""
    with ExitStack() as stack:
        if request.param == 'sqlite':
            one = stack.enter_context(server.running(tmp_path))
            yield [one.url], f'sqlite:///{tmp_path}/data/careops.sqlite3'
            return
        url = _fresh(request.getfixturevalue('postgres_url'))
        first = stack.enter_context(server.running(tmp_path, database_url=url))
        second = stack.enter_context(server.running(tmp_path, database_url=url))
        yield [first.url, second.url], url.replace('postgresql://', 'postgresql+psycopg://')


def _fresh(postgres_url: str) -> str:
    """An empty database beside the one of the other tests."""
    url = make_url(postgres_url.replace('postgresql://', 'postgresql+psycopg://'))
    engine = sa.create_engine(url, isolation_level='AUTOCOMMIT')
    with engine.connect() as connection:
        connection.execute(sa.text('DROP DATABASE IF EXISTS careops_race WITH (FORCE)'))
        connection.execute(sa.text('CREATE DATABASE careops_race'))
    engine.dispose()
    return postgres_url.replace('/careops_tests', '/careops_race')


async def test_a_moment_is_sold_once(place: tuple[list[str], str]) -> None:
    urls, database = place
    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=CUSTOMERS)) as client:
        slug, types = await _open_business(client, urls[0])
        moment = datetime.combine(datetime.now(UTC).date() + timedelta(days=10), datetime.min.time(), UTC)
        wishes = _wishes(types, moment.replace(hour=12))
        answers = await asyncio.gather(
            *(_book(client, urls[n % len(urls)], slug, n, *wish) for n, wish in enumerate(wishes))
        )
        print(Counter(answer.status_code for answer in answers))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CUSTOMERS - 1}
        assert _overlaps(database) == 0
        _refuses_by_itself(database)
        offered = _offered(wishes, answers)
        assert len(offered) >= 3
        for n, (kind, start) in enumerate(sorted(offered)):
            taken = await _book(client, urls[n % len(urls)], slug, 1000 + n, kind, start)
            assert taken.status_code == 201, taken.text
            assert _overlaps(database) == 0
            token = taken.json()['manage_url'].rsplit('/', 1)[1]
            gone = await client.post(f'{urls[0]}/api/v1/public/bookings/{token}/cancel')
            assert gone.json()['status'] == 'cancelled'


async def _open_business(client: httpx.AsyncClient, url: str) -> tuple[str, dict[str, int]]:
    """A business that is open around the clock, with three types done by its owner; its slug, and the types' durations."""
    given = {
        'full_name': 'Ada Moreno',
        'email': 'ada@juniper.example',
        'password': 'plum-orchard-seven',
        'workspace_name': 'Juniper Street',
        'timezone': 'Europe/Lisbon',
    }
    made = (await client.post(f'{url}/api/v1/auth/register', json=given)).json()
    head = {'Authorization': f'Bearer {made["access_token"]}'}
    at = f'{url}/api/v1/workspaces/{made["workspace"]["id"]}'

    async def call(method: str, path: str, body: Any = None) -> Any:
        answer = await client.request(method, at + path, json=body, headers=head)
        assert answer.status_code < 300, answer.text
        return answer.json()

    weekly = [{'weekday': day, 'start': '00:00', 'end': '24:00'} for day in range(7)]
    await call('PUT', '/availability', {'weekly': weekly, 'overrides': []})
    await call('POST', '/integrations', {'kind': 'email', 'provider': 'test'})
    types = {}
    for minutes, before, after in TYPES:
        body = {
            'name': f'{minutes} minutes',
            'duration_minutes': minutes,
            'slot_step_minutes': 5,
            'buffer_before_minutes': before,
            'buffer_after_minutes': after,
        }
        types[(await call('POST', '/booking-types', body))['id']] = minutes
    await call('POST', '/activate')
    return made['workspace']['slug'], types


def _wishes(types: dict[str, int], moment: datetime) -> list[tuple[str, datetime]]:
    """Starts, 5 minutes apart, of appointments that all cover the moment."""
    chance = random.Random(7)
    every = [
        (kind, moment - timedelta(minutes=back)) for kind, minutes in types.items() for back in range(0, minutes, 5)
    ]
    wishes = chance.choices(every, k=CUSTOMERS)
    assert len({kind for kind, _ in wishes}) == len(types)
    return wishes


async def _book(client: httpx.AsyncClient, url: str, slug: str, n: int, kind: str, start: datetime) -> httpx.Response:
    contact = {'name': f'Customer {n}', 'email': f'customer-{n}@example.com'}
    body = {'booking_type_id': kind, 'start': start.isoformat(), 'contact': contact}
    return await client.post(f'{url}/api/v1/public/{slug}/bookings', json=body)


def _offered(wishes: list[tuple[str, datetime]], answers: list[httpx.Response]) -> set[tuple[str, datetime]]:
    """Every time that a refusal named as near and free, by type."""
    offered = set()
    for (kind, _), answer in zip(wishes, answers, strict=True):
        if answer.status_code == 409:
            nearest = answer.json()['nearest']
            assert nearest
            offered |= {(kind, datetime.fromisoformat(start)) for start in nearest}
    return offered


def _overlaps(database: str) -> int:
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        found: int = connection.execute(OVERLAPS).scalar_one()
    engine.dispose()
    return found


def _refuses_by_itself(database: str) -> None:
    """The database alone, without a line of ours, takes no second hold over the one that was sold."""
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        sold = connection.execute(sa.text('SELECT * FROM hold')).mappings().one()
        columns = ', '.join(f'"{name}"' for name in sold)
        given = ', '.join(f':{name}' for name in sold)
        again = sa.text(f'INSERT INTO hold ({columns}) VALUES ({given})').bindparams(
            **{**sold, 'id': type(sold['id'])(str(uuid4()))}
        )
        with pytest.raises(sa.exc.DBAPIError, match='hold_guard'):
            connection.execute(again)
    engine.dispose()
