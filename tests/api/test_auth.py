"""Registering and signing in over the API."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import select

from data import db
from data.models import User
from tests.conftest import ENGINES, Cast

GIVEN = {
    'full_name': 'Nora Lind',
    'email': 'Nora@Lind.example',
    'password': 'plum-orchard-seven',
    'workspace_name': 'Lind Clinic',
    'timezone': 'Europe/Oslo',
}


async def register(client: httpx.AsyncClient, key: str = '', **changes: Any) -> httpx.Response:
    headers = {'Idempotency-Key': key} if key else {}
    return await client.post('/auth/register', json=GIVEN | changes, headers=headers)


async def test_registering_makes_a_person_a_workspace_and_tokens(client: httpx.AsyncClient) -> None:
    answer = await register(client)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made['token_type'] == 'bearer'
    assert made['expires_in'] == 1800
    assert made['user']['email'] == 'nora@lind.example'
    assert made['workspace']['status'] == 'setup'
    assert made['workspace']['timezone'] == 'Europe/Oslo'
    assert 'password' not in answer.text
    me = await client.get('/auth/me', headers={'Authorization': f'Bearer {made["access_token"]}'})
    assert me.json()['memberships'] == [
        {
            'workspace_id': made['workspace']['id'],
            'name': 'Lind Clinic',
            'slug': made['workspace']['slug'],
            'role': 'owner',
            'permissions': ['inbox', 'bookings', 'forms', 'inventory'],
        }
    ]


@pytest.mark.parametrize(
    ('field', 'value'),
    [('email', 'nora'), ('full_name', ' '), ('workspace_name', ''), ('timezone', 'Moon/Base'), ('password', 'short')],
)
async def test_wrong_fields_are_named(client: httpx.AsyncClient, field: str, value: str) -> None:
    answer = await register(client, **{field: value})
    assert answer.status_code == 422
    assert [error['field'] for error in answer.json()['errors']] == [field]


async def test_an_address_registers_once(client: httpx.AsyncClient) -> None:
    assert (await register(client)).status_code == 201
    again = await register(client, email='NORA@lind.example')
    assert again.status_code == 422
    assert again.json()['errors'][0]['field'] == 'email'


@pytest.mark.parametrize('engine', ENGINES, indirect=True)
async def test_a_repeated_registration_gets_the_first_answer(client: httpx.AsyncClient, engine: str) -> None:
    answers = await asyncio.gather(*(register(client, key='one') for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    late = await register(client, key='one')
    assert (late.status_code, late.text) == (201, answers[0].text)
    assert late.headers['idempotency-replayed'] == 'true'
    assert (await register(client, key='one', full_name='Else')).status_code == 409
    with db.reading() as session:
        assert len(session.exec(select(User).where(User.email == 'nora@lind.example')).all()) == 1


async def test_signing_in(client: httpx.AsyncClient) -> None:
    await register(client, username='nora')
    for name in 'nora@lind.example', ' NORA@lind.example', 'nora':
        answer = await client.post('/auth/login', json={'email': name, 'password': GIVEN['password']})
        assert answer.status_code == 200, name
        assert set(answer.json()) == {'access_token', 'refresh_token', 'token_type', 'expires_in'}


async def test_one_answer_for_every_wrong_pair(client: httpx.AsyncClient) -> None:
    await register(client)
    wrong = await client.post('/auth/login', json={'email': GIVEN['email'], 'password': 'guess'})
    nobody = await client.post('/auth/login', json={'email': 'nobody@lind.example', 'password': 'guess'})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.content == nobody.content


async def test_me_needs_a_token(client: httpx.AsyncClient, cast: Cast) -> None:
    answer = await client.get('/auth/me')
    assert answer.status_code == 401
    assert answer.headers['content-type'] == 'application/problem+json'


async def test_a_new_address_takes_the_present_password(client: httpx.AsyncClient) -> None:
    made = (await register(client)).json()
    head = {'Authorization': f'Bearer {made["access_token"]}'}
    stolen = await client.patch('/me', json={'email': 'thief@example.com'}, headers=head)
    assert stolen.status_code == 422
    assert stolen.json()['errors'][0]['field'] == 'password'
    assert (await client.get('/auth/me', headers=head)).json()['email'] == 'nora@lind.example'
    given = {'email': 'new@lind.example', 'password': GIVEN['password']}
    assert (await client.patch('/me', json=given, headers=head)).json()['email'] == 'new@lind.example'
    assert (await client.patch('/me', json={'full_name': 'Nora L.'}, headers=head)).status_code == 200
