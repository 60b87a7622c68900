"""Free times: a table of cases, each computed by hand from the rules' own words, on values alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.opening import Hours, Opening, stretches
from domain.slots import Block, Offer, Person, Rule, Rules, Session, offers
from domain.spans import Span, blocked, days, merged

LISBON, NEW_YORK, APIA = ZoneInfo('Europe/Lisbon'), ZoneInfo('America/New_York'), ZoneInfo('Australia/Lord_Howe')
MONDAY = date(2026, 3, 2)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def minutes(text: str) -> tuple[int, int]:
    begin, finish = (int(part[:2]) * 60 + int(part[3:]) for part in text.split('-'))
    return begin, finish if finish > begin else finish + 1440


def hours(*weekly: str, **overrides: list[str]) -> Hours:
    """The same ranges every day; overrides as `d02=[…]` for a day of March 2026."""
    return Hours(
        tuple(tuple(minutes(text) for text in weekly) for _ in range(7)),
        {date(2026, 3, int(day[1:])): tuple(map(minutes, ranges)) for day, ranges in overrides.items()},
    )


def rules(duration: int = 60, step: int = 60, **given: object) -> Rules:
    return Rules(
        duration=timedelta(minutes=duration),
        step=timedelta(minutes=step),
        **{'furthest_days': 400}
        | {
            name: timedelta(minutes=value) if name in {'before', 'after', 'notice'} else value
            for name, value in given.items()
        },
    )


def starts(
    opening: Opening,
    asked: Rules | None = None,
    *,
    day: date = MONDAY,
    last: date | None = None,
    zone: ZoneInfo = LISBON,
    busy: list[Span] | None = None,
    sessions: dict[datetime, Session] | None = None,
    now: datetime = LONG_AGO,
    booked: dict[date, int] | None = None,
) -> list[str]:
    """The local starts of a day, as `HH:MM`, with the offset where the clock is changing."""
    person = Person(
        key='Ada',
        stretches=stretches(opening, zone=zone, first=day, last=last or day),
        blocks=[Block(span, Rule.BOOKING) for span in busy or ()],
        sessions=sessions or {},
    )
    found = offers(asked or rules(), [person], zone=zone, within=days(zone, day, last or day), now=now, booked=booked)
    return [offer.start.astimezone(zone).strftime('%H:%M') for offer in found]


def at(clock: str, day: date = MONDAY, zone: ZoneInfo = LISBON) -> datetime:
    return datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[3:]), tzinfo=zone).astimezone(UTC)


def span(begin: str, finish: str, day: date = MONDAY) -> Span:
    return Span(at(begin, day), at(finish, day))


NINE_TO_NOON = ['09:00', '10:00', '11:00']


@pytest.mark.parametrize(
    ('weekly', 'asked', 'expected'),
    [
        (['09:00-12:00'], rules(), NINE_TO_NOON),
        (['09:00-12:30'], rules(), NINE_TO_NOON),
        (['09:10-11:30'], rules(step=30), ['09:10', '09:40', '10:10']),
        (['09:00-10:00', '11:00-12:00'], rules(), ['09:00', '11:00']),
        (['09:00-10:00', '10:00-12:00'], rules(90, 30), ['09:00', '09:30', '10:00', '10:30']),
        (['10:00-12:00', '09:00-11:00'], rules(), NINE_TO_NOON),
        (['09:00-10:00', '10:20-12:00'], rules(60, 20), ['09:00', '10:20', '10:40', '11:00']),
        (['09:00-10:00'], rules(90, 30), []),
        ([], rules(), []),
        (['22:00-00:00'], rules(), ['22:00', '23:00']),
        (['22:00-24:00'], rules(), ['22:00', '23:00']),
        (['22:00-01:30'], rules(), ['00:00', '22:00', '23:00']),
        (['22:30-01:30'], rules(), ['00:30', '22:30', '23:30']),
        (['22:00-00:00', '00:00-02:00'], rules(90, 60), ['00:00', '22:00', '23:00']),
        (['00:00-00:00'], rules(120, 360), ['00:00', '06:00', '12:00', '18:00']),
    ],
)
def test_the_grid_of_a_day(weekly: list[str], asked: Rules, expected: list[str]) -> None:
    assert starts(Opening(hours(*weekly)), asked) == expected


def test_a_stretch_over_midnight_keeps_its_grid_from_its_own_beginning() -> None:
    """23:10 to 02:00 in steps of 40 minutes: 23:10, 23:50, 00:30, 01:10 (and no longer 01:50)."""
    assert starts(Opening(hours('23:10-02:00')), rules(30, 40)) == ['00:30', '01:10', '23:10', '23:50']


def test_a_business_that_never_closes_has_one_grid_whatever_day_is_asked() -> None:
    opening = Opening(hours('00:00-00:00'))
    week = starts(opening, rules(30, 420), last=MONDAY + timedelta(days=6))
    single = [
        start for number in range(7) for start in starts(opening, rules(30, 420), day=MONDAY + timedelta(days=number))
    ]
    assert week == single
    assert len(week) == 24


def test_an_always_open_business_counts_from_its_last_closed_day_however_long_ago() -> None:
    weekly = tuple((((0, 1440),)) for _ in range(7))
    opening = Opening(Hours(weekly, {date(2026, 1, 10): ()}))
    assert starts(opening, rules(30, 1000))[:1] == [
        (datetime(2026, 1, 11) + timedelta(minutes=1000 * 72)).strftime('%H:%M')
    ]


@pytest.mark.parametrize(
    ('opening', 'expected'),
    [
        (Opening(hours('09:00-12:00', d02=['14:00-16:00'])), ['14:00', '15:00']),
        (Opening(hours('09:00-12:00', d02=[])), []),
        (Opening(hours('22:00-02:00', d02=[])), ['00:00', '01:00']),
        (Opening(hours('22:00-02:00', d01=[])), ['22:00', '23:00']),
        (Opening(hours('09:00-12:00'), member=hours('14:00-16:00')), ['14:00', '15:00']),
        (Opening(hours('09:00-12:00', d02=['10:00-11:00']), member=hours('14:00-16:00')), ['14:00', '15:00']),
        (Opening(hours('09:00-12:00', d02=[]), member=hours('14:00-16:00')), []),
        (Opening(hours('09:00-12:00', d02=[]), member=hours('14:00-16:00', d02=['14:00-15:00'])), []),
        (Opening(hours('09:00-12:00'), member=hours('14:00-16:00', d02=[])), []),
        (Opening(hours('09:00-12:00'), member=Hours(None, {MONDAY: ()})), []),
        (Opening(hours('09:00-12:00'), member=Hours(None, {date(2026, 3, 3): ()})), NINE_TO_NOON),
        (Opening(hours('09:00-12:00'), member=Hours(((),) * 7)), []),
        (Opening(hours('09:00-17:00'), kind=hours('08:30-11:00')), ['09:00', '10:00']),
        (Opening(hours('09:00-17:00'), kind=hours('09:30-11:30')), ['09:30', '10:30']),
        (Opening(hours('09:00-17:00'), kind=hours('18:00-19:00')), []),
        (Opening(hours('09:00-12:00'), kind=Hours(None, {MONDAY: ()})), []),
        (Opening(hours('09:00-12:00'), kind=Hours(None, {MONDAY: ((600, 720),)})), ['10:00', '11:00']),
        (Opening(hours('22:00-02:00'), kind=hours('23:00-01:00')), ['00:00', '23:00']),
        (Opening(hours('09:00-12:00'), member=hours('14:00-16:00'), kind=hours('15:00-20:00')), ['15:00']),
    ],
)
def test_whose_hours_count(opening: Opening, expected: list[str]) -> None:
    assert starts(opening) == expected


@pytest.mark.parametrize(
    ('busy', 'asked', 'expected'),
    [
        ([('10:00', '11:00')], rules(), ['09:00', '11:00']),
        ([('10:15', '10:30')], rules(), ['09:00', '11:00']),
        ([('10:00', '11:00')], rules(after=15), ['11:00']),
        ([('10:00', '11:00')], rules(before=15), ['09:00']),
        ([('10:00', '11:15')], rules(before=15, step=15), ['09:00']),
        ([('08:00', '09:00')], rules(before=15), ['10:00', '11:00']),
        ([('12:00', '13:00')], rules(after=15), ['09:00', '10:00']),
        ([], rules(before=120, after=120), NINE_TO_NOON),
        ([('07:00', '20:00')], rules(), []),
    ],
)
def test_other_bookings_keep_their_distance(busy: list[tuple[str, str]], asked: Rules, expected: list[str]) -> None:
    assert starts(Opening(hours('09:00-12:00')), asked, busy=[span(*pair) for pair in busy]) == expected


@pytest.mark.parametrize(
    ('now', 'notice', 'expected'),
    [
        ('08:00', 0, NINE_TO_NOON),
        ('09:00', 0, NINE_TO_NOON),
        ('09:01', 0, ['10:00', '11:00']),
        ('08:00', 60, NINE_TO_NOON),
        ('08:01', 60, ['10:00', '11:00']),
        ('12:00', 0, []),
    ],
)
def test_notice(now: str, notice: int, expected: list[str]) -> None:
    assert starts(Opening(hours('09:00-12:00')), rules(notice=notice), now=at(now)) == expected


@pytest.mark.parametrize(('furthest', 'offered'), [(0, 0), (2, 0), (3, 3), (4, 3)])
def test_the_furthest_day_counts_local_days_and_is_included(furthest: int, offered: int) -> None:
    now = datetime(2026, 2, 27, 23, 59, tzinfo=LISBON).astimezone(UTC)
    assert len(starts(Opening(hours('09:00-12:00')), rules(furthest_days=furthest), now=now)) == offered


@pytest.mark.parametrize(('booked', 'expected'), [(0, NINE_TO_NOON), (1, NINE_TO_NOON), (2, []), (3, [])])
def test_the_daily_limit(booked: int, expected: list[str]) -> None:
    assert starts(Opening(hours('09:00-12:00')), rules(daily_limit=2), booked={MONDAY: booked}) == expected


def test_a_local_time_that_does_not_exist_is_not_open() -> None:
    """29 March 2026 in Lisbon: 01:00 becomes 02:00."""
    sunday = date(2026, 3, 29)
    assert starts(Opening(hours('00:00-04:00')), rules(30, 30), day=sunday) == [
        '00:00', '00:30', '02:00', '02:30', '03:00', '03:30',
    ]  # fmt: skip
    assert starts(Opening(hours('01:00-02:00')), rules(30, 30), day=sunday) == []
    assert starts(Opening(hours('01:30-03:00')), rules(30, 30), day=sunday) == ['02:00', '02:30']
    assert starts(Opening(hours('00:00-03:00')), rules(90, 60), day=sunday) == ['00:00']
    assert starts(Opening(hours('00:30-01:00', '02:00-02:30')), rules(60, 60), day=sunday) == ['00:30']


def test_a_local_time_that_occurs_twice_is_open_twice() -> None:
    """25 October 2026 in Lisbon: 02:00 becomes 01:00."""
    sunday = date(2026, 10, 25)
    assert starts(Opening(hours('00:00-03:00')), rules(30, 60), day=sunday) == ['00:00', '01:00', '01:00', '02:00']
    assert starts(Opening(hours('01:30-02:30')), rules(30, 30), day=sunday) == ['01:30', '01:30', '02:00']
    assert starts(Opening(hours('00:00-02:00')), rules(150, 30), day=sunday) == ['00:00', '00:30']
    assert starts(Opening(hours('01:00-01:30')), rules(30, 30), day=sunday) == ['01:00', '01:00']


def test_a_clock_change_of_half_an_hour() -> None:
    """4 October 2026 on Lord Howe: 02:00 becomes 02:30."""
    assert starts(Opening(hours('01:30-03:00')), rules(30, 30), day=date(2026, 10, 4), zone=APIA) == ['01:30', '02:30']


def test_a_part_full_group_is_offered_again_for_its_own_start_only() -> None:
    group = {at('10:00'): Session(at('11:00'), 2)}
    asked = rules(60, 30, capacity=5)
    person = Person(
        key='Ada',
        stretches=stretches(Opening(hours('09:00-12:00')), zone=LISBON, first=MONDAY, last=MONDAY),
        blocks=[Block(span('10:00', '11:00'), Rule.BOOKING)],
        sessions=group,
    )
    found = offers(asked, [person], zone=LISBON, within=days(LISBON, MONDAY, MONDAY), now=LONG_AGO)
    assert [(offer.start, offer.remaining) for offer in found] == [(at('09:00'), 5), (at('10:00'), 2), (at('11:00'), 5)]


def test_a_full_group_and_one_outside_the_hours_are_not_offered() -> None:
    opening = Opening(hours('09:00-12:00'))
    assert starts(opening, sessions={at('10:00'): Session(at('11:00'), 0)}, busy=[span('10:00', '11:00')]) == [
        '09:00',
        '11:00',
    ]
    assert starts(opening, sessions={at('11:30'): Session(at('12:30'), 3)}, busy=[span('11:30', '12:30')]) == [
        '09:00',
        '10:00',
    ]


def test_the_answer_is_the_union_of_everybodys_grid() -> None:
    people = [
        Person(
            key=name,
            stretches=stretches(Opening(hours('09:00-12:00'), member=own), zone=LISBON, first=MONDAY, last=MONDAY),
        )
        for name, own in (('Ada', None), ('Ben', hours('09:30-11:30')), ('Cy', hours('11:00-12:00')))
    ]
    found = offers(rules(), people, zone=LISBON, within=days(LISBON, MONDAY, MONDAY), now=LONG_AGO)
    assert found == [
        Offer(at('09:00'), at('10:00'), ('Ada',), 1),
        Offer(at('09:30'), at('10:30'), ('Ben',), 1),
        Offer(at('10:00'), at('11:00'), ('Ada',), 1),
        Offer(at('10:30'), at('11:30'), ('Ben',), 1),
        Offer(at('11:00'), at('12:00'), ('Ada', 'Cy'), 2),
    ]


@pytest.mark.parametrize(
    ('held', 'quantity', 'units', 'expected'),
    [
        ([], 1, 1, []),
        ([('09:00', '10:00', 1)], 1, 1, [('09:00', '10:00')]),
        ([('09:00', '10:00', 1), ('10:00', '11:00', 1)], 1, 1, [('09:00', '11:00')]),
        ([('09:00', '11:00', 1), ('10:00', '12:00', 1)], 2, 1, [('10:00', '11:00')]),
        ([('09:00', '11:00', 1), ('10:00', '12:00', 1)], 3, 2, [('10:00', '11:00')]),
        ([('09:00', '10:00', 1), ('10:00', '11:00', 1)], 2, 1, []),
    ],
)
def test_where_a_resource_is_full(
    held: list[tuple[str, str, int]], quantity: int, units: int, expected: list[tuple[str, str]]
) -> None:
    loads = [(span(begin, finish), count) for begin, finish, count in held]
    assert blocked(loads, quantity=quantity, units=units) == [span(*pair) for pair in expected]


def test_more_units_than_there_are_never_fit() -> None:
    (always,) = blocked([], quantity=1, units=2)
    assert always.start < LONG_AGO < always.end


def test_merging_joins_what_touches() -> None:
    assert merged([span('10:00', '11:00'), span('09:00', '10:00'), span('12:00', '13:00'), span('12:10', '12:20')]) == [
        span('09:00', '11:00'),
        span('12:00', '13:00'),
    ]
