"""Files that customers send, files that go out with an answer, and the mail behind a message."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from data.gateways import folder
from data.models import Attachment, Conversation, DeliveryState, Draft, StoredFile
from domain import (
    clock,
    contact_changes,
    drafts,
    enclosures,
    files,
    messages,
    originals,
    replies,
    sending,
    threads,
    undoing,
    work,
)
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.work import act_now, read_now
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_conversations import thread
from tests.domain.test_receiving import comes
from tests.mailbox import Mailbox, mailbox

__all__ = ['thread']
PNG = b'\x89PNG\r\n\x1a\n' + bytes(40)
PDF = b'%PDF-1.7 a plan'


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


def add(actor: Actor, thread: Conversation, name: str = 'plan.pdf', content: bytes = PDF) -> enclosures.Attached:
    return act_now(enclosures.add, actor, conversation_id=thread.id, name=name, content=content)


def send(actor: Actor, thread: Conversation, *ids: UUID, channel: str = 'email', **given: bool) -> UUID:
    asked = {'conversation_id': thread.id, 'channel': channel, 'body': 'Here it is', 'files': list(ids)}
    return act_now(replies.send, actor, **asked, **given).id


async def test_files_leave_with_the_mail_and_survive_a_death(cast: Cast, thread: Conversation, box: Mailbox) -> None:
    stage.smtp(cast, box.port)
    plan, photo = add(cast.ben, thread), add(cast.ben, thread, '../Frisur für März.png', PNG)
    assert photo.picture
    send(cast.ben, thread, plan.id, photo.id)
    assert read_now(enclosures.listing, cast.ben, conversation_id=thread.id) == []
    work.act_now(sending.take, Actor.system(), limit=1, share=1, flying={})  # and dies
    [row] = stage.all_of(sending.Delivery)
    stage.change(row, lease_until=clock.now() - timedelta(minutes=5), claimed_by='gone')
    assert row.state == DeliveryState.SENDING
    await stage.send_all()
    [mail] = box.mails
    enclosed = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()]
    assert enclosed == [('Frisur für März.png', 'image/png', PNG), ('plan.pdf', 'application/pdf', PDF)]
    [line] = read_now(threads.thread, cast.ada, conversation_id=thread.id).messages.items
    assert [one.name for one in line.attachments] == ['Frisur für März.png', 'plan.pdf']
    assert read_now(files.read, cast.ada, file_id=line.attachments[0].file_id).content == PNG
    for stranger in (cast.eve, cast.guest):
        with pytest.raises(NotFound):
            read_now(files.read, stranger, file_id=line.attachments[0].file_id)


def test_a_reply_taken_back_brings_its_files_and_words_back(cast: Cast, thread: Conversation) -> None:
    plan = add(cast.ben, thread)
    message_id = send(cast.ben, thread, plan.id, may_undo=True)
    assert stage.all_of(Draft) == []
    act_now(undoing.undo, cast.ben, message_id=message_id)
    assert [one.id for one in read_now(enclosures.listing, cast.ben, conversation_id=thread.id)] == [plan.id]
    assert read_now(drafts.mine, cast.ben, conversation_id=thread.id).body == 'Here it is'


def test_a_file_keeps_an_empty_draft_and_goes_with_it(cast: Cast, thread: Conversation) -> None:
    where = {'conversation_id': thread.id}
    plan = add(cast.ben, thread)
    act_now(drafts.save, cast.ben, body='', **where)
    assert read_now(enclosures.listing, cast.ben, **where) == [plan]
    assert read_now(enclosures.listing, cast.ada, **where) == []
    with pytest.raises(NotFound):
        act_now(enclosures.remove, cast.ada, attachment_id=plan.id, **where)
    act_now(enclosures.remove, cast.ben, attachment_id=plan.id, **where)
    act_now(drafts.save, cast.ben, body='', **where)
    add(cast.ben, thread)
    act_now(drafts.drop, cast.ben, **where)
    assert stage.all_of(Attachment) == stage.all_of(StoredFile) == stage.all_of(Draft) == []


def test_what_is_refused_says_why(cast: Cast, thread: Conversation) -> None:
    for content, words in ((b'', 'empty'), (b'<script>', 'picture'), (b'x' * (enclosures.LARGEST + 1), '15 MB')):
        with pytest.raises(Invalid) as refused:
            add(cast.ben, thread, 'x.txt', content)
        assert words in refused.value.fields['file']
    plan = add(cast.ben, thread)
    with pytest.raises(NotFound):
        send(cast.ada, thread, plan.id)
    with pytest.raises(NotFound):
        send(cast.ben, thread, uuid4())
    for _ in range(enclosures.MOST - 1):
        add(cast.ben, thread)
    with pytest.raises(Invalid) as refused:
        add(cast.ben, thread)
    assert refused.value.fields['file'] == 'At most 10 files, please.'


def test_whoever_is_erased_leaves_no_file(cast: Cast, thread: Conversation) -> None:
    add(cast.ben, thread, 'beside a draft.pdf')
    send(cast.ada, thread, add(cast.ada, thread, 'sent.pdf').id)
    act_now(contact_changes.delete, cast.ada, contact_id=thread.contact_id)
    assert stage.all_of(StoredFile) == stage.all_of(Attachment) == []


HOSTILE = b"""From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>
Message-ID: <html@example.com>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<link rel=preconnect href=//spy.example><meta http-equiv=refresh content="0;url=//spy.example"><SCRIPT>steal()</SCRIPT>
<p>Hello<br>there</p><img src="cid:logo@x"><img src="http://spy.example/a.gif"><form action=//spy.example><button>Go</button></form>
--b
Content-Type: image/png
Content-ID: <logo@x>
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAAA
--b--
"""


def test_the_original_is_whole_and_harmless(cast: Cast) -> None:
    message = comes(cast, HOSTILE)
    assert message is not None
    found = read_now(originals.view, cast.ben, message_id=message.id)
    assert dict(found.about)['Subject'] == 'Grüße'
    assert found.headers.startswith('From: =?utf-8?q?J')
    assert 'Hello\nthere' in found.text
    assert 'data:image/png;base64,iVBORw0K' in found.html
    assert 'steal' not in found.html
    for tag in ('link', 'meta', 'script', 'form', 'button'):
        assert f'<{tag}' not in found.html.lower()
    assert folder.get(found.file_id) == HOSTILE
    for stranger in (cast.eve, Actor.system(cast.eve.workspace)):
        with pytest.raises(NotFound):
            read_now(originals.view, stranger, message_id=message.id)


def test_only_what_is_folded_away_offers_more(cast: Cast) -> None:
    quoted = b'From: a@example.com\nMessage-ID: <q@example.com>\n\nYes\n\nOn Mon, Ben wrote:\n> Is it?\n'
    for raw, folded in (
        (quoted, True),
        (quoted.replace(b'<q@', b'<p@').replace(b'On Mon, Ben wrote:\n> ', b''), False),
    ):
        message = comes(cast, raw)
        assert message is not None
        said = read_now(messages.one, cast.ben, message_id=message.id)
        assert (said.folded, said.original) == (folded, True)
    assert 'Is it?' in read_now(originals.view, cast.ben, message_id=message.id).text
