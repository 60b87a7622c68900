"""Bookings: the one way in, and every move: it works, it is refused with a sentence, it is written down."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from data import db
from data.models import (
    Booking,
    BookingStatus,
    BookingTypeMember,
    Contact,
    Event,
    Hold,
    Item,
    ItemKind,
    Member,
    Movement,
    MovementKind,
    Occurrence,
    Resource,
    Schedule,
    WhenShort,
    Workspace,
)
from data.models.stock import BookingTypeItem
from domain import bookings, clock, inventory, work
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.links import BadLink
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday; Lisbon is on UTC
PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def book(cast: Cast, kind: Any, start: datetime, actor: Any = None, **given: Any) -> Booking:
    actor = actor or cast.guest
    given = {'contact': PRIYA} | given
    return work.act_now(bookings.book, actor, booking_type_id=kind.id, start=start, **given)


def only_ada(cast: Cast, kind: Any) -> Any:
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    return kind


def kind_of(cast: Cast, **given: Any) -> Any:
    return only_ada(cast, factories.booking_type(cast.workspace.id, **given))


def everything(table: Any, *where: Any) -> list[Any]:
    with db.reading() as session:
        return list(session.exec(select(table).where(*where)))


def names(booking: Booking) -> list[str]:
    query = select(Event.name).where(Event.object_id == booking.id).order_by(col(Event.created_at))
    with db.reading() as session:
        return sorted(session.exec(query))


def move(function: Any, actor: Any, booking: Booking, **given: Any) -> Booking:
    return work.act_now(function, actor, booking_id=booking.id, **given)


def test_a_customer_books_a_free_time(cast: Cast) -> None:
    kind = kind_of(cast, buffer_before_minutes=5, buffer_after_minutes=10, price='40.00', location='Upstairs')
    booking = book(cast, kind, at(10), timezone='America/New_York', notes=' by the window ', source='public')
    assert (booking.start, booking.end, booking.status) == (at(10), at(11), BookingStatus.CONFIRMED)
    assert (booking.member_id, booking.timezone, booking.notes) == (
        cast.ada.member_id,
        'America/New_York',
        'by the window',
    )
    assert (str(booking.price), booking.location, booking.source) == ('40.00', 'Upstairs', 'public')
    (hold,) = everything(Hold)
    assert (hold.start, hold.end, hold.units, hold.overbooked) == (at(9, 55), at(11, 10), 1, False)
    assert names(booking) == ['booking.confirmed', 'booking.created']


def test_a_type_that_staff_confirm_only_requests(cast: Cast) -> None:
    booking = book(cast, kind_of(cast, auto_confirm=False), at(10))
    assert (booking.status, booking.confirmed_at, names(booking)) == (BookingStatus.PENDING, None, ['booking.created'])
    assert move(bookings.confirm, cast.ben, booking).status == BookingStatus.CONFIRMED
    with pytest.raises(bookings.NotPending):
        move(bookings.confirm, cast.ben, booking)


def test_a_taken_time_names_the_nearest_that_can_be_booked(cast: Cast) -> None:
    kind = kind_of(cast)
    book(cast, kind, at(12))
    with pytest.raises(bookings.Taken) as refused:
        book(cast, kind, at(12, 30), contact={'name': 'Rui', 'phone': '912345678'})
    assert refused.value.details['nearest'] == [at(11), at(13), at(13, 30)]
    for start in refused.value.details['nearest'][:2]:
        book(cast, kind, start)
    assert everything(Contact, Contact.name == 'Rui') == []


@pytest.mark.parametrize(
    'start', [at(8), at(10, 10), at(17), at(16, 30), at(7, day=2), at(9, day=1), at(9, day=3).replace(second=1)]
)
def test_what_is_not_offered_is_refused_at_its_field(cast: Cast, start: datetime) -> None:
    with pytest.raises(bookings.NotOffered) as refused:
        book(cast, kind_of(cast), start)
    assert set(refused.value.fields) == {'start'}


@pytest.mark.parametrize('start', [datetime(9999, 12, 31, 23, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_absurd_times_are_refused_too(cast: Cast, start: datetime) -> None:
    for actor in (cast.guest, cast.ben):
        with pytest.raises(bookings.NotOffered):
            book(cast, kind_of(cast), start, actor)


def test_notice_and_furthest_day_bind_customers_not_staff(cast: Cast) -> None:
    kind = kind_of(cast, minimum_notice_minutes=240, furthest_days=2)
    for start in (at(11, 30, day=2), at(10, day=5)):
        with pytest.raises(bookings.NotOffered):
            book(cast, kind, start)
        assert book(cast, kind, start, cast.ben).status == BookingStatus.CONFIRMED


def test_the_daily_limit_counts_what_was_not_cancelled(cast: Cast) -> None:
    kind = kind_of(cast, daily_limit=1)
    first = book(cast, kind, at(10))
    for actor in (cast.guest, cast.ben):
        with pytest.raises(bookings.Taken) as refused:
            book(cast, kind, at(14), actor)
        assert all(start.day != 3 for start in refused.value.details['nearest'])
    move(bookings.cancel, cast.ben, first)
    book(cast, kind, at(14))


def test_anyone_is_whoever_has_fewest_bookings_that_day(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    with db.transaction() as session:
        session.get_one(Member, cast.ben.member_id).position = 1
    who = [book(cast, kind, start).member_id for start in (at(9), at(10), at(11), at(12))]
    assert who == [cast.ada.member_id, cast.ben.member_id, cast.ada.member_id, cast.ben.member_id]
    assert book(cast, kind, at(9)).member_id == cast.ben.member_id
    with pytest.raises(bookings.Taken):
        book(cast, kind, at(9))


def test_who_does_not_do_it_cannot_be_asked_for(cast: Cast) -> None:
    for member_id in (cast.ben.member_id, cast.eve.member_id, uuid4()):
        with pytest.raises(bookings.NotTheirs) as refused:
            book(cast, kind_of(cast), at(10), member_id=member_id)
        assert set(refused.value.fields) == {'member_id'}


def test_two_types_never_share_a_persons_time(cast: Cast) -> None:
    book(cast, kind_of(cast), at(10))
    with pytest.raises(bookings.Taken):
        book(cast, kind_of(cast, duration_minutes=15), at(10, 30))


def test_submitting_twice_books_once(cast: Cast) -> None:
    kind, key = kind_of(cast), str(uuid4())
    first, second = (book(cast, kind, at(10), submission_key=key) for _ in range(2))
    assert first.id == second.id
    assert len(everything(Booking)) == 1


def test_contact_details_are_refused_at_their_fields(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        book(cast, kind_of(cast), at(10), contact={'name': '', 'email': 'x'})
    assert set(refused.value.fields) == {'contact.name', 'contact.email'}
    with pytest.raises(Invalid) as refused:
        book(cast, kind_of(cast), at(10), timezone='Mars/Olympus')
    assert set(refused.value.fields) == {'timezone'}
    with pytest.raises(Invalid) as refused:
        book(cast, kind_of(cast), at(10), notes='x' * 4001)
    assert set(refused.value.fields) == {'notes'}


def test_questions_are_answered_by_customers(cast: Cast) -> None:
    question = {'key': 'pet', 'label': 'Your pet?', 'kind': 'text', 'required': True, 'options': []}
    kind = kind_of(cast, questions=[question])
    with pytest.raises(Invalid) as refused:
        book(cast, kind, at(10))
    assert set(refused.value.fields) == {'answers.pet'}
    assert book(cast, kind, at(10), answers={'pet': 'Rex'}).answers == {'Your pet?': 'Rex'}
    assert book(cast, kind, at(11), cast.ben).answers == {}


def test_a_group_shares_its_start_until_it_is_full(cast: Cast) -> None:
    kind = kind_of(cast, capacity=2)
    one, other = book(cast, kind, at(10)), book(cast, kind, at(10))
    assert one.occurrence_id == other.occurrence_id
    assert len(everything(Hold)) == 1
    for start in (at(10), at(10, 30)):
        with pytest.raises(bookings.Taken):
            book(cast, kind, start)
    move(bookings.cancel, cast.ben, one)
    assert everything(Occurrence)[0].taken == 1
    book(cast, kind, at(10))
    for booking in everything(Booking, Booking.status == BookingStatus.CONFIRMED):
        move(bookings.cancel, cast.ben, booking)
    assert everything(Occurrence) == everything(Hold) == []


def test_staff_overbook_knowingly_and_the_hold_is_marked(cast: Cast) -> None:
    kind = kind_of(cast)
    book(cast, kind, at(10))
    with pytest.raises(bookings.Taken):
        book(cast, kind, at(10), cast.ben)
    twin = book(cast, kind, at(10), cast.ben, overbook_reason='Twins')
    (marked,) = everything(Hold, Hold.overbooked)
    assert (marked.occurrence_id, marked.reason) == (twin.occurrence_id, 'Twins')
    with pytest.raises(bookings.Taken):
        book(cast, kind, at(10), overbook_reason='I am a customer')
    with pytest.raises(bookings.NotOffered):
        book(cast, kind, at(20), cast.ben)
    assert not everything(
        Hold, Hold.occurrence_id == book(cast, kind, at(20), cast.ben, overbook_reason='Late').occurrence_id
    )[0].overbooked


def test_reusable_items_are_held_with_the_time(cast: Cast) -> None:
    room = factories.save(
        Item(workspace_id=cast.workspace.id, name='Room', kind=ItemKind.REUSABLE, when_short=WhenShort.BLOCK)
    )
    factories.save(Resource(workspace_id=cast.workspace.id, item_id=room.id, quantity=1))
    kind = factories.booking_type(cast.workspace.id)
    factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=room.id))
    first = book(cast, kind, at(10))
    assert len(everything(Hold, Hold.occurrence_id == first.occurrence_id)) == 2
    with pytest.raises(bookings.Taken) as refused:
        book(cast, kind, at(10, 30))
    assert refused.value.details['nearest'] == [at(9), at(11), at(11, 30)]
    book(cast, kind, at(10), cast.ben, overbook_reason='In the corridor')
    moved = move(bookings.reschedule, cast.ben, first, start=at(10, 30))
    assert (
        sorted(hold.start for hold in everything(Hold, Hold.occurrence_id == moved.occurrence_id)) == [at(10, 30)] * 2
    )


def test_too_few_of_a_reusable_item_say_so_instead_of_naming_no_time(cast: Cast) -> None:
    chair = factories.save(
        Item(workspace_id=cast.workspace.id, name='Chair', kind=ItemKind.REUSABLE, when_short=WhenShort.BLOCK)
    )
    factories.save(Resource(workspace_id=cast.workspace.id, item_id=chair.id, quantity=1))
    kind = kind_of(cast)
    factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=chair.id, quantity=2))
    for actor in (cast.guest, cast.ben):
        with pytest.raises(inventory.Short):
            book(cast, kind, at(10), actor)
    assert book(cast, kind, at(10), cast.ben, overbook_reason='One brings their own')


def test_a_short_blocking_consumable_refuses_and_offers_nothing(cast: Cast) -> None:
    tube = factories.save(Item(workspace_id=cast.workspace.id, name='Tube', when_short=WhenShort.BLOCK))
    factories.save(
        Movement(workspace_id=cast.workspace.id, item_id=tube.id, kind=MovementKind.RESTOCK, on_hand=1, at=NOW)
    )
    kind = kind_of(cast)
    factories.save(BookingTypeItem(booking_type_id=kind.id, item_id=tube.id))
    first = book(cast, kind, at(10))
    with pytest.raises(inventory.Short):
        book(cast, kind, at(12), cast.ben)
    with pytest.raises(inventory.Short):
        book(cast, kind, at(12))
    assert move(bookings.reschedule, cast.ben, first, start=at(14)).start == at(14)
    move(bookings.cancel, cast.ben, first)
    book(cast, kind, at(12))


def test_a_moved_booking_leaves_its_time_and_may_overlap_itself(cast: Cast) -> None:
    kind = kind_of(cast)
    booking = book(cast, kind, at(10))
    moved = move(bookings.reschedule, cast.ben, booking, start=at(10, 30))
    assert (moved.start, moved.end, moved.sequence) == (at(10, 30), at(11, 30), 1)
    book(cast, kind, at(9, 30))
    assert names(booking) == ['booking.confirmed', 'booking.created', 'booking.rescheduled']
    assert move(bookings.reschedule, cast.ben, booking, start=at(10, 30)).sequence == 1
    with pytest.raises(bookings.Taken):
        move(bookings.reschedule, cast.ben, booking, start=at(9, 30))
    assert everything(Booking, Booking.id == booking.id)[0].start == at(10, 30)


def test_a_booking_is_given_to_a_colleague(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    booking = book(cast, kind, at(10), member_id=cast.ada.member_id)
    assert (
        move(bookings.reschedule, cast.ben, booking, start=at(10), member_id=cast.ben.member_id).member_id
        == cast.ben.member_id
    )
    book(cast, kind, at(10), member_id=cast.ada.member_id)


def test_every_allowed_move_and_its_event(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10))
    for function, status, event in (
        (bookings.complete, 'completed', 'booking.completed'),
        (bookings.reopen, 'confirmed', 'booking.reopened'),
        (bookings.no_show, 'no_show', 'booking.no_show'),
        (bookings.reopen, 'confirmed', 'booking.reopened'),
        (bookings.cancel, 'cancelled', 'booking.cancelled'),
        (bookings.reopen, 'confirmed', 'booking.confirmed'),
    ):
        assert move(function, cast.ben, booking).status.value == status
        assert event in names(booking)
    assert len(everything(Hold)) == 1


REFUSED = {
    'pending': (bookings.complete, bookings.no_show, bookings.reopen),
    'confirmed': (bookings.confirm, bookings.reopen),
    'completed': (bookings.confirm, bookings.complete, bookings.no_show, bookings.cancel, bookings.reschedule),
    'no_show': (bookings.confirm, bookings.complete, bookings.no_show, bookings.cancel, bookings.reschedule),
    'cancelled': (bookings.confirm, bookings.complete, bookings.no_show, bookings.cancel, bookings.reschedule),
}


@pytest.mark.parametrize('status', REFUSED)
def test_every_other_move_is_refused(cast: Cast, status: str) -> None:
    booking = book(cast, kind_of(cast), at(10))
    with db.transaction() as session:
        session.get_one(Booking, booking.id).status = BookingStatus(status)
    for function in REFUSED[status]:
        with pytest.raises(Conflict):
            move(function, cast.ben, booking, **({'start': at(11)} if function is bookings.reschedule else {}))


def test_time_is_held_after_completion_and_no_show_and_free_after_cancelling(cast: Cast) -> None:
    kind = kind_of(cast)
    for function in (bookings.complete, bookings.no_show):
        booking = book(cast, kind, at(10))
        move(function, cast.ben, booking)
        with pytest.raises(bookings.Taken):
            book(cast, kind, at(10))
        move(bookings.cancel, cast.ben, move(bookings.reopen, cast.ben, booking))


def test_a_cancelled_booking_comes_back_through_the_guard(cast: Cast) -> None:
    kind = kind_of(cast)
    booking = move(bookings.cancel, cast.ben, book(cast, kind, at(10)), reason='Ill')
    assert (booking.cancel_reason, booking.cancelled_by, booking.occurrence_id) == ('Ill', 'staff', None)
    other = book(cast, kind, at(10))
    with pytest.raises(bookings.Taken):
        move(bookings.reopen, cast.ben, booking)
    move(bookings.cancel, cast.ben, other)
    with clock.frozen(at(20)):
        back = move(bookings.reopen, cast.ben, booking)
    assert (back.status, back.cancel_reason, back.cancelled_at) == (BookingStatus.CONFIRMED, '', None)


def test_customers_change_their_booking_within_the_notice(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10, day=4))
    link = {'link_nonce': booking.link_nonce}
    moved = move(bookings.reschedule, cast.guest, booking, start=at(11, day=4), **link)
    assert moved.start == at(11, day=4)
    with clock.frozen(at(11, 1)):
        for function, given in ((bookings.cancel, {}), (bookings.reschedule, {'start': at(12, day=4)})):
            with pytest.raises(bookings.TooLate):
                move(function, cast.guest, booking, **link, **given)
    with clock.frozen(at(11)):
        assert move(bookings.cancel, cast.guest, booking, **link).cancelled_by == 'customer'


def test_without_the_present_link_a_customer_changes_nothing(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10, day=9))
    with pytest.raises(Forbidden):
        move(bookings.cancel, cast.guest, booking)
    with pytest.raises(BadLink):
        move(bookings.cancel, cast.guest, booking, link_nonce=uuid4())
    with pytest.raises(Forbidden):
        move(bookings.complete, cast.guest, booking)
    with pytest.raises(Forbidden):
        book(cast, kind_of(cast), at(12), contact_id=booking.contact_id)


def test_staff_need_the_switch_and_strangers_find_nothing(cast: Cast) -> None:
    kind = kind_of(cast)
    booking = book(cast, kind, at(10))
    without = factories.person('Cy Dunn', cast.workspace.id, can_bookings=False)
    for function in (
        bookings.confirm,
        bookings.cancel,
        bookings.complete,
        bookings.no_show,
        bookings.reopen,
        bookings.edit,
    ):
        with pytest.raises(Forbidden):
            move(function, without, booking)
        with pytest.raises(NotFound):
            move(function, cast.eve, booking)
    with pytest.raises(Forbidden):
        book(cast, kind, at(12), without)
    with pytest.raises(NotFound):
        book(cast, kind, at(12), cast.eve)
    ours = factories.contact(cast.workspace.id)
    theirs = factories.contact(cast.eve.workspace)
    assert book(cast, kind, at(12), cast.ben, contact=None, contact_id=ours.id).contact_id == ours.id
    with pytest.raises(NotFound):
        book(cast, kind, at(13), cast.ben, contact=None, contact_id=theirs.id)


def test_a_request_that_nobody_confirms_expires(cast: Cast) -> None:
    kind = kind_of(cast, auto_confirm=False)
    soon, later = book(cast, kind, at(16, day=2)), book(cast, kind, at(10, day=9))
    house = type(cast.ada).system(cast.workspace.id)
    with db.reading() as session:
        assert bookings.expires_at(session, soon) == at(16, day=2)
        assert bookings.expires_at(session, later) == NOW + timedelta(hours=24)
    assert move(bookings.expire, house, later).status == BookingStatus.PENDING
    with clock.frozen(NOW + timedelta(hours=24)):
        gone = move(bookings.expire, house, later)
    assert (gone.status, gone.cancelled_by) == (BookingStatus.CANCELLED, 'house')
    kept = move(bookings.confirm, cast.ben, soon)
    with clock.frozen(at(9, day=9)):
        assert move(bookings.expire, house, kept).status == BookingStatus.CONFIRMED


def test_words_on_a_booking_can_be_changed(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10))
    changed = move(bookings.edit, cast.ben, booking, staff_notes='Allergic to nuts', location='Room 2')
    assert (changed.staff_notes, changed.location, changed.notes) == ('Allergic to nuts', 'Room 2', '')
    assert 'booking.changed' in names(booking)


def test_a_removed_person_a_closed_day_and_a_retired_type_are_not_offered(cast: Cast) -> None:
    kind = kind_of(cast)
    with db.transaction() as session:
        schedule = session.exec(select(Schedule).where(Schedule.workspace_id == cast.workspace.id)).one()
        schedule.overrides = [{'date': '2026-03-03', 'ranges': []}]
        session.get_one(Workspace, cast.workspace.id).timezone = 'Europe/Lisbon'
    with pytest.raises(bookings.NotOffered):
        book(cast, kind, at(10))
    book(cast, kind, at(10, day=4))
    with db.transaction() as session:
        session.get_one(Member, cast.ada.member_id).removed_at = NOW
    with pytest.raises(bookings.NotOffered):
        book(cast, kind, at(12, day=4))
    with db.transaction() as session:
        session.get_one(type(kind), kind.id).active = False
    with pytest.raises(NotFound):
        book(cast, kind, at(12, day=4))
