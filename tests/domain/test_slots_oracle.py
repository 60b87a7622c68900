"""Free times against the oracle: many random cases, of which many lie on a clock change and many have bookings already.

EXAMPLES=5000 makes the long run; EACH_ZONE=6 looks at every zone of the zone database, so many cases on its newest day of each kind of
clock change (the short run takes one case in a few of them).
"""

import ast
import inspect
import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain import oracle
from tests.domain.judging import explained, offered
from tests.domain.oracle import DAY, MINUTE, Case, Oracle

CLOCK = st.sampled_from([0, 120, 1320]) | st.integers(0, 47).map(lambda half: half * 30) | st.integers(0, 1439)
RANGES = st.lists(st.tuples(CLOCK, CLOCK), max_size=3)
ZONES = sorted(available_timezones() - {'localtime', 'Factory'})
CHANGING = [
    'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana', 'Asia/Beirut',
    'America/Santiago', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca', 'Asia/Gaza', 'Antarctica/Troll',
]  # fmt: skip
EXAMPLES = int(os.environ.get('EXAMPLES', '60'))
EACH_ZONE = int(os.environ.get('EACH_ZONE', '0'))
NEWEST, OLDEST, WEEK = date(2037, 12, 31), date(1975, 1, 1), timedelta(days=7)  # before that some offsets had seconds


@lru_cache
def changes(zone: str) -> list[date]:
    """The days of 2026 on which the zone's clock changes; one in June where it never does."""
    days = [date(2026, 1, 1) + DAY * number for number in range(366)]
    offsets = [datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).utcoffset() for day in days]
    found = [day for day, one, other in zip(days, offsets, offsets[1:], strict=False) if one != other]
    return found or [date(2026, 6, 10)]


def turns(zone: str) -> dict[str, date]:
    """The newest day on which the zone's clock was or will be put forward, and the one on which it is put back; one in June where it never is."""

    def offset(day: date) -> timedelta:
        return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).utcoffset() or timedelta()

    found: dict[str, date] = {}
    day = NEWEST
    while len(found) < 2 and day > OLDEST:
        if offset(day) != offset(day - WEEK):
            one = next(
                each for each in (day - DAY * back for back in range(1, 8)) if offset(each) != offset(each + DAY)
            )
            found.setdefault('forward' if offset(one) < offset(one + DAY) else 'back', one)
        day -= WEEK
    return found or {'never': date(2026, 6, 10)}


@st.composite
def hours(draw: Any, day: date, *, inherit: bool) -> Case:
    """Weekly hours and single days; always closed three and four days before, so that the oracle sees the beginning of every stretch."""
    weekly = [draw(RANGES) for _ in range(7)]
    for back in (3, 4):
        weekly[(day - DAY * back).weekday()] = []
    some = st.dictionaries(st.integers(-1, 2).map(lambda number: day + DAY * number), RANGES, max_size=2)
    return {'weekly': None if inherit and draw(st.booleans()) else weekly, 'overrides': draw(some)}


def taken(midnight: datetime, longest: int, *, most: int, units: int = 1) -> st.SearchStrategy[Any]:
    start = st.integers(-200, 2 * 1440).map(lambda minute: midnight + MINUTE * minute)
    return st.lists(st.tuples(start, st.integers(1, longest), st.integers(1, units)), max_size=most)


@st.composite
def groups(draw: Any, midnight: datetime, capacity: int, duration: int) -> dict[datetime, tuple[int, int]]:
    """Groups by start with their length, which is no longer that of the type now and then, and the seats left."""
    if capacity == 1:
        return {}
    start = st.integers(-4, 4 * 48).map(lambda quarter: midnight + 15 * MINUTE * quarter)
    length = st.sampled_from([duration, duration, duration + 40, 15])
    return draw(st.dictionaries(start, st.tuples(length, st.integers(0, capacity - 1)), max_size=6))


@st.composite
def persons(draw: Any, case: Case, midnight: datetime, name: str) -> Case:
    theirs = draw(groups(midnight, case['capacity'], case['duration']))
    around = case['before'] + case['after']
    own = [(start - MINUTE * case['before'], length + around, 1) for start, (length, _) in theirs.items()]
    return {
        'name': name,
        'hours': draw(st.none() | st.none() | hours(case['day'], inherit=True)),
        'held': own + draw(taken(midnight, 240, most=3)),
        'off': draw(taken(midnight, 900, most=1)),
        'external': draw(taken(midnight, 300, most=2)),
        'groups': theirs,
    }


@st.composite
def cases(draw: Any, *, changing: bool) -> Case:
    zone = draw(st.sampled_from(CHANGING if changing else ZONES))
    day = draw(st.sampled_from(changes(zone))) + DAY * draw(st.integers(-1, 0) if changing else st.integers(-2, 1))
    return draw(on(zone, day))


@st.composite
def on(draw: Any, zone: str, day: date) -> Case:
    """A case about this day and the next one."""
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    case = {
        'zone': zone,
        'day': day,
        'business': draw(hours(day, inherit=False)),
        'kind': draw(st.none() | st.none() | hours(day, inherit=True)),
        'held': draw(taken(midnight, 240, most=4, units=2)),
        'quantity': draw(st.integers(1, 3)),
        'units': draw(st.sampled_from([1, 1, 1, 2])),
        'capacity': draw(st.sampled_from([1, 4, 4])),
        'duration': draw(st.sampled_from([15, 30, 45, 60, 95, 180])),
        'step': draw(st.sampled_from([5, 15, 20, 30, 60, 70])),
        'before': draw(st.sampled_from([0, 0, 10, 30])),
        'after': draw(st.sampled_from([0, 0, 5, 45])),
        'notice': draw(st.sampled_from([0, 0, 60, 1440])),
        'furthest': draw(st.sampled_from([0, 1, 3, 60, 60])),
        'limit': draw(st.sampled_from([None, None, None, 1, 3])),
        'booked': {day: draw(st.integers(0, 3)), day + DAY: draw(st.integers(0, 3))},
        'now': midnight + timedelta(minutes=draw(st.integers(-3000, 600))),
    }
    names = ('Ada', 'Ben', 'Cy')[: draw(st.integers(1, 3))]
    return case | {'people': [draw(persons(case, midnight, name)) for name in names]}


seen = Counter[str]()


def count(case: Case, expected: oracle.Found) -> None:
    """Remembers what kinds of cases there were."""
    days = {case['day'], case['day'] + DAY} & set(changes(case['zone']))
    starts = {start: names for start, names, _ in expected}
    again = [one for one in case['people'] for start in one['groups'] if one['name'] in starts.get(start, ())]
    seen['with times' if expected else 'without'] += 1
    seen['on a change'] += bool(days) and len(changes(case['zone'])) > 1
    seen['with holds'] += bool(case['held']) or any(one['held'] for one in case['people'])
    seen['a group again'] += bool(again)
    seen['several free'] += any(len(names) > 1 for names in starts.values())


def agrees(case: Case) -> None:
    expected = Oracle(case).offers()
    count(case, expected)
    assert offered(case) == expected
    explained(case, expected)


def test_the_product_agrees_with_the_oracle() -> None:
    seen.clear()
    half = settings(
        max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    for changing in (True, False):
        half(given(case=cases(changing=changing))(agrees))()
    print(dict(seen))
    judged = seen['with times'] + seen['without']
    assert min(seen['with times'], seen['without']) >= 0.2 * judged
    assert min(seen['on a change'], seen['with holds']) >= 0.3 * judged
    assert min(seen['a group again'], seen['several free']) >= 0.02 * judged


def test_every_zone_agrees_on_its_changes() -> None:
    few = settings(
        max_examples=EACH_ZONE or 1, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    looked, zones = Counter[str](), ZONES if EACH_ZONE else ZONES[::60]
    for zone in zones:
        for kind, day in turns(zone).items():
            days = st.sampled_from([day - DAY, day])
            few(given(case=days.flatmap(partial(on, zone)))(agrees))()
            looked[kind] += 1
    print(f'{len(zones)} zones: {dict(looked)}')
    assert min(looked['forward'], looked['back']) >= 0.4 * len(zones)


def test_the_oracle_is_short_and_knows_nothing_of_the_product() -> None:
    assert len(inspect.getsource(Oracle).splitlines()) < 80
    named = [node.module for node in ast.walk(ast.parse(inspect.getsource(oracle))) if isinstance(node, ast.ImportFrom)]
    assert named == ['collections', 'collections.abc', 'datetime', 'typing', 'zoneinfo']
