"""A new series: looked at, then booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.models import Booking, Series
from domain import booking_given, bookings, clock, combined, placing, recurrence
from domain.actor import Actor
from domain.booking_given import Part
from domain.errors import Invalid
from domain.events import Name
from domain.recurrence import Every
from domain.series.reaching import zone_of
from domain.series.trying import Choice, Planned, all_or_nothing, only_tried, tried, within_reach
from domain.series.viewing import View, view


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A type again and again from `start`, so many `times` or `until` a day, and what was chosen where it is not free."""

    booking_type_id: UUID
    start: datetime
    every: Every
    times: int | None = None
    until: date | None = None
    member_id: UUID | None = None
    choices: Sequence[Choice] = ()


def preview(session: Session, actor: Actor, *, plan: Plan) -> tuple[Planned, ...]:
    """Every planned occurrence, free or with what is in the way; nothing is kept. Invalid (times, until), NotOffered, NotTheirs."""
    actor.require('bookings')
    days = _days(actor, zone_of(session, actor), plan)
    with only_tried(session):
        kind, member = plan.booking_type_id, plan.member_id
        table = placing.locked(session, actor, booking_type_id=kind, member_id=member)

        def place(choice: Choice, there: datetime) -> None:
            placing.take(session, actor, table, there, overbook_reason=choice.overbook_reason)

        return tuple(tried(session, table, days, plan.choices, place))


def create(
    session: Session,
    actor: Actor,
    *,
    plan: Plan,
    contact_id: UUID | None = None,
    contact: dict[str, str | None] | None = None,
    notes: str = '',
    submission_key: str | None = None,
) -> View:
    """Book every planned day for a contact, as chosen where it is not free. Clashes saves nothing and lists them all.

    The customer hears of all in one message. The same `submission_key` makes one series. Refusals of `preview` and `bookings.book`.
    """
    actor.require('bookings')
    again = booking_given.submitted(session, actor, submission_key)
    if again is not None and again.series_id is not None:
        return view(session, actor, series_id=again.series_id)
    days = _days(actor, zone_of(session, actor), plan)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    kind, member = plan.booking_type_id, plan.member_id
    table = placing.locked(session, actor, booking_type_id=kind, member_id=member)
    row = Series(workspace_id=actor.workspace, every=plan.every, first_day=days[0][0], created_at=clock.now())
    session.add(row)
    session.flush()
    made: list[Booking] = []

    def place(choice: Choice, there: datetime) -> None:
        made.append(
            bookings.book(
                session,
                actor,
                booking_type_id=kind,
                start=there,
                contact_id=who.id,
                member_id=member,
                notes=notes,
                overbook_reason=choice.overbook_reason,
                submission_key=None if made else submission_key,
                part=Part(series_id=row.id, series_day=choice.day),
            )
        )

    all_or_nothing(tried(session, table, days, plan.choices, place))
    combined.told(session, actor, Name.BOOKINGS_CONFIRMED, made)
    return view(session, actor, series_id=row.id)


def _days(actor: Actor, zone: ZoneInfo, plan: Plan) -> list[tuple[date, datetime]]:
    """The planned days, each with its instant."""
    within_reach(actor, plan.start)
    local, times, until = plan.start.astimezone(zone), plan.times, plan.until
    if times is None and until is None:
        raise Invalid({'times': 'Please say how often, or until which day'})
    if times is not None and not 2 <= times <= recurrence.MOST:
        raise Invalid({'times': f'Please choose 2 to {recurrence.MOST} times'})
    days = recurrence.days(local.date(), plan.every, times=times, until=until)
    if len(days) < 2:
        raise Invalid({'until': 'Please choose a later day: this is not a series yet'})
    if times is not None and until is None and len(days) < times:
        raise Invalid({'times': 'Please choose fewer: a series lasts two years at most'})
    wall = local.time()
    return [(day, plan.start if day == local.date() else recurrence.moment(day, wall, zone)) for day in days]
