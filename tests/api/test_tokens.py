"""Access tokens end by themselves, refresh tokens work once, and a stolen one ends its family."""

import asyncio
from datetime import timedelta

import httpx
import jwt
import pytest

from domain import clock, tokens
from domain.actor import Actor
from domain.tokens import WrongToken
from domain.work import act_now
from tests.api.conftest import bearer
from tests.conftest import ENGINES, Cast

both = pytest.mark.parametrize('engine', ENGINES, indirect=True)


def start(cast: Cast) -> tokens.Tokens:
    return act_now(tokens.start, Actor.system(), user_id=cast.ada.user_id)


async def renew(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post('/auth/refresh', json={'refresh_token': token})


async def alive(client: httpx.AsyncClient, token: str) -> bool:
    """Whether an access token still opens something."""
    answer = await client.get('/auth/me', headers={'Authorization': f'Bearer {token}'})
    return answer.status_code == 200


async def test_a_refresh_token_works_once(client: httpx.AsyncClient, cast: Cast) -> None:
    first = start(cast)
    answer = await renew(client, first.refresh_token)
    assert answer.status_code == 200
    assert answer.json()['expires_in'] == 1800
    assert answer.json()['token_type'] == 'bearer'
    assert answer.json()['refresh_token'] != first.refresh_token
    again = await renew(client, answer.json()['refresh_token'])
    assert again.status_code == 200


@both
async def test_a_refresh_token_used_twice_ends_its_family(client: httpx.AsyncClient, cast: Cast) -> None:
    first, other = start(cast), start(cast)
    second = (await renew(client, first.refresh_token)).json()
    assert await alive(client, second['access_token'])
    reused = await renew(client, first.refresh_token)
    assert reused.status_code == 401
    assert reused.headers['content-type'] == 'application/problem+json'
    assert (await renew(client, second['refresh_token'])).status_code == 401
    assert not await alive(client, second['access_token'])
    assert await alive(client, other.access_token)
    assert (await renew(client, other.refresh_token)).status_code == 200


@both
async def test_parallel_use_of_one_token_gives_at_most_one_pair(client: httpx.AsyncClient, cast: Cast) -> None:
    token = start(cast).refresh_token
    answers = await asyncio.gather(*(renew(client, token) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9


async def test_tokens_end_with_their_time(client: httpx.AsyncClient, cast: Cast) -> None:
    pair = start(cast)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert not await alive(client, pair.access_token)
        assert (await renew(client, pair.refresh_token)).status_code == 200
    late = start(cast)
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert (await renew(client, late.refresh_token)).status_code == 401


async def test_logging_out_ends_both_tokens(client: httpx.AsyncClient, cast: Cast) -> None:
    pair = start(cast)
    head = {'Authorization': f'Bearer {pair.access_token}'}
    assert (await client.post('/auth/logout', headers=head)).status_code == 204
    assert not await alive(client, pair.access_token)
    assert (await client.post('/auth/logout', headers=head)).status_code == 401
    assert (await renew(client, pair.refresh_token)).status_code == 401


@pytest.mark.parametrize('token', ['', 'x', 'a.b.c', 'é', '\x7f', 'x' * 9000])
async def test_nonsense_is_no_token(client: httpx.AsyncClient, cast: Cast, token: str) -> None:
    answer = await client.post('/auth/logout', headers={'Authorization': f'Bearer {token}'.encode()})
    assert answer.status_code == 401
    assert (await renew(client, token)).status_code in {401, 422}


def test_a_token_signed_by_others_is_wrong(cast: Cast) -> None:
    claims = jwt.decode(start(cast).access_token, options={'verify_signature': False})
    for forged in [
        jwt.encode(claims, 'x' * 32, 'HS256'),
        jwt.encode(claims, '', 'none'),
        jwt.encode({**claims, 'aud': 'else'}, tokens._key(), 'HS256'),
        jwt.encode({**claims, 'sub': 'no-uuid'}, tokens._key(), 'HS256'),
        jwt.encode({**claims, 'exp': 10**30}, tokens._key(), 'HS256'),
    ]:
        with pytest.raises(WrongToken):
            tokens.bearer(forged)


def test_a_bearer_carries_person_and_family(cast: Cast) -> None:
    actor = tokens.bearer(bearer(cast.ada)['Authorization'].removeprefix('Bearer '))
    assert actor.user_id == cast.ada.user_id
    assert actor.family_id
    assert actor.workspace_id is None
