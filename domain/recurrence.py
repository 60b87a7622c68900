"""Which days a series falls on, and the instant of each. Pure: days and times of the wall clock in, days and instants out.

A series keeps its wall-clock time over clock changes. A time that does not exist on a day is taken as much later as the clock was put
forward (02:30 becomes 03:30); of a time that occurs twice the first is meant. A month without the 31st has its last day instead, one
without a fifth Friday its last Friday.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST = 104
LONGEST = timedelta(days=2 * 366)
WEEK = timedelta(days=7)


class Every(StrEnum):
    """How a series goes on; monthly by the day of the month (the 14th), or by its weekday (the second Tuesday)."""

    WEEK = 'week'
    FORTNIGHT = 'fortnight'
    MONTH_DAY = 'month_day'
    MONTH_WEEKDAY = 'month_weekday'


def days(first: date, every: Every, *, times: int | None = None, until: date | None = None) -> list[date]:
    """The days from `first` on, so many `times` or up to and with `until`; never more than 104, never beyond two years."""
    furthest = first + LONGEST
    last = min(until, furthest) if until else furthest
    found = (day(first, every, number) for number in range(min(times or MOST, MOST)))
    return [one for one in found if one <= last]


def day(first: date, every: Every, number: int) -> date:
    """The day of the occurrence with this number, counted from 0."""
    if every == Every.WEEK:
        return first + number * WEEK
    if every == Every.FORTNIGHT:
        return first + 2 * number * WEEK
    months = first.month - 1 + number
    year, month = first.year + months // 12, months % 12 + 1
    return _same_day(first, year, month) if every == Every.MONTH_DAY else _same_weekday(first, year, month)


def _same_day(first: date, year: int, month: int) -> date:
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _same_weekday(first: date, year: int, month: int) -> date:
    """The n-th of its weekday in the month, or the last one where the month has fewer."""
    begins = date(year, month, 1)
    earliest = begins + timedelta(days=(first.weekday() - begins.weekday()) % 7)
    wanted = earliest + (first.day - 1) // 7 * WEEK
    return wanted if wanted.month == month else wanted - WEEK


def moment(there: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the clocks of the zone show this time on this day."""
    return datetime.combine(there, wall.replace(fold=0), zone).astimezone(UTC)
