"""Addresses that somebody else chose: looked at when they are connected to, and never trusted with more than one answer."""

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import pytest

from data.gateways import calling
from data.gateways.base import Failure
from data.gateways.numbers import permitted
from data.gateways.signatures import svix
from domain import clock
from tests.receiver import receiver
from tests.server import free_port

LOOPBACK = ['127.0.0.0/8']
PRIVATE = """127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1 224.0.0.1
    240.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fec0::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1::
    64:ff9b::7f00:1 2001:0:1:1:1:1:80ff:fffe""".split()


@pytest.mark.parametrize('address', PRIVATE)
def test_no_private_address_is_public_in_any_clothes(address: str) -> None:
    assert not permitted(ip_address(address), [])


def test_public_addresses_are_called_by_https_only_and_networks_of_the_settings_always() -> None:
    for address in ('93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'):
        assert permitted(ip_address(address), [])
        assert not permitted(ip_address(address), LOOPBACK, plain=True)
    assert permitted(ip_address('127.0.0.1'), LOOPBACK, plain=True)
    assert not permitted(ip_address('10.0.0.1'), LOOPBACK)


async def failure(url: str, networks: list[str] | None = None) -> str:
    with pytest.raises(Failure) as refused:
        await calling.post(url, b'{}', {}, networks or [])
    return str(refused.value)


async def test_nothing_private_is_connected_to() -> None:
    with receiver() as box:
        for host in ('127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]'):
            for scheme in ('http', 'https'):
                words = await failure(f'{scheme}://{host}:{box.port}/hook')
                assert 'private network' in words or 'no server' in words
        assert box.calls == []


async def test_a_name_that_changes_its_mind_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look finds the server that may be called, the next one another: only what was looked at is connected to."""
    asked = []

    async def rebinding(_: Any, host: str, port: int, **__: Any) -> list[Any]:
        asked.append(host)
        address = '127.0.0.1' if len(asked) == 1 else '10.255.255.1'
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, 'getaddrinfo', rebinding)
    with receiver() as box:
        answer = await calling.post(f'http://rebind.example:{box.port}/hook', b'{}', {}, LOOPBACK)
        assert (answer.status, box.calls[0].headers['host']) == (200, f'rebind.example:{box.port}')
        assert 'private network' in await failure(f'http://rebind.example:{box.port}/hook', LOOPBACK)
        assert len(box.calls) == 1
    assert asked[0] == 'rebind.example'


async def test_a_redirect_is_an_answer_and_long_ones_are_cut() -> None:
    with receiver() as box:
        box.status, box.headers = 302, {'Location': box.url}
        assert (await calling.post(box.url, b'{}', {}, LOOPBACK)).status == 302
        assert len(box.calls) == 1
        box.status, box.answer = 200, b'x' * 5_000_000
        assert len((await calling.post(box.url, b'{}', {}, LOOPBACK)).text) == calling.MOST_BYTES


async def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, 'SECONDS', 0.3)
    with socket.create_server(('127.0.0.1', 0)) as silent:
        assert 'no answer within' in await failure(f'http://127.0.0.1:{silent.getsockname()[1]}/', LOOPBACK)


async def test_every_failure_is_a_sentence() -> None:
    assert 'takes no connection' in await failure(f'http://127.0.0.1:{free_port()}/', LOOPBACK)
    assert 'no server with the name' in await failure('https://nowhere.invalid/')
    assert 'no address' in await failure('https://' + 'ä' * 300 + '.example/')
    with receiver() as box:  # it speaks no TLS
        assert 'cannot be reached' in await failure(f'https://127.0.0.1:{box.port}/', LOOPBACK)


def test_signed_as_standard_webhooks_says() -> None:
    now = clock.now()
    at = int(now.timestamp())
    secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    signature = calling.signed(secret, 'msg_1', at, b'{"test": 2432232314}')
    given: dict[str, Any] = {'secret': secret, 'message_id': 'msg_1', 'timestamp': str(at), 'now': now}
    assert svix(body=b'{"test": 2432232314}', signature=signature, **given)
    assert not svix(body=b'{"test": 2432232315}', signature=signature, **given)
    known = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='  # the example of the specification
    assert calling.signed(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, b'{"test": 2432232314}') == known
