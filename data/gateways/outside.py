"""Addresses that people type and this server calls: never into its own network, whatever a name or a redirect says."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from data.gateways.base import FinalFailure, PassingFailure
from data.gateways.numbers import Number, permitted
from data.settings import settings

CONNECT_SECONDS = 10
REDIRECTS = 4
MOVED = {301, 302, 303, 307, 308}


class NotReachable(FinalFailure):
    """An address that is not called; its text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 200 with the whole body, or 304."""

    status: int
    body: bytes
    etag: str


def get(url: str, *, headers: Mapping[str, str], most: int, seconds: float) -> Answer:
    """Fetch what is there, of at most `most` bytes within so many seconds. Redirects are followed a few times, each one checked like the first.

    NotReachable, FinalFailure for what will not be better tomorrow, PassingFailure otherwise.
    """
    deadline = time.monotonic() + seconds
    with httpx.Client(timeout=CONNECT_SECONDS, follow_redirects=False, trust_env=False) as client:
        for _ in range(REDIRECTS + 1):
            try:
                found = _once(client, url, headers, most, deadline)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise PassingFailure('The server of this address cannot be reached, or answers too slowly.') from error
            if isinstance(found, Answer):
                return found
            url = found
    raise FinalFailure('This address leads from one place to the next without an end.')


def checked(url: str) -> tuple[httpx.URL, dict[str, str], dict[str, str]]:
    """The address with its host resolved and found to be outside, and the headers and extensions that name the host again.

    Whoever calls it so connects to the very number that was checked. NotReachable, PassingFailure for a name that is not known.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise NotReachable('Please give a whole address that begins with https://') from error
    if parsed.scheme not in {'https', 'http'} or not parsed.host or parsed.userinfo:
        raise NotReachable('Please give a whole address that begins with https://, without name and password in it')
    number = _resolved(parsed.host, parsed.port or {'https': 443, 'http': 80}[parsed.scheme])
    host = parsed.netloc.decode('ascii')
    return parsed.copy_with(host=str(number)), {'Host': host}, {'sni_hostname': parsed.raw_host.decode('ascii')}


def _resolved(host: str, port: int) -> Number:
    """The first number of the name; every one of them has to be permitted, so that chance decides nothing."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PassingFailure(f'Nobody knows the name {host}.'[:300]) from error
    numbers = [ip_address(str(one[4][0]).split('%')[0]) for one in found]
    if not numbers or not all(permitted(one, settings().private_networks) for one in numbers):
        raise NotReachable('This address is inside a private network, which this server does not call.')
    return numbers[0]


def _once(client: httpx.Client, url: str, headers: Mapping[str, str], most: int, deadline: float) -> Answer | str:
    """The answer, or where it sends us."""
    target, names, extensions = checked(url)
    with client.stream('GET', target, headers={**headers, **names}, extensions=extensions) as response:
        if response.status_code in MOVED and (place := response.headers.get('location')):
            return str(httpx.URL(url).join(place))
        if response.status_code == 304:
            return Answer(304, b'', response.headers.get('etag', ''))
        if not response.is_success:
            raise _refused(response.status_code)
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > most:
                raise FinalFailure(f'What is there is larger than {most // 1_000_000} MB.')
            if time.monotonic() > deadline:
                raise PassingFailure('The server of this address answers too slowly.')
    return Answer(200, bytes(body), response.headers.get('etag', ''))


def _refused(status: int) -> PassingFailure | FinalFailure:
    if status in {401, 403}:
        return FinalFailure('The server does not show this without a password. Please take the secret address.')
    if status in {404, 410}:
        return FinalFailure('There is nothing at this address (any more).')
    return PassingFailure(f'The server of this address answers with an error ({status}).')
