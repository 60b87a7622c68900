"""Free times against a slow and obvious oracle: minute by minute, on the wall clock, importing nothing of the product."""

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import opening, slots, spans

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Oracle:
    """Answers 'is this minute open', 'is this minute free' by looking, and puts the answers together."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.zone = ZoneInfo(case['zone'])

    def ranges_of_day(self, day: date) -> list[tuple[int, int]]:
        business, member = self.case['business'], self.case['member']
        if business['overrides'].get(day) == []:
            return []
        for said in (member, business):
            if said is not None and day in said['overrides']:
                return said['overrides'][day]
            if said is not None and said['weekly'] is not None:
                return said['weekly'][day.weekday()]
        return []

    def type_ranges_of_day(self, day: date) -> list[tuple[int, int]]:
        kind = self.case['kind']
        if kind is None:
            return [(0, 0)]
        if day in kind['overrides']:
            return kind['overrides'][day]
        return [(0, 0)] if kind['weekly'] is None else kind['weekly'][day.weekday()]

    def open(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        today, clock = local.date(), local.hour * 60 + local.minute

        def inside(ranges_of: Any) -> bool:
            for begin, finish in ranges_of(today):
                if begin <= clock and (clock < finish or finish <= begin):
                    return True
            return any(finish <= begin and clock < finish for begin, finish in ranges_of(today - DAY))

        return inside(self.ranges_of_day) and inside(self.type_ranges_of_day)

    def starts(self) -> list[datetime]:
        case = self.case
        first = datetime.combine(case['day'], datetime.min.time(), self.zone).astimezone(UTC)
        after = datetime.combine(case['day'] + 2 * DAY, datetime.min.time(), self.zone).astimezone(UTC)
        begin = first - 4 * DAY
        minutes = [begin + MINUTE * number for number in range(int((after + DAY - begin) / MINUTE))]
        opened = [self.open(minute) for minute in minutes]
        free_units = Counter[datetime]()
        for start, length, units in case['held']:
            for number in range(length):
                free_units[start + MINUTE * number] += units
        found, since = [], None
        for place, minute in enumerate(minutes):
            if not opened[place]:
                since = None
                continue
            since = place if since is None else since
            if not (first <= minute < after) or (place - since) % case['step']:
                continue
            local_day = minute.astimezone(self.zone).date()
            lasts = all(opened[place : place + case['duration']])
            whole = range(-case['before'], case['duration'] + case['after'])
            fits = all(free_units[minute + MINUTE * number] + case['units'] <= case['quantity'] for number in whole)
            away = any(
                start < minute + MINUTE * case['duration'] and minute < start + MINUTE * n for start, n in case['off']
            )
            notice = minute >= case['now'] + MINUTE * case['notice']
            near = local_day <= case['now'].astimezone(self.zone).date() + DAY * case['furthest']
            few = case['limit'] is None or case['booked'].get(local_day, 0) < case['limit']
            if lasts and fits and not away and notice and near and few:
                found.append(minute)
        return found


def product(case: dict[str, Any]) -> list[datetime]:
    zone = ZoneInfo(case['zone'])

    def ranges(pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((begin, finish if finish > begin else finish + 1440) for begin, finish in pairs)

    def hours(said: dict[str, Any] | None) -> opening.Hours | None:
        return said and opening.Hours(
            said['weekly'] and tuple(ranges(day) for day in said['weekly']),
            {day: ranges(pairs) for day, pairs in said['overrides'].items()},
        )

    whose = opening.Opening(hours(case['business']), hours(case['member']), hours(case['kind']))
    minutes = {name: MINUTE * case[name] for name in ('duration', 'step', 'before', 'after', 'notice')}
    asked = slots.Rules(**minutes, furthest_days=case['furthest'], daily_limit=case['limit'])
    held = [(spans.Span(start, start + MINUTE * length), units) for start, length, units in case['held']]
    person = slots.Person(
        key='one',
        stretches=opening.stretches(whose, zone=zone, first=case['day'], last=case['day'] + DAY),
        blocks=[
            slots.Block(span, slots.Rule.RESOURCE)
            for span in spans.blocked(held, quantity=case['quantity'], units=case['units'])
        ]
        + [slots.Block(spans.Span(start, start + MINUTE * n), slots.Rule.TIME_OFF) for start, n in case['off']],
    )
    within = spans.days(zone, case['day'], case['day'] + DAY)
    found = slots.offers(asked, [person], zone=zone, within=within, now=case['now'], booked=case['booked'])
    starts = [offer.start for offer in found]
    offered, looks = set(starts), range(0, int((within.end - within.start) / MINUTE), 7)
    for start in [*starts, *(within.start + MINUTE * number for number in looks)]:
        said = slots.refusals(asked, person, start, zone=zone, now=case['now'], booked=case['booked'])
        assert (not said) == (start in offered), (start, said)
    return starts


CLOCK = st.sampled_from([0, 120, 1320]) | st.integers(0, 47).map(lambda half: half * 30) | st.integers(0, 1439)
RANGES = st.lists(st.tuples(CLOCK, CLOCK), max_size=3)
ZONES = sorted(available_timezones() - {'localtime', 'Factory'})
EXAMPLES = int(os.environ.get('EXAMPLES', '100'))


@lru_cache
def changes(zone: str) -> list[date]:
    """The days of 2026 on which the zone's clock changes; one in June where it never does."""
    days = [date(2026, 1, 1) + DAY * number for number in range(366)]
    offsets = [datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).utcoffset() for day in days]
    found = [day for day, one, other in zip(days, offsets, offsets[1:], strict=False) if one != other]
    return found or [date(2026, 6, 10)]


CHANGING = ['Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana']


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    zone = draw(st.sampled_from(ZONES) | st.sampled_from(CHANGING))
    day = draw(st.sampled_from(changes(zone))) + DAY * draw(st.integers(-2, 1))

    def hours(*, inherit: bool) -> dict[str, Any]:
        # the day of the week three days before is always closed, so that the oracle sees the beginning of every stretch
        weekly = [draw(RANGES) for _ in range(7)]
        for back in (3, 4):
            weekly[(day - DAY * back).weekday()] = []
        some = st.dictionaries(st.integers(-1, 2).map(lambda number: day + DAY * number), RANGES, max_size=2)
        return {'weekly': None if inherit and draw(st.booleans()) else weekly, 'overrides': draw(some)}

    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    held_start = st.integers(-200, 2 * 1440).map(lambda minute: midnight + MINUTE * minute)
    return {
        'zone': zone,
        'day': day,
        'business': hours(inherit=False),
        'member': draw(st.none() | st.builds(lambda: hours(inherit=True))),
        'kind': draw(st.none() | st.none() | st.builds(lambda: hours(inherit=True))),
        'held': draw(st.lists(st.tuples(held_start, st.integers(1, 240), st.integers(1, 2)), max_size=5)),
        'off': draw(st.lists(st.tuples(held_start, st.integers(1, 900)), max_size=2)),
        'quantity': draw(st.integers(1, 3)),
        'units': draw(st.integers(1, 2)),
        'duration': draw(st.sampled_from([15, 30, 45, 60, 95, 180])),
        'step': draw(st.sampled_from([5, 15, 20, 30, 60, 70])),
        'before': draw(st.sampled_from([0, 0, 10, 30])),
        'after': draw(st.sampled_from([0, 0, 5, 45])),
        'notice': draw(st.sampled_from([0, 60, 1440])),
        'furthest': draw(st.sampled_from([0, 1, 3, 60])),
        'limit': draw(st.sampled_from([None, None, 1, 3])),
        'booked': {day: draw(st.integers(0, 3)), day + DAY: draw(st.integers(0, 3))},
        'now': midnight + MINUTE * draw(st.integers(-3000, 600)),
    }


seen = Counter[str]()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(case=cases())
def agrees(case: dict[str, Any]) -> None:
    expected = Oracle(case).starts()
    seen['with times' if expected else 'without'] += 1
    seen['on a change'] += (
        bool({case['day'], case['day'] + DAY} & set(changes(case['zone']))) and len(changes(case['zone'])) > 1
    )
    seen['with holds'] += bool(case['held'])
    assert product(case) == expected


def test_the_product_agrees_with_the_oracle() -> None:
    seen.clear()
    agrees()
    print(dict(seen))
    assert min(seen['with times'], seen['without']) > 20
    assert min(seen['on a change'], seen['with holds']) >= 0.3 * (seen['with times'] + seen['without']) - 1
