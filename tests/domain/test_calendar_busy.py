"""When a person is busy by a calendar file: zones, days, series, what is free or cancelled, and what is no calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import calendar_busy
from domain.calendar_busy import NoCalendar

LISBON = ZoneInfo('Europe/Lisbon')
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = 'DTSTART:20260303T100000Z\r\nDTEND:20260303T110000Z\r\n'
NEW_YORK = 'DTSTART;TZID=America/New_York:20260303T100000\r\nDURATION:PT1H\r\n'
MOVED = 'RECURRENCE-ID;TZID=America/New_York:20260310T100000\r\nDTSTART;TZID=America/New_York:20260311T120000\r\nDURATION:PT1H'


def calendar(*events: str) -> bytes:
    inside = ''.join(f'BEGIN:VEVENT\r\nUID:one\r\n{one.strip()}\r\nEND:VEVENT\r\n' for one in events)
    return f'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n'.encode()


def times(*events: str, most: int = 100) -> list[str]:
    span = {'first': FIRST, 'last': FIRST + timedelta(days=32)}
    found = calendar_busy.times(calendar(*events), zone=LISBON, most=most, **span)
    return [f'{one.start.astimezone(UTC):%d %H:%M}-{one.end.astimezone(UTC):%d %H:%M}' for one in found]


@pytest.mark.parametrize(
    ('events', 'expected'),
    [
        ([HOUR], ['03 10:00-03 11:00']),
        (
            ['DTSTART:20260330T100000\r\nDTEND:20260330T110000'],
            ['30 09:00-30 10:00'],
        ),  # no zone: where the person works
        (['DTSTART;VALUE=DATE:20260303'], ['03 00:00-04 00:00']),
        (['DTSTART;VALUE=DATE:20260329\r\nDTEND;VALUE=DATE:20260330'], ['29 00:00-29 23:00']),  # the short day
        ([NEW_YORK + 'RRULE:FREQ=WEEKLY;COUNT=3'], ['03 15:00-03 16:00', '10 14:00-10 15:00', '17 14:00-17 15:00']),
        (
            [NEW_YORK + 'RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=America/New_York:20260317T100000', MOVED],
            ['03 15:00-03 16:00', '11 16:00-11 17:00'],
        ),
        (
            ['DTSTART;TZID=W. Europe Standard Time:20260303T100000\r\nDURATION:PT30M'],
            ['03 09:00-03 09:30'],
        ),
        (
            ['DTSTART:20200101T100000Z\r\nDTEND:20200101T110000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4'],
            ['04 10:00-04 11:00'],
        ),
        ([HOUR + 'TRANSP:TRANSPARENT'], []),
        ([HOUR + 'STATUS:CANCELLED'], []),
        ([HOUR + 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'], []),
        (['DTSTART:20260303T100000Z'], []),  # a moment takes no time
        (['DTSTART:20260101T100000Z\r\nDTEND:20260101T110000Z'], []),
        ([], []),
    ],
)
def test_what_is_taken(events: list[str], expected: list[str]) -> None:
    assert times(*events) == expected


@pytest.mark.parametrize(
    ('event', 'said'),
    [
        ('DTSTART:garbage', 'cannot be read'),
        ('SUMMARY:nothing', 'cannot be read'),
        (HOUR + 'RRULE:FREQ=SOMETIMES', 'cannot be read'),
        (HOUR + 'RRULE:FREQ=SECONDLY', 'every minute'),
        (HOUR + 'RRULE:INTERVAL=1;\r\n FREQ=MINUTELY', 'every minute'),
        (HOUR + 'RRULE:FREQ=HOURLY', 'more than 100'),
    ],
)
def test_what_cannot_be_understood_is_said(event: str, said: str) -> None:
    with pytest.raises(NoCalendar, match=said):
        times(event)


@pytest.mark.parametrize(
    'content', [b'', b'<!doctype html><title>Sign in</title>', b'BEGIN:VCALENDAR', b'\xff\xfe\x00']
)
def test_what_is_no_calendar(content: bytes) -> None:
    with pytest.raises(NoCalendar):
        calendar_busy.times(content, zone=LISBON, first=FIRST, last=FIRST + timedelta(days=1), most=9)


def test_a_day_is_a_day_where_the_person_works() -> None:
    (one,) = calendar_busy.times(
        calendar('DTSTART;VALUE=DATE:20260303'),
        zone=ZoneInfo('Asia/Tokyo'),
        first=FIRST,
        last=FIRST + timedelta(9),
        most=9,
    )
    assert one.start.astimezone(ZoneInfo('Asia/Tokyo')).date() == date(2026, 3, 3)
    assert one.end - one.start == timedelta(days=1)
