"""Replies: sent once, by a way that reaches the customer, and automation keeps silent afterwards."""

from typing import Any

import pytest
from sqlmodel import Session, select

from data.models import Channel, Conversation, Delivery, DeliveryState, Event, Message
from domain import replies, threads
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.test_conversations import conversation_of, write


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    contact = factories.contact(cast.workspace.id, email='priya@nair.example', phone='+351912000123')
    thread = conversation_of(cast.ada, contact)
    write(cast.ada, thread, channel=Channel.EMAIL, subject='A question', body='Do you have time?')
    return thread


def send(actor: Actor, thread: Conversation, **given: Any) -> Message:
    return act_now(
        replies.send, actor, conversation_id=thread.id, **({'channel': Channel.EMAIL, 'body': 'Yes!'} | given)
    )


def rows(actor: Actor, table: Any) -> list[Any]:
    def read(session: Session, actor: Actor) -> list[Any]:
        return list(session.exec(select(table).where(table.workspace_id == actor.workspace_id)).all())

    return read_now(read, actor)


def test_a_reply_is_queued_ends_the_waiting_and_pauses(cast: Cast, thread: Conversation) -> None:
    send(cast.ben, thread)
    shown = read_now(threads.thread, cast.ada, conversation_id=thread.id)
    assert shown.unanswered_since is None
    assert (shown.paused_by, shown.paused_at is not None) == ('Ben Okafor', True)
    last = shown.messages.items[-1]
    assert (last.subject, last.body, last.sender_name) == ('Re: A question', 'Yes!', 'Ben Okafor')
    assert last.delivery is not None
    assert (last.delivery.state, last.delivery.words) == ('queued', 'Waiting to be sent')
    (delivery,) = rows(cast.ada, Delivery)
    assert (delivery.address, delivery.channel) == ('priya@nair.example', Channel.EMAIL)
    assert 'staff.replied' in [event.name for event in rows(cast.ada, Event)]


def test_sent_twice_with_one_key_goes_out_once(cast: Cast, thread: Conversation) -> None:
    first = send(cast.ben, thread, submission_key='one')
    again = send(cast.ben, thread, submission_key='one', body='Something else')
    assert again.id == first.id
    assert len(rows(cast.ada, Delivery)) == 1
    send(cast.ben, thread, submission_key='two')
    assert len(rows(cast.ada, Delivery)) == 2


def test_sms_has_no_subject(cast: Cast, thread: Conversation) -> None:
    assert send(cast.ben, thread, channel=Channel.SMS, subject='Hello').subject == ''
    assert rows(cast.ada, Delivery)[0].address == '+351912000123'


@pytest.mark.parametrize(
    ('given', 'field'),
    [
        ({'body': '  '}, 'body'),
        ({'body': 'x' * 20_001}, 'body'),
        ({'channel': Channel.FORM}, 'channel'),
        ({'channel': Channel.NONE}, 'channel'),
    ],
)
def test_wrong_input(cast: Cast, thread: Conversation, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        send(cast.ben, thread, **given)
    assert list(refusal.value.fields) == [field]
    assert rows(cast.ada, Delivery) == []


def test_unreachable_contacts_and_samples(cast: Cast) -> None:
    mute = conversation_of(cast.ada, factories.contact(cast.workspace.id))
    with pytest.raises(replies.NoAddress):
        send(cast.ben, mute, channel=Channel.SMS)
    sample = conversation_of(cast.ada, factories.contact(cast.workspace.id, sample=True))
    with pytest.raises(replies.OnlyASample):
        send(cast.ben, sample)


def test_who_may_not(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotFound):
        send(cast.eve, thread)
    deaf = factories.person('Dora Lee', cast.workspace.id, can_inbox=False)
    for nobody in (deaf, cast.guest):
        with pytest.raises(Forbidden):
            send(nobody, thread)


def test_a_failed_reply_says_why_and_can_be_tried_again(cast: Cast, thread: Conversation) -> None:
    send(cast.ben, thread)

    def fail(session: Session, _: Actor) -> None:
        delivery = session.exec(select(Delivery)).one()
        delivery.state, delivery.error = DeliveryState.FAILED, 'Twilio answered “account suspended”'

    act_now(fail, cast.ada)
    last = read_now(threads.thread, cast.ada, conversation_id=thread.id).messages.items[-1]
    assert last.delivery is not None
    assert (last.delivery.words, last.delivery.again) == ('Not sent: Twilio answered “account suspended”', True)
