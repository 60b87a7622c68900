"""From a calendar file to the times at which its person is busy (RFC 5545), series and all. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

FOLD = re.compile(rb'\r?\n[ \t]')
TOO_OFTEN = re.compile(rb'^RRULE[^\n]*FREQ=(SECOND|MINUTE)LY', re.IGNORECASE | re.MULTILINE)
BROKEN = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
UID = 400


class NoCalendar(ValueError):
    """What is there is no calendar. Please take the secret address in iCal format, which ends with .ics."""

    def __init__(self, sentence: str = '') -> None:
        super().__init__(sentence or ' '.join((type(self).__doc__ or '').split()))


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A time that is taken, half-open; `uid` is the appointment's, or its series'."""

    start: datetime
    end: datetime
    uid: str = ''


def times(content: bytes, *, zone: ZoneInfo, first: datetime, last: datetime, most: int) -> list[Busy]:
    """The busy times between two moments, earliest first. `zone` is where times and days without a zone are meant.

    What is marked as free or cancelled does not count; a day that is given whole does. NoCalendar, also for more than `most`.
    """
    calendar = _read(content)
    try:
        found = recurring_ical_events.of(calendar).between(first, last)
        taken = sorted({one for event in found for one in _busy(event, zone) if one.end > first and one.start < last})
    except BROKEN as error:
        raise NoCalendar('This calendar holds an appointment that cannot be read.') from error
    if len(taken) > most:
        raise NoCalendar(f'This calendar holds more than {most} appointments in a year.')
    return taken


def _read(content: bytes) -> Calendar:
    if b'BEGIN:VCALENDAR' not in content[:2000].upper():
        raise NoCalendar
    if TOO_OFTEN.search(FOLD.sub(b'', content)):
        raise NoCalendar('This calendar holds an appointment that repeats every minute.')
    try:
        return Calendar.from_ical(content)
    except BROKEN as error:
        raise NoCalendar from error


def _busy(event: Any, zone: ZoneInfo) -> Iterator[Busy]:
    words = {name: str(event.get(name, '')).upper() for name in ('TRANSP', 'STATUS', 'X-MICROSOFT-CDO-BUSYSTATUS')}
    if words['TRANSP'] == 'TRANSPARENT' or words['STATUS'] == 'CANCELLED' or 'FREE' in words.values():
        return
    start = event['DTSTART'].dt
    end = event['DTEND'].dt if 'DTEND' in event else start + _length(event, start)
    begins, ends = _moment(start, zone), _moment(end, zone)
    if begins < ends:
        yield Busy(begins, ends, str(event.get('UID', ''))[:UID])


def _length(event: Any, start: date) -> timedelta:
    if 'DURATION' in event:
        length: timedelta = event['DURATION'].dt
        return length
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _moment(given: date, zone: ZoneInfo) -> datetime:
    """A day begins at midnight where the person works; a time without a zone is meant there, too."""
    if not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)  # noqa: DTZ001 (its zone comes with the next line)
    return given if given.tzinfo else given.replace(tzinfo=zone)
