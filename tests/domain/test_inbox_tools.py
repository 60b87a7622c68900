"""Drafts, who is answering, undo send, saved replies."""

from datetime import timedelta

import pytest

from data.models import Conversation, Delivery, DeliveryState, SavedReply
from domain import clock, conversation_reads, drafts, saved_replies, sending, threads, undoing
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.test_conversations import START
from tests.domain.test_replies import rows, send, thread

__all__ = ['thread']


def test_a_draft_is_kept_for_its_writer_and_seen_by_the_others(cast: Cast, thread: Conversation) -> None:
    where = {'conversation_id': thread.id}
    with clock.frozen(START):
        act_now(drafts.save, cast.ben, body='Dear Pri', channel='email', **where)
        act_now(drafts.save, cast.ben, body='Dear Priya', channel='email', subject='Hello', **where)
        assert read_now(drafts.mine, cast.ben, **where) == drafts.Written('Dear Priya', 'email', 'Hello')
        assert read_now(drafts.mine, cast.ada, **where) == drafts.Written()
        assert read_now(drafts.answering, cast.ada, **where) == ['Ben Okafor']
        assert read_now(drafts.answering, cast.ben, **where) == []
    with clock.frozen(START + timedelta(seconds=21)):
        assert read_now(drafts.answering, cast.ada, **where) == []
    act_now(drafts.save, cast.ben, body=' ', **where)
    assert read_now(drafts.mine, cast.ben, **where) == drafts.Written()
    for call in (drafts.mine, drafts.drop):
        with pytest.raises(Forbidden):
            act_now(call, cast.guest, **where)
    with pytest.raises(NotFound):
        act_now(drafts.save, cast.eve, body='x', **where)


def test_undo_takes_a_reply_back_as_if_it_had_not_been_written(cast: Cast, thread: Conversation) -> None:
    before = read_now(conversation_reads.one, cast.ben, conversation_id=thread.id)
    act_now(drafts.save, cast.ben, conversation_id=thread.id, body='Yes!')
    message = send(cast.ben, thread, may_undo=True)
    assert read_now(drafts.mine, cast.ben, conversation_id=thread.id).body == ''
    assert taken() == []
    with pytest.raises(undoing.TooLate):
        act_now(undoing.undo, cast.ada, message_id=message.id)
    assert act_now(undoing.undo, cast.ben, message_id=message.id).body == 'Yes!'
    assert read_now(conversation_reads.one, cast.ben, conversation_id=thread.id) == before
    assert rows(cast.ada, Delivery) == []
    with pytest.raises(NotFound):
        act_now(undoing.undo, cast.ben, message_id=message.id)


def test_a_reply_that_nobody_takes_back_leaves_by_itself(cast: Cast, thread: Conversation) -> None:
    factories.smtp(cast.workspace.id, 25)
    message = send(cast.ben, thread, may_undo=True)
    assert threads_undo(cast.ben, thread)
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        assert len(taken()) == 1
    assert rows(cast.ada, Delivery)[0].state == DeliveryState.SENDING
    assert not threads_undo(cast.ben, thread)
    with pytest.raises(undoing.TooLate):
        act_now(undoing.undo, cast.ben, message_id=message.id)


def test_taking_back_the_first_of_two_answers_changes_no_state(cast: Cast, thread: Conversation) -> None:
    first = send(cast.ben, thread, may_undo=True)
    send(cast.ada, thread, body='I have it')
    act_now(undoing.undo, cast.ben, message_id=first.id)
    line = read_now(conversation_reads.one, cast.ben, conversation_id=thread.id)
    assert (line.paused, line.unanswered_since, line.preview) == (True, None, 'Ada: I have it')


def taken() -> list[sending.Job]:
    return act_now(sending.take, Actor.system(), limit=9, share=9, flying={})[0]


def threads_undo(actor: Actor, thread: Conversation) -> bool:
    last = read_now(threads.thread, actor, conversation_id=thread.id).messages.items[-1]
    return bool(last.delivery and last.delivery.undo)


def test_a_saved_reply_is_filled_for_its_reader(cast: Cast, thread: Conversation) -> None:
    made = act_now(saved_replies.create, cast.ada, title=' Thanks ', body='Hello {first_name}, {nobody}thanks. {me}')
    assert [one.title for one in read_now(saved_replies.listing, cast.ben)] == ['Thanks']
    words = read_now(saved_replies.filled, cast.ben, saved_reply_id=made.id, conversation_id=thread.id)
    assert words == 'Hello Priya, thanks. Ben Okafor'
    changed = act_now(saved_replies.update, cast.ada, saved_reply_id=made.id, title='Thank you')
    assert (changed.title, changed.body) == ('Thank you', made.body)
    with pytest.raises(Invalid):
        act_now(saved_replies.create, cast.ada, title='Thank you', body='x')
    with pytest.raises(Invalid):
        act_now(saved_replies.create, cast.ada, title='', body='x')
    with pytest.raises(Forbidden):
        act_now(saved_replies.create, cast.ben, title='Mine', body='x')
    with pytest.raises(NotFound):
        read_now(saved_replies.one, cast.eve, saved_reply_id=made.id)
    act_now(saved_replies.delete, cast.ada, saved_reply_id=made.id)
    assert rows(cast.ada, SavedReply) == []
