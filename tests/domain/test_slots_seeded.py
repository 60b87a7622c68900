"""The oracle catches a mistake in each rule: every row seeds one into the product, with an example that it gets wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain import opening, slots, spans
from tests.domain.judging import explained, offered
from tests.domain.oracle import DAY, MINUTE, Case, Oracle

MONDAY, FORWARD, BACK = (
    date(2026, 3, 2),
    date(2026, 3, 29),
    date(2026, 10, 25),
)  # Lisbon's clock changes on the last two
NOWHERE = spans.Span(spans.EVER.start, spans.EVER.start)
BARRED, GRID, BLOCKED, REAL, STARTS = slots.barred, slots.grid, spans.blocked, opening._real, slots._starts


def at(clock: str, day: date = MONDAY, zone: str = 'Europe/Lisbon') -> datetime:
    wall = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    return wall.replace(hour=int(clock[:2]), minute=int(clock[3:])).astimezone(UTC)


def hours(*ranges: str, **more: Any) -> Case:
    """The same ranges on the day asked about and its neighbours."""
    pairs = [tuple(int(clock[:2]) * 60 + int(clock[3:]) for clock in one.split('-')) for one in ranges]
    day = more.get('day', MONDAY)
    weekly = [pairs if (day.weekday() - number) % 7 not in {3, 4} else [] for number in range(7)]
    return {'weekly': weekly, 'overrides': more.get('overrides', {})}


def person(**more: Any) -> Case:
    return {'name': 'Ada', 'hours': None, 'held': [], 'off': [], 'external': [], 'groups': {}} | more


def case(*people: Case, day: date = MONDAY, open_: str = '09:00-12:00', **more: Any) -> Case:
    """Open from nine to twelve, an hour for each, every hour; one place, nothing taken."""
    return {
        'zone': 'Europe/Lisbon',
        'day': day,
        'business': hours(*open_.split(), day=day),
        'kind': None,
        'people': list(people) or [person()],
        'held': [],
        'quantity': 1,
        'units': 1,
        'capacity': 1,
        'duration': 60,
        'step': 60,
        'before': 0,
        'after': 0,
        'notice': 0,
        'furthest': 400,
        'limit': None,
        'booked': {},
        'now': datetime(2026, 1, 1, tzinfo=UTC),
    } | more


def held(*clocks: str, minutes: int = 60, units: int = 1) -> list[tuple[datetime, int, int]]:
    return [(at(clock), minutes, units) for clock in clocks]


def group(left: int, *, clock: str = '10:00', **more: Any) -> Case:
    """Ada with one group of the hour, which holds her time."""
    return person(groups={at(clock): (60, left)}, held=held(clock), **more)


def free_of(rule: slots.Rule) -> Callable[..., spans.Span]:
    return lambda rules, block: NOWHERE if block.rule == rule else BARRED(rules, block)


def with_rules(**wrong: Any) -> Callable[..., spans.Span]:
    return lambda rules, block: BARRED(replace(rules, **wrong), block)


def as_bookings(rules: slots.Rules, block: slots.Block) -> spans.Span:
    return BARRED(rules, block._replace(rule=slots.Rule.BOOKING))


def as_time_off(rules: slots.Rules, block: slots.Block) -> spans.Span:
    return BARRED(rules, block._replace(rule=slots.Rule.TIME_OFF))


def swapped(rules: slots.Rules, block: slots.Block) -> spans.Span:
    return BARRED(replace(rules, before=rules.after, after=rules.before), block)


def closed_at_both_ends(rules: slots.Rules, block: slots.Block) -> spans.Span:
    wrong = BARRED(rules, block)
    return spans.Span(wrong.start, wrong.end + timedelta.resolution)


def bookable(*, notice: timedelta | None = None, later: int = 0, local: bool = True) -> Callable[..., spans.Span]:
    right = slots.bookable

    def wrong(rules: slots.Rules, *, zone: ZoneInfo, within: spans.Span, now: datetime) -> spans.Span:
        rules = replace(rules, furthest_days=rules.furthest_days + later)
        rules = rules if notice is None else replace(rules, notice=notice and rules.notice + notice)
        return right(rules, zone=zone if local else ZoneInfo('UTC'), within=within, now=now)

    return wrong


def full_days(*, more: int) -> Callable[..., set[date]]:
    return lambda rules, booked: {
        day for day, n in booked.items() if rules.daily_limit and n >= rules.daily_limit + more
    }


def one_offset(zone: ZoneInfo, first: date, last: date) -> list[tuple[spans.Span, timedelta]]:
    return [(spans.EVER, opening._offset(zone, spans.day_start(zone, first)))]


def any_hold_fills(held: Any, *, quantity: int, units: int = 1) -> list[spans.Span]:
    return BLOCKED(held, quantity=1, units=1)


def holds_without_units(held: Any, *, quantity: int, units: int = 1) -> list[spans.Span]:
    return BLOCKED([(span, 1) for span, _ in held], quantity=quantity, units=units)


def each_hold_alone(held: Any, *, quantity: int, units: int = 1) -> list[spans.Span]:
    return [span for span, taken in held if taken + units > quantity]


def cut_at_midnight(offsets: Any, days: list[date], ranges: Callable[[date], Any]) -> Any:
    return REAL(offsets, days, lambda day: [(begin, min(finish, 1440)) for begin, finish in ranges(day)])


def yesterday_forgotten(offsets: Any, days: list[date], ranges: Callable[[date], Any]) -> Any:
    return REAL(offsets, [day for day in days if day >= MONDAY], ranges)


def grid_from_midnight(stretch: spans.Span, step: timedelta, duration: timedelta, within: spans.Span) -> Any:
    """Begins anew on the day that is asked about."""
    return GRID(spans.Span(max(stretch.start, within.start), stretch.end), step, duration, within)


def grid_of(**wrong: timedelta) -> Callable[..., Any]:
    """The grid with another step, or as if the appointment lasted `duration`."""

    def grid(stretch: spans.Span, step: timedelta, duration: timedelta, within: spans.Span) -> Any:
        return GRID(stretch, wrong.get('step', step), wrong.get('duration', duration), within)

    return grid


def all_seats(rules: slots.Rules, *rest: Any) -> Any:
    return ((start, one._replace(left=rules.capacity)) for start, one in STARTS(rules, *rest))


def no_groups(rules: slots.Rules, one: slots.Person[str], *rest: Any) -> Any:
    return STARTS(rules, replace(one, sessions={}), *rest)


def never_full(rules: slots.Rules, one: slots.Person[str], *rest: Any) -> Any:
    open_ = {start: group._replace(left=max(group.left, 1)) for start, group in one.sessions.items()}
    return STARTS(rules, replace(one, sessions=open_), *rest)


def groups_only(rules: slots.Rules, one: slots.Person[str], *rest: Any) -> Any:
    return (pair for pair in STARTS(rules, one, *rest) if not one.sessions or pair[0] in one.sessions)


TWO_DAYS = {MONDAY: 2, MONDAY + DAY: 1}
SUNDAY_THERE = at('08:00', date(2026, 3, 1), 'Pacific/Auckland')  # where UTC still has Saturday
AUCKLAND = case(zone='Pacific/Auckland', open_='14:00-17:00', now=SUNDAY_THERE, furthest=1)
CLOSED_DAY = {'business': hours('09:00-12:00', overrides={MONDAY: []})}
LONGER = person(groups={at('10:00'): (90, 2)}, held=held('10:00', minutes=90), off=held('11:15', minutes=30))
TWO = [person(), person(name='Ben', hours=hours('09:30-11:30'))]

SEEDED = {
    'buffer before forgotten': (
        slots,
        'barred',
        with_rules(before=timedelta()),
        case(person(held=held('08:00')), before=30),
    ),
    'buffer after forgotten': (
        slots,
        'barred',
        with_rules(after=timedelta()),
        case(person(held=held('12:00')), after=30),
    ),
    'buffers swapped': (slots, 'barred', swapped, case(person(held=held('08:00')), before=30)),
    'touching is overlapping': (slots, 'barred', closed_at_both_ends, case(person(held=held('09:00')))),
    'bookings forgotten': (slots, 'barred', free_of(slots.Rule.BOOKING), case(person(held=held('10:00')))),
    'time off forgotten': (slots, 'barred', free_of(slots.Rule.TIME_OFF), case(person(off=held('10:00')))),
    'time off with buffers': (slots, 'barred', as_bookings, case(person(off=held('08:00')), before=30)),
    'external forgotten': (slots, 'barred', free_of(slots.Rule.EXTERNAL), case(person(external=held('10:00')))),
    'external without buffers': (slots, 'barred', as_time_off, case(person(external=held('08:00')), before=30)),
    'resource forgotten': (slots, 'barred', free_of(slots.Rule.RESOURCE), case(held=held('10:00'))),
    'notice forgotten': (slots, 'bookable', bookable(notice=timedelta()), case(now=at('08:30'), notice=60)),
    'notice a minute long': (slots, 'bookable', bookable(notice=MINUTE), case(now=at('08:00'), notice=60)),
    'window a day short': (slots, 'bookable', bookable(later=-1), case(now=at('08:00'), furthest=1)),
    'window a day long': (slots, 'bookable', bookable(later=1), case(now=at('08:00'), furthest=0)),
    'window of another zone': (slots, 'bookable', bookable(local=False), AUCKLAND),
    'limit forgotten': (slots, 'full_days', full_days(more=99), case(limit=2, booked=TWO_DAYS)),
    'limit one more': (slots, 'full_days', full_days(more=1), case(limit=2, booked=TWO_DAYS)),
    'limit one less': (slots, 'full_days', full_days(more=-1), case(limit=2, booked=TWO_DAYS)),
    'clock goes forward unseen': (opening, '_offsets', one_offset, case(day=FORWARD, open_='00:00-04:00')),
    'clock goes back unseen': (opening, '_offsets', one_offset, case(day=BACK, open_='00:00-04:00')),
    'clock changes too soon': (
        opening,
        '_change',
        lambda zone, between: between.start,
        case(day=BACK, open_='00:00-04:00'),
    ),
    'clock changes too late': (
        opening,
        '_change',
        lambda zone, between: between.end,
        case(day=FORWARD, open_='00:00-04:00'),
    ),
    'quantity forgotten': (spans, 'blocked', any_hold_fills, case(held=held('10:00'), quantity=2)),
    'units of holds forgotten': (spans, 'blocked', holds_without_units, case(held=held('10:00', units=2), quantity=2)),
    'holds do not add up': (spans, 'blocked', each_hold_alone, case(held=held('09:00', '09:30'), quantity=2)),
    'units wanted forgotten': (
        spans,
        'blocked',
        lambda held, *, quantity, units=1: BLOCKED(held, quantity=quantity),
        case(held=held('10:00'), quantity=2, units=2),
    ),
    'closed at midnight': (opening, '_real', cut_at_midnight, case(open_='22:30-01:30')),
    'yesterday forgotten': (opening, '_real', yesterday_forgotten, case(open_='22:30-01:30')),
    'grid from midnight': (slots, 'grid', grid_from_midnight, case(open_='23:10-02:00', duration=30, step=40)),
    'midnight of another zone': (
        spans,
        'day_start',
        lambda zone, day: datetime.combine(day, datetime.min.time(), UTC),
        case(zone='Pacific/Auckland'),
    ),
    'grid of another step': (slots, 'grid', grid_of(step=45 * MINUTE), case()),
    'grid beyond the end': (slots, 'grid', grid_of(duration=timedelta()), case()),
    'touching hours not joined': (
        opening,
        'merged',
        sorted,
        case(open_='09:00-10:00 10:00-12:00', duration=90, step=30),
    ),
    'own hours forgotten': (opening.Opening, 'decides', lambda self, day: self.business, case(*TWO)),
    'closed day forgotten': (
        opening.Opening,
        'decides',
        lambda self, day: self.member or self.business,
        case(person(hours=hours('09:00-12:00')), **CLOSED_DAY),
    ),
    'hours of the type forgotten': (
        opening.Opening,
        'of_kind',
        lambda self, day: opening.ALL_DAY,
        case(kind=hours('10:00-12:00')),
    ),
    'group not offered again': (slots, '_starts', no_groups, case(group(2), capacity=4)),
    'group with all its seats': (slots, '_starts', all_seats, case(group(2), capacity=4)),
    'full group offered': (slots, '_starts', never_full, case(group(0), capacity=4)),
    'nothing beside a group': (slots, '_starts', groups_only, case(group(2), capacity=4)),
    'group barred by itself': (slots, '_beside_groups', lambda one: one.blocks, case(group(2), capacity=4)),
    'group in time off': (slots, '_beside_groups', lambda one: [], case(group(2, off=held('10:00')), capacity=4)),
    'group as long as its type': (slots.Rules, 'of_group', lambda rules, start, group: rules, case(LONGER, capacity=4)),
    'group after hours': (slots, 'covers', lambda *given: True, case(group(2, clock='12:00'), capacity=4)),
}


@pytest.mark.parametrize(('owner', 'name', 'wrong', 'example'), SEEDED.values(), ids=SEEDED)
def test_a_seeded_mistake_is_caught(
    owner: Any, name: str, wrong: Any, example: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Oracle(example).offers()
    assert offered(example) == expected
    explained(example, expected)
    monkeypatch.setattr(owner, name, wrong)
    assert offered(example) != expected
