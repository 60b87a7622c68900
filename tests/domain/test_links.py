"""Customers' links: one kind, one object, revoked by a new nonce."""

from uuid import uuid4

import pytest

from domain import links


@pytest.mark.parametrize('kind', links.KINDS)
def test_a_link_carries_what_was_signed(kind: links.Kind) -> None:
    thing, nonce = uuid4(), uuid4()
    assert links.open(links.sign(kind, thing, nonce)) == (kind, thing, nonce)
    assert links.opened(links.sign(kind, thing, nonce), kind) == (thing, nonce)


def test_a_link_of_one_kind_opens_no_other() -> None:
    with pytest.raises(links.BadLink):
        links.opened(links.sign('form', uuid4(), uuid4()), 'booking')


@pytest.mark.parametrize(
    'spoil', [lambda t: t[:-2] + ('A' if t[-2] != 'A' else 'B') + t[-1], lambda t: 'C' + t[1:], lambda t: '']
)
def test_a_spoiled_link_opens_nothing(spoil: object) -> None:
    with pytest.raises(links.BadLink):
        links.open(spoil(links.sign('booking', uuid4(), uuid4())))


@pytest.mark.parametrize('token', ['', '.', 'x', '\ud800', 'ä' * 90, 'a.b.c', '\x00'])
def test_rubbish_opens_nothing(token: str) -> None:
    with pytest.raises(links.BadLink):
        links.open(token)
