"""The duels: who wants the same at the same moment, and how it ends for each order in which one after the other would have done it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.models import (
    Booking,
    BookingTypeItem,
    BookingTypeMember,
    Item,
    ItemKind,
    Movement,
    MovementKind,
    Resource,
    WaitlistEntry,
    WhenShort,
)
from domain import (
    booking_types,
    bookings,
    clock,
    items,
    public_waitlist,
    recurrence,
    series,
    time_off,
    work,
)
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.racing import Near, Said, Try

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LISBON = ZoneInfo('Europe/Lisbon')
APART = 15  # days between two rounds: a series of two weeks stays within its own
Pair = tuple[Try, Try]
Says = tuple[str, str]


@dataclass(frozen=True)
class Duel:
    """`left` and `right` make the two; then what each hears when the left one was first, and when the right one was."""

    name: str
    pair: 'Callable[[Scene], Pair]'
    left_first: Says = ('done', 'Taken')
    right_first: Says = ('Taken', 'done')


@dataclass
class Scene:
    """A day of its own for each round, with noon where the business is; types and rooms are made when first asked for."""

    cast: Cast
    number: int = -1
    made: dict[str, UUID] = field(default_factory=dict)

    def turn(self) -> None:
        """On to the next round's day."""
        self.number += 1

    def at(self, hours: float = 12, weeks: int = 0) -> datetime:
        """A moment of the round's day, by the clock of the business."""
        day = clock.now().astimezone(LISBON).date() + DAY * (3 + APART * self.number + 7 * weeks)
        wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hours)
        return wall.replace(tzinfo=LISBON).astimezone(clock.now().tzinfo)

    @property
    def ada(self) -> UUID:
        return self._member(self.cast.ada)

    @property
    def ben(self) -> UUID:
        return self._member(self.cast.ben)

    def _member(self, actor: Actor) -> UUID:
        assert actor.member_id
        return actor.member_id

    def kind(self, name: str, minutes: int = 60, by: tuple[UUID, ...] = (), uses: str = '', **given: Any) -> UUID:
        """A type by its name, done by Ada unless others are named; `uses` one of an item."""
        if name not in self.made:
            given = {'furthest_days': 720, 'slot_step_minutes': 5, 'duration_minutes': minutes} | given
            row = factories.booking_type(self.cast.workspace.id, name, **given)
            people = by or (self.ada,)
            factories.save(*(BookingTypeMember(booking_type_id=row.id, member_id=one) for one in people))
            if uses:
                factories.save(BookingTypeItem(booking_type_id=row.id, item_id=self.made[uses], quantity=1))
            self.made[name] = row.id
        return self.made[name]

    def room(self, name: str, quantity: int = 1) -> UUID:
        """Something of which there are so many, and without which nothing is booked."""
        if name not in self.made:
            item = Item(workspace_id=self.cast.workspace.id, name=name, kind=ItemKind.REUSABLE, quantity=quantity)
            item.when_short = WhenShort.BLOCK
            factories.save(item, Resource(workspace_id=item.workspace_id, item_id=item.id, quantity=quantity))
            self.made[name] = item.id
        return self.made[name]

    def stock(self, name: str, on_hand: int) -> UUID:
        """Something that is used up, and without which nothing is booked."""
        item = Item(workspace_id=self.cast.workspace.id, name=name, when_short=WhenShort.BLOCK)
        first = Movement(workspace_id=item.workspace_id, item_id=item.id, kind=MovementKind.RESTOCK, on_hand=on_hand)
        first.at = clock.now()
        factories.save(item, first)
        self.made[name] = item.id
        return item.id

    def guest(self, kind: UUID, start: datetime, **given: Any) -> Try:
        """A customer of their own books."""
        return Try(bookings.book, self.cast.guest, _asked(kind, start) | given, at_another_time)

    def staff(self, call: Callable[..., Any], **given: Any) -> Try:
        return Try(call, self.cast.ada, given, at_another_time)

    def booked(self, kind: UUID, start: datetime, **given: Any) -> Booking:
        """There already, before anybody races."""
        actor = given.pop('actor', self.cast.ada)
        made: Booking = work.act_now(bookings.book, actor, **_asked(kind, start) | given)
        return made

    def did(self, call: Callable[..., Any], **given: Any) -> Any:
        return work.act_now(call, self.cast.ada, **given)


def _asked(kind: UUID, start: datetime) -> dict[str, Any]:
    person = {'name': 'Racer', 'email': f'{uuid4().hex}@example.com'}
    return {'booking_type_id': kind, 'start': start, 'contact': person}


def at_another_time(one: Try, near: Near) -> Try:
    """The same at a time that was named; as long as it was wanted."""
    for several in ('plan', 'shift'):
        if several in one.given:
            chosen = [series.Choice(day=near.day, start=near.start)]
            return one.but(**{several: replace(one.given[several], choices=chosen)})
    longer = {'end': near.start + (one.given['end'] - one.given['start'])} if 'end' in one.given else {}
    return one.but(start=near.start, **longer)


def leave(session: Session, actor: Actor, **given: Any) -> Said:
    """Time off, with the bookings that it says lie in it."""
    return Said(f'done, {time_off.add(session, actor, **given).bookings} inside')


def cut(scene: Scene) -> UUID:
    return scene.kind('Cut', 60, buffer_after_minutes=10)


def beside(scene: Scene) -> Try:
    """A customer who wants Ada a quarter past noon: she is not free beside anything at noon."""
    return scene.guest(cut(scene), scene.at(12.25))


def lengths(scene: Scene) -> Pair:
    return beside(scene), scene.guest(scene.kind('Long', 95, buffer_before_minutes=5), scene.at(11.5))


def buffers(scene: Scene) -> Pair:
    return scene.guest(cut(scene), scene.at()), scene.guest(
        scene.kind('Late', 30, buffer_before_minutes=5), scene.at() + 70 * MINUTE
    )


def inside(scene: Scene) -> Pair:
    return scene.guest(scene.kind('Whole', 180), scene.at(11)), beside(scene)


def either(scene: Scene) -> UUID:
    return scene.kind('Either', 60, by=(scene.ada, scene.ben))


def anyone_one_is_free(scene: Scene) -> Pair:
    scene.booked(either(scene), scene.at(), member_id=scene.ben)
    return scene.guest(either(scene), scene.at()), scene.guest(either(scene), scene.at(), member_id=scene.ada)


def anyone_two_are_free(scene: Scene) -> Pair:
    return scene.guest(either(scene), scene.at()), scene.guest(either(scene), scene.at(), member_id=scene.ada)


def anyone_twice(scene: Scene) -> Pair:
    return scene.guest(either(scene), scene.at()), scene.guest(either(scene), scene.at(12.5))


def anyone_twice_one_is_free(scene: Scene) -> Pair:
    scene.booked(either(scene), scene.at(), member_id=scene.ben)
    return anyone_twice(scene)


def sharing(scene: Scene, quantity: int) -> Pair:
    name = f'Room of {quantity}'
    scene.room(name, quantity)
    mine = scene.kind(f'Ada in {name}', 60, uses=name)
    his = scene.kind(f'Ben in {name}', 45, by=(scene.ben,), uses=name)
    return scene.guest(mine, scene.at()), scene.guest(his, scene.at(12.5))


def one_room(scene: Scene) -> Pair:
    return sharing(scene, 1)


def two_rooms(scene: Scene) -> Pair:
    return sharing(scene, 2)


def second_of_two_rooms(scene: Scene) -> Pair:
    pair = sharing(scene, 2)
    if 'Cleo' not in scene.made:
        scene.made['Cleo'] = scene._member(factories.person('Cleo Hart', scene.cast.workspace.id))
    scene.booked(scene.kind('Cleo inside', 180, by=(scene.made['Cleo'],), uses='Room of 2'), scene.at(11))
    return pair


def fewer_rooms(scene: Scene) -> Pair:
    name = f'Rooms {scene.number}'
    room = scene.room(name, 2)
    scene.booked(scene.kind(f'Ben there {scene.number}', by=(scene.ben,), uses=name), scene.at())
    fewer = scene.staff(items.update, item_id=room, given={'quantity': 1})
    return fewer, scene.guest(scene.kind(f'Ada there {scene.number}', uses=name), scene.at())


def requested(scene: Scene) -> Booking:
    kind = scene.kind('Asked', 60, auto_confirm=False)
    return scene.booked(kind, scene.at(), actor=scene.cast.guest)


def confirm(scene: Scene) -> Pair:
    return scene.staff(bookings.confirm, booking_id=requested(scene).id), beside(scene)


def move(scene: Scene) -> Pair:
    early = scene.booked(cut(scene), scene.at(9))
    return scene.staff(bookings.reschedule, booking_id=early.id, start=scene.at()), beside(scene)


def two_moves(scene: Scene) -> Pair:
    early, late = scene.booked(cut(scene), scene.at(9)), scene.booked(cut(scene), scene.at(15))
    return scene.staff(bookings.reschedule, booking_id=early.id, start=scene.at()), scene.staff(
        bookings.reschedule, booking_id=late.id, start=scene.at(12.25)
    )


def _back(scene: Scene) -> Try:
    gone = scene.booked(cut(scene), scene.at())
    scene.did(bookings.cancel, booking_id=gone.id)
    return Try(bookings.reopen, scene.cast.ada, {'booking_id': gone.id}, _anew(scene))


def _anew(scene: Scene) -> Callable[[Try, Near], Try]:
    """What cannot be done at another time is booked anew instead."""
    other = scene.guest(cut(scene), scene.at())
    return partial(_other, other)


def _other(other: Try, _: Try, near: Near) -> Try:
    return other.but(start=near.start)


def reopen(scene: Scene) -> Pair:
    return _back(scene), beside(scene)


def two_reopened(scene: Scene) -> Pair:
    return _back(scene), _back(scene)


def undo_done(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    scene.did(bookings.complete, booking_id=row.id)
    return scene.staff(bookings.reopen, booking_id=row.id), beside(scene)


def undo_no_show(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    scene.did(bookings.no_show, booking_id=row.id)
    return scene.staff(bookings.reopen, booking_id=row.id), beside(scene)


def waits(scene: Scene, kind: UUID) -> dict[str, Any]:
    day = scene.at().date()
    given = {'first_day': day, 'last_day': day, 'member_id': scene.ada, 'slug': scene.cast.workspace.slug}
    return given | {'contact': {'name': 'Waiting', 'email': f'{uuid4().hex}@example.com'}, 'booking_type_id': kind}


def claim(scene: Scene) -> Pair:
    token = work.act_now(public_waitlist.join, scene.cast.guest, **waits(scene, cut(scene)))
    [entry] = stage.all_of(WaitlistEntry, WaitlistEntry.first_day == scene.at().date())
    taking = Try(public_waitlist.claim, scene.cast.guest, {'token': token, 'start': entry.offered_start})
    return taking, scene.guest(cut(scene), entry.offered_start + 15 * MINUTE)


def two_claims(scene: Scene) -> Pair:
    taking, _ = claim(scene)
    return taking, taking


def claim_or_decline(scene: Scene) -> Pair:
    taking, _ = claim(scene)
    return taking, Try(public_waitlist.decline, scene.cast.guest, taking.given)


def offer(scene: Scene) -> Pair:
    joining = Try(public_waitlist.join, scene.cast.guest, waits(scene, cut(scene)))
    return joining, scene.guest(cut(scene), scene.at(9.25))


def weekly(scene: Scene, start: datetime) -> dict[str, Any]:
    plan = series.Plan(
        booking_type_id=cut(scene), start=start, every=recurrence.Every.WEEK, times=2, member_id=scene.ada
    )
    return {'plan': plan, 'contact': _asked(plan.booking_type_id, start)['contact']}


def whole_days(scene: Scene) -> tuple[list[Booking], str]:
    """Ada's and Ben's whole day is taken, and somebody waits for either."""
    kind = scene.kind('Whole day', 480, by=(scene.ada, scene.ben))
    rows = [scene.booked(kind, scene.at(9)) for _ in range(2)]
    waiting = waits(scene, kind) | {'member_id': None}
    return rows, work.act_now(public_waitlist.join, scene.cast.guest, **waiting)


def two_become_free(scene: Scene) -> Pair:
    [row, other], _ = whole_days(scene)
    return scene.staff(bookings.cancel, booking_id=row.id), scene.staff(bookings.cancel, booking_id=other.id)


def free_or_leaves(scene: Scene) -> Pair:
    [row, _], token = whole_days(scene)
    return scene.staff(bookings.cancel, booking_id=row.id), Try(
        public_waitlist.leave, scene.cast.guest, {'token': token}
    )


def twice_weekly(scene: Scene) -> Pair:
    saving = scene.staff(series.create, **weekly(scene, scene.at()))
    return saving, scene.guest(cut(scene), scene.at(12.25, weeks=1))


def series_moves(scene: Scene) -> Pair:
    row = scene.did(series.create, **weekly(scene, scene.at(9)))
    shift = series.Shift(booking_id=row.occurrences[0].id, reach=series.Reach.ALL, start=scene.at())
    moving = scene.staff(series.move, series_id=row.id, shift=shift)
    return moving, scene.guest(cut(scene), scene.at(12.25, weeks=1))


def services(scene: Scene) -> dict[str, Any]:
    return {'also': [scene.kind('Wash', 30), scene.kind('Dry', 20)]}


def visit(scene: Scene) -> Pair:
    given = _asked(cut(scene), scene.at()) | services(scene)
    coming = Try(bookings.book, scene.cast.guest, given, at_another_time)
    return coming, scene.guest(scene.kind('Short', 30), scene.at(13.25))


def visit_moves(scene: Scene) -> Pair:
    row = scene.did(bookings.book, **_asked(cut(scene), scene.at(9)) | services(scene))
    moving = scene.staff(bookings.reschedule, booking_id=row.id, start=scene.at())
    return moving, scene.guest(scene.kind('Short', 30), scene.at(13.25))


def visit_reopens(scene: Scene) -> Pair:
    row = scene.did(bookings.book, **_asked(cut(scene), scene.at()) | services(scene))
    scene.did(bookings.cancel, booking_id=row.id)
    back = Try(bookings.reopen, scene.cast.ada, {'booking_id': row.id}, _anew(scene))
    return back, scene.guest(scene.kind('Short', 30), scene.at(13.25))


def longer(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    stretched = scene.staff(bookings.reschedule, booking_id=row.id, start=row.start, end=scene.at(14))
    return stretched, scene.guest(scene.kind('Short', 30), scene.at(13.5))


def reassign(scene: Scene) -> Pair:
    row = scene.booked(either(scene), scene.at(), member_id=scene.ben)
    given = {'booking_id': row.id, 'start': row.start, 'member_id': scene.ada}
    return scene.staff(bookings.reschedule, **given), beside(scene)


def away(scene: Scene) -> Pair:
    lunch = {'member_id': scene.ada, 'start': scene.at(), 'end': scene.at(13)}
    return Try(leave, scene.cast.ada, lunch), beside(scene)


def class_of_three(scene: Scene, there: int) -> UUID:
    kind = scene.kind(f'Class {scene.number}', 60, capacity=3)
    for _ in range(there):
        scene.booked(kind, scene.at())
    return kind


def seat_moves_away(scene: Scene) -> Pair:
    kind = scene.kind(f'Class of two {scene.number}', 60, by=(scene.ada, scene.ben), capacity=3)
    row, _ = (scene.booked(kind, scene.at(), member_id=scene.ada) for _ in range(2))
    given = {'booking_id': row.id, 'start': scene.at(), 'member_id': scene.ben}
    return scene.staff(bookings.reschedule, **given), scene.guest(kind, scene.at(), member_id=scene.ada)


def last_seat(scene: Scene) -> Pair:
    kind = class_of_three(scene, there=2)
    return scene.guest(kind, scene.at()), scene.guest(kind, scene.at())


def first_seat(scene: Scene) -> Pair:
    kind = class_of_three(scene, there=0)
    return scene.guest(kind, scene.at()), scene.guest(kind, scene.at())


def seat_or_booking(scene: Scene) -> Pair:
    return scene.guest(class_of_three(scene, there=0), scene.at()), beside(scene)


def fewer_seats(scene: Scene) -> Pair:
    kind = class_of_three(scene, there=2)
    fewer = scene.staff(booking_types.update, booking_type_id=kind, given={'capacity': 2})
    return fewer, scene.guest(kind, scene.at())


def class_in_room(scene: Scene, there: int) -> tuple[UUID, list[Booking]]:
    scene.room('Hall', 1)
    kind = scene.kind('Class in the hall', 60, capacity=3, uses='Hall')
    return kind, [scene.booked(kind, scene.at()) for _ in range(there)]


def no_show_or_seat(scene: Scene) -> Pair:
    kind, [row] = class_in_room(scene, there=1)
    return scene.staff(bookings.no_show, booking_id=row.id), scene.guest(kind, scene.at())


def undo_or_no_show(scene: Scene) -> Pair:
    _, [row, other] = class_in_room(scene, there=2)
    scene.did(bookings.no_show, booking_id=row.id)
    return scene.staff(bookings.reopen, booking_id=row.id), scene.staff(bookings.no_show, booking_id=other.id)


def two_no_shows(scene: Scene) -> Pair:
    _, [row, other] = class_in_room(scene, there=2)
    return scene.staff(bookings.no_show, booking_id=row.id), scene.staff(bookings.no_show, booking_id=other.id)


def cancel_or_seat(scene: Scene) -> Pair:
    kind, [row] = class_in_room(scene, there=1)
    return scene.staff(bookings.cancel, booking_id=row.id), scene.guest(kind, scene.at())


def two_seats_cancelled(scene: Scene) -> Pair:
    _, [row, other] = class_in_room(scene, there=2)
    return scene.staff(bookings.cancel, booking_id=row.id), scene.staff(bookings.cancel, booking_id=other.id)


def cancel_or_booking(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    return scene.staff(bookings.cancel, booking_id=row.id), beside(scene)


def cancel_or_move(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    given = {'booking_id': row.id, 'start': scene.at(14)}
    return scene.staff(bookings.cancel, booking_id=row.id), scene.staff(bookings.reschedule, **given)


def done_or_no_show(scene: Scene) -> Pair:
    row = scene.booked(cut(scene), scene.at())
    return scene.staff(bookings.complete, booking_id=row.id), scene.staff(bookings.no_show, booking_id=row.id)


def confirm_or_cancel(scene: Scene) -> Pair:
    row = requested(scene)
    return scene.staff(bookings.confirm, booking_id=row.id), scene.staff(bookings.cancel, booking_id=row.id)


def knowingly(scene: Scene) -> Pair:
    asked = _asked(cut(scene), scene.at()) | {'overbook_reason': 'They asked'}
    return scene.staff(bookings.book, **asked), beside(scene)


def the_last_of_the_day(scene: Scene) -> Pair:
    kind = scene.kind('Once a day', 60, by=(scene.ada, scene.ben), daily_limit=1)
    return scene.guest(kind, scene.at(10), member_id=scene.ada), scene.guest(kind, scene.at(15), member_id=scene.ben)


def the_last_of_the_stock(scene: Scene) -> Pair:
    name = f'Oil {scene.number}'
    scene.stock(name, on_hand=1)
    mine = scene.kind(f'Ada with {name}', uses=name)
    his = scene.kind(f'Ben with {name}', by=(scene.ben,), uses=name)
    return scene.guest(mine, scene.at()), scene.guest(his, scene.at(15))


def the_same_press(scene: Scene) -> Pair:
    once = scene.guest(cut(scene), scene.at(), submission_key=uuid4().hex)
    return once, once


def the_same_person(scene: Scene) -> Pair:
    person = {'name': 'Twice', 'email': f'{uuid4().hex}@example.com', 'phone': ''}
    return scene.guest(cut(scene), scene.at(), contact=person), scene.guest(cut(scene), scene.at(15), contact=person)


BOTH = ('done', 'done')
CLASHES = ('Clashes', 'done')
STAYS = {'right_first': ('done', 'Taken')}
DUELS = [
    Duel('two lengths over one moment', lengths),
    Duel('only the buffers meet', buffers),
    Duel('one inside the other', inside),
    Duel('anyone or Ada, who alone is free', anyone_one_is_free),
    Duel('anyone or Ada, two are free', anyone_two_are_free, right_first=BOTH),
    Duel('anyone twice, two are free', anyone_twice, BOTH, BOTH),
    Duel('anyone twice, one is free', anyone_twice_one_is_free),
    Duel('two types in one room', one_room),
    Duel('two types in two rooms', two_rooms, BOTH, BOTH),
    Duel('two types, the second of two rooms', second_of_two_rooms),
    Duel('fewer rooms or a booking', fewer_rooms, right_first=('InUse', 'done')),
    Duel('a request is confirmed or a booking', confirm, **STAYS),
    Duel('a move or a booking', move),
    Duel('a move or a move', two_moves),
    Duel('a cancelled one comes back or a booking', reopen),
    Duel('two cancelled ones come back', two_reopened),
    Duel('done is undone or a booking', undo_done, **STAYS),
    Duel('no-show is undone or a booking', undo_no_show, **STAYS),
    Duel('an offer is taken or a booking', claim, **STAYS),
    Duel('an offer is taken twice', two_claims, BOTH, BOTH),
    Duel('an offer is taken or declined', claim_or_decline, BOTH, ('OfferOver', 'done')),
    Duel('an offer is made or a booking', offer, right_first=BOTH),
    Duel('two times become free for one who waits', two_become_free, BOTH, BOTH),
    Duel('a time becomes free for one who leaves', free_or_leaves, BOTH, BOTH),
    Duel('a series or a booking in its second week', twice_weekly, right_first=CLASHES),
    Duel('a series moves or a booking in its second week', series_moves, right_first=CLASHES),
    Duel('a visit or a booking at its end', visit),
    Duel('a visit moves or a booking at its new end', visit_moves),
    Duel('a visit comes back or a booking at its end', visit_reopens),
    Duel('longer or the next booking', longer),
    Duel('given to Ada or a booking of hers', reassign),
    Duel('time off or a booking', away, ('done, 0 inside', 'NotOffered'), ('done, 1 inside', 'done')),
    Duel('a seat moves to another class or a seat beside it', seat_moves_away, BOTH, BOTH),
    Duel('the last seat twice', last_seat),
    Duel('the first seat twice', first_seat, BOTH, BOTH),
    Duel('a seat or a booking', seat_or_booking),
    Duel('fewer seats or a seat', fewer_seats, right_first=BOTH),
    Duel('nobody came or a seat beside them', no_show_or_seat, BOTH, BOTH),
    Duel('no-show is undone or nobody else came', undo_or_no_show, BOTH, BOTH),
    Duel('two did not come', two_no_shows, BOTH, BOTH),
    Duel('the only seat is cancelled or a seat', cancel_or_seat, BOTH, BOTH),
    Duel('both seats are cancelled', two_seats_cancelled, BOTH, BOTH),
    Duel('cancelled or a booking', cancel_or_booking, BOTH, ('done', 'Taken')),
    Duel('cancelled or moved', cancel_or_move, ('done', 'AlreadyOver'), BOTH),
    Duel('done or no-show', done_or_no_show, ('done', 'NotConfirmed'), ('NotConfirmed', 'done')),
    Duel('confirmed or cancelled', confirm_or_cancel, BOTH, ('NotPending', 'done')),
    Duel('knowingly or a booking', knowingly, right_first=BOTH),
    Duel('the last of the day', the_last_of_the_day),
    Duel('the last of the stock', the_last_of_the_stock, ('done', 'Short'), ('Short', 'done')),
    Duel('the same press twice', the_same_press, BOTH, BOTH),
    Duel('the same person twice', the_same_person, BOTH, BOTH),
]
