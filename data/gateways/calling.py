"""Calling an address that somebody else chose: never into a private network, no redirect followed, little time, little read."""

import asyncio
import base64
import hashlib
import hmac
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from data.gateways.base import Failure
from data.gateways.numbers import Number, permitted

SECONDS = 15
CONNECT_SECONDS = 5
MOST_BYTES = 16_000
MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the beginning of the body."""

    status: int
    text: str


async def post(url: str, content: bytes, headers: dict[str, str], networks: Sequence[str]) -> Answer:
    """Post to the address; Failure with a sentence when there was no answer.

    The name is resolved here and only an address that was looked at is connected to, so that a name which changes its mind between the
    look and the call leads nowhere else. Addresses that are not public are called only within `networks`, and by http only these.
    """
    try:
        async with asyncio.timeout(SECONDS):
            return await _posted(httpx.URL(url), content, headers, networks)
    except TimeoutError:
        raise Failure(f'There was no answer within {SECONDS} seconds.') from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise Failure('This is no address that can be called.') from None


async def _posted(url: httpx.URL, content: bytes, headers: dict[str, str], networks: Sequence[str]) -> Answer:
    timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    host = url.raw_host.decode()
    asked = {'Host': url.netloc.decode(), 'Accept-Encoding': 'identity', **headers}
    async with httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client:
        for address in await _addresses(url, networks):
            request = client.build_request(
                'POST',
                url.copy_with(host=str(address)),
                content=content,
                headers=asked,
                extensions={'sni_hostname': host},
            )
            try:
                return await _answer(client, request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = Failure(f'{host} cannot be reached: {_why(error)}')
            except httpx.HTTPError:
                raise Failure(f'The connection to {host} broke before it answered.') from None
    raise problem


async def _answer(client: httpx.AsyncClient, request: httpx.Request) -> Answer:
    """The status and as much of the body as is wanted; what is longer is not waited for, and nothing is unpacked."""
    response = await client.send(request, stream=True)
    found = bytearray()
    try:
        async for part in response.aiter_raw():
            found += part
            if len(found) >= MOST_BYTES:
                break
    finally:
        await response.aclose()
    return Answer(response.status_code, bytes(found[:MOST_BYTES]).decode('utf-8', 'replace'))


def _why(error: Exception) -> str:
    words = str(error)
    if 'CERTIFICATE' in words.upper():
        return 'its certificate is not valid.'
    return 'it does not answer.' if isinstance(error, httpx.ConnectTimeout) else 'it takes no connection.'


async def _addresses(url: httpx.URL, networks: Sequence[str]) -> list[Number]:
    host = url.raw_host.decode().strip('[]')
    port = url.port or (443 if url.scheme == 'https' else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Failure(f'There is no server with the name {host}.') from None
    addresses = list(dict.fromkeys(ip_address(str(one[4][0])) for one in found))
    allowed = [one for one in addresses if permitted(one, networks, plain=url.scheme != 'https')]
    if not allowed:
        named = any(permitted(one, networks) for one in addresses)
        raise Failure(
            'Only https addresses are called.' if named else f'{host} lies in a private network, which is not called.'
        )
    return allowed[:MOST_ADDRESSES]


def signed(secret: str, message_id: str, timestamp: int, content: bytes) -> str:
    """A signature as Standard Webhooks describes it: HMAC-SHA256 over id, time stamp and body."""
    key = base64.b64decode(secret.removeprefix('whsec_'))
    text = f'{message_id}.{timestamp}.'.encode() + content
    return 'v1,' + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
