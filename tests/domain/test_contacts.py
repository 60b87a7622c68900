"""One contact for each customer: e-mail decides, then phone; races make one; a stranger overwrites nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from data import db
from data.models import Contact, Conversation, Event, Message, MessageKind
from domain import clock, contacts, work
from domain.errors import Invalid
from tests import factories
from tests.conftest import Cast


def find(cast: Cast, **given: str | None) -> contacts.Found:
    return work.act_now(contacts.find_or_create, cast.guest, **{'name': 'Priya Nair'} | given)


def notes(found: contacts.Found) -> list[str]:
    with db.reading() as session:
        mine = (Message.conversation_id == found.conversation.id, Message.kind == MessageKind.SYSTEM)
        return list(session.exec(select(Message.body).where(*mine)))


def ours(cast: Cast) -> list[Contact]:
    with db.reading() as session:
        return list(session.exec(select(Contact).where(Contact.workspace_id == cast.workspace.id)))


def test_a_new_contact_has_its_conversation_and_its_event(cast: Cast) -> None:
    found = find(cast, email=' Priya@Example.COM ', phone='912 345 678')
    assert found.created
    assert (found.contact.email, found.contact.phone) == ('priya@example.com', '+351912345678')
    with db.reading() as session:
        assert session.exec(select(Event.name).where(Event.contact_id == found.contact.id)).all() == ['contact.created']
        assert session.get_one(Conversation, found.conversation.id).contact_id == found.contact.id


@pytest.mark.parametrize('again', [{'email': 'PRIYA@example.com'}, {'phone': '+351 912 345 678'}])
def test_the_same_address_is_the_same_contact(cast: Cast, again: dict[str, str]) -> None:
    first = find(cast, email='priya@example.com', phone='912345678')
    second = find(cast, **again)
    assert (second.contact.id, second.created) == (first.contact.id, False)
    assert notes(first) == []


@pytest.mark.parametrize('turn', [1, -1])
def test_email_decides_before_phone(cast: Cast, turn: int) -> None:
    """Whoever of them was there first."""
    given = [{'name': 'Rui', 'email': 'a.rui@example.com', 'phone': '912345678'}, {'email': 'priya@example.com'}]
    by_phone, by_email = [find(cast, **one) for one in given[::turn]][::turn]
    found = find(cast, email='priya@example.com', phone='912345678')
    assert found.contact.id == by_email.contact.id != by_phone.contact.id
    assert len(notes(found)) == 1


def test_a_stranger_overwrites_nothing_and_leaves_one_note(cast: Cast) -> None:
    known = find(cast, email='priya@example.com')
    for _ in range(2):
        find(cast, name='Mallory', email='priya@example.com', phone='+351 966 666 666')
    (contact,) = ours(cast)
    assert (contact.name, contact.email, contact.phone) == ('Priya Nair', 'priya@example.com', None)
    (note,) = notes(known)
    assert 'Mallory' in note
    assert '966 666 666' in note
    assert note.endswith('merge?')


def test_next_door_may_know_the_same_person(cast: Cast) -> None:
    assert find(cast, name='Secret customer', email='secret@next-door.example').created


@pytest.mark.parametrize(
    ('given', 'fields'),
    [
        ({'name': ' '}, {'name'}),
        ({'name': 'x' * 201, 'email': 'a@b.example'}, {'name'}),
        ({'email': None}, {'email'}),
        ({'email': 'nobody'}, {'email'}),
        ({'email': 'a@b.example', 'phone': 'call me'}, {'phone'}),
        ({'name': '\x00', 'email': '\ud800@b.example', 'phone': '12'}, {'name', 'email', 'phone'}),
    ],
)
def test_wrong_details_are_refused_at_their_fields(cast: Cast, given: dict[str, str | None], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        find(cast, **given)
    assert set(refused.value.fields) >= fields
    assert ours(cast) == []


def test_a_race_of_strangers_makes_one_contact(cast: Cast) -> None:
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: find(cast, email='priya@example.com', phone='912345678'), range(20)))
    assert len({one.contact.id for one in found}) == 1
    assert [one.created for one in found].count(True) == 1
    with db.reading() as session:
        assert len(session.exec(select(Conversation).where(Conversation.workspace_id == cast.workspace.id)).all()) == 1


def test_a_race_over_different_halves_makes_one_contact_for_each_email(cast: Cast) -> None:
    halves = [{'email': 'a@example.com', 'phone': '912345678'}, {'email': 'b@example.com', 'phone': '912345678'}] * 10
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda given: find(cast, **given), halves))
    assert len({one.contact.id for one in found}) == 1
    assert len(ours(cast)) == 1


def test_a_contact_in_another_workspace_is_never_found(cast: Cast) -> None:
    stranger = factories.contact(cast.eve.workspace, 'Zoe', phone='+12025550123', email=None)
    assert find(cast, name='Zoe', phone='+12025550123').contact.id != stranger.id


@pytest.mark.parametrize('same', [{'email': 'priya@example.com'}, {'email': None, 'phone': '+351912345678'}])
def test_the_database_itself_keeps_one_contact_for_an_address(cast: Cast, same: dict[str, Any]) -> None:
    factories.contact(cast.workspace.id, **same)
    with pytest.raises(IntegrityError):
        factories.contact(cast.workspace.id, 'Priya again', **same)
    factories.contact(cast.eve.workspace, 'Next door may know her too', **same)


def test_the_database_itself_keeps_one_conversation_for_a_contact(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    second = Conversation(workspace_id=cast.workspace.id, contact_id=priya.id, last_activity_at=clock.now())
    with pytest.raises(IntegrityError):
        factories.save(second)
