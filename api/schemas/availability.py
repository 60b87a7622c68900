"""Hours: weekly ranges, and single days that differ."""

from typing import Annotated

from pydantic import Field

from api.schemas.base import Day, Given, Shown, TimeOfDay


class Range(Given, Shown):
    """Local times of day; an end at or before the start means the next day, `00:00` or `24:00` is midnight."""

    start: TimeOfDay
    end: Annotated[TimeOfDay, Field(examples=['17:30'])]


class WeeklyRange(Range):
    weekday: int = Field(ge=0, le=6, description='0 = Monday … 6 = Sunday', examples=[0])


class Override(Given, Shown):
    """The ranges of one day instead of its weekly ones; none: closed that day."""

    date: Day
    ranges: list[Range] = Field([], max_length=50, examples=[[]])
    note: str = Field('', max_length=100, description='Why; left out where there is none')
    holiday: bool = Field(False, description='The note is the name of a public holiday')


class Hours(Given, Shown):
    """`weekly: null` keeps the usual hours, so that only the overrides are special."""

    weekly: list[WeeklyRange] | None = Field(None, max_length=200)
    overrides: list[Override] = Field([], max_length=2000)
