"""Secrets at rest: unreadable without the installation's key, and a plain sentence when that key has changed."""

from collections.abc import Iterator

import pytest

from data.settings import settings
from domain import crypto
from domain.crypto import Unreadable

VALUES = {'password': 'søren’s pä$$ 🗝', 'port': 587, 'button': ['Join', 'https://example.com/x']}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv('CAREOPS_SECRET_KEY', 'a' * 40)
    settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


def test_what_was_sealed_opens_again_and_shows_nothing_meanwhile() -> None:
    sealed = crypto.seal(VALUES)
    assert crypto.open(sealed) == VALUES
    for word in ('password', 'søren', '587', 'example'):
        assert word not in sealed
    assert crypto.seal(VALUES) != sealed


def test_nothing_stays_nothing() -> None:
    assert crypto.seal({}) == ''
    assert crypto.open('') == {}


def test_another_key_reads_nothing_and_says_what_to_do(key: pytest.MonkeyPatch) -> None:
    sealed = crypto.seal(VALUES)
    key.setenv('CAREOPS_SECRET_KEY', 'b' * 40)
    settings.cache_clear()
    with pytest.raises(Unreadable) as refused:
        crypto.open(sealed)
    assert str(refused.value) == (
        'The stored secrets cannot be read with the present CAREOPS_SECRET_KEY. Please enter them again.'
    )
    assert refused.value.__suppress_context__


@pytest.mark.parametrize('change', [lambda text: text[:-4] + 'AAA=', lambda text: text[10:], lambda text: 'not sealed'])
def test_a_changed_text_is_not_believed(change: object) -> None:
    assert callable(change)
    with pytest.raises(Unreadable):
        crypto.open(change(crypto.seal(VALUES)))
