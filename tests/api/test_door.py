"""What a stranger sends gets a clear answer: never a 500."""

import httpx
import pytest

from api import door
from tests.conftest import Cast

HOSTILE = {
    'no JSON': b'{',
    'an array': b'[]',
    'a number': b'7',
    'null': b'null',
    'NUL inside': b'{"refresh_token": "a\\u0000b"}',
    'half a surrogate pair': b'{"refresh_token": "\\ud800"}',
    'half a pair as a key': b'{"\\ud800": 1}',
    'not UTF-8': b'{"refresh_token": "\xff"}',
    'a huge integer': b'{"refresh_token": ' + b'9' * 5000 + b'}',
    'a big integer': b'{"refresh_token": "x", "n": 9223372036854775808}',
    'infinity': b'{"refresh_token": "x", "n": Infinity}',
    'a huge exponent': b'{"refresh_token": "x", "n": 1e999}',
    'not a number': b'{"refresh_token": NaN}',
    'deep': b'[' * 100_000 + b']' * 100_000,
    'deep, and broken': b'{"a":' * 50_000,
    'deeper than fields are': b'{"a":' * 40 + b'1' + b'}' * 40,
    'a byte order mark': b'\xef\xbb\xbf{"refresh_token": "x"}',
    'UTF-16': '{"refresh_token": "x"}'.encode('utf-16'),
}


@pytest.mark.parametrize('body', HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_bodies_are_unprocessable(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post('/auth/refresh', content=body, headers={'Content-Type': 'application/json'})
    assert answer.status_code == 422
    assert answer.headers['content-type'] == 'application/problem+json'
    problem = answer.json()
    assert problem['status'] == 422
    assert problem['errors'][0]['message']


@pytest.mark.parametrize('kind', ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '', 'é'])
async def test_other_content_is_unsupported(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post('/auth/refresh', content=b'{}', headers={b'Content-Type': kind.encode()})
    assert answer.status_code == 415


@pytest.mark.parametrize('kind', ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.x+json'])
async def test_json_by_any_of_its_names(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post('/auth/refresh', content=b'{"refresh_token": "x"}', headers={'Content-Type': kind})
    assert answer.status_code == 401


async def test_a_body_may_not_be_too_big(client: httpx.AsyncClient) -> None:
    head = {'Content-Type': 'application/json'}
    whole = b'{"refresh_token": "' + b'x' * door.BIGGEST + b'"}'
    assert (await client.post('/auth/refresh', content=whole, headers=head)).status_code == 413

    async def parts() -> object:
        for _ in range(40):
            yield b' ' * 50_000

    assert (await client.post('/auth/refresh', content=parts(), headers=head)).status_code == 413
    lie = head | {'Content-Length': '9' * 400}
    assert (await client.post('/auth/refresh', content=b'{}', headers=lie)).status_code == 413


async def test_addresses_that_name_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    for path in ['/nothing', '/auth/none', '/auth/%00', '//', '/auth/refresh/', '/%ff', '/public/%00']:
        answer = await client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers['content-type'] == 'application/problem+json'
    wrong = await client.get('/auth/refresh')
    assert wrong.status_code == 405
    assert wrong.json()['status'] == 405
    assert (await client.get('/auth/refresh?x=%00')).status_code == 422


async def test_missing_fields_are_named(client: httpx.AsyncClient) -> None:
    answer = await client.post('/auth/refresh', json={})
    assert answer.status_code == 422
    assert answer.json()['errors'] == [{'field': 'refresh_token', 'message': 'Field required'}]
    empty = await client.post('/auth/refresh')
    assert empty.status_code == 422
