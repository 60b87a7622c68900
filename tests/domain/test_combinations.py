"""Several services in one visit: booked, moved and ended as a whole or not at all."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from data import db
from data.models import Booking, BookingTypeItem, BookingTypeMember, Event, Hold, Item, Occurrence, Resource, WhenShort
from domain import availability, bookings, clock, customer_calendar, events, inventory, links, public_manage, work
from domain.actor import Actor
from domain.bookings import KeepsLength
from domain.errors import Forbidden, Invalid, NotFound, Refusal
from domain.placing import NotOffered, NotTheirs, Taken
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GUEST = Actor.guest(address='203.0.113.7')


@pytest.fixture
def monday() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def cut(cast: Cast, monday: None) -> Any:
    """An hour, by Ben or Ada, with ten minutes before and after it."""
    return factories.booking_type(
        cast.workspace.id, 'Cut', slug='cut', buffer_before_minutes=10, buffer_after_minutes=10
    )


@pytest.fixture
def colour(cast: Cast, monday: None) -> Any:
    """Half an hour, by Ben alone, with the same buffers and another grid."""
    made = factories.booking_type(
        cast.workspace.id,
        'Colour',
        slug='colour',
        duration_minutes=30,
        slot_step_minutes=60,
        buffer_before_minutes=10,
        buffer_after_minutes=10,
        price=30,
    )
    factories.save(BookingTypeMember(booking_type_id=made.id, member_id=cast.ben.member_id))
    return made


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def visit(actor: Actor, *kinds: Any, start: datetime, **given: Any) -> list[Booking]:
    given = {'contact': PRIYA} | given
    first, *rest = (one.id for one in kinds)
    made = work.act_now(bookings.book, actor, booking_type_id=first, also=rest, start=start, **given)
    return parts(made)


def parts(first: Booking) -> list[Booking]:
    found = stage.all_of(Booking, Booking.combination_id == first.combination_id)
    return sorted(found, key=lambda one: one.start)


def times(rows: list[Booking]) -> list[tuple[datetime, datetime]]:
    return [(one.start, one.end) for one in rows]


def offered(actor: Actor, *kinds: Any, **given: Any) -> list[datetime]:
    first, *rest = (one.id for one in kinds)
    asked = {'first': date(2026, 3, 4), 'last': date(2026, 3, 4)} | given
    return [one.start for one in work.read_now(availability.slots, actor, booking_type_id=first, also=rest, **asked)]


def single(actor: Actor, kind: Any, start: datetime, **given: Any) -> Booking:
    who = {'name': 'Rui', 'email': f'{uuid4().hex}@example.com'}
    return work.act_now(bookings.book, actor, booking_type_id=kind.id, start=start, contact=who, **given)


def holds() -> list[tuple[datetime, datetime]]:
    return sorted((one.start, one.end) for one in stage.all_of(Hold))


def test_one_person_does_both_without_a_buffer_between(cast: Cast, cut: Any, colour: Any) -> None:
    first, second = rows = visit(cast.guest, cut, colour, start=at(10))
    assert times(rows) == [(at(10), at(11)), (at(11), at(11, 30))]
    assert first.member_id == second.member_id == cast.ben.member_id
    assert first.combination_id == second.combination_id is not None
    assert holds() == [(at(9, 50), at(11)), (at(11), at(11, 40))]


def test_others_where_nobody_does_all_and_each_keeps_the_buffers(cast: Cast, cut: Any, colour: Any) -> None:
    single(cast.ben, colour, at(9, 30))
    first, second = visit(cast.guest, cut, colour, start=at(9, 30))
    assert (first.member_id, second.member_id) == (cast.ada.member_id, cast.ben.member_id)
    assert holds()[-2:] == [(at(9, 20), at(10, 40)), (at(10, 20), at(11, 10))]


def test_what_is_offered_is_what_can_be_booked(cast: Cast, cut: Any, colour: Any) -> None:
    single(cast.ben, colour, at(12))
    starts = offered(cast.guest, cut, colour)
    assert at(9) in starts
    assert at(15, 30) in starts
    assert at(11) not in starts  # Ben is taken from 11:50 to 12:40
    assert at(16) not in starts  # the second would end at 17:30
    everything = [at(9) + 30 * MINUTE * number for number in range(16)]
    for start in everything:
        try:
            with db.transaction() as session:
                bookings.book(session, cast.guest, booking_type_id=cut.id, also=[colour.id], start=start, contact=PRIYA)
                raise Forbidden  # only tried
        except Forbidden:
            assert start in starts
        except (Taken, NotOffered):
            assert start not in starts


def test_a_clash_books_nothing_at_all(cast: Cast, cut: Any, colour: Any) -> None:
    single(cast.ben, colour, at(11))
    before = (len(stage.all_of(Booking)), holds(), len(stage.all_of(Event)))
    with pytest.raises(Taken) as refused:
        visit(cast.guest, cut, colour, start=at(10))
    assert refused.value.details['nearest'] == [at(9), at(11), at(11, 30)]
    with pytest.raises(NotOffered):
        visit(cast.guest, cut, colour, start=at(16))
    assert (len(stage.all_of(Booking)), holds(), len(stage.all_of(Event))) == before
    knowingly = visit(cast.ben, cut, colour, start=at(11), overbook_reason='She is early', member_id=cast.ben.member_id)
    assert times(knowingly) == [(at(11), at(12)), (at(12), at(12, 30))]


@pytest.mark.parametrize(('wrong', 'sentence'), [
    ('twice', 'Please choose each service once'),
    ('six', 'Please choose at most 5 services'),
    ('group', 'Yoga is for groups and is booked by itself'),
])  # fmt: skip
def test_what_cannot_be_one_visit(cast: Cast, cut: Any, colour: Any, wrong: str, sentence: str) -> None:
    more = {
        'twice': [colour, colour],
        'six': [factories.booking_type(cast.workspace.id, f'Service {number}') for number in range(5)],
        'group': [factories.booking_type(cast.workspace.id, 'Yoga', capacity=8)],
    }[wrong]
    for call in (lambda: visit(cast.guest, cut, *more, start=at(10)), lambda: offered(cast.guest, cut, *more)):
        with pytest.raises(Invalid) as refused:
            call()
        assert refused.value.fields == {'also': sentence}


def test_free_times_of_a_visit_are_told_for_two_weeks_at_once(cast: Cast, cut: Any, colour: Any) -> None:
    assert offered(cast.guest, cut, colour, last=date(2026, 3, 17))
    with pytest.raises(Invalid) as refused:
        offered(cast.guest, cut, colour, last=date(2026, 3, 18))
    assert list(refused.value.fields) == ['to']


def test_who_may_not(cast: Cast, cut: Any, colour: Any) -> None:
    first, _ = visit(cast.guest, cut, colour, start=at(10))
    idle = factories.person('Carl Off', cast.workspace.id, can_bookings=False)
    for actor in (idle, cast.guest):
        with pytest.raises(Forbidden):
            work.act_now(bookings.cancel, actor, booking_id=first.id)
    with pytest.raises(NotFound):
        work.act_now(bookings.cancel, cast.eve, booking_id=first.id)
    with pytest.raises(Forbidden):
        visit(idle, cut, colour, start=at(12))
    with pytest.raises(NotFound):
        visit(cast.eve, cut, colour, start=at(12))
    with pytest.raises(NotTheirs):
        visit(cast.ben, colour, cut, start=at(12), member_id=cast.ada.member_id)


def test_limits_and_stock_of_every_part_count(cast: Cast, cut: Any, colour: Any) -> None:
    stage.change(colour, daily_limit=1)
    single(cast.ben, colour, at(15))
    assert offered(cast.guest, cut, colour) == []
    stage.change(colour, daily_limit=None)
    foil = factories.save(Item(workspace_id=cast.workspace.id, name='Foil', when_short=WhenShort.BLOCK))
    work.act_now(_stock, cast.ada, item_id=foil.id)
    for kind in (cut, colour):
        factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=foil.id, quantity=2))
    assert offered(cast.guest, cut)
    assert not offered(cast.guest, cut, colour)
    with pytest.raises(inventory.Short):
        visit(cast.ben, cut, colour, start=at(10))


def _stock(session: Any, actor: Actor, *, item_id: Any) -> None:
    from data.models import MovementKind
    from domain import ledger

    (item,) = ledger.lock(session, [item_id])
    ledger.write(session, actor, item, MovementKind.RESTOCK, on_hand=3)


def test_a_room_follows_its_person(cast: Cast, cut: Any, colour: Any) -> None:
    room = factories.save(
        Item(workspace_id=cast.workspace.id, name='Room', kind='reusable', when_short=WhenShort.BLOCK)
    )
    factories.save(Resource(workspace_id=cast.workspace.id, item_id=room.id, quantity=1))
    for kind in (cut, colour):
        factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=room.id, quantity=1))
    visit(cast.guest, cut, colour, start=at(10))
    assert holds() == [(at(9, 50), at(11))] * 2 + [(at(11), at(11, 40))] * 2
    single(cast.ben, colour, at(13), member_id=cast.ben.member_id)
    assert at(12) not in offered(cast.guest, cut, colour)


def test_it_moves_as_a_whole_and_in_its_order(cast: Cast, cut: Any, colour: Any) -> None:
    first, second = visit(cast.guest, cut, colour, start=at(10))
    work.act_now(bookings.reschedule, cast.ben, booking_id=second.id, start=at(11, 30))
    assert times(parts(first)) == [(at(10, 30), at(11, 30)), (at(11, 30), at(12))]
    assert [one.sequence for one in parts(first)] == [1, 1]
    other = single(cast.ben, colour, at(15))
    day = date(2026, 3, 4)
    free = work.read_now(bookings.starts, cast.ben, booking_id=second.id, first=day, last=day)
    assert [one.start for one in free] == [at(10) + 30 * MINUTE * number for number in range(9)]
    with pytest.raises(Taken):
        work.act_now(bookings.reschedule, cast.ben, booking_id=first.id, start=at(14))
    with pytest.raises(KeepsLength):
        work.act_now(bookings.reschedule, cast.ben, booking_id=first.id, start=at(13), end=at(15))
    assert times(parts(first)) == [(at(10, 30), at(11, 30)), (at(11, 30), at(12))]
    assert holds() == [(at(10, 20), at(11, 30)), (at(11, 30), at(12, 10)), (at(14, 50), at(15, 40))]
    token = links.sign('booking', second.id, second.link_nonce)
    page = work.act_now(public_manage.reschedule, GUEST, token=token, start=at(9))
    assert (page.start, page.end, page.booking_id) == (at(9), at(10, 30), first.id)
    work.act_now(bookings.reschedule, cast.ben, booking_id=other.id, start=at(12))


def test_it_ends_as_a_whole_and_comes_back_as_a_whole(cast: Cast, cut: Any, colour: Any) -> None:
    first, second = visit(cast.guest, cut, colour, start=at(10))
    token = links.sign('booking', second.id, second.link_nonce)
    page = work.act_now(public_manage.cancel, GUEST, token=token)
    assert {one.status for one in page.parts} == {page.status} == {'cancelled'}
    assert (holds(), stage.all_of(Occurrence)) == ([], [])
    with pytest.raises(bookings.AlreadyOver):
        work.act_now(bookings.cancel, cast.ben, booking_id=first.id)
    work.act_now(bookings.reopen, cast.ben, booking_id=first.id)
    assert [one.status for one in parts(first)] == ['confirmed'] * 2
    assert holds() == [(at(9, 50), at(11)), (at(11), at(11, 40))]
    work.act_now(bookings.complete, cast.ben, booking_id=first.id)
    with pytest.raises(bookings.AlreadyOver):
        work.act_now(bookings.reschedule, cast.ben, booking_id=second.id, start=at(12))


def test_one_that_needs_a_yes_makes_it_a_request(cast: Cast, cut: Any, colour: Any) -> None:
    stage.channel(cast)
    stage.change(colour, auto_confirm=False)
    first, second = visit(cast.guest, cut, colour, start=at(10))
    assert [first.status, second.status] == ['pending'] * 2
    assert (len(stage.queued('request_received')), stage.queued('confirmation')) == (1, [])
    work.act_now(bookings.confirm, cast.ben, booking_id=second.id)
    assert [one.status for one in parts(first)] == ['confirmed'] * 2
    assert len(stage.queued('confirmation')) == 1
    third, _ = visit(cast.guest, cut, colour, start=at(14))
    with clock.frozen(NOW + timedelta(hours=47)):
        work.act_now(bookings.expire, Actor.system(cast.workspace.id), booking_id=third.id)
    assert [one.status for one in parts(third)] == ['cancelled'] * 2
    assert len(stage.queued('cancelled')) == 1


async def test_the_customer_hears_of_it_once(cast: Cast, cut: Any, colour: Any) -> None:
    stage.channel(cast)
    first, second = visit(cast.guest, cut, colour, start=at(10), submission_key='once')
    assert visit(cast.guest, cut, colour, start=at(10), submission_key='once')[0].id == first.id
    await stage.send_all()
    (mail,) = [one for one in stage.kept() if 'onfirmed' in one.subject]
    assert 'Cut + Colour' in mail.subject
    assert '10:00 – 11:00' in mail.text
    assert '11:00 – 11:30' in mail.text
    assert mail.calendar.count('BEGIN:VEVENT') == 2
    token = links.sign('booking', second.id, second.link_nonce)
    assert work.read_now(customer_calendar.file, GUEST, token=token).count('BEGIN:VEVENT') == 2
    names = Counter(one.name for one in stage.all_of(Event))
    assert (names[events.Name.BOOKING_CREATED], names[events.Name.BOOKINGS_CONFIRMED]) == (2, 1)
    for row in (first, second):
        stage.happens(Actor.system(cast.workspace.id), events.Name.BOOKING_REMINDER_DUE, row, only='reminder')
    reason = 'the reminder of the first service speaks of the whole visit'
    assert stage.firings('reminder') == [('done', ''), ('skipped', reason)]
    assert stage.queued('reminder')[0].context['together'] == [str(first.id), str(second.id)]
    work.act_now(bookings.cancel, cast.ben, booking_id=second.id)
    assert len(stage.queued('cancelled')) == 1


def test_a_crowd_of_visits_and_single_bookings_never_overlaps(cast: Cast) -> None:
    day = (clock.now() + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
    kinds = [
        factories.booking_type(
            cast.workspace.id, f'{length}', duration_minutes=length, slot_step_minutes=15, buffer_after_minutes=after
        )
        for length, after in ((30, 10), (45, 0), (60, 15))
    ]

    def act(number: int) -> str:
        first, *rest = (kinds[number % 3], kinds[(number + 1) % 3]) if number % 2 else (kinds[number % 3],)
        given = {'booking_type_id': first.id, 'also': [one.id for one in rest], 'contact': PRIYA}
        try:
            start = day + 10 * HOUR + (number * 7 % 12) * 15 * MINUTE
            work.act_now(bookings.book, cast.guest, start=start, **given)
        except Refusal as refused:
            return type(refused).__name__
        return f'booked {1 + len(rest)}'

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(act, range(48)))
    assert outcomes.keys() == {'booked 1', 'booked 2', 'Taken'}
    made = stage.all_of(Booking)
    assert len(made) == outcomes['booked 1'] + 2 * outcomes['booked 2'] == len(stage.all_of(Hold))
    assert set(Counter(one.combination_id for one in made if one.combination_id).values()) == {2}
    with db.reading() as session:
        query = sa.text("""SELECT COUNT(*) FROM hold AS one JOIN hold AS other ON other.resource_id = one.resource_id
            AND other.id <> one.id AND other.start < one."end" AND one.start < other."end" """)
        assert session.execute(query).scalar_one() == 0
