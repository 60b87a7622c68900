"""The contact form: what the owner writes is what customers meet; one submission makes one contact and one message."""

import pytest
from sqlmodel import select

from data import db
from data.models import Contact, Direction, Event, Message
from domain import contact_forms
from domain.errors import Invalid, NotFound
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast

QUESTION = {'key': 'size', 'label': 'Your size?', 'kind': 'choice', 'required': True, 'options': ['S', 'L'], 'help': ''}


def send(cast: Cast, **given: object) -> contact_forms.Sent:
    given = {'slug': cast.workspace.slug, 'name': 'Priya Nair', 'email': 'priya@example.com'} | given
    return act_now(contact_forms.submit, cast.guest, **given)


def came_in(sent: contact_forms.Sent) -> tuple[object, ...]:
    return Message.conversation_id == sent.conversation_id, Message.direction == Direction.IN


def test_the_owner_writes_it_and_guests_read_it(cast: Cast):
    act_now(contact_forms.update, cast.ada, heading='Hello', intro='Write!', fields=[QUESTION])
    assert read_now(contact_forms.view, cast.guest) == contact_forms.View('Hello', 'Write!', (QUESTION,))


def test_what_is_wrong_is_named(cast: Cast):
    with pytest.raises(Invalid) as refused:
        act_now(contact_forms.update, cast.ada, heading='x' * 201, intro='', fields=[QUESTION | {'options': ['S']}])
    assert set(refused.value.fields) == {'heading', 'fields.0.options'}


def test_a_submission_becomes_contact_conversation_and_message(cast: Cast):
    act_now(contact_forms.update, cast.ada, heading='', intro='', fields=[QUESTION])
    sent = send(cast, message='Hello there', extra={'size': 'L'})
    assert sent.created
    with db.reading() as session:
        message = session.exec(select(Message).where(*came_in(sent))).one()
        names = session.exec(select(Event.name).where(Event.workspace_id == cast.workspace.id)).all()
    assert message.body == 'Hello there\n\nYour size?: L'
    assert {'contact.created', 'message.received'} <= set(names)


def test_the_same_person_stays_one_contact(cast: Cast):
    first, second = send(cast, message='One'), send(cast, message='Two')
    assert (second.contact_id, second.created) == (first.contact_id, False)


def test_a_required_answer_is_asked_for(cast: Cast):
    act_now(contact_forms.update, cast.ada, heading='', intro='', fields=[QUESTION])
    with pytest.raises(Invalid) as refused:
        send(cast, message='Hello')
    assert set(refused.value.fields) == {'extra.size'}


def test_robots_leave_nothing_behind(cast: Cast):
    assert send(cast, trap='https://spam.example').contact_id is None
    with pytest.raises(contact_forms.TooSwift):
        send(cast, seconds=0.3)
    with db.reading() as session:
        assert session.exec(select(Contact).where(Contact.workspace_id == cast.workspace.id)).all() == []


def test_an_unknown_address_is_not_there(cast: Cast):
    factories.contact(cast.workspace.id)
    with pytest.raises(NotFound):
        send(cast, slug='nobody-here')
