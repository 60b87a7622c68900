"""What an address is told: the thing of an event as it is in the transaction that made it true, in the words of the API."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import BookingType, Contact, Event, FormRequest, Message, WaitlistEntry
from domain import booking_reads
from domain.actor import Actor
from domain.webhooks.catalogue import TEST

log = logging.getLogger(__name__)
Facts = dict[str, Any]


def body(session: Session, event: Event) -> str:
    """The event as one text. A thing that cannot be told in full is told by its id: no event is lost for it."""
    try:
        with session.begin_nested():
            told = THINGS.get(event.object_type, _thing)(session, event)
    except Exception:
        log.exception('event %s is told by its id only', event.id)
        told = {'id': event.object_id}
    return _text(event.name, event.created_at, event.workspace_id, told, event.id)


def trial(workspace_id: UUID, at: Any) -> str:
    """What a test says."""
    return _text(TEST, at, workspace_id, {'message': 'This is a test. Nothing happened.'}, None)


def _text(name: str, at: Any, workspace_id: UUID | None, data: Facts, event_id: UUID | None) -> str:
    told = {'type': name, 'timestamp': at, 'workspace_id': workspace_id, 'event_id': event_id, 'data': data}
    return json.dumps(told, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, 'isoformat') else str(value)


def _thing(session: Session, event: Event) -> Facts:
    return {'id': event.object_id, **event.data}


def _person(session: Session, contact_id: UUID | None) -> Facts | None:
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is None:
        return None
    return {'id': contact.id, 'name': contact.name, 'email': contact.email, 'phone': contact.phone}


def _contact(session: Session, event: Event) -> Facts:
    contact = session.get_one(Contact, event.object_id)
    if contact.erased_at is not None:
        return {'id': contact.id}
    merged = {'merged': event.data['merged']} if 'merged' in event.data else {}
    return {**(_person(session, contact.id) or {}), 'tags': contact.tags, **merged}


def _booking(session: Session, event: Event) -> Facts:
    row = booking_reads.one(session, Actor.system(event.workspace_id), booking_id=event.object_id)
    before = {name.removeprefix('from_'): value for name, value in event.data.items() if name.startswith('from_')}
    if 'member_id' in before:
        before['staff_id'] = before.pop('member_id')
    return {
        'id': row.id,
        'booking_type_id': row.booking_type_id,
        'booking_type_name': row.type_name,
        'staff_id': row.member_id,
        'staff_name': row.member_name,
        'contact': _person(session, row.contact_id),
        'start': row.start,
        'end': row.end,
        'timezone': row.timezone,
        'status': row.status.value,
        'location': row.location,
        'notes': row.notes,
        'price': row.price,
        'source': row.source,
        'series_id': row.series_id,
        'combination_id': row.combination_id,
        'cancelled_by': row.cancelled_by,
        'cancel_reason': row.cancel_reason,
        **({'before': before} if before else {}),
    }


def _conversation(session: Session, event: Event) -> Facts:
    message = session.get(Message, UUID(event.data['message_id'])) if 'message_id' in event.data else None
    said = message and {
        'id': message.id,
        'channel': message.channel.value,
        'sender_name': message.sender_name,
        'subject': message.subject,
        'body': message.body,
    }
    return {'conversation_id': event.object_id, 'contact': _person(session, event.contact_id), 'message': said}


def _form(session: Session, event: Event) -> Facts:
    request = session.get_one(FormRequest, event.object_id)
    return {
        'id': request.id,
        'form_id': request.form_template_id,
        'name': request.name,
        'booking_id': request.booking_id,
        'contact': _person(session, request.contact_id),
        'state': request.state.value,
        'due_at': request.due_at,
        'completed_at': request.completed_at,
        'answers': request.answers,
    }


def _entry(session: Session, event: Event) -> Facts:
    entry = session.get_one(WaitlistEntry, event.object_id)
    return {
        'id': entry.id,
        'booking_type_id': entry.booking_type_id,
        'booking_type_name': session.get_one(BookingType, entry.booking_type_id).name,
        'staff_id': entry.member_id,
        'contact': _person(session, entry.contact_id),
        'first_day': entry.first_day,
        'last_day': entry.last_day,
        'state': entry.state.value,
        'offered_start': entry.offered_start,
        'offer_until': entry.offer_until,
    }


def _message(session: Session, event: Event) -> Facts:
    return {'delivery_id': event.object_id, 'contact': _person(session, event.contact_id), **event.data}


THINGS: Mapping[str, Callable[[Session, Event], Facts]] = {
    'booking': _booking,
    'contact': _contact,
    'conversation': _conversation,
    'form_request': _form,
    'waitlist_entry': _entry,
    'delivery': _message,
}
