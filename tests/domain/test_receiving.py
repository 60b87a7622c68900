"""Mail that comes in: whose conversation it joins, what it sets off, and that it comes once."""

import json

import pytest

from data.gateways import folder
from data.models import (
    Alert,
    Attachment,
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Event,
    Message,
    StoredFile,
)
from domain import contact_changes, files, links, receiving, replies, work
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_corpus import CORPUS, NAMES

STORY = b'From: Priya Nair <priya@example.com>\r\nMessage-ID: <one@example.com>\r\nSubject: Hello\r\n\r\nIs there parking?\r\n'


def comes(cast: Cast, raw: bytes) -> Message | None:
    return work.act_now(receiving.receive, Actor.system(cast.workspace.id), raw=raw)


def thread_of(address: str) -> Conversation:
    [contact] = stage.all_of(Contact, Contact.email == address)
    [found] = stage.all_of(Conversation, Conversation.contact_id == contact.id)
    return found


def answered(cast: Cast) -> bytes:
    """We wrote to Priya; the Message-ID under which the mail went out."""
    stage.channel(cast, sender='salon@example.com')
    priya = factories.contact(cast.workspace.id, email='priya@example.com')
    given = {'conversation_id': thread_of(priya.email).id, 'channel': Channel.EMAIL, 'body': 'Of course.'}
    message = work.act_now(replies.send, cast.ben, **given)
    [row] = stage.all_of(Delivery, Delivery.message_id == message.id)
    stage.change(row, state=DeliveryState.SENT)
    return row.email_id.encode()


def files_of_the_corpus() -> set[str]:
    return {one[0] for name in NAMES for one in json.loads((CORPUS / f'{name}.json').read_text())['attachments']}


def test_the_corpus_finds_its_conversations(cast: Cast) -> None:
    ours = answered(cast)
    for name in NAMES:
        expected = json.loads((CORPUS / f'{name}.json').read_text())
        message = comes(cast, (CORPUS / f'{name}.eml').read_bytes().replace(b'<out-1@salon.example>', ours))
        if expected['thread'] is None:
            assert message is None, name
            continue
        assert message is not None, name
        assert message.conversation_id == thread_of(expected['thread']).id, name
        assert (message.direction == Direction.IN) == (expected['kind'] == 'message'), name
    [row] = stage.all_of(Delivery, Delivery.email_id == ours.decode())
    told = '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
    assert (row.state, row.error) == (DeliveryState.BOUNCED, told)  # the first report counts
    assert [alert.object_id for alert in stage.all_of(Alert)] == [thread_of('priya@example.com').id]
    assert {row.name for row in stage.all_of(Attachment)} == files_of_the_corpus()


def test_it_opens_the_conversation_once_and_keeps_the_original(cast: Cast) -> None:
    message = comes(cast, STORY)
    assert message is not None
    assert comes(cast, STORY) is None
    thread = thread_of('priya@example.com')
    assert thread.unanswered_since is not None
    assert message.body == 'Is there parking?'
    assert len(stage.all_of(Event, Event.name == 'message.received')) == 1
    assert folder.get(message.original_id) == STORY


def test_a_machine_sets_nothing_off(cast: Cast) -> None:
    comes(cast, STORY.replace(b'Subject:', b'List-Id: <news>\r\nSubject:'))
    thread = thread_of('priya@example.com')
    assert (thread.unanswered_since, thread.last_inbound_at) == (None, None)
    assert stage.all_of(Event, Event.name == 'message.received') == []
    assert stage.all_of(Delivery) == []


def test_another_workspace_has_mail_of_its_own(cast: Cast) -> None:
    comes(cast, STORY)
    assert work.act_now(receiving.receive, Actor.system(cast.eve.workspace_id), raw=STORY) is not None


def test_what_is_refused(cast: Cast) -> None:
    for raw, refusal in ((b'', Invalid), (b'no mail', Invalid), (b'x' * 20_000_001, receiving.TooLarge)):
        with pytest.raises(refusal):
            comes(cast, raw)
    with pytest.raises(Forbidden):
        work.act_now(receiving.receive, cast.guest, raw=STORY)
    with pytest.raises(Forbidden):
        work.read_now(receiving.address, cast.ben)
    token = work.read_now(receiving.address, cast.ada).rsplit('/', 1)[-1]
    with pytest.raises(links.BadLink):
        work.act_now(receiving.take, Actor.guest(), token=token[:-2] + 'xx', raw=STORY)
    assert work.act_now(receiving.take, Actor.guest(), token=token, raw=STORY) is not None


def test_files_of_a_conversation_are_for_those_of_the_inbox_and_go_with_the_contact(cast: Cast) -> None:
    message = comes(cast, (CORPUS / 'photo-attached.eml').read_bytes())
    assert message is not None
    [photo] = stage.all_of(Attachment)
    elsewhere = factories.person('Carl Backroom', cast.workspace.id, can_inbox=False)
    for file_id in (photo.file_id, message.original_id):
        assert work.read_now(files.read, cast.ada, file_id=file_id).content
        for stranger in (elsewhere, cast.eve, cast.guest):
            with pytest.raises(NotFound):
                work.read_now(files.read, stranger, file_id=file_id)
    [contact] = stage.all_of(Contact, Contact.email == 'priya@example.com')
    work.act_now(contact_changes.delete, cast.ada, contact_id=contact.id)
    assert stage.all_of(StoredFile) == []
