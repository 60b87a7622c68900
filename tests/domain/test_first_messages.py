"""A first message to somebody, and the links that an answer can hold."""

import pytest

from data.models import Contact, Conversation, Message
from domain import first_messages, forms, insertions, links
from domain.errors import Forbidden, Invalid, NotFound
from domain.replies import NoAddress
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_conversations import thread

__all__ = ['thread']
NEW = {'name': 'Mara Lopes', 'email': 'mara@example.com', 'phone': ''}


async def test_somebody_new_becomes_a_contact_and_is_not_thanked_for_writing(cast: Cast) -> None:
    stage.channel(cast)
    for _ in range(2):  # a double click
        message = act_now(
            first_messages.send, cast.ben, channel='email', body='We miss you', contact=NEW, submission_key='k'
        )
    await stage.send_all()
    [mara] = stage.all_of(Contact, Contact.email == 'mara@example.com')
    [conversation] = stage.all_of(Conversation, Conversation.contact_id == mara.id)
    assert [row.id for row in stage.all_of(Message, Message.kind == 'manual')] == [message.id]
    assert (message.conversation_id, conversation.paused_by) == (conversation.id, cast.ben.user_id)
    assert [kept.subject for kept in stage.kept()] == ['A message from Juniper Street']


def test_whoever_is_known_keeps_the_one_conversation(cast: Cast, thread: Conversation) -> None:
    [priya] = stage.all_of(Contact, Contact.id == thread.contact_id)
    for whom in ({'contact_id': priya.id}, {'contact': {'name': 'P. Nair', 'email': priya.email.upper()}}):
        message = act_now(first_messages.send, cast.ben, channel='email', body='Hello', **whom)
        assert message.conversation_id == thread.id


def test_what_is_refused_makes_nobody(cast: Cast) -> None:
    before = len(stage.all_of(Contact))
    nobody = factories.contact(cast.eve.workspace, 'Next').id
    for given, field in (
        ({'contact': NEW, 'body': ' '}, 'body'),
        ({'contact': NEW | {'email': 'nonsense'}}, 'contact.email'),
        ({'contact': NEW | {'name': ''}}, 'contact.name'),
        ({'contact': NEW, 'channel': 'pigeon'}, 'channel'),
        ({}, 'contact.name'),
    ):
        with pytest.raises(Invalid) as refused:
            act_now(first_messages.send, cast.ben, **({'channel': 'email', 'body': 'Hello'} | given))
        assert field in refused.value.fields, given
    with pytest.raises(NoAddress):
        act_now(first_messages.send, cast.ben, channel='sms', body='Hello', contact=NEW)
    with pytest.raises(NotFound):
        act_now(first_messages.send, cast.ben, channel='email', body='Hello', contact_id=nobody)
    with pytest.raises(Forbidden):
        act_now(first_messages.send, cast.guest, channel='email', body='Hello', contact=NEW)
    assert len(stage.all_of(Contact)) == before + 1


def test_an_answer_can_hold_the_links_that_this_customer_needs(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    question = {'key': 'q', 'label': 'Allergies', 'kind': 'text', 'required': False, 'options': []}
    act_now(forms.create, cast.ada, name='Health sheet', fields=[question], booking_type_ids=[kind.id])
    booking = stage.booking(cast, kind=kind)
    [conversation] = stage.all_of(Conversation, Conversation.contact_id == booking.contact_id)
    found = {one.name: one.url for one in read_now(insertions.listing, cast.ada, conversation_id=conversation.id)}
    assert list(found) == ['Booking page', 'Form: Health sheet', 'Change or cancel the next visit', 'Contact form']
    assert found['Change or cancel the next visit'] == links.manage_url(booking)
    assert '/book/juniper-street' in found['Booking page']
    off = factories.person('Carl Off', cast.workspace.id, can_forms=False, can_bookings=False)
    assert [one.name for one in read_now(insertions.listing, off, conversation_id=conversation.id)] == [
        'Booking page',
        'Contact form',
    ]
    with pytest.raises(NotFound):
        read_now(insertions.listing, cast.eve, conversation_id=conversation.id)
