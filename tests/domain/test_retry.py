"""When a send is tried again: a table of waits, and where it ends."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from domain import retry

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


class Middle(Random):
    """Chance that never strays."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


@pytest.mark.parametrize(('attempts', 'seconds'), list(enumerate(SECONDS, start=1)))
def test_waits_double_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert retry.delay(attempts, Middle()) == timedelta(seconds=seconds)


def test_waits_stray_by_a_fifth_so_that_many_do_not_knock_together() -> None:
    waits = [retry.delay(4).total_seconds() for _ in range(500)]
    assert all(96 <= wait <= 144 for wait in waits)
    assert max(waits) > 130
    assert min(waits) < 110


def test_a_thousand_attempts_do_not_overflow() -> None:
    assert retry.delay(1000, Middle()) == timedelta(hours=1)


@pytest.mark.parametrize(
    ('attempts', 'waited', 'goes_on'),
    [
        (1, timedelta(0), True),
        (11, timedelta(hours=5), True),
        (12, timedelta(hours=5), False),
        (2, timedelta(days=3), True),
        (2, timedelta(days=3, seconds=1), False),
    ],
)
def test_it_ends_after_twelve_attempts_or_three_days(attempts: int, waited: timedelta, goes_on: bool) -> None:
    moment = retry.again(attempts=attempts, queued=NOON - waited, now=NOON)
    assert (moment is not None) == goes_on
    assert moment is None or moment > NOON


def test_all_attempts_together_take_about_four_hours() -> None:
    total = sum((retry.delay(number, Middle()) for number in range(1, retry.ATTEMPTS)), timedelta())
    assert timedelta(hours=3.5) < total < timedelta(hours=4.5)
