"""A booking as a calendar file (RFC 5545, RFC 5546): the same UID for life, a higher SEQUENCE for each change."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

Method = Literal['REQUEST', 'CANCEL', 'PUBLISH']
AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What goes into the file; `start` and `end` are instants, shown in `timezone` (IANA). `changed`: when it became so, instead of now."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    timezone: str
    title: str
    description: str = ''
    location: str = ''
    url: str = ''
    organizer_name: str = ''
    organizer_email: str = ''
    attendee_name: str = ''
    attendee_email: str = ''
    tentative: bool = False
    cancelled: bool = False
    changed: datetime | None = None


def written(*appointments: Appointment, method: Method, now: datetime, name: str = '') -> str:
    """The file. REQUEST puts it into the customer's calendar, CANCEL takes it out, PUBLISH is for downloads, and for several at once:
    the other two may speak of one UID only (RFC 5546). With a `name` it is one to subscribe to, which is asked for anew every 15 minutes."""
    calendar = Calendar()
    calendar.add('prodid', '-//CareOps//CareOps//EN')
    calendar.add('version', '2.0')
    calendar.add('method', method)
    if name:
        calendar.add('name', name)
        calendar.add('x-wr-calname', name)
        calendar.add('refresh-interval', AGAIN, parameters={'VALUE': 'DURATION'})
        calendar.add('x-published-ttl', vDuration(AGAIN))
    for appointment in appointments:
        calendar.add_component(_event(appointment, method, now))
    zones = ''.join(_zone(key) for key in sorted(calendar.get_missing_tzids()))
    return str(calendar.to_ical().decode()).replace('\r\nBEGIN:VEVENT', f'\r\n{zones}BEGIN:VEVENT', 1)


@cache
def _zone(key: str) -> str:
    """The rules of a zone, which take longer to work out than all the rest of the file."""
    return str(Timezone.from_tzid(key).to_ical().decode())


def _event(given: Appointment, method: Method, now: datetime) -> Event:
    zone = ZoneInfo(given.timezone)
    event = Event()
    event.add('uid', given.uid)
    event.add('sequence', given.sequence)
    event.add('dtstamp', (given.changed or now).astimezone(UTC))
    if given.changed:
        event.add('last-modified', given.changed.astimezone(UTC))
    event.add('dtstart', given.start.astimezone(zone))
    event.add('dtend', given.end.astimezone(zone))
    event.add('summary', given.title)
    cancelled = method == 'CANCEL' or given.cancelled
    event.add('status', 'CANCELLED' if cancelled else 'TENTATIVE' if given.tentative else 'CONFIRMED')
    for name in ('description', 'location', 'url'):
        if value := getattr(given, name):
            event.add(name, value)
    if given.organizer_email:
        event['organizer'] = _address(given.organizer_email, given.organizer_name)
    if given.attendee_email and method != 'PUBLISH':
        event.add('attendee', _attendee(given), encode=False)
    return event


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f'mailto:{email}')
    if name:
        address.params['cn'] = vText(name.replace('"', "'"))
    return address


def _attendee(given: Appointment) -> vCalAddress:
    address = _address(given.attendee_email, given.attendee_name)
    address.params['partstat'] = vText('ACCEPTED')
    address.params['rsvp'] = vText('FALSE')
    return address
