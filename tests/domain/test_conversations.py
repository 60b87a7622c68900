"""Conversations: what a line does to the summary, and who may change the state."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from data.models import Channel, Contact, Conversation, Direction, Event, Message, MessageKind
from domain import clock, conversation_reads, conversations, messages, threads
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.counting import queries

START = clock.now().replace(microsecond=0)


def conversation_of(actor: Actor, contact: Contact) -> Conversation:
    return read_now(conversations.of, actor, contact_id=contact.id)


def write(actor: Actor, conversation: Conversation, direction: Direction = Direction.IN, **given: Any) -> Message:
    def appended(session: Session, actor: Actor) -> Message:
        fresh = session.get_one(Conversation, conversation.id)
        values = {'channel': Channel.SMS, 'kind': MessageKind.MANUAL, 'body': 'Hello there'} | given
        return conversations.append(session, actor, conversation=fresh, direction=direction, **values)

    return act_now(appended, actor)


def recorded(actor: Actor) -> list[str]:
    def names(session: Session, actor: Actor) -> list[str]:
        return list(session.exec(select(Event.name).where(Event.workspace_id == actor.workspace_id)).all())

    return read_now(names, actor)


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return conversation_of(cast.ada, factories.contact(cast.workspace.id))


def test_an_incoming_message_waits_for_an_answer_and_reopens(cast: Cast, thread: Conversation) -> None:
    act_now(conversations.close, cast.ben, conversation_id=thread.id)
    write(Actor.system(cast.workspace.id), thread, body='Do you\nhave time?', sender_name='Priya')
    found = conversation_of(cast.ada, read_contact(cast, thread))
    assert conversations.unread(found)
    assert found.unanswered_since is not None
    assert found.closed_at is None
    assert found.last_inbound_channel == Channel.SMS
    assert found.preview == 'Do you have time?'
    assert 'message.received' in recorded(cast.ada)


def read_contact(cast: Cast, thread: Conversation) -> Contact:
    return read_now(lambda session, actor: session.get_one(Contact, thread.contact_id), cast.ada)


def test_waiting_counts_from_the_first_unanswered_message(cast: Cast, thread: Conversation) -> None:
    with clock.frozen(START):
        write(cast.ada, thread)
    with clock.frozen(START + timedelta(hours=1)):
        write(cast.ada, thread)
    assert conversation_of(cast.ada, read_contact(cast, thread)).unanswered_since == START


def test_only_a_persons_answer_ends_the_waiting(cast: Cast, thread: Conversation) -> None:
    write(cast.ada, thread)
    write(cast.ada, thread, Direction.OUT, kind=MessageKind.AUTOMATED, subject='Your booking')
    act_now(conversations.note, cast.ben, conversation_id=thread.id, body='Call her?')
    waiting = conversation_of(cast.ada, read_contact(cast, thread))
    assert waiting.unanswered_since is not None
    assert waiting.preview == 'Note: Call her?'
    write(cast.ben, thread, Direction.OUT)
    answered = conversation_of(cast.ada, read_contact(cast, thread))
    assert answered.unanswered_since is None
    assert answered.preview == 'Ben: Hello there'


def test_reading_closing_reopening_and_resuming(cast: Cast, thread: Conversation) -> None:
    write(cast.ada, thread)
    assert not conversations.unread(act_now(conversations.mark_read, cast.ben, conversation_id=thread.id))
    closed = act_now(conversations.close, cast.ben, conversation_id=thread.id)
    assert closed.closed_by == cast.ben.user_id
    assert closed.unanswered_since is None
    again = act_now(conversations.close, cast.ada, conversation_id=thread.id)
    assert again.closed_by == cast.ben.user_id
    assert act_now(conversations.reopen, cast.ben, conversation_id=thread.id).closed_at is None
    assert recorded(cast.ada).count('conversation.changed') == 2


def test_resume_ends_the_pause_and_says_so(cast: Cast, thread: Conversation) -> None:
    def paused(session: Session, actor: Actor) -> None:
        conversations.pause(session, actor, session.get_one(Conversation, thread.id))

    act_now(paused, cast.ben)
    assert read_now(threads.thread, cast.ada, conversation_id=thread.id).paused_by == 'Ben Okafor'
    assert act_now(conversations.resume, cast.ada, conversation_id=thread.id).paused_at is None
    last = read_now(threads.thread, cast.ada, conversation_id=thread.id).messages.items[-1]
    assert (last.kind, last.body) == ('system', 'Automatic messages resumed by Ada Moreno')


def test_assigning_needs_a_colleague_with_the_inbox(cast: Cast, thread: Conversation) -> None:
    assert (
        act_now(conversations.assign, cast.ada, conversation_id=thread.id, member_id=cast.ben.member_id).assigned_to
        == cast.ben.member_id
    )
    deaf = factories.person('Dora Lee', cast.workspace.id, can_inbox=False)
    for nobody in (deaf.member_id, cast.eve.member_id, uuid4()):
        with pytest.raises(conversations.NotAColleague):
            act_now(conversations.assign, cast.ada, conversation_id=thread.id, member_id=nobody)
    assert act_now(conversations.assign, cast.ada, conversation_id=thread.id, member_id=None).assigned_to is None


@pytest.mark.parametrize(
    'change', [conversations.close, conversations.reopen, conversations.mark_read, conversations.resume]
)
def test_strangers_and_those_without_the_inbox_are_refused(cast: Cast, thread: Conversation, change: Any) -> None:
    with pytest.raises(NotFound):
        act_now(change, cast.eve, conversation_id=thread.id)
    deaf = factories.person('Dora Lee', cast.workspace.id, can_inbox=False)
    with pytest.raises(Forbidden):
        act_now(change, deaf, conversation_id=thread.id)
    with pytest.raises(Forbidden):
        act_now(change, cast.guest, conversation_id=thread.id)


@pytest.mark.parametrize('body', ['', ' \n ', 'x' * 20_001])
def test_a_note_needs_words(cast: Cast, thread: Conversation, body: str) -> None:
    with pytest.raises(Invalid) as refusal:
        act_now(conversations.note, cast.ada, conversation_id=thread.id, body=body)
    assert list(refusal.value.fields) == ['body']


def test_filters_and_their_counts_agree(cast: Cast) -> None:
    names = ['Unread', 'Answered', 'Paused', 'Closed', 'Mine', 'Quiet']
    made = {name: conversation_of(cast.ada, factories.contact(cast.workspace.id, name)) for name in names}
    write(cast.ada, made['Unread'])
    write(cast.ada, made['Answered'])
    write(cast.ben, made['Answered'], Direction.OUT)
    act_now(conversations.mark_read, cast.ada, conversation_id=made['Answered'].id)
    act_now(
        lambda session, actor: conversations.pause(session, actor, session.get_one(Conversation, made['Paused'].id)),
        cast.ben,
    )
    act_now(conversations.close, cast.ben, conversation_id=made['Closed'].id)
    act_now(conversations.assign, cast.ada, conversation_id=made['Mine'].id, member_id=cast.ben.member_id)
    shown = {
        name: {line.name for line in read_now(conversation_reads.page, cast.ben, filter=name).items}
        for name in conversation_reads.FILTERS
    }
    assert shown == {
        'open': set(names) - {'Closed'},
        'unread': {'Unread'},
        'unanswered': {'Unread'},
        'paused': {'Paused'},
        'mine': {'Mine'},
        'closed': {'Closed'},
        'all': set(names),
    }
    counted = read_now(conversation_reads.counts, cast.ben)
    assert {name: getattr(counted, name) for name in shown} == {name: len(lines) for name, lines in shown.items()}


def test_search_by_name_address_number_and_words(cast: Cast) -> None:
    priya = conversation_of(
        cast.ada, factories.contact(cast.workspace.id, 'Priya Nair', email='priya@nair.example', phone='+351912000123')
    )
    factories.contact(cast.workspace.id, 'Marcus 100%')
    write(cast.ada, priya, body='Could we move the balayage to Friday?')
    for q in ('priya', 'NAIR pri', 'nair.example', '912 000 123', '0912000123', '+351 912', 'balayage friday'):
        assert [line.name for line in read_now(conversation_reads.page, cast.ada, q=q).items] == ['Priya Nair'], q
    assert [line.name for line in read_now(conversation_reads.page, cast.ada, q='100%').items] == ['Marcus 100%']
    assert read_now(conversation_reads.page, cast.ada, q='Secret', filter='all').items == []


def test_the_list_and_the_thread_cost_the_same_for_one_and_for_thirty(cast: Cast, thread: Conversation) -> None:
    write(cast.ada, thread)
    one = queries(conversation_reads.page, cast.ben), queries(threads.thread, cast.ben, conversation_id=thread.id)
    for number in range(30):
        factories.contact(cast.workspace.id, f'Customer {number}')
        write(cast.ada, thread, body=f'Message {number}')
    assert (
        queries(conversation_reads.page, cast.ben),
        queries(threads.thread, cast.ben, conversation_id=thread.id),
    ) == one
    assert read_now(conversation_reads.page, cast.ben, limit=10, offset=10).total == 31


def test_a_thread_shows_the_newest_page_and_older_on_demand(cast: Cast, thread: Conversation) -> None:
    for number in range(7):
        with clock.frozen(START + timedelta(minutes=number)):
            write(cast.ada, thread, body=f'Message {number}')
    newest = read_now(threads.thread, cast.ada, conversation_id=thread.id, more=5).messages
    assert [line.body for line in newest.items] == [f'Message {number}' for number in range(2, 7)]
    assert newest.older
    rest = read_now(messages.page, cast.ada, conversation_id=thread.id, limit=5, offset=5)
    assert [line.body for line in rest.items] == ['Message 0', 'Message 1']
    oldest = read_now(messages.newest, cast.ada, conversation_id=thread.id, since=newest.items[0].id, more=1)
    assert [line.body for line in oldest.items] == [f'Message {number}' for number in range(1, 7)]
    assert oldest.older


def test_a_thread_is_not_for_strangers(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotFound):
        read_now(threads.thread, cast.eve, conversation_id=thread.id)
    with pytest.raises(NotFound):
        read_now(messages.page, cast.eve, conversation_id=thread.id)
    with pytest.raises(Forbidden):
        read_now(threads.thread, cast.guest, conversation_id=thread.id)


def test_the_channel_used_last_comes_first(cast: Cast) -> None:
    both = factories.contact(cast.workspace.id, email='a@customers.example', phone='+351912000999')
    thread = conversation_of(cast.ada, both)
    assert read_now(threads.thread, cast.ada, conversation_id=thread.id).channels == ('email', 'sms')
    write(cast.ada, thread)
    assert read_now(threads.thread, cast.ada, conversation_id=thread.id).channels == ('sms', 'email')
