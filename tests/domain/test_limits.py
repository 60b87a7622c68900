"""Token buckets: they empty, they fill, and races make no tokens."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from data.settings import settings
from domain import cleaning, clock, limits
from domain.actor import Actor
from domain.errors import TooMany
from domain.work import act_now


@pytest.fixture(autouse=True)
def limited(engine: str) -> Iterator[None]:
    os.environ['CAREOPS_RATE_LIMITS'] = 'on'
    settings.cache_clear()
    yield
    os.environ['CAREOPS_RATE_LIMITS'] = 'off'
    settings.cache_clear()


def hit(key: str = 'door') -> bool:
    try:
        act_now(limits.hit, Actor.guest(), key=key, capacity=5, per_seconds=60)
    except TooMany:
        return False
    return True


def test_a_bucket_empties_and_fills() -> None:
    with clock.frozen(clock.now()):
        assert [hit() for _ in range(7)] == [True] * 5 + [False] * 2
        assert hit('another door')
    with clock.frozen(clock.now() + timedelta(seconds=13)):
        assert [hit(), hit()] == [True, False]


def test_long_keys_stay_apart() -> None:
    with clock.frozen(clock.now()):
        for _ in range(6):
            hit('x' * 300 + 'a')
        assert hit('x' * 300 + 'b')


def test_racing_callers_get_no_more_than_there_is() -> None:
    with clock.frozen(clock.now()), ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(lambda _: hit('race'), range(24)))
    assert passed == 5


def test_old_buckets_are_swept() -> None:
    hit()
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert cleaning.clean() == 1
