"""The description: complete, with an example and a stable name for every operation, and readable without the internet."""

import re
from typing import Any

import httpx
import pytest


@pytest.fixture
async def description(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.get('/openapi.json')).json()


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f'{method.upper()} {path}', operation)
        for path, methods in description['paths'].items()
        for method, operation in methods.items()
    ]


async def test_every_operation_is_described(description: dict[str, Any]) -> None:
    found = operations(description)
    assert len(found) > 40
    names = [operation['operationId'] for _, operation in found]
    assert len(set(names)) == len(names)
    for name, operation in found:
        assert name.split()[1].startswith('/api/v1/')
        assert operation['summary'], name
        assert re.fullmatch(r'[a-z_]+', operation['operationId']), name
        answers = [answer for status, answer in operation['responses'].items() if status.startswith('2')]
        bodies = [operation.get('requestBody', {}), *answers]
        media = [each for body in bodies for each in body.get('content', {}).values()]
        assert '204' in operation['responses'] or any(each.get('example') for each in media), name
        assert all(each['example'] not in ('text', None) for each in media if each), name


async def test_creating_calls_take_an_idempotency_key(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        if '201' in operation['responses']:
            assert 'Idempotency-Key' in [each['name'] for each in operation.get('parameters', [])], name


async def test_everything_refers_to_something(description: dict[str, Any]) -> None:
    schemas = description['components']['schemas']
    for reference in re.findall(r"'#/components/schemas/([^']+)'", str(description)):
        assert reference in schemas
    assert 'HTTPValidationError' not in str(description)


@pytest.mark.parametrize('page', ['/docs', '/redoc'])
async def test_the_pages_need_no_other_host(client: httpx.AsyncClient, page: str) -> None:
    answer = await client.get(page)
    assert answer.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert len(sources) >= 2
    for source in sources:
        assert source.startswith('/api/v1/assets/')
        asset = await client.get(source.removeprefix('/api/v1'))
        assert asset.status_code == 200
        assert len(asset.content) > 1000
    assert 'https://' not in answer.text
    assert "default-src 'self'" in answer.headers['content-security-policy']
