"""Hours as the owner writes them (of the business, of a member, of a booking type) and as the pure rules of `opening` read them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from sqlmodel import Session, col

from data.models import BookingType, Member, Schedule
from domain import events, opening, scope
from domain.actor import Actor
from domain.errors import Invalid, NotFound

MOST_RANGES, MOST_OVERRIDES = 12, 800
CLOCK = re.compile(r'([01]\d|2[0-3]):[0-5]\d|24:00')


class Range(TypedDict):
    """Local times of day, 'HH:MM'; an end at or before the start means the next day."""

    start: str
    end: str


class Weekly(Range):
    """A range of every Monday (0) to Sunday (6)."""

    weekday: int


class Override(TypedDict):
    """The ranges of one date ('YYYY-MM-DD') instead of the weekly ones; none means closed. `note`: why; `holiday`: it is the name of a
    public holiday."""

    date: str
    ranges: list[Range]
    note: NotRequired[str]
    holiday: NotRequired[bool]


class Hours(TypedDict):
    """`weekly` None: as usual (the business's for a member, no limit for a type), only the overrides are its own."""

    weekly: list[Weekly] | None
    overrides: list[Override]


def of_workspace(session: Session, actor: Actor) -> Hours:
    """The business's hours; empty before they are set."""
    actor.require_member()
    return _shown(_row(session, actor)) or Hours(weekly=[], overrides=[])


def of_member(session: Session, actor: Actor, *, member_id: UUID) -> Hours | None:
    """A member's own hours; None where the business's apply. NotFound."""
    actor.require_member()
    _member(session, actor, member_id)
    return _shown(_row(session, actor, member_id=member_id))


def of_type(session: Session, actor: Actor, *, booking_type_id: UUID) -> Hours | None:
    """What narrows a booking type; None where nothing does. NotFound."""
    actor.require_member()
    scope.one(session, actor, BookingType, booking_type_id)
    return _shown(_row(session, actor, booking_type_id=booking_type_id))


def put(
    session: Session,
    actor: Actor,
    *,
    hours: Mapping[str, Any] | None,
    member_id: UUID | None = None,
    booking_type_id: UUID | None = None,
) -> Hours | None:
    """Write the hours of the business, or of the one member or type that is named; None inherits again. Owner; existing bookings stay.

    Invalid names each wrong line as `weekly.3.end` or `overrides.0.ranges.1.start`.
    """
    actor.require_owner()
    if member_id:
        _member(session, actor, member_id)
    if booking_type_id:
        scope.one(session, actor, BookingType, booking_type_id)
    written = checked(hours, inherits=bool(member_id or booking_type_id))
    row = _row(session, actor, member_id=member_id, booking_type_id=booking_type_id)
    if row is None:
        row = Schedule(workspace_id=actor.workspace, member_id=member_id, booking_type_id=booking_type_id)
    if written is None:
        if row in session:
            session.delete(row)
    else:
        row.weekly = None if written['weekly'] is None else [dict(one) for one in written['weekly']]
        row.overrides = [dict(one) for one in written['overrides']]
        session.add(row)
    session.flush()
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return written


def checked(hours: Mapping[str, Any] | None, *, inherits: bool) -> Hours | None:
    """The hours in the form in which they are stored, sorted; Invalid names each wrong line."""
    if hours is None and inherits:
        return None
    wrong: dict[str, str] = {}
    given = hours or {}
    weekly = None if given.get('weekly') is None and inherits else _weekly(given.get('weekly') or [], wrong)
    overrides = _overrides(given.get('overrides') or [], wrong)
    if wrong:
        raise Invalid(wrong)
    return Hours(weekly=weekly, overrides=overrides)


def pure(schedule: Schedule | None) -> opening.Hours | None:
    """The hours as minutes, for the rules; None where nothing is written."""
    if schedule is None:
        return None
    weekly: list[list[opening.Minutes]] = [[] for _ in range(7)]
    for one in schedule.weekly or []:
        weekly[one['weekday']].append(_minutes(one['start'], one['end']))
    return opening.Hours(
        None if schedule.weekly is None else tuple(tuple(ranges) for ranges in weekly),
        {
            date.fromisoformat(one['date']): tuple(_minutes(part['start'], part['end']) for part in one['ranges'])
            for one in schedule.overrides
        },
        {
            date.fromisoformat(one['date']): opening.Note(one.get('note') or '', bool(one.get('holiday')))
            for one in schedule.overrides
            if one.get('note')
        },
    )


def _minutes(start: str, end: str) -> opening.Minutes:
    begin, finish = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (start, end))
    return begin, finish if finish > begin else finish + 1440


def _weekly(given: Sequence[Mapping[str, Any]], wrong: dict[str, str]) -> list[Weekly]:
    written = []
    for index, one in enumerate(given):
        weekday = one.get('weekday')
        if not isinstance(weekday, int) or isinstance(weekday, bool) or not 0 <= weekday <= 6:
            wrong[f'weekly.{index}.weekday'] = 'Please choose a day, 0 for Monday to 6 for Sunday'
            continue
        written.append(Weekly(weekday=weekday, **_range(one, f'weekly.{index}', wrong)))
    for weekday in range(7):
        if sum(one['weekday'] == weekday for one in written) > MOST_RANGES:
            wrong['weekly'] = f'{MOST_RANGES} ranges are the most for one day'
    return sorted(written, key=lambda one: (one['weekday'], one['start'], one['end']))


def _overrides(given: Sequence[Mapping[str, Any]], wrong: dict[str, str]) -> list[Override]:
    written: dict[str, Override] = {}
    if len(given) > MOST_OVERRIDES:
        wrong['overrides'] = f'{MOST_OVERRIDES} dates are the most'
        return []
    for index, one in enumerate(given):
        place = f'overrides.{index}'
        day = _day(one.get('date'))
        if day is None:
            wrong[f'{place}.date'] = 'Please give a date of this century, like 2026-12-24'
            continue
        if day in written:
            wrong[f'{place}.date'] = 'This date is there twice'
            continue
        parts = list(one.get('ranges') or [])
        if len(parts) > MOST_RANGES:
            wrong[f'{place}.ranges'] = f'{MOST_RANGES} ranges are the most for one day'
            continue
        ranges = [_range(part, f'{place}.ranges.{number}', wrong) for number, part in enumerate(parts)]
        written[day] = Override(date=day, ranges=sorted(ranges, key=lambda part: (part['start'], part['end'])))
        if note := ' '.join(str(one.get('note') or '').split())[:100]:
            written[day]['note'] = note
            if one.get('holiday') is True:
                written[day]['holiday'] = True
    return [written[day] for day in sorted(written)]


def _range(given: Mapping[str, Any], place: str, wrong: dict[str, str]) -> Range:
    start, end = str(given.get('start') or ''), str(given.get('end') or '')
    if not CLOCK.fullmatch(start) or start == '24:00':
        wrong[f'{place}.start'] = 'Please give a time of day, like 09:00'
    if not CLOCK.fullmatch(end):
        wrong[f'{place}.end'] = 'Please give a time of day, like 17:30'
    return Range(start=start, end=end)


def _day(given: object) -> str | None:
    try:
        day = date.fromisoformat(str(given))
    except ValueError:
        return None
    return day.isoformat() if 2000 <= day.year < 2100 else None


def _row(
    session: Session, actor: Actor, *, member_id: UUID | None = None, booking_type_id: UUID | None = None
) -> Schedule | None:
    query = scope.rows(actor, Schedule).where(
        col(Schedule.member_id) == member_id, col(Schedule.booking_type_id) == booking_type_id
    )
    return session.exec(query).first()


def _member(session: Session, actor: Actor, member_id: UUID) -> None:
    member = session.get(Member, member_id)
    if member is None or member.workspace_id != actor.workspace or member.removed_at is not None:
        raise NotFound


def _shown(row: Schedule | None) -> Hours | None:
    return None if row is None else Hours(weekly=row.weekly, overrides=row.overrides)  # type: ignore[typeddict-item]  # checked when written
