"""Every field of every operation, given what nobody should send: a clear refusal or an answer, never a 500."""

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests import factories
from tests.api.conftest import Operation, bearer, operations
from tests.conftest import Cast

VALUES: list[Any] = [
    None,
    '',
    ' ',
    'x' * 9000,
    '\x01\x1b[31m\u202e\u2028',
    '<script>alert(1)</script>',
    "'; DROP TABLE person; --",
    '{x}%s{{7*7}}',
    '𝔘𝔫𝔦 é́́́ 😀',
    -1,
    0,
    2**53 - 1,
    0.1,
    1e300,
    True,
    [],
    {},
    [None],
    [[]],
    {'': None},
    ['00000000-0000-4000-8000-000000000000'] * 3,
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '2026-02-30T10:00:00Z',
    '2026-03-02T10:00:00',
    '99:99',
    '-0',
    'NaN',
    '1e400',
    '9' * 400,
    'Europe/../../etc/passwd',
]
QUERIES = [
    '',
    '-1',
    '0',
    '9' * 30,
    'x' * 3000,
    '%ff',
    '1e9',
    'null',
    '2026-03-02',
    '9999-12-31',
    "'",
    '%F0%9F%98%80',
    '[]',
]


def mutants(body: Any) -> Iterator[Any]:
    """The body with each of its parts replaced by each value, and without it."""
    yield from VALUES
    for path in paths(body):
        for value in VALUES:
            yield replaced(body, path, value)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in parts:
        yield (*here, key)
        yield from paths(inner, (*here, key))


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = inner = copy.deepcopy(body)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return made


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    return {
        'workspace_id': cast.workspace.id,
        'contact_id': factories.contact(cast.workspace.id).id,
        'booking_type_id': factories.booking_type(cast.workspace.id).id,
        'staff_id': cast.ben.member_id,
        'slug': cast.workspace.slug,
        'token': 'nonsense',
    }


@pytest.mark.parametrize('operation', [each for each in operations() if isinstance(each.body, dict)], ids=str)
async def test_bodies(client: httpx.AsyncClient, cast: Cast, ids: dict[str, Any], operation: Operation) -> None:
    if 'logout' in operation.path:
        return
    seen: Counter[int] = Counter()
    for body in mutants(operation.body):
        answer = await client.request(operation.method, operation.url(**ids), json=body, headers=bearer(cast.ada))
        assert answer.status_code < 500, f'{operation} {str(body)[:500]}: {answer.text}'
        assert answer.status_code < 400 or answer.headers['content-type'] == 'application/problem+json'
        seen[answer.status_code] += 1
    print(operation, dict(seen))
    assert sum(seen.values()) > 30


@pytest.mark.parametrize('operation', operations(), ids=str)
async def test_addresses(client: httpx.AsyncClient, cast: Cast, ids: dict[str, Any], operation: Operation) -> None:
    head = bearer(cast.ada)
    asked = {'booking_type_id': str(ids['booking_type_id']), 'from': '2026-03-02', 'to': '2026-03-04'}
    for name in operation.queries:
        for value in QUERIES:
            rest = {key: text for key, text in asked.items() if key in operation.queries and key != name}
            query = '&'.join([f'{name}={value}', *(f'{key}={text}' for key, text in rest.items())])
            url = f'{operation.url(**ids)}?{query}'
            answer = await client.request(operation.method, url, json=operation.body, headers=head)
            assert answer.status_code < 500, f'{url} {answer.text}'
    for nonsense in ['x', '%F0%9F%98%80', '%ff', "'", '0' * 3000]:
        given = {name: nonsense for name in ids if name != 'workspace_id'} | {'workspace_id': ids['workspace_id']}
        url = operation.url(**given)
        answer = await client.request(operation.method, url, json=operation.body, headers=head)
        assert answer.status_code < 500, f'{url} {answer.text}'
