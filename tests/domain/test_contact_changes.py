"""Contacts as people change and read them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from data.models import Booking, BookingStatus, Contact, Conversation, Event, Message
from domain import clock, contact_changes, contact_reads
from domain.actor import Actor, OwnerOnly
from domain.errors import Forbidden, Invalid, NotFound
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.counting import queries
from tests.domain.test_conversations import conversation_of, write


def booked(cast: Cast, contact: Contact, *, hours: float, status: BookingStatus = BookingStatus.CONFIRMED) -> Booking:
    start = clock.now() + timedelta(hours=hours)
    return factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=factories.booking_type(cast.workspace.id).id,
            member_id=cast.ben.member_id,
            contact_id=contact.id,
            start=start,
            end=start + timedelta(hours=1),
            status=status,
            notes='Allergic to nuts',
        )
    )


def all_of(actor: Actor, table: Any) -> list[Any]:
    return read_now(
        lambda session, actor: list(session.exec(select(table).where(table.workspace_id == actor.workspace_id)).all()),
        actor,
    )


def create(actor: Actor, **given: Any) -> Contact:
    return act_now(contact_changes.create, actor, **({'name': 'Priya Nair', 'email': 'Priya@Nair.example'} | given))


def test_staff_create_a_contact_in_normal_form(cast: Cast) -> None:
    made = create(cast.ben, phone='912 000 123', tags=['Regular', ' Regular ', 'VIP'], notes=' Likes tea ')
    assert (made.email, made.phone) == ('priya@nair.example', '+351912000123')
    assert (made.tags, made.notes) == (['Regular', 'VIP'], 'Likes tea')
    assert conversation_of(cast.ada, made).contact_id == made.id
    assert 'contact.created' in [event.name for event in all_of(cast.ada, Event)]


@pytest.mark.parametrize(
    ('given', 'field'),
    [
        ({'name': ' '}, 'name'),
        ({'email': 'nobody'}, 'email'),
        ({'email': None}, 'email'),
        ({'phone': '12'}, 'phone'),
        ({'tags': ['x' * 41]}, 'tags'),
        ({'notes': 'x' * 4001}, 'notes'),
    ],
)
def test_wrong_input_is_told_at_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create(cast.ben, **given)
    assert list(refusal.value.fields) == [field]


def test_the_same_address_never_makes_a_second_contact(cast: Cast) -> None:
    made = create(cast.ben, phone='+351912000123')
    for given in ({}, {'email': 'other@nair.example', 'phone': '+351912000123'}):
        with pytest.raises(contact_changes.Known) as refusal:
            create(cast.ada, name='Somebody', **given)
        assert refusal.value.details['contact_id'] == made.id
    other = create(cast.ada, email='other@nair.example')
    with pytest.raises(contact_changes.Known):
        act_now(contact_changes.edit, cast.ada, contact_id=other.id, email='priya@nair.example')


def test_editing_changes_only_what_is_given(cast: Cast) -> None:
    made = create(cast.ben, phone='+351912000123', notes='Likes tea')
    edited = act_now(contact_changes.edit, cast.ben, contact_id=made.id, name='Priya N.', email='')
    assert (edited.name, edited.email, edited.phone, edited.notes) == ('Priya N.', None, '+351912000123', 'Likes tea')
    assert 'contact.changed' in [event.name for event in all_of(cast.ada, Event)]
    with pytest.raises(Invalid):
        act_now(contact_changes.edit, cast.ben, contact_id=made.id, phone='')


def test_who_may_not(cast: Cast) -> None:
    made = create(cast.ben)
    stock = factories.person('Sam Store', cast.workspace.id, can_inbox=False, can_bookings=False, can_forms=False)
    for nobody in (stock, cast.guest):
        with pytest.raises(Forbidden):
            create(nobody, email='new@customers.example')
        with pytest.raises(Forbidden):
            read_now(contact_reads.page, nobody)
    for change in (contact_changes.edit, contact_reads.view, contact_reads.timeline):
        with pytest.raises(NotFound):
            act_now(change, cast.eve, contact_id=made.id)
    with pytest.raises(OwnerOnly):
        act_now(contact_changes.delete, cast.ben, contact_id=made.id)
    with pytest.raises(NotFound):
        act_now(contact_changes.delete, cast.eve, contact_id=made.id)


def test_merging_moves_everything_and_keeps_what_was_known(cast: Cast) -> None:
    kept = create(cast.ada, notes='Likes tea', tags=['Regular'])
    other = create(cast.ada, name='P. Nair', email=None, phone='+351912000123', notes='Prefers Ben', tags=['VIP'])
    write(cast.ada, conversation_of(cast.ada, other), body='Hi from my phone')
    booking = booked(cast, other, hours=5)
    merged = act_now(contact_changes.merge, cast.ben, contact_id=kept.id, other_id=other.id)
    assert (merged.name, merged.email, merged.phone) == ('Priya Nair', 'priya@nair.example', '+351912000123')
    assert (merged.tags, merged.notes) == (['Regular', 'VIP'], 'Likes tea\nPrefers Ben')
    thread = conversation_of(cast.ada, kept)
    assert thread.unanswered_since is not None
    assert {row.conversation_id for row in all_of(cast.ada, Message)} == {thread.id}
    assert [row.contact_id for row in all_of(cast.ada, Booking) if row.id == booking.id] == [kept.id]
    assert [row.id for row in all_of(cast.ada, Contact)] == [kept.id]
    with pytest.raises(NotFound):
        act_now(contact_changes.merge, cast.ada, contact_id=kept.id, other_id=other.id)
    with pytest.raises(contact_changes.Same):
        act_now(contact_changes.merge, cast.ada, contact_id=kept.id, other_id=kept.id)
    stranger = factories.contact(cast.eve.workspace_id)
    with pytest.raises(NotFound):
        act_now(contact_changes.merge, cast.ada, contact_id=kept.id, other_id=stranger.id)


def test_erasing_takes_the_person_and_leaves_the_figures(cast: Cast) -> None:
    made = create(cast.ada, phone='+351912000123', notes='Likes tea')
    write(cast.ada, conversation_of(cast.ada, made), sender_name='Priya Nair')
    booking = booked(cast, made, hours=-5, status=BookingStatus.COMPLETED)
    ahead = booked(cast, made, hours=5)
    with pytest.raises(contact_changes.StillBooked):
        act_now(contact_changes.delete, cast.ada, contact_id=made.id)
    act_now(_cancel, cast.ada, booking_id=ahead.id)
    act_now(contact_changes.delete, cast.ada, contact_id=made.id)
    assert all_of(cast.ada, Message) == []
    assert all_of(cast.ada, Conversation) == []
    left = next(row for row in all_of(cast.ada, Booking) if row.id == booking.id)
    assert (left.status, left.notes) == (BookingStatus.COMPLETED, '')
    remains = repr(all_of(cast.ada, Contact)) + repr(all_of(cast.ada, Event)) + repr(all_of(cast.ada, Booking))
    assert [word for word in ('Priya', 'nair', '912000123', 'tea', 'nuts') if word in remains] == []
    assert read_now(contact_reads.page, cast.ada).items == []
    with pytest.raises(NotFound):
        read_now(contact_reads.view, cast.ada, contact_id=made.id)
    create(cast.ada)


def _cancel(session: Session, _: Actor, *, booking_id: UUID) -> None:
    session.get_one(Booking, booking_id).status = BookingStatus.CANCELLED


def test_the_list_searches_sorts_pages_and_costs_the_same(cast: Cast) -> None:
    create(cast.ada, tags=['Régulier'])
    one = queries(contact_reads.page, cast.ben)
    for number in range(30):
        factories.contact(cast.workspace.id, f'Customer {number:02}')
    assert queries(contact_reads.page, cast.ben) == one
    page = read_now(contact_reads.page, cast.ben, limit=10, offset=20)
    assert (page.total, [row.name for row in page.items][:2]) == (31, ['Customer 20', 'Customer 21'])
    assert [row.name for row in read_now(contact_reads.page, cast.ben, q='nair').items] == ['Priya Nair']
    assert [row.name for row in read_now(contact_reads.page, cast.ben, tag='Régulier').items] == ['Priya Nair']
    assert read_now(contact_reads.page, cast.ben, sort='-name').items[0].name == 'Priya Nair'
    assert read_now(contact_reads.page, cast.ben, q='Secret').items == []
    assert read_now(contact_reads.tags, cast.ben) == ['Régulier']


def test_the_timeline_shows_what_the_caller_may_see(cast: Cast) -> None:
    made = create(cast.ada)
    write(cast.ada, conversation_of(cast.ada, made), sender_name='Priya Nair', body='Hello!')
    booked(cast, made, hours=5)
    entries = read_now(contact_reads.timeline, cast.ada, contact_id=made.id)
    told = [(entry.kind, entry.title, entry.detail) for entry in entries]
    assert [one for one in told if one[1] != 'Automatic message'] == [
        ('booking', 'Cut and finish', 'Ben Okafor'),
        ('message', 'Priya Nair wrote', 'Hello!'),
    ]
    view = read_now(contact_reads.view, cast.ada, contact_id=made.id)
    assert (view.upcoming, view.visits, view.no_shows) == (1, 0, 0)
    only_bookings = factories.person('Dora Lee', cast.workspace.id, can_inbox=False)
    seen = read_now(contact_reads.timeline, only_bookings, contact_id=made.id)
    assert [entry.kind for entry in seen] == ['booking']
    assert read_now(contact_reads.view, only_bookings, contact_id=made.id).conversation_id is None
