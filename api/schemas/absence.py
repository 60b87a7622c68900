"""Time off, calendars elsewhere, public holidays."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Day, Given, Line, Moment, Shown
from data.models import WhenStale


class TimeOffGiven(Given):
    """Instants, or whole days where the business is, the last one included."""

    start: Moment | Day
    end: Moment | Day
    reason: Line = ''


class TimeOffShown(Shown):
    id: UUID
    staff_id: UUID = Field(validation_alias='member_id')
    start: datetime
    end: datetime
    reason: str = Field(examples=['Holiday'])
    bookings: int = Field(description='Bookings that lie in it; they stay', examples=[0])


class CalendarGiven(Given):
    """With an `address` it is read there every 15 minutes; without one it is filled by `…/busy`."""

    name: Line = Field(examples=['Private'])
    address: str = Field('', max_length=2000, description='iCalendar address; it is not shown again', examples=[''])
    stale_minutes: int = Field(180, ge=1, le=527_040)
    when_stale: WhenStale = WhenStale.WITHHOLD


class CalendarChange(Given):
    name: Line = Field('', examples=['Private'])
    stale_minutes: int = Field(180, ge=1, le=527_040)
    when_stale: WhenStale = WhenStale.WITHHOLD


class CalendarShown(Shown):
    id: UUID
    staff_id: UUID = Field(validation_alias='member_id')
    name: str = Field(examples=['Private'])
    host: str = Field(
        description='Of its address; empty where it is filled over the API', examples=['calendar.example']
    )
    fetched_at: datetime | None
    stale_minutes: int = Field(examples=[180])
    when_stale: WhenStale
    stale: bool = Field(examples=[False])
    error: str = Field(description='Why it could not be read the last time', examples=[''])


class FeedShown(Shown):
    """Whoever knows the address reads times, services and names; keep it like a password."""

    url: str = Field(examples=['https://juniper.example/calendar/AQ….ics'])
    made_at: datetime


class Busy(Given):
    start: Moment
    end: Moment
    uid: str = Field('', max_length=400)


class BusyGiven(Given):
    """All that the calendar holds; what was known before is gone."""

    busy: list[Busy] = Field(max_length=5000)


class HolidayShown(Shown):
    day: date
    name: str = Field(examples=['New Year’s Day'])
    adopted: bool
    other_hours: bool


class HolidaysShown(Shown):
    year: int = Field(examples=[2026])
    region: str = Field(examples=['PT'])
    subdivision: str = Field(examples=[''])
    subdivisions: list[str]
    holidays: list[HolidayShown]


class Adopted(Given):
    """`days: null`: all that are left."""

    year: int = Field(ge=2000, le=2200, examples=[2026])
    days: list[Day] | None = Field(None, max_length=100)


class HolidayPlace(Given):
    """`region: null`: the country stays; `subdivision` empty: only what the whole country has."""

    region: Line | None = Field(None, examples=['PT'])
    subdivision: Line = Field('', examples=['11'])
