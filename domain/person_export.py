"""All that is kept about one customer, as a file for them: what was written, booked, asked and sent, with the files."""

import asyncio
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways import folder
from data.models import (
    Attachment,
    Booking,
    BookingType,
    Contact,
    Conversation,
    Delivery,
    Event,
    FormRequest,
    Message,
    StoredFile,
    WaitlistEntry,
    Workspace,
)
from data.models.base import Table
from domain import events, scope, work
from domain.actor import Actor
from domain.errors import NotFound

HIDDEN = {'workspace_id', 'link_nonce', 'submission_key', 'nonce', 'context', 'actor_id', 'sender_id'}


@dataclass(frozen=True, slots=True)
class Told:
    """The rows by kind, ready to be written down, and the files by their place in the archive."""

    rows: dict[str, Any]
    files: dict[str, UUID]


async def packed(actor: Actor, *, contact_id: UUID) -> bytes:
    """A ZIP archive with `data.json` and the files beside it. Owner; it is written into the log. NotFound."""
    told = await work.read(gathered, actor, contact_id=contact_id)
    await work.act(_noted, actor, contact_id=contact_id)
    return await asyncio.to_thread(_archive, told)


def gathered(session: Session, actor: Actor, *, contact_id: UUID) -> Told:
    """Everything about the contact. Owner. NotFound, also for one who was erased."""
    actor.require_owner()
    contact = _living(session, actor, contact_id)
    of = {'contact_id': contact.id}
    threads = list(session.exec(scope.rows(actor, Conversation).where(Conversation.contact_id == contact.id)))
    spoken = scope.rows(actor, Message).where(col(Message.conversation_id).in_([one.id for one in threads]))
    messages = list(session.exec(spoken.order_by(col(Message.created_at))))
    attached = scope.rows(actor, Attachment).where(col(Attachment.message_id).in_([one.id for one in messages]))
    attachments = list(session.exec(attached))
    rows = {
        'business': session.get_one(Workspace, actor.workspace).name,
        'contact': _plain(contact),
        'messages': [_plain(one) for one in messages],
        'attachments': [_plain(one) for one in attachments],
        'bookings': _bookings(session, actor, contact.id),
    }
    tables: tuple[tuple[str, Any], ...] = (
        ('forms', FormRequest),
        ('waiting_list', WaitlistEntry),
        ('deliveries', Delivery),
        ('history', Event),
    )
    for name, table in tables:
        query = select(table).where(table.workspace_id == actor.workspace, table.contact_id == of['contact_id'])
        rows[name] = [_plain(one) for one in session.exec(query.order_by(table.created_at))]
    return Told(rows, _files(session, actor, messages, attachments))


def _living(session: Session, actor: Actor, contact_id: UUID) -> Contact:
    contact = scope.one(session, actor, Contact, contact_id)
    if contact.erased_at is not None:
        raise NotFound
    return contact


def _bookings(session: Session, actor: Actor, contact_id: UUID) -> list[dict[str, Any]]:
    query = (
        select(Booking, BookingType.name)
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .where(Booking.workspace_id == actor.workspace, Booking.contact_id == contact_id)
        .order_by(col(Booking.start))
    )
    return [_plain(one) | {'service': service} for one, service in session.exec(query)]


def _files(session: Session, actor: Actor, messages: list[Message], attachments: list[Attachment]) -> dict[str, UUID]:
    """Place in the archive and stored file; the id before the name keeps two of one name apart."""
    wanted = [one.original_id for one in messages if one.original_id] + [one.file_id for one in attachments]
    query = select(StoredFile).where(StoredFile.workspace_id == actor.workspace, col(StoredFile.id).in_(wanted))
    return {f'files/{one.id}-{one.name}': one.id for one in session.exec(query)}


def _plain(row: Table) -> dict[str, Any]:
    return {name: value for name, value in row.model_dump(mode='json').items() if name not in HIDDEN}


def _noted(session: Session, actor: Actor, *, contact_id: UUID) -> None:
    actor.require_owner()
    contact = _living(session, actor, contact_id)
    events.record(session, actor, events.Name.DATA_EXPORTED, contact, what='contact')


def _archive(told: Told) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('data.json', json.dumps(told.rows, ensure_ascii=False, indent=2))
        for place, file_id in told.files.items():
            try:
                archive.writestr(place, folder.get(file_id))
            except FileNotFoundError:
                continue  # taken away by the sweep meanwhile
    return out.getvalue()
