"""What can happen, by name, and the one way to write it down."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data import db
from data.models import Event
from data.models.base import Table
from domain import clock
from domain.actor import Actor


class Name(StrEnum):
    """Every event. Those above the line start automation; the others are history and push hints."""

    CONTACT_CREATED = 'contact.created'
    BOOKING_CREATED = 'booking.created'
    BOOKING_CONFIRMED = 'booking.confirmed'
    BOOKING_RESCHEDULED = 'booking.rescheduled'
    BOOKING_CANCELLED = 'booking.cancelled'
    BOOKING_COMPLETED = 'booking.completed'
    BOOKING_NO_SHOW = 'booking.no_show'
    BOOKINGS_REQUESTED = 'bookings.requested'  # several at once, told in one message
    BOOKINGS_CONFIRMED = 'bookings.confirmed'
    BOOKINGS_RESCHEDULED = 'bookings.rescheduled'
    BOOKINGS_CANCELLED = 'bookings.cancelled'
    BOOKING_REMINDER_DUE = 'booking.reminder_due'
    FORM_SENT = 'form.sent'
    FORM_REMINDER_DUE = 'form.reminder_due'
    FORM_COMPLETED = 'form.completed'
    FORM_OVERDUE = 'form.overdue'
    INVENTORY_LOW = 'inventory.low'
    INVENTORY_CRITICAL = 'inventory.critical'
    MESSAGE_RECEIVED = 'message.received'
    MESSAGE_UNREAD = 'message.unread'
    STAFF_REPLIED = 'staff.replied'
    WAITLIST_JOINED = 'waitlist.joined'
    WAITLIST_OFFERED = 'waitlist.offered'
    WAITLIST_DECLINED = 'waitlist.declined'
    WAITLIST_EXPIRED = 'waitlist.expired'
    WAITLIST_LEFT = 'waitlist.left'
    DELIVERY_FAILED = 'delivery.failed'
    # ----
    BOOKING_REOPENED = 'booking.reopened'
    BOOKING_CHANGED = 'booking.changed'
    BOOKING_TYPE_CHANGED = 'booking_type.changed'
    AVAILABILITY_CHANGED = 'availability.changed'
    FEED_CHANGED = 'feed.changed'
    CONTACT_CHANGED = 'contact.changed'
    CONTACT_DELETED = 'contact.deleted'
    CONTACTS_IMPORTED = 'contacts.imported'
    DATA_EXPORTED = 'data.exported'
    CONVERSATION_CHANGED = 'conversation.changed'
    DRAFT_CHANGED = 'draft.changed'
    SAVED_REPLY_CHANGED = 'saved_reply.changed'
    DELIVERY_CHANGED = 'delivery.changed'
    DELIVERY_QUEUED = 'delivery.queued'
    ALERT_CHANGED = 'alert.changed'
    WORKSPACE_CREATED = 'workspace.created'
    WORKSPACE_CHANGED = 'workspace.changed'
    WORKSPACE_ACTIVATED = 'workspace.activated'
    WORKSPACE_SUSPENDED = 'workspace.suspended'
    INTEGRATION_CHANGED = 'integration.changed'
    WEBHOOK_CHANGED = 'webhook.changed'
    WEBHOOK_QUEUED = 'webhook.queued'
    RULE_CHANGED = 'rule.changed'
    FORM_CHANGED = 'form.changed'
    FORM_TEMPLATE_CHANGED = 'form_template.changed'
    INVENTORY_CHANGED = 'inventory.changed'
    MEMBER_CHANGED = 'member.changed'
    MEMBER_REMOVED = 'member.removed'
    SESSION_STARTED = 'session.started'
    SESSION_ENDED = 'session.ended'
    PASSWORD_CHANGED = 'password.changed'  # noqa: S105 (a name)
    USER_REGISTERED = 'user.registered'
    USER_CHANGED = 'user.changed'


def record(
    session: Session, actor: Actor, name: Name, thing: Table, *, contact_id: UUID | None = None, **data: Any
) -> Event:
    """Write down that something happened to `thing`, in the transaction that made it true.

    Automation reacts before the commit, open pages hear of it after. `data` holds small JSON facts, never secrets.
    """
    event = Event(
        workspace_id=actor.workspace_id,
        name=name,
        object_type=str(thing.__tablename__),
        object_id=thing.id,
        contact_id=contact_id or getattr(thing, 'contact_id', None),
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        data=data,
        created_at=clock.now(),
    )
    session.add(event)
    session.info.setdefault('recorded', []).append(event)
    db.tell(session, actor.workspace_id, name)
    return event


def hint(session: Session, workspace_id: UUID | None, name: Name) -> None:
    """Only tell open pages after the commit; nothing is written down."""
    db.tell(session, workspace_id, name)
