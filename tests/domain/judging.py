"""The product's answers to a case of the oracle: what it offers, and whether its explanation says the same."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import opening, slots, spans
from tests.domain.oracle import DAY, MINUTE, Case, Found, Ranges

LOOK = 17 * MINUTE


def offered(case: Case) -> Found:
    """What the product offers on the two days of the case."""
    found = slots.offers(_rules(case), people(case), within=_within(case), **_around(case))
    return [(offer.start, offer.people, offer.remaining) for offer in found]


def explained(case: Case, found: Found) -> None:
    """For each person nothing refuses exactly the offered starts: all of them, the groups, and others here and there are looked at."""
    free, within = {(start, name) for start, names, _ in found for name in names}, _within(case)
    looks = [within.start + LOOK * number for number in range((within.end - within.start) // LOOK)]
    for person in people(case):
        groups = [start for start in person.sessions if within.start <= start < within.end]
        for start in {*looks, *groups, *(start for start, _, _ in found)}:
            said = slots.refusals(_rules(case), person, start, **_around(case))
            assert (not said) == ((start, person.key) in free), (person.key, start, said)


def people(case: Case) -> list[slots.Person[str]]:
    short = [
        slots.Block(span, slots.Rule.RESOURCE)
        for span in spans.blocked(
            [(_span(start, length), units) for start, length, units in case['held']],
            quantity=case['quantity'],
            units=case['units'],
        )
    ]
    return [_person(case, one, short) for one in case['people']]


def _person(case: Case, one: Case, short: list[slots.Block]) -> slots.Person[str]:
    rules = (('held', slots.Rule.BOOKING), ('off', slots.Rule.TIME_OFF), ('external', slots.Rule.EXTERNAL))
    whose = opening.Opening(_hours(case['business']) or opening.Hours(None), _hours(one['hours']), _hours(case['kind']))
    return slots.Person(
        key=one['name'],
        stretches=opening.stretches(whose, zone=ZoneInfo(case['zone']), first=case['day'], last=case['day'] + DAY),
        blocks=[slots.Block(_span(start, n), rule) for name, rule in rules for start, n, _ in one[name]] + short,
        sessions={start: slots.Session(start + MINUTE * n, left) for start, (n, left) in one['groups'].items()},
    )


def _span(start: Any, minutes: int) -> spans.Span:
    return spans.Span(start, start + MINUTE * minutes)


def _within(case: Case) -> spans.Span:
    return spans.days(ZoneInfo(case['zone']), case['day'], case['day'] + DAY)


def _around(case: Case) -> dict[str, Any]:
    return {'zone': ZoneInfo(case['zone']), 'now': case['now'], 'booked': case['booked']}


def _rules(case: Case) -> slots.Rules:
    minutes: dict[str, timedelta] = {
        name: MINUTE * case[name] for name in ('duration', 'step', 'before', 'after', 'notice')
    }
    return slots.Rules(**minutes, furthest_days=case['furthest'], daily_limit=case['limit'], capacity=case['capacity'])


def _hours(said: Case | None) -> opening.Hours | None:
    return said and opening.Hours(
        said['weekly'] and tuple(_ranges(day) for day in said['weekly']),
        {day: _ranges(pairs) for day, pairs in said['overrides'].items()},
    )


def _ranges(pairs: Ranges) -> tuple[opening.Minutes, ...]:
    return tuple((begin, finish if finish > begin else finish + 1440) for begin, finish in pairs)
