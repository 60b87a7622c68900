"""The rules that say no, as sentences: whose hours, which booking, how much notice. For staff."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from data.models import Occurrence
from domain import away, clock, opening, slots, spans
from domain.slots import Block, Rule
from domain.timetable import Performer, Timetable

Services = dict[UUID, tuple[Occurrence, str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that says no, as a sentence; `binds_staff` False: only customers are kept from it."""

    rule: Rule
    sentence: str
    binds_staff: bool = True


def of_refusal(
    table: Timetable, performer: Performer, start: datetime, refusal: slots.Refusal, services: Services
) -> Reason:
    """The rule that decides, in words."""
    rule, sentence = refusal.rule, ''
    if rule == Rule.HOURS:
        rule, sentence = _closed(table, performer, start)
    sentence = sentence or _sentence(table, performer, start, refusal, services)
    return Reason(rule, sentence, rule not in slots.CUSTOMERS_ONLY)


def _sentence(
    table: Timetable, performer: Performer, start: datetime, refusal: slots.Refusal, services: Services
) -> str:
    match refusal.rule, refusal.block:
        case Rule.NOTICE, _:
            return _too_soon(table, start)
        case Rule.WINDOW, _:
            return f'Customers can book at most {_count(table.rules.furthest_days, "day")} ahead'
        case Rule.GRID, _:
            return f'Customers are offered a start every {_length(table.rules.step)} from opening, and this is none of them'
        case Rule.LIMIT, _:
            return f'{table.kind.name} can be booked {_count(table.rules.daily_limit or 0, "time")} a day, and that day is full'
        case _, Block() as block:
            return _in_the_way(table, performer, block, services)
    raise AssertionError(refusal)


def _too_soon(table: Timetable, start: datetime) -> str:
    if start < clock.now():
        return 'This time is over'
    return f'Customers have to book at least {_length(table.rules.notice)} ahead'


def _in_the_way(table: Timetable, performer: Performer, block: Block, services: Services) -> str:
    if block.rule in away.RULES:
        return away.sentence(performer.name, block, table.zone)
    name, until = performer.name, away.until(block.span.end, table.zone)
    if block.rule == Rule.RESOURCE:
        endless = block.span == spans.EVER
        return f'There is not enough {block.cause} for one booking' if endless else f'{block.cause} is in use {until}'
    if not isinstance(block.cause, UUID):
        return f'The group of {name} is full'
    occurrence, service = services[block.cause]
    buffer = block.span.end - occurrence.end
    return f'{name} is busy {until} with {service}' + (f' plus a buffer of {_length(buffer)}' if buffer else '')


def _closed(table: Timetable, performer: Performer, start: datetime) -> tuple[Rule, str]:
    """Whose hours, and which of their words, leave a part of the appointment out."""
    hours, time = table.opening(performer), table.rules.time(start)
    first, last = _day(table, start), _day(table, time.end)
    person = opening.stretches(replace(hours, kind=None), zone=table.zone, first=first, last=last)
    day = _day(table, _first_outside(person, time))
    says, whose = hours.decides(day), performer.name
    if spans.covers(person, time) and hours.kind:
        kind = opening.stretches(opening.Opening(hours.kind), zone=table.zone, first=first, last=last)
        day, says, whose = _day(table, _first_outside(kind, time)), hours.kind, table.kind.name
    elif says is hours.business:
        whose = 'The business'
    if day in says.overrides:
        return _special(says, day, whose)
    return (
        Rule.HOURS,
        f'That is outside the opening hours ({whose[0].lower() + whose[1:] if whose == "The business" else whose})',
    )


def _special(says: opening.Hours, day: date, whose: str) -> tuple[Rule, str]:
    note = says.notes.get(day, opening.Note(''))
    word = 'has other hours' if says.overrides[day] else 'is closed' if whose == 'The business' else 'is not open'
    rule = Rule.HOLIDAY if note.holiday else Rule.OVERRIDE
    return rule, f'{whose} {word} on {day:%A} {day.day} {day:%B}' + (f' ({note.words})' if note.words else '')


def _first_outside(open_: list[spans.Span], time: spans.Span) -> datetime:
    point = time.start
    for span in open_:
        if span.start <= point < span.end:
            point = span.end
    return min(point, time.end)


def _day(table: Timetable, moment: datetime) -> date:
    return moment.astimezone(table.zone).date()


def _length(span: timedelta) -> str:
    """`10 minutes`, `2 hours`, `1 day`: the largest unit that fits evenly."""
    minutes = int(span / timedelta(minutes=1))
    for size, unit in ((1440, 'day'), (60, 'hour')):
        if minutes and minutes % size == 0:
            return _count(minutes // size, unit)
    return _count(minutes, 'minute')


def _count(number: int, unit: str) -> str:
    return f'{number} {unit}' if number == 1 else f'{number} {unit}s'
