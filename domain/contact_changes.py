"""What people change about contacts: make, edit, merge, erase."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Alert,
    Attachment,
    Booking,
    BookingStatus,
    Contact,
    Conversation,
    Delivery,
    Draft,
    Event,
    Firing,
    FormRequest,
    KeptMessage,
    Message,
    StoredFile,
    WaitlistEntry,
    WebhookDelivery,
)
from domain import clock, contacts, conversations, erasing, events, scope, text, waitlist_offers
from domain.actor import Actor
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.events import Name

NOTES = 4000
TAGS, TAG = 20, 40
UNKNOWN = 'Somebody whose data was erased'


class Known(Conflict):
    """There is already a contact with this e-mail or phone."""


class StillBooked(Conflict):
    """There are bookings ahead. Please cancel them first."""


class Same(Invalid):
    """Please choose another contact."""

    def __init__(self) -> None:
        super().__init__({'other_id': 'Please choose another contact.'})


def create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    tags: list[str] | None = None,
    notes: str = '',
    language: str = '',
) -> Contact:
    """A new contact with its conversation; Known (details: contact_id) where e-mail or phone is taken, Invalid per field."""
    _require(actor)
    given = contacts.checked(session, actor, name=name, email=email, phone=phone)
    kept_tags, kept_notes = _tags(tags or []), _notes(notes)
    _refuse_known(session, actor, given, but=None)
    found = contacts.find_or_create(session, actor, name=name, email=email, phone=phone, language=language)
    if not found.created:
        raise Known(contact_id=found.contact.id)
    found.contact.tags, found.contact.notes = kept_tags, kept_notes
    session.add(found.contact)
    return found.contact


def edit(
    session: Session,
    actor: Actor,
    *,
    contact_id: UUID,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    tags: list[str] | None = None,
    notes: str | None = None,
    language: str | None = None,
) -> Contact:
    """Change what is given (None leaves it, '' empties e-mail or phone); Known where another contact has the address."""
    _require(actor)
    contact = _living(session, actor, contact_id)
    given = contacts.checked(
        session,
        actor,
        name=contact.name if name is None else name,
        email=contact.email if email is None else email,
        phone=contact.phone if phone is None else phone,
    )
    _refuse_known(session, actor, given, but=contact.id)
    contact.name, contact.email, contact.phone = given.name, given.email, given.phone
    contact.tags = contact.tags if tags is None else _tags(tags)
    contact.notes = contact.notes if notes is None else _notes(notes)
    contact.language = contact.language if language is None else language[:10]
    session.add(contact)
    events.record(session, actor, Name.CONTACT_CHANGED, contact, contact_id=contact.id)
    return contact


def merge(session: Session, actor: Actor, *, contact_id: UUID, other_id: UUID) -> Contact:
    """Make two contacts one: everything of the other moves here, what is known here stays, and the other is gone."""
    _require(actor)
    if contact_id == other_id:
        raise Same
    first, second = sorted((contact_id, other_id))
    both = {row_id: _living(session, actor, row_id) for row_id in (first, second)}
    kept, other = both[contact_id], both[other_id]
    into = conversations.of(session, actor, contact_id=kept.id)
    gone = conversations.of(session, actor, contact_id=other.id)
    _move(session, kept, other, into, gone)
    _combine(into, gone)
    email, phone, name = other.email, other.phone, other.name
    session.add(into)
    session.delete(gone)
    session.flush()
    session.delete(other)
    session.flush()
    kept.email, kept.phone = kept.email or email, kept.phone or phone
    kept.tags = _tags([*kept.tags, *other.tags])
    kept.notes = '\n'.join(part for part in (kept.notes, other.notes) if part)[:NOTES]
    kept.last_contacted_at = max(filter(None, (kept.last_contacted_at, other.last_contacted_at)), default=None)
    session.add(kept)
    conversations.system_line(
        session, actor, conversation=into, body=f'{actor.name} merged the contact “{name}” into this one'
    )
    events.record(session, actor, Name.CONTACT_CHANGED, kept, contact_id=kept.id, merged=str(other_id))
    return kept


def delete(session: Session, actor: Actor, *, contact_id: UUID) -> None:
    """Erase a contact (owner): personal data goes, past bookings stay as figures; StillBooked while something is ahead."""
    actor.require_owner()
    contact = _living(session, actor, contact_id)
    ahead = select(Booking.id).where(
        Booking.contact_id == contact.id,
        col(Booking.status).in_((BookingStatus.PENDING, BookingStatus.CONFIRMED)),
        Booking.end > clock.now(),
    )
    if session.exec(ahead).first() is not None:
        raise StillBooked
    for entry in session.exec(scope.rows(actor, WaitlistEntry).where(WaitlistEntry.contact_id == contact.id)):
        waitlist_offers.leave(session, actor, entry)
    _forget(session, contact)
    events.record(session, actor, Name.CONTACT_DELETED, contact, contact_id=contact.id)


def _require(actor: Actor) -> None:
    actor.require_member()
    if not (actor.may('inbox') or actor.may('bookings')):
        raise Forbidden


def _living(session: Session, actor: Actor, contact_id: UUID) -> Contact:
    contact = scope.one(session, actor, Contact, contact_id, lock=True)
    if contact.erased_at is not None:
        raise NotFound
    return contact


def _refuse_known(session: Session, actor: Actor, given: contacts.Details, *, but: UUID | None) -> None:
    for field, column, value in (
        ('e-mail', col(Contact.email), given.email),
        ('phone', col(Contact.phone), given.phone),
    ):
        if value is None:
            continue
        taken = session.exec(scope.rows(actor, Contact).where(column == value, col(Contact.id) != but)).first()
        if taken is not None:
            raise Known(f'{taken.name} already has this {field}. Two contacts can be merged.', contact_id=taken.id)


def _tags(tags: list[str]) -> list[str]:
    clean = dict.fromkeys(text.line(tag) for tag in tags)
    clean.pop('', None)
    if len(clean) > TAGS or any(len(tag) > TAG for tag in clean):
        raise Invalid({'tags': f'At most {TAGS} tags of {TAG} characters, please.'})
    return list(clean)


def _notes(notes: str) -> str:
    clean = text.block(notes)
    if len(clean) > NOTES:
        raise Invalid({'notes': f'At most {NOTES:,} characters, please.'})
    return clean


def _move(session: Session, kept: Contact, other: Contact, into: Conversation, gone: Conversation) -> None:
    """Everything that points at the other contact or its conversation points here from now on."""
    for table in (Booking, FormRequest, Delivery, WebhookDelivery, Event, Firing, WaitlistEntry):
        column = col(table.contact_id)
        session.execute(sa.update(table).where(column == other.id).values(contact_id=kept.id))
    session.execute(sa.update(Message).where(col(Message.conversation_id) == gone.id).values(conversation_id=into.id))
    session.execute(sa.update(Alert).where(col(Alert.object_id) == gone.id).values(object_id=into.id))
    session.execute(sa.update(Alert).where(col(Alert.object_id) == other.id).values(object_id=kept.id))


def _combine(into: Conversation, gone: Conversation) -> None:
    """The summary of the kept conversation covers both."""
    if gone.last_activity_at > into.last_activity_at:
        into.preview = gone.preview or into.preview
    if gone.last_inbound_at and (into.last_inbound_at is None or gone.last_inbound_at > into.last_inbound_at):
        into.last_inbound_at, into.last_inbound_channel = gone.last_inbound_at, gone.last_inbound_channel
        into.read_at = min(filter(None, (into.read_at, gone.read_at)), default=None) if gone.read_at else None
    into.last_activity_at = max(into.last_activity_at, gone.last_activity_at)
    into.answered_at = max(filter(None, (into.answered_at, gone.answered_at)), default=None)
    into.unanswered_since = min(filter(None, (into.unanswered_since, gone.unanswered_since)), default=None)
    if gone.paused_at and not into.paused_at:
        into.paused_at, into.paused_by = gone.paused_at, gone.paused_by
    if gone.closed_at is None:
        into.closed_at = into.closed_by = None


def _forget_files(session: Session, contact: Contact) -> None:
    """What the contact sent: the mails as they came, and the files with them. The sweep takes them from the disk."""
    said = sa.select(col(Message.id)).join(Conversation).where(col(Conversation.contact_id) == contact.id)
    originals = sa.select(col(Message.original_id)).where(
        col(Message.id).in_(said), col(Message.original_id).is_not(None)
    )
    attached = sa.select(col(Attachment.file_id)).where(col(Attachment.message_id).in_(said))
    drafts = sa.select(col(Draft.id)).join(Conversation).where(col(Conversation.contact_id) == contact.id)
    beside = sa.select(col(Attachment.file_id)).where(col(Attachment.draft_id).in_(drafts))
    for ids in (originals, attached, beside):
        session.execute(
            sa.delete(StoredFile).where(col(StoredFile.id).in_(ids)).execution_options(synchronize_session=False)
        )


def _forget(session: Session, contact: Contact) -> None:
    """Every personal word about the contact goes; bookings keep type, time, state and price."""
    kept = [address for address in (contact.email, contact.phone) if address]
    session.execute(
        sa.delete(KeptMessage).where(
            col(KeptMessage.workspace_id) == contact.workspace_id, col(KeptMessage.address).in_(kept)
        )
    )
    erasing.traces(session, contact)
    _forget_files(session, contact)
    conversation_ids = sa.select(col(Conversation.id)).where(col(Conversation.contact_id) == contact.id)
    session.execute(sa.delete(Alert).where(col(Alert.object_id).in_(conversation_ids)))
    for table in (Delivery, WebhookDelivery, FormRequest, Conversation):
        session.execute(sa.delete(table).where(col(table.contact_id) == contact.id))
    session.execute(
        sa.update(Booking)
        .where(col(Booking.contact_id) == contact.id)
        .values(notes='', answers={}, staff_notes='', cancel_reason='', location='', submission_key=None)
    )
    session.execute(
        sa.update(Event)
        .where(col(Event.contact_id) == contact.id)
        .values(data={}, actor_name=sa.case((col(Event.actor_kind) == 'guest', ''), else_=col(Event.actor_name)))
    )
    contact.name, contact.email, contact.phone, contact.language = UNKNOWN, None, None, ''
    contact.notes, contact.tags, contact.last_contacted_at = '', [], None
    contact.erased_at = clock.now()
    session.add(contact)
    session.flush()
