"""Running the day: longer and shorter bookings, contacts in two places, reminders by hand, and the history of it all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from data import db
from data.models import (
    Booking,
    BookingTypeMember,
    Contact,
    Conversation,
    Event,
    FormRequest,
    FormTemplate,
    Hold,
    Occurrence,
)
from domain import availability, booking_history, booking_reads, bookings, clashes, clock, reminding, work
from domain.errors import Forbidden, NotFound
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday; Lisbon is on UTC


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def kind_of(cast: Cast, **given: Any) -> Any:
    kind = factories.booking_type(cast.workspace.id, **given)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    return kind


def book(cast: Cast, kind: Any, start: datetime, **given: Any) -> Booking:
    given = {'contact': {'name': 'Priya Nair', 'email': 'priya@example.com'}} | given
    return work.act_now(bookings.book, cast.ben, booking_type_id=kind.id, start=start, **given)


def resize(cast: Cast, booking: Booking, end: datetime, actor: Any = None, **given: Any) -> Booking:
    given = {'booking_id': booking.id, 'start': booking.start, 'end': end} | given
    return work.act_now(bookings.reschedule, actor or cast.ben, **given)


def row(cast: Cast, booking: Booking) -> booking_reads.Row:
    return work.read_now(booking_reads.one, cast.ben, booking_id=booking.id)


def one(table: Any) -> Any:
    with db.reading() as session:
        return session.exec(select(table)).one()


def test_hold_and_occurrence_follow_another_length(cast: Cast) -> None:
    booking = book(cast, kind_of(cast, buffer_before_minutes=5, buffer_after_minutes=10), at(10))
    for minutes in 95, 25:
        end = at(10) + timedelta(minutes=minutes)
        resized = resize(cast, booking, end)
        assert (resized.start, resized.end) == (at(10), end)
        hold, occurrence = one(Hold), one(Occurrence)
        assert (hold.start, hold.end) == (at(9, 55), end + timedelta(minutes=10))
        assert (occurrence.start, occurrence.end) == (at(10), end)
    assert resized.sequence == booking.sequence + 2


def test_a_booking_that_moves_stays_as_long_as_it_was(cast: Cast) -> None:
    kind = kind_of(cast)
    booking = resize(cast, book(cast, kind, at(10)), at(12))
    starts = [
        slot.start
        for slot in work.read_now(
            availability.slots,
            cast.ben,
            booking_type_id=kind.id,
            first=at(9).date(),
            last=at(9).date(),
            moving=booking.id,
        )
    ]
    assert max(starts) == at(15)
    moved = work.act_now(bookings.reschedule, cast.ben, booking_id=booking.id, start=at(14))
    assert (moved.start, moved.end) == (at(14), at(16))
    work.act_now(bookings.cancel, cast.ben, booking_id=booking.id)
    again = work.act_now(bookings.reopen, cast.ben, booking_id=booking.id)
    assert (again.start, again.end) == (at(14), at(16))


def test_the_same_length_again_changes_nothing(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10))
    assert resize(cast, booking, at(11)).sequence == booking.sequence


def test_a_longer_booking_never_runs_into_the_next(cast: Cast) -> None:
    kind = kind_of(cast)
    first = book(cast, kind, at(10))
    book(cast, kind, at(11, 30))
    with pytest.raises(bookings.Taken):
        resize(cast, first, at(11, 45))
    assert row(cast, first).end == at(11)
    knowingly = resize(cast, first, at(11, 45), overbook_reason='Priya has long hair')
    assert knowingly.end == at(11, 45)
    assert (row(cast, first).overbooked, row(cast, first).overbook_reason) == (True, 'Priya has long hair')


def test_outside_the_hours_only_with_a_reason_that_everybody_sees(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(16))
    with pytest.raises(bookings.NotOffered):
        resize(cast, booking, at(18))
    assert not row(cast, booking).overbooked
    resize(cast, booking, at(18), overbook_reason=' Ada stays longer ')
    assert (row(cast, booking).overbooked, row(cast, booking).overbook_reason) == (True, 'Ada stays longer')
    hold = one(Hold)
    assert (hold.overbooked, hold.end) == (False, at(18)), 'the guard still counts it'
    steps = work.read_now(booking_history.steps, cast.ben, booking_id=booking.id)
    assert [step.data['overbook_reason'] for step in steps if step.name == 'booking.rescheduled'] == [
        'Ada stays longer'
    ]
    resize(cast, booking, at(17))
    assert not row(cast, booking).overbooked


@pytest.mark.parametrize('end', [at(10), at(9), at(10, day=30), at(11).replace(second=30)])
def test_absurd_lengths_are_refused_at_their_field(cast: Cast, end: datetime) -> None:
    with pytest.raises(bookings.BadLength) as refused:
        resize(cast, book(cast, kind_of(cast), at(10)), end)
    assert set(refused.value.fields) == {'end'}


def test_groups_keep_their_length_and_strangers_have_no_say(cast: Cast) -> None:
    group = book(cast, kind_of(cast, capacity=4), at(10))
    with pytest.raises(bookings.GroupLength):
        resize(cast, group, at(12))
    resize(cast, group, at(14), start=at(13))
    with pytest.raises(Forbidden):
        resize(cast, group, at(12), cast.guest)
    with pytest.raises(NotFound):
        resize(cast, group, at(12), cast.eve)


def test_a_contact_in_two_places_is_said_and_not_refused(cast: Cast) -> None:
    kind, other = kind_of(cast), factories.booking_type(cast.workspace.id, 'Colour')
    first = book(cast, kind, at(10))
    second = book(cast, other, at(10, 30), member_id=cast.ben.member_id)
    said = ['Priya Nair is booked for this time already: Cut and finish, 10:00 to 11:00']
    assert work.read_now(clashes.of_booking, cast.ben, booking_id=second.id) == said
    asked: dict[str, Any] = {'contact_id': first.contact_id, 'start': at(10), 'end': at(12)}
    assert len(work.read_now(clashes.of_contact, cast.ben, **asked)) == 2
    assert work.read_now(clashes.of_contact, cast.ben, **asked, moving=second.id) == said
    assert work.read_now(clashes.of_contact, cast.ben, **asked | {'start': at(11, 30)}) == []
    work.act_now(bookings.cancel, cast.ben, booking_id=first.id)
    assert work.read_now(clashes.of_booking, cast.ben, booking_id=second.id) == []
    with pytest.raises(NotFound):
        work.read_now(clashes.of_contact, cast.eve, **asked)


async def test_a_reminder_by_hand_is_one_real_message_for_each_press(cast: Cast) -> None:
    stage.channel(cast)
    booking = book(cast, kind_of(cast), at(15))
    with db.reading() as session:
        thread = session.exec(select(Conversation).where(Conversation.contact_id == booking.contact_id)).one()
    stage.change(thread, paused_at=clock.now() + timedelta(minutes=1))
    await stage.send_all()
    before = len(stage.kept())
    for number in 1, 2:
        work.act_now(reminding.remind, cast.ben, booking_id=booking.id)
        await stage.send_all()
        assert len(stage.kept()) == before + number
    assert [outcome for outcome, _ in stage.firings('reminder')] == ['done', 'done']
    assert stage.firings('reminder_sms') == []


def test_what_cannot_be_reminded_of_is_told(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(15))
    with pytest.raises(NotFound):
        work.act_now(reminding.remind, cast.eve, booking_id=booking.id)
    with pytest.raises(Forbidden):
        work.act_now(reminding.remind, cast.guest, booking_id=booking.id)
    with pytest.raises(reminding.NoFormMissing):
        work.act_now(reminding.remind_of_forms, cast.ben, booking_id=booking.id)
    with db.reading() as session:
        contact = session.get_one(Contact, booking.contact_id)
    stage.change(contact, no_email_at=clock.now())
    with pytest.raises(reminding.CannotReach):
        work.act_now(reminding.remind, cast.ben, booking_id=booking.id)
    work.act_now(bookings.complete, cast.ben, booking_id=booking.id)
    with pytest.raises(reminding.NothingToRemindOf):
        work.act_now(reminding.remind, cast.ben, booking_id=booking.id)


async def test_all_missing_forms_go_in_one_message(cast: Cast) -> None:
    stage.channel(cast)
    booking = book(cast, kind_of(cast), at(15))
    for name in 'Allergies', 'Consent':
        template = factories.save(FormTemplate(workspace_id=cast.workspace.id, name=name, fields=[]))
        factories.save(
            FormRequest(
                workspace_id=cast.workspace.id,
                form_template_id=template.id,
                booking_id=booking.id,
                contact_id=booking.contact_id,
                name=name,
            )
        )
    await stage.send_all()
    before = len(stage.kept())
    work.act_now(reminding.remind_of_forms, cast.ben, booking_id=booking.id)
    await stage.send_all()
    [message] = stage.kept()[before:]
    assert 'Allergies' in message.text
    assert 'Consent' in message.text


def test_the_history_names_who_and_when(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10))
    with clock.frozen(NOW + timedelta(hours=1)):
        work.act_now(bookings.reschedule, cast.ada, booking_id=booking.id, start=at(12))
    steps = work.read_now(booking_history.steps, cast.ben, booking_id=booking.id)
    assert [(step.name, step.who) for step in steps[:1]] == [('booking.rescheduled', 'Ada Moreno')]
    assert steps[0].data['from_start'] == at(10).isoformat()
    assert {step.name for step in steps[1:]} == {'booking.created', 'booking.confirmed'}
    with pytest.raises(NotFound):
        work.read_now(booking_history.steps, cast.eve, booking_id=booking.id)


def test_events_keep_both_ends(cast: Cast) -> None:
    booking = book(cast, kind_of(cast), at(10))
    resize(cast, booking, at(12))
    with db.reading() as session:
        event = session.exec(select(Event).where(Event.name == 'booking.rescheduled')).one()
    assert (event.data['from_end'], event.data['end']) == (at(11).isoformat(), at(12).isoformat())
