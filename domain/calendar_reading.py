"""Reading a calendar at its address: over the network, and so never inside a transaction."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from data.gateways import outside
from data.gateways.base import FinalFailure
from domain import calendar_busy, clock
from domain.calendar_busy import Busy, NoCalendar

EVERY = timedelta(minutes=15)
PAST, AHEAD = timedelta(days=1), timedelta(days=750)
MOST_BUSY = 5000
BIGGEST = 10_000_000
SECONDS = 30
HEADERS = {'Accept': 'text/calendar, */*;q=0.5', 'User-Agent': 'CareOps calendar reader'}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found at an address; `busy` is None where it is as it was."""

    address: str
    etag: str
    busy: tuple[Busy, ...] | None


def read(address: str, *, timezone: str, etag: str = '') -> Reading:
    """Fetch and understand a calendar, of which `etag` is known already. Failure with a sentence for the owner."""
    headers = HEADERS | ({'If-None-Match': etag} if etag else {})
    answer = outside.get(address, headers=headers, most=BIGGEST, seconds=SECONDS)
    if answer.status == 304:
        return Reading(address, etag, None)
    now = clock.now()
    span = {'first': now - PAST, 'last': now + AHEAD}
    try:
        busy = calendar_busy.times(answer.body, zone=ZoneInfo(timezone), most=MOST_BUSY, **span)
    except NoCalendar as error:
        raise FinalFailure(str(error)) from error
    return Reading(address, answer.etag[:400], tuple(busy))


def address(typed: str) -> str:
    """The address as it is called: calendar programs write `webcal://` for it."""
    found = typed.strip()
    scheme, mark, rest = found.partition('://')
    return f'https://{rest}' if mark and scheme.lower() in {'webcal', 'webcals'} else found
