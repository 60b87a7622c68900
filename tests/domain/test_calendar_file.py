"""The calendar file of a booking, read byte by byte and by a parser of its own (RFC 5545, RFC 5546)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from domain import calendar_file
from domain.calendar_file import Appointment

START = datetime(2027, 3, 27, 15, 0, tzinfo=UTC)
HARD = 'Cut, colour; and \\ more\nsecond line — 💇‍♀️ äöü ' + '长' * 80


def file(method: calendar_file.Method = 'REQUEST', **given: Any) -> str:
    asked = {
        'uid': 'one@careops',
        'sequence': 0,
        'start': START,
        'end': START + timedelta(hours=1),
        'timezone': 'Europe/Lisbon',
        'title': 'Cut',
        'organizer_name': 'Juniper Street',
        'organizer_email': 'salon@example.com',
        'attendee_name': 'Priya Nair',
        'attendee_email': 'priya@example.com',
    }
    return calendar_file.written(Appointment(**(asked | given)), method=method, now=START - timedelta(days=3))


def event(text: str) -> Any:
    (found,) = Calendar.from_ical(text).walk('VEVENT')
    return found


def test_lines_end_as_they_must_and_are_at_most_75_octets() -> None:
    lines = file(title=HARD, description=HARD, location=HARD).encode().split(b'\r\n')
    assert lines[-1] == b''
    assert max(len(line) for line in lines) <= 75
    assert not any(b'\n' in line or b'\r' in line for line in lines)
    for line in lines:
        line.decode()  # no character is torn apart


def test_every_character_comes_back_and_is_escaped_on_the_way() -> None:
    text = file(title=HARD, description=HARD, location=HARD)
    unfolded = text.replace('\r\n ', '')
    (summary,) = re.findall(r'\r\nSUMMARY:(.*)\r\n', unfolded)
    assert summary.startswith('Cut\\, colour\\; and \\\\ more\\nsecond line — 💇‍♀️ äöü')
    for name in ('SUMMARY', 'DESCRIPTION', 'LOCATION'):
        assert str(event(text)[name]) == HARD


@pytest.mark.parametrize('typed', ['x\r\nATTENDEE:mailto:evil@example.com', 'x\nEND:VEVENT', 'x\rBEGIN:VALARM'])
def test_nobody_types_a_line_of_his_own(typed: str) -> None:
    text = file(title=typed, description=typed, location=typed, organizer_name=typed, attendee_name=typed)
    lines = text.replace('\r\n ', '').split('\r\n')
    assert not any('\r' in line for line in lines)
    assert sum(line.startswith('ATTENDEE') for line in lines) == 1
    assert lines.count('END:VEVENT') == lines.count('BEGIN:VEVENT') == 1
    assert 'BEGIN:VALARM' not in lines


def test_names_with_quotes_colons_and_commas_stay_in_their_place() -> None:
    found = event(file(organizer_name='Ada "the" Moreno, Ltd: Lisbon', attendee_name='O’Neil; "P"'))
    assert str(found['ORGANIZER']) == 'mailto:salon@example.com'
    assert found['ORGANIZER'].params['CN'] == "Ada 'the' Moreno, Ltd: Lisbon"
    assert str(found['ATTENDEE']) == 'mailto:priya@example.com'
    assert found['ATTENDEE'].params['CN'] == "O’Neil; 'P'"


def test_times_stand_in_the_zone_of_the_business_with_its_rules() -> None:
    text = file(start=START + timedelta(days=1), end=START + timedelta(days=1, hours=1))
    found = event(text)
    assert 'DTSTART;TZID=Europe/Lisbon:20270328T160000' in text
    assert 'BEGIN:VTIMEZONE\r\nTZID:Europe/Lisbon' in text
    assert found['DTSTART'].dt == START + timedelta(days=1)
    assert found['DTSTART'].dt.utcoffset() == timedelta(hours=1)
    assert 'DTSTAMP:20270324T150000Z' in text


def test_an_appointment_over_the_clock_change_keeps_its_length() -> None:
    start = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    found = event(file(start=start, end=start + timedelta(hours=2)))
    assert found['DTEND'].dt - found['DTSTART'].dt in (timedelta(hours=2), timedelta(hours=3))
    assert found['DTEND'].dt.astimezone(UTC) - found['DTSTART'].dt.astimezone(UTC) == timedelta(hours=2)


def test_utc_needs_no_zone() -> None:
    assert event(file(timezone='UTC'))['DTSTART'].dt == START


@pytest.mark.parametrize(
    ('method', 'tentative', 'status'),
    [
        ('REQUEST', False, 'CONFIRMED'),
        ('REQUEST', True, 'TENTATIVE'),
        ('CANCEL', False, 'CANCELLED'),
        ('PUBLISH', False, 'CONFIRMED'),
    ],
)
def test_the_method_and_the_status_say_what_to_do(method: Any, tentative: bool, status: str) -> None:
    text = file(method, tentative=tentative)
    assert Calendar.from_ical(text)['METHOD'] == method
    assert event(text)['STATUS'] == status
    assert ('ATTENDEE' in event(text)) == (method != 'PUBLISH')


def test_what_every_program_asks_for_is_there() -> None:
    calendar = Calendar.from_ical(file(sequence=3))
    assert calendar['VERSION'] == '2.0'
    assert calendar['PRODID']
    assert (event(file(sequence=3))['UID'], event(file(sequence=3))['SEQUENCE']) == ('one@careops', 3)
    assert ZoneInfo('Europe/Lisbon').key in [zone['TZID'] for zone in calendar.walk('VTIMEZONE')]
