"""Where one is in the calendar: view, day and filters, as the address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from domain.booking_reads import BookingStatus

VIEWS = {'week': 'Week', 'day': 'Day', 'month': 'Month', 'list': 'List'}
SHOWN = {'upcoming': 'Upcoming', 'pending': 'To confirm', 'past': 'Past', 'cancelled': 'Cancelled', 'range': 'By date'}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the calendar; links and the browser's Back lead to it."""

    view: str
    day: date
    show: str = 'upcoming'
    person: UUID | None = None
    kind: UUID | None = None
    status: str = ''

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> Self:
        """The place that an address names; what it does not name, or names wrongly, is as usual."""
        view, show, status = query.get('view', ''), query.get('show', ''), query.get('status', '')
        return cls(
            view=view if view in VIEWS else 'week',
            day=a_day(query.get('day', '')) or today,
            show=show if show in SHOWN else 'upcoming',
            person=an_id(query.get('person', '')),
            kind=an_id(query.get('type', '')),
            status=status if status in set(BookingStatus) else '',
        )

    def address(self, booking_id: UUID | None = None) -> str:
        """The address of this place, with a booking open or not."""
        given = {'view': self.view, 'day': self.day.isoformat()}
        given |= {'show': self.show} if self.view == 'list' and self.show != 'upcoming' else {}
        given |= {'person': str(self.person)} if self.person else {}
        given |= {'type': str(self.kind)} if self.kind else {}
        given |= {'status': self.status} if self.status else {}
        return f'/bookings{f"/{booking_id}" if booking_id else ""}?{urlencode(given)}'

    def turned(self, way: int) -> Self:
        """The week, day or month before (-1) or after (1)."""
        if self.view != 'month':
            return replace(self, day=self.day + way * timedelta(days=7 if self.view == 'week' else 1))
        first = self.day.replace(day=1)
        return replace(self, day=(first + timedelta(days=31) if way > 0 else first - timedelta(days=1)).replace(day=1))

    def days(self) -> list[date]:
        """The days that are drawn: one, the week, or the whole weeks of the month."""
        if self.view == 'day':
            return [self.day]
        first = self.day.replace(day=1) if self.view == 'month' else self.day
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if self.view == 'month' else self.day
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def filters(self) -> dict[str, Any]:
        """The filters in the words of the domain."""
        statuses = (BookingStatus(self.status),) if self.status else ()
        return {'member_id': self.person, 'booking_type_id': self.kind, 'statuses': statuses}


def parted(address: str) -> tuple[UUID | None, dict[str, str]]:
    """The open booking and the query of an address of the calendar."""
    parts = urlsplit(address)
    return an_id(parts.path.removeprefix('/bookings').strip('/')), dict(parse_qsl(parts.query))


def a_day(text: str) -> date | None:
    """The day that 'YYYY-MM-DD' names; None for anything else, and for days that no calendar reaches."""
    try:
        day = datetime.strptime(text, '%Y-%m-%d').date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def an_id(text: str) -> UUID | None:
    """The id that a text names; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
