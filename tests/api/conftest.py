"""A caller of the API: the whole app without a socket, and tokens for the cast."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import api
from api import app as rest
from data import db
from domain import tokens
from domain.actor import Actor
from domain.work import act_now
from tests import factories
from tests.conftest import _HOME, Cast, _use

NOBODY = '00000000-0000-4000-8000-000000000000'


@pytest.fixture
async def client(engine: str) -> AsyncIterator[httpx.AsyncClient]:
    """A caller without a token; paths begin after `/api/v1`."""
    app = FastAPI()
    api.mount(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=('198.51.100.9', 4711))
    async with httpx.AsyncClient(transport=transport, base_url='http://careops/api/v1') as client:
        yield client


@pytest.fixture(params=['sqlite'])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The API is tested on SQLite; tests that race ask for both engines."""
    url = f'sqlite:///{_HOME.name}/tests.sqlite3'
    _use(request.getfixturevalue('postgres_url') if request.param == 'postgresql' else url)
    yield request.param
    db.close()


@pytest.fixture
def cast(engine: str) -> Cast:
    return factories.cast()


def bearer(actor: Actor) -> dict[str, str]:
    """The header that makes a caller this person."""
    pair = act_now(tokens.start, Actor.system(), user_id=actor.user_id)
    return {'Authorization': f'Bearer {pair.access_token}'}


@dataclass
class Caller:
    """Somebody who calls within one workspace; paths begin after `/workspaces/{id}`."""

    client: httpx.AsyncClient
    workspace_id: Any
    headers: dict[str, str]

    async def __call__(self, method: str, path: str, status: int = 200, **given: Any) -> Any:
        """The JSON of the answer, which must have this status."""
        headers = self.headers | given.pop('headers', {})
        url = f'/workspaces/{self.workspace_id}{path}'
        answer = await self.client.request(method, url, headers=headers, **given)
        assert answer.status_code == status, f'{method} {path}: {answer.status_code} {answer.text[:500]}'
        if status >= 400:
            assert answer.headers['content-type'] == 'application/problem+json'
            assert answer.json()['status'] == status
            assert answer.json()['detail']
        return answer.json() if answer.content else None


@pytest.fixture
def ada(client: httpx.AsyncClient, cast: Cast) -> Caller:
    return Caller(client, cast.workspace.id, bearer(cast.ada))


@pytest.fixture
def ben(client: httpx.AsyncClient, cast: Cast) -> Caller:
    return Caller(client, cast.workspace.id, bearer(cast.ben))


@dataclass(frozen=True)
class Operation:
    """One operation of the description, with an example of its body."""

    method: str
    path: str
    queries: tuple[str, ...]
    body: Any

    def __str__(self) -> str:
        return f'{self.method} {self.path}'

    def url(self, **ids: Any) -> str:
        """The path with the given ids, a day where one is named, and an id of nothing for every other."""
        path, ids = self.path, {'day': '2099-03-02'} | ids
        while '{' in path:
            name = path[path.index('{') + 1 : path.index('}')]
            path = path.replace(f'{{{name}}}', str(ids.get(name, NOBODY)))
        return path


def operations() -> list[Operation]:
    """Every operation that the description promises."""
    found = []
    for path, methods in rest._made().openapi()['paths'].items():
        for method, operation in methods.items():
            queries = tuple(each['name'] for each in operation.get('parameters', []) if each['in'] == 'query')
            content = operation.get('requestBody', {}).get('content', {}).get('application/json', {})
            found.append(Operation(method.upper(), path.removeprefix(rest.PREFIX), queries, content.get('example')))
    return found
