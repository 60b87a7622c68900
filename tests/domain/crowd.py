"""A crowd that does everything at once: what each of its kinds does, at random, in a small business with stock, rooms, groups and a waiting list."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from data import db
from data.models import (
    Booking,
    BookingStatus,
    BookingTypeItem,
    BookingTypeMember,
    Item,
    ItemKind,
    Resource,
    TimeOff,
    WaitlistEntry,
    WaitState,
    WhenShort,
)
from domain import (
    booking_types,
    bookings,
    clock,
    items,
    links,
    public_waitlist,
    recurrence,
    series,
    tick,
    time_off,
)
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import racing
from tests.domain.racing import Outcome, Try

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
Chance = random.Random


@dataclass(frozen=True)
class Stage:
    """What the crowd acts on; small enough to go to another process."""

    staff: Actor
    owner: Actor
    guest: Actor
    slug: str
    people: tuple[UUID, ...]
    types: dict[str, UUID]
    room: UUID
    first: datetime
    days: int

    def moment(self, chance: Chance) -> datetime:
        """Some half hour of the days that are fought for, nine to half past four."""
        return self.first + DAY * chance.randrange(self.days) + 30 * MINUTE * chance.randrange(18, 33)


def stage(cast: Cast, days: int) -> Stage:
    """Four people, types of several lengths, two of them in one room of two places, a group, and stock."""
    people = [cast.ada, cast.ben, *(factories.person(name, cast.workspace.id) for name in ('Cleo Hart', 'Dan Roy'))]
    given: dict[str, dict[str, Any]] = {
        'short': {'duration_minutes': 30, 'slot_step_minutes': 15, 'buffer_after_minutes': 10},
        'hour': {'duration_minutes': 60, 'slot_step_minutes': 30, 'buffer_before_minutes': 5},
        'class': {'duration_minutes': 60, 'slot_step_minutes': 60, 'capacity': 4},
        'room': {'duration_minutes': 95, 'slot_step_minutes': 5},
        'asked': {'duration_minutes': 45, 'slot_step_minutes': 15, 'auto_confirm': False},
        'few': {'duration_minutes': 20, 'slot_step_minutes': 10, 'daily_limit': 4},
    }
    made = {name: factories.booking_type(cast.workspace.id, name, **one).id for name, one in given.items()}
    for person in people[:2]:
        factories.save(BookingTypeMember(booking_type_id=made['class'], member_id=person.member_id))
    room = Item(workspace_id=cast.workspace.id, name='Room', kind=ItemKind.REUSABLE, quantity=2)
    room.when_short = WhenShort.BLOCK
    oil = Item(workspace_id=cast.workspace.id, name='Oil', kind=ItemKind.CONSUMABLE)
    factories.save(room, oil, Resource(workspace_id=cast.workspace.id, item_id=room.id, quantity=2))
    for name in ('room', 'class'):
        factories.save(BookingTypeItem(booking_type_id=made[name], item_id=room.id, quantity=1))
    factories.save(BookingTypeItem(booking_type_id=made['short'], item_id=oil.id, quantity=2))
    first = (clock.now() + 2 * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    members = tuple(person.member_id for person in people)
    return Stage(cast.ben, cast.ada, cast.guest, cast.workspace.slug, members, made, room.id, first, days)


def deck(operations: int) -> list[str]:
    """Every kind as often as its weight says, well shuffled."""
    whole = sum(weight for weight, _ in KINDS.values())
    cards = [kind for kind, (weight, _) in KINDS.items() for _ in range(-(-weight * operations // whole))]
    random.Random(7).shuffle(cards)
    return cards


def operate(scene: Stage, kind: str, seed: int) -> Outcome:
    """One operation of a kind, at random; 'nothing there' where there is nothing to do it to."""
    try:
        chosen = KINDS[kind][1](scene, Chance(seed))
    except Exception as error:
        return Outcome(f'BUG {error!r}')
    if isinstance(chosen, Try):
        return racing.attempt(chosen)
    return Outcome(chosen)


def _person() -> dict[str, str]:
    return {'name': 'Crowd', 'email': f'{uuid4().hex[:2]}@example.com'}


def _books(name: str, **more: Any) -> Callable[[Stage, Chance], Try]:
    """A customer books this type with anyone, or with somebody."""

    def choose(scene: Stage, chance: Chance) -> Try:
        given = {'booking_type_id': scene.types[name], 'start': scene.moment(chance), 'contact': _person()}
        if more.get('named'):
            given['member_id'] = chance.choice(scene.people)
        if 'also' in more:
            given['also'] = [scene.types[one] for one in more['also']]
        return Try(bookings.book, scene.guest, given)

    return choose


def _overbooks(scene: Stage, chance: Chance) -> Try:
    given = {'booking_type_id': scene.types['room'], 'start': scene.moment(chance), 'contact': _person()}
    return Try(bookings.book, scene.staff, given | {'overbook_reason': 'They asked', 'member_id': scene.people[1]})


def _saves_series(scene: Stage, chance: Chance) -> Try:
    start = scene.moment(chance)
    plan = series.Plan(booking_type_id=scene.types['short'], start=start, every=recurrence.Every.WEEK, times=2)
    return Try(series.create, scene.staff, {'plan': plan, 'contact': _person()})


def _some(table: Any, chance: Chance, *where: Any) -> Any:
    """A row at random, as it is now."""
    with db.reading() as session:
        ids = session.exec(select(table.id).where(*where).order_by(table.id)).all()
        return session.get(table, chance.choice(ids)) if ids else None


def _booking(chance: Chance, *where: Any, among: tuple[BookingStatus, ...] = OPEN) -> Any:
    return _some(Booking, chance, col(Booking.status).in_(among), *where)


NOTHING = 'nothing there'


def _touches(
    call: Callable[..., Any], *where: Any, among: tuple[BookingStatus, ...] = (BookingStatus.CONFIRMED,)
) -> Callable[[Stage, Chance], Try | str]:
    def choose(scene: Stage, chance: Chance) -> Try | str:
        row = _booking(chance, *where, among=among)
        return Try(call, scene.staff, {'booking_id': row.id}) if row else NOTHING

    return choose


def _cancels(scene: Stage, chance: Chance) -> Try | str:
    """Staff, or the customer by the link."""
    row = _booking(chance)
    if row is None:
        return NOTHING
    if chance.random() < 0.5:
        return Try(bookings.cancel, scene.guest, {'booking_id': row.id, 'link_nonce': row.link_nonce})
    return Try(bookings.cancel, scene.staff, {'booking_id': row.id})


def _moves(*where: Any) -> Callable[[Stage, Chance], Try | str]:
    """Staff, or the customer by the link; a visit comes along as a whole."""

    def choose(scene: Stage, chance: Chance) -> Try | str:
        row = _booking(chance, *where)
        if row is None:
            return NOTHING
        given = {'booking_id': row.id, 'start': scene.moment(chance)}
        if chance.random() < 0.5:
            return Try(bookings.reschedule, scene.guest, given | {'link_nonce': row.link_nonce})
        return Try(bookings.reschedule, scene.staff, given)

    return choose


def _reassigns(scene: Stage, chance: Chance) -> Try | str:
    row = _booking(chance)
    if row is None:
        return NOTHING
    other = chance.choice([one for one in scene.people if one != row.member_id])
    return Try(bookings.reschedule, scene.staff, {'booking_id': row.id, 'start': row.start, 'member_id': other})


def _resizes(scene: Stage, chance: Chance) -> Try | str:
    row = _booking(chance, Booking.booking_type_id != scene.types['class'], col(Booking.combination_id).is_(None))
    if row is None:
        return NOTHING
    end = row.end + chance.choice([-5, 10, 15, 30]) * MINUTE
    return Try(bookings.reschedule, scene.staff, {'booking_id': row.id, 'start': row.start, 'end': end})


def _moves_series(scene: Stage, chance: Chance) -> Try | str:
    row = _booking(chance, col(Booking.series_id).is_not(None))
    if row is None:
        return NOTHING
    reach = chance.choice(list(series.Reach))
    shift = series.Shift(booking_id=row.id, reach=reach, start=row.start + 30 * MINUTE * chance.randrange(-4, 5))
    return Try(series.move, scene.staff, {'series_id': row.series_id, 'shift': shift})


def _ends_series(scene: Stage, chance: Chance) -> Try | str:
    row = _booking(chance, col(Booking.series_id).is_not(None))
    if row is None:
        return NOTHING
    given = {'series_id': row.series_id, 'booking_id': row.id, 'reach': chance.choice(list(series.Reach))}
    return Try(series.cancel, scene.staff, given)


def _joins(scene: Stage, chance: Chance) -> Try:
    day = scene.moment(chance).date()
    given = {'first_day': day, 'last_day': day + DAY, 'slug': scene.slug, 'contact': _person()}
    kind = scene.types[chance.choice(['short', 'hour', 'room', 'class'])]
    return Try(public_waitlist.join, scene.guest, given | {'booking_type_id': kind})


def _answers(call: Callable[..., Any], *, seen: bool = True) -> Callable[[Stage, Chance], Try | str]:
    def choose(scene: Stage, chance: Chance) -> Try | str:
        entry = _some(WaitlistEntry, chance, WaitlistEntry.state == WaitState.OFFERED)
        if entry is None:
            return NOTHING
        token = links.sign('waitlist', entry.id, entry.link_nonce)
        return Try(call, scene.guest, {'token': token} | ({'start': entry.offered_start} if seen else {}))

    return choose


def _goes_away(scene: Stage, chance: Chance) -> Try:
    start = scene.moment(chance)
    given = {'member_id': chance.choice(scene.people), 'start': start, 'end': start + 30 * MINUTE}
    return Try(time_off.add, scene.owner, given)


def _comes_back(scene: Stage, chance: Chance) -> Try | str:
    row = _some(TimeOff, chance)
    if row is None:
        return NOTHING
    return Try(time_off.remove, scene.owner, {'member_id': row.member_id, 'time_off_id': row.id})


def _counts_rooms(scene: Stage, chance: Chance) -> Try:
    given = {'quantity': chance.choice([1, 2, 2, 3])}
    return Try(items.update, scene.owner, {'item_id': scene.room, 'given': given})


def _counts_seats(scene: Stage, chance: Chance) -> Try:
    given = {'capacity': chance.choice([2, 4, 6])}
    return Try(booking_types.update, scene.owner, {'booking_type_id': scene.types['class'], 'given': given})


class _Heard(logging.Handler):
    """What jobs could not do: they log it and go on."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage() + repr(record.exc_info and record.exc_info[1]))


def _ticks(scene: Stage, chance: Chance) -> str:
    """The house keeps what is due: offers that end, and the next look at the waiting list."""
    heard = _Heard()
    logging.getLogger('domain').addHandler(heard)
    try:
        tick.keep_promises()
    finally:
        logging.getLogger('domain').removeHandler(heard)
    return f'BUG {heard.said}' if heard.said else 'done'


BACK = (BookingStatus.CANCELLED, BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
KINDS: dict[str, tuple[int, Callable[[Stage, Chance], Try | str]]] = {
    'book': (70, _books('short', named=True)),
    'book anyone': (50, _books('hour')),
    'seat in a group': (70, _books('class')),
    'room': (40, _books('room')),
    'request': (50, _books('asked')),
    'limited': (30, _books('few')),
    'visit': (50, _books('short', also=['hour'])),
    'series': (60, _saves_series),
    'overbook': (30, _overbooks),
    'reschedule': (45, _moves(col(Booking.combination_id).is_(None))),
    'move a visit': (35, _moves(col(Booking.combination_id).is_not(None))),
    'move a series': (50, _moves_series),
    'reassign': (40, _reassigns),
    'resize': (40, _resizes),
    'confirm': (50, _touches(bookings.confirm, among=(BookingStatus.PENDING,))),
    'cancel': (60, _cancels),
    'cancel a series': (50, _ends_series),
    'complete': (35, _touches(bookings.complete)),
    'no-show': (35, _touches(bookings.no_show)),
    'reopen': (45, _touches(bookings.reopen, among=BACK)),
    'wait': (80, _joins),
    'claim': (50, _answers(public_waitlist.claim)),
    'decline': (50, _answers(public_waitlist.decline)),
    'leave': (50, _answers(public_waitlist.leave, seen=False)),
    'time off': (30, _goes_away),
    'back to work': (35, _comes_back),
    'rooms': (30, _counts_rooms),
    'seats': (30, _counts_seats),
    'tick': (30, _ticks),
}
