"""When several services fit one after the other, against a slow and obvious oracle: minute by minute, every choice of people."""

import os
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import combining, slots
from domain.spans import Span

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONE = ZoneInfo('UTC')
Service = dict[str, Any]


def at(minute: int) -> datetime:
    return NINE + minute * MINUTE


def oracle(services: list[Service], taken: dict[str, list[tuple[int, int]]], close: int) -> list[int]:
    """The minutes after nine at which some choice of people keeps every rule, looked at minute by minute."""
    return [
        start
        for start in range(0, close, services[0]['step'])
        if any(keeps(services, taken, close, start, chain) for chain in product(*(one['people'] for one in services)))
    ]


def keeps(services: list[Service], taken: dict[str, list[tuple[int, int]]], close: int, start: int, chain: Any) -> bool:
    used: dict[str, set[int]] = {name: {m for span in spans for m in range(*span)} for name, spans in taken.items()}
    for place, (one, who) in enumerate(zip(services, chain, strict=True)):
        before = 0 if place and chain[place - 1] == who else one['before']
        after = 0 if place + 1 < len(chain) and chain[place + 1] == who else one['after']
        end = start + one['duration']
        if end > close:
            return False
        minutes = set(range(start - before, end + after))
        for thing in (who, *one['needs']):
            if minutes & used.setdefault(thing, set()):
                return False
            used[thing] |= minutes
        start = end
    return True


def rule(services: list[Service], taken: dict[str, list[tuple[int, int]]], close: int) -> list[int]:
    def blocks(one: Service, who: str) -> list[slots.Block]:
        things = [(who, slots.Rule.BOOKING), *((thing, slots.Rule.RESOURCE) for thing in one['needs'])]
        return [
            slots.Block(Span(at(a), at(b)), said) for thing, said in things for a, b in taken.get(thing, []) if a < b
        ]

    parts = [
        combining.Part(
            rules=slots.Rules(
                duration=one['duration'] * MINUTE,
                step=one['step'] * MINUTE,
                before=one['before'] * MINUTE,
                after=one['after'] * MINUTE,
            ),
            people=[
                slots.Person(key=who, stretches=[Span(NINE, at(close))], blocks=blocks(one, who))
                for who in one['people']
            ],
            needs=frozenset(one['needs']),
        )
        for one in services
    ]
    found = combining.offers(parts, zone=ZONE, within=Span(NINE, at(close)), now=NINE - timedelta(days=1))
    assert all(one.end - one.start == sum(each['duration'] for each in services) * MINUTE for one in found)
    return [int((one.start - NINE) / MINUTE) for one in found]


def service(duration: int, people: str, before: int = 0, after: int = 0, needs: str = '', step: int = 10) -> Service:
    return {
        'duration': duration, 'people': list(people), 'before': before, 'after': after, 'needs': list(needs), 'step': step
    }  # fmt: skip


@pytest.mark.parametrize(
    ('services', 'taken', 'close', 'found'),
    [
        ([service(30, 'A', after=10), service(20, 'A', before=10)], {}, 60, [0, 10]),
        ([service(30, 'A', after=10), service(20, 'B', before=10)], {}, 60, [0, 10]),
        ([service(30, 'A'), service(20, 'A')], {'A': [(30, 40)]}, 90, [40]),
        ([service(30, 'A'), service(20, 'AB')], {'A': [(30, 40)]}, 90, [0, 40]),
        ([service(30, 'A', after=10), service(20, 'B', before=10, needs='R')], {}, 50, [0]),
        ([service(30, 'A', after=10, needs='R'), service(20, 'B', needs='R')], {}, 50, []),
        ([service(30, 'A', after=10, needs='R'), service(20, 'A', needs='R')], {}, 50, [0]),
        ([service(30, 'A', after=30), service(10, 'B'), service(20, 'A')], {}, 60, []),
        ([service(30, 'A', after=10), service(10, 'B'), service(20, 'A')], {}, 60, [0]),
        ([service(30, 'AC', after=30), service(10, 'B'), service(20, 'A')], {}, 60, [0]),
        ([service(30, 'A'), service(20, 'A', after=10)], {'A': [(55, 60)]}, 60, []),
    ],
)
def test_the_table(services: list[Service], taken: dict[str, Any], close: int, found: list[int]) -> None:
    assert rule(services, taken, close) == oracle(services, taken, close) == found


MINUTES = st.integers(0, 8).map(lambda number: number * 5)
SERVICES = st.lists(
    st.builds(
        service,
        st.integers(1, 6).map(lambda number: number * 5),
        st.sets(st.sampled_from('ABC'), min_size=1).map(sorted),
        MINUTES,
        MINUTES,
        st.sampled_from(['', '', 'R', 'RS']),
        st.sampled_from([5, 10, 15]),
    ),
    min_size=2,
    max_size=4,
)
TAKEN = st.dictionaries(
    st.sampled_from('ABCRS'),
    st.lists(
        st.tuples(st.integers(0, 24), st.integers(1, 6)).map(lambda t: (t[0] * 5, t[0] * 5 + t[1] * 5)), max_size=2
    ),
)


@settings(
    max_examples=int(os.environ.get('CAREOPS_ORACLE_EXAMPLES', '150')),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(SERVICES, TAKEN, st.integers(6, 26).map(lambda number: number * 5))
def test_the_rule_is_the_oracle(services: list[Service], taken: dict[str, Any], close: int) -> None:
    assert rule(services, taken, close) == oracle(services, taken, close)


def test_one_person_does_it_all_where_possible_and_limits_and_windows_count_for_each_part() -> None:
    def part(**given: Any) -> combining.Part[str]:
        rules = slots.Rules(duration=30 * MINUTE, step=10 * MINUTE, **given.pop('rules', {}))
        people = [slots.Person(key=who, stretches=[Span(NINE, at(120))]) for who in given.pop('people')]
        return combining.Part(rules=rules, people=people, **given)

    within, day = Span(NINE, at(1)), NINE.date()

    def offers(*parts: combining.Part[str], now: datetime = NINE) -> list[tuple[str, ...]]:
        return [one.people for one in combining.offers(parts, zone=ZONE, within=within, now=now)]

    assert offers(part(people='AB'), part(people='BC')) == [('B',)]
    assert offers(part(people='A'), part(people='BC')) == [('A', 'B')]
    assert offers(part(people='A'), part(people='A', rules={'daily_limit': 2}, booked={day: 2})) == []
    assert offers(part(people='A'), part(people='A', rules={'notice': 31 * MINUTE})) == []
    assert offers(part(people='A'), part(people='A', rules={'notice': 30 * MINUTE})) == [('A',)]
