"""The days of a series and their instants: tables of cases, and properties over many zones."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import recurrence
from domain.recurrence import Every

ZONES = ['Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC']


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ('first', 'every', 'days'),
    [
        ('2026-03-02', Every.WEEK, '2026-03-02 2026-03-09 2026-03-16 2026-03-23'),
        ('2026-12-24', Every.FORTNIGHT, '2026-12-24 2027-01-07 2027-01-21 2027-02-04'),
        ('2026-11-14', Every.MONTH_DAY, '2026-11-14 2026-12-14 2027-01-14 2027-02-14'),
        ('2026-12-31', Every.MONTH_DAY, '2026-12-31 2027-01-31 2027-02-28 2027-03-31'),
        ('2027-12-30', Every.MONTH_DAY, '2027-12-30 2028-01-30 2028-02-29 2028-03-30'),
        ('2026-03-10', Every.MONTH_WEEKDAY, '2026-03-10 2026-04-14 2026-05-12 2026-06-09'),
        ('2026-05-01', Every.MONTH_WEEKDAY, '2026-05-01 2026-06-05 2026-07-03 2026-08-07'),
        ('2026-05-29', Every.MONTH_WEEKDAY, '2026-05-29 2026-06-26 2026-07-31 2026-08-28'),
    ],
)
def test_the_days_of_each_kind(first: str, every: Every, days: str) -> None:
    assert recurrence.days(d(first), every, times=4) == [d(one) for one in days.split()]


def test_it_ends_with_its_last_day_and_within_two_years() -> None:
    first = d('2026-03-02')
    assert recurrence.days(first, Every.WEEK, until=d('2026-03-16'))[-1] == d('2026-03-16')
    assert recurrence.days(first, Every.WEEK, until=d('2026-03-15'))[-1] == d('2026-03-09')
    assert recurrence.days(first, Every.WEEK, until=d('2025-01-01')) == []
    assert len(recurrence.days(first, Every.WEEK, times=9999)) == 104
    assert recurrence.days(first, Every.MONTH_DAY, times=104)[-1] == d('2028-03-02')


@pytest.mark.parametrize(
    ('day', 'wall', 'zone', 'instant'),
    [
        ('2026-03-28', '10:00', 'Europe/Lisbon', '2026-03-28T10:00'),
        ('2026-03-29', '10:00', 'Europe/Lisbon', '2026-03-29T09:00'),
        ('2026-10-24', '10:00', 'Europe/Lisbon', '2026-10-24T09:00'),
        ('2026-10-25', '10:00', 'Europe/Lisbon', '2026-10-25T10:00'),
        ('2026-03-29', '01:30', 'Europe/Lisbon', '2026-03-29T01:30'),  # is not there: 02:30 on the clock
        ('2026-10-25', '01:30', 'Europe/Lisbon', '2026-10-25T00:30'),  # is there twice: the first one
        ('2026-03-08', '02:15', 'America/New_York', '2026-03-08T07:15'),
        ('2026-11-01', '01:15', 'America/New_York', '2026-11-01T05:15'),
        ('2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45'),
        ('2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45'),
        ('2026-03-29', '10:00', 'Asia/Kathmandu', '2026-03-29T04:15'),
    ],
)
def test_the_instant_of_a_wall_clock_time(day: str, wall: str, zone: str, instant: str) -> None:
    found = recurrence.moment(d(day), time.fromisoformat(wall), ZoneInfo(zone))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@given(
    first=some.dates(date(2020, 1, 1), date(2035, 12, 31)),
    every=some.sampled_from(Every),
    times=some.integers(2, 104),
    wall=some.times().map(lambda one: one.replace(second=0, microsecond=0)),
    zone=some.sampled_from(ZONES).map(ZoneInfo),
)
def test_a_series_keeps_its_day_and_its_wall_clock(
    first: date, every: Every, times: int, wall: time, zone: ZoneInfo
) -> None:
    days = recurrence.days(first, every, times=times)
    assert days[0] == first
    assert all(one < other for one, other in pairwise(days))
    assert all(day - first <= recurrence.LONGEST for day in days)
    for number, day in enumerate(days):
        if every == Every.MONTH_DAY:
            assert day.day == first.day or (day.day < first.day and (day + timedelta(days=1)).day == 1)
        else:
            assert day.weekday() == first.weekday()
        if every not in (Every.WEEK, Every.FORTNIGHT):
            assert (day.year - first.year) * 12 + day.month - first.month == number
        local = recurrence.moment(day, wall, zone).astimezone(zone)
        exists = local.replace(tzinfo=None) == datetime.combine(day, wall)
        gap = local.replace(tzinfo=None) - datetime.combine(day, wall)
        assert exists or timedelta() < gap <= timedelta(hours=1)
        assert local.fold == 0
