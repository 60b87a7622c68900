"""One person's data: all of it goes out as a file, and all of it goes away, in every table."""

import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from data import db
from data.gateways import folder
from data.models import (
    Alert,
    Attachment,
    Booking,
    BookingStatus,
    Channel,
    Conversation,
    Direction,
    Firing,
    FormRequest,
    FormTemplate,
    HeldMail,
    IdempotencyKey,
    Integration,
    IntegrationKind,
    KeptMessage,
    Message,
    MessageKind,
    Priority,
    StoredFile,
)
from domain import contact_changes, conversations, dashboard, person_export, work
from domain.errors import Forbidden, NotFound
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

MARKS = ('Zyxwvina', 'zyxwvina', '+351912777888', '912777888')


def person(cast: Cast) -> Any:
    """Somebody with a trace of every kind."""
    here = {'workspace_id': cast.workspace.id}
    contact = factories.contact(
        cast.workspace.id, 'Zyxwvina', email='zyxwvina@example.com', phone='+351912777888', notes='Zyxwvina likes tea'
    )
    booking = stage.booking(
        cast, contact=contact, hours=-5, status=BookingStatus.COMPLETED, notes='Zyxwvina', answers={'who': 'Zyxwvina'}
    )
    thread = stage.all_of(Conversation, Conversation.contact_id == contact.id)[0]
    said: dict[str, Any] = {'channel': Channel.EMAIL, 'direction': Direction.IN, 'kind': MessageKind.MANUAL}
    work.act_now(_said, cast.guest, thread_id=thread.id, body='Zyxwvina speaks', sender_name='Zyxwvina', **said)
    message = stage.all_of(Message, Message.conversation_id == thread.id)[0]
    file = factories.save(StoredFile(name='Zyxwvina.pdf', content_type='application/pdf', size=3, **here))
    folder.put(file.id, b'pdf')
    factories.save(
        Attachment(message_id=message.id, file_id=file.id, name='Zyxwvina.pdf', content_type='a/b', size=3, **here)
    )
    template = factories.save(FormTemplate(name='Health', fields=[], **here))
    whose = {'booking_id': booking.id, 'contact_id': contact.id, 'form_template_id': template.id}
    factories.save(FormRequest(name='Health', answers={'a': 'Zyxwvina'}, **whose, **here))
    alert = {'kind': 'unconfirmed_booking', 'priority': Priority.LOW, 'title': 'Zyxwvina waits'}
    for number, (kind, thing) in enumerate({'booking': booking, 'contact': contact, 'conversation': thread}.items()):
        factories.save(Alert(cause=str(number), object_type=kind, object_id=thing.id, **alert, **here))
    firing = stage.all_of(Firing, Firing.contact_id == contact.id)
    for one in firing:
        stage.change(one, reason='Zyxwvina was told')
    integration = factories.save(Integration(kind=IntegrationKind.INBOX, provider='imap', **here))
    factories.save(
        HeldMail(
            integration_id=integration.id, digest='x', sender='Z <Zyxwvina@example.com>', subject='Zyxwvina', **here
        )
    )
    kept = KeptMessage(channel=Channel.EMAIL, address='ben@example.com', subject='Zyxwvina booked', **here)
    factories.save(kept)
    factories.save(
        IdempotencyKey(
            scope='x', key='x', body_hash='x', status=201, answer={'id': str(contact.id), 'name': 'Zyxwvina'}
        )
    )
    return contact


def _said(session: Any, actor: Any, *, thread_id: Any, **said: Any) -> None:
    conversations.append(session, actor, conversation=session.get_one(Conversation, thread_id), **said)


def found() -> list[str]:
    """Every table that still knows the person."""
    with db.reading() as session:
        rows = {name: repr(session.execute(sa.select(table)).all()) for name, table in SQLModel.metadata.tables.items()}
    return [name for name, text in rows.items() if any(mark in text for mark in MARKS)]


def test_the_person_goes_from_every_table_and_the_figures_stay(cast: Cast) -> None:
    contact = person(cast)
    assert len(found()) > 8
    before = work.read_now(dashboard.figures, cast.ada)
    count = len(stage.all_of(Booking))
    work.act_now(contact_changes.delete, cast.ada, contact_id=contact.id)
    assert found() == []
    assert len(stage.all_of(Booking)) == count
    assert work.read_now(dashboard.figures, cast.ada).bookings == before.bookings
    assert stage.all_of(StoredFile) == []


async def test_the_person_gets_all_of_it_as_a_file(cast: Cast) -> None:
    contact = person(cast)
    packed = await person_export.packed(cast.ada, contact_id=contact.id)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    told = json.loads(archive.read('data.json'))
    assert told['contact']['email'] == 'zyxwvina@example.com'
    assert next(one['body'] for one in told['messages']) == 'Zyxwvina speaks'
    assert [one['notes'] for one in told['bookings']] == ['Zyxwvina']
    assert [one['answers'] for one in told['forms']] == [{'a': 'Zyxwvina'}]
    (name,) = [name for name in archive.namelist() if name.startswith('files/')]
    assert name.endswith('-Zyxwvina.pdf')
    assert archive.read(name) == b'pdf'
    assert 'link_nonce' not in archive.read('data.json').decode()
    for actor, refusal in ((cast.ben, Forbidden), (cast.eve, NotFound)):
        with pytest.raises(refusal):
            await person_export.packed(actor, contact_id=contact.id)
