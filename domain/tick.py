"""What comes due: promises are kept, failed reactions tried again, missing promises made anew, each in a transaction of its own."""

import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, Conversation, FormRequest, Promise
from domain import automation, bookings, clock, coming_kinds, events, planning, promises, silence, waitlist_offers, work
from domain.actor import Actor
from domain.events import Name

log = logging.getLogger(__name__)


def keep_promises() -> int:
    """Turn every due promise into what was promised; how many were kept. One that fails is logged and due again next time."""
    return _each(promises.due, _keep, 'promise_id')


def retry_reactions() -> int:
    """Try failed reactions again whose wait is over; how many."""
    return _each(automation.due, automation.retry, 'firing_id')


def repair_promises() -> int:
    """Make promises that are missing (after a restore, or a change of the program); how many bookings were repaired."""
    return _each(planning.missing, planning.repair, 'booking_id')


def resume_silent() -> int:
    """Let automation come back where a paused conversation has been silent for as long as its owner said; how many."""
    return _each(silence.over, silence.resume, 'conversation_id')


def _each(found: Callable[[Session, Actor], list[tuple[UUID, UUID]]], do: Callable[..., object], name: str) -> int:
    done = 0
    for workspace_id, row_id in work.read_now(found, Actor.system()):
        try:
            work.act_now(do, Actor.system(workspace_id), **{name: row_id})
            done += 1
        except Exception:
            log.exception('%s %s could not be worked on', name, row_id)
    return done


def _keep(session: Session, actor: Actor, *, promise_id: UUID) -> None:
    promise = promises.claim(session, promise_id)
    if promise is not None and (reason := KEEPING[promise.kind](session, actor, promise)):
        promises.skip(session, promise, reason)


def _booking_reminder(session: Session, actor: Actor, promise: Promise) -> str:
    booking = session.get(Booking, promise.object_id)
    if booking is None or booking.start <= clock.now():
        return coming_kinds.TOO_LATE
    events.record(session, actor, Name.BOOKING_REMINDER_DUE, booking, only=promise.kind, key=promise.key)
    return ''


def _expiry(session: Session, actor: Actor, promise: Promise) -> str:
    bookings.expire(session, actor, booking_id=promise.object_id)
    return ''


def _form_reminder(session: Session, actor: Actor, promise: Promise) -> str:
    request = session.get(FormRequest, promise.object_id)
    booking = session.get(Booking, request.booking_id) if request else None
    if request is None or booking is None or booking.start <= clock.now():
        return coming_kinds.TOO_LATE
    number = int(promise.data['number'])
    planning.form_reminder(session, actor, request, number=number + 1)
    events.record(session, actor, Name.FORM_REMINDER_DUE, request, number=number)
    return ''


def _form_due(session: Session, actor: Actor, promise: Promise) -> str:
    request = session.get(FormRequest, promise.object_id)
    if request is None:
        return 'the form is gone'
    events.record(session, actor, Name.FORM_OVERDUE, request)
    return ''


def _unread(session: Session, actor: Actor, promise: Promise) -> str:
    conversation = session.get(Conversation, promise.object_id)
    if conversation is None:
        return 'the conversation is gone'
    events.record(session, actor, Name.MESSAGE_UNREAD, conversation)
    return ''


KEEPING: Mapping[str, Callable[[Session, Actor, Promise], str]] = {
    'reminder': _booking_reminder,
    'reminder_sms': _booking_reminder,
    'expiry': _expiry,
    'form_reminder': _form_reminder,
    'form_due': _form_due,
    'unread': _unread,
    'waitlist_look': waitlist_offers.keep_looking,
    'waitlist_expiry': waitlist_offers.keep_expiry,
}
