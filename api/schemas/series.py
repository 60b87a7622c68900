"""Series of bookings, as staff plan, make and change them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Day, Given, Moment, Paragraph, Shown
from api.schemas.booking import BookingShown, Reason
from api.schemas.contact import Introduction
from domain.recurrence import Every
from domain.series import Reach


class SeriesChoice(Given):
    """What to do on a planned day whose time is not free: leave it out, take another start, or overbook with a reason."""

    day: Day
    skip: bool = Field(False, examples=[False])
    start: Moment | None = Field(None, examples=[None])
    overbook_reason: Reason = Field('', examples=[''])


class SeriesPlan(Given):
    """`start` is the first occurrence; the others keep its wall-clock time in the business's zone. `times`, `until` or both end it."""

    booking_type_id: UUID
    start: Moment
    every: Every
    times: int | None = Field(None, ge=2, le=104, examples=[12])
    until: Day | None = Field(None, examples=[None])
    staff_id: UUID | None = Field(None, examples=[None])
    choices: list[SeriesChoice] = Field([], max_length=104, examples=[[]])


class SeriesGiven(SeriesPlan):
    """Either `contact_id`, or `contact` with a name and a way to reach it."""

    contact_id: UUID | None = Field(None, examples=[None])
    contact: Introduction | None = None
    notes: Paragraph = ''


class SeriesReach(Given):
    """How far it goes from this booking: `this`, `following` (it and those after it) or `all`."""

    booking_id: UUID
    reach: Reach


class SeriesMove(SeriesReach):
    """The booking moves to `start`; the others as many days, to the same time of day."""

    start: Moment
    staff_id: UUID | None = Field(None, examples=[None])
    choices: list[SeriesChoice] = Field([], max_length=104, examples=[[]])


class SeriesWords(SeriesReach):
    notes: Paragraph | None = Field(None, examples=['Bring the old lens'])
    staff_notes: Paragraph | None = Field(None, examples=['Second visit'])
    location: Reason | None = Field(None, examples=['Room 2'])


class SeriesCancellation(SeriesReach):
    reason: Reason = Field('', examples=['The customer is ill'])


class PlannedShown(Shown):
    """An occurrence before it is saved; `why` and `nearest` where its time is not free."""

    day: date
    start: datetime
    free: bool
    skipped: bool
    why: str = Field(examples=['This time is taken'])
    nearest: list[datetime] = Field(examples=[[]])


class SeriesPreview(Shown):
    occurrences: list[PlannedShown]


class SeriesShown(Shown):
    id: UUID
    every: Every
    occurrences: list[BookingShown]
