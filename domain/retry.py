"""When to try again. Pure."""

from datetime import datetime, timedelta
from random import Random

FIRST = timedelta(seconds=15)
LONGEST = timedelta(hours=1)
ATTEMPTS = 12
LONGEST_WAIT = timedelta(days=3)
_chance = Random()


def delay(attempts: int, chance: Random = _chance) -> timedelta:
    """How long to wait after so many attempts: doubling from 15 seconds to an hour, give or take a fifth."""
    doubled: timedelta = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    return doubled * chance.uniform(0.8, 1.2)


def again(*, attempts: int, queued: datetime, now: datetime, chance: Random = _chance) -> datetime | None:
    """The moment of the next attempt; None when this was the last one."""
    if attempts >= ATTEMPTS or now - queued > LONGEST_WAIT:
        return None
    return now + delay(attempts, chance)
