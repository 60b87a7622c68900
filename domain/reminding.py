"""Reminders by hand: somebody of the team presses a button, and one real message goes out, with its line in the log."""

from uuid import UUID

from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    Contact,
    Integration,
    IntegrationKind,
    Workspace,
    WorkspaceStatus,
)
from domain import clock, events, form_requests, scope
from domain.actor import Actor
from domain.errors import Conflict
from domain.events import Name


class NothingToRemindOf(Conflict):
    """Only a confirmed booking that is still to come can be reminded of."""


class NoFormMissing(Conflict):
    """Every form of this booking is filled in."""


class NotOpenYet(Conflict):
    """Messages go out once the business is open."""


class CannotReach(Conflict):
    """There is no way to write to this customer that they agreed to."""


def remind(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """Remind the customer of the booking now: one message, by e-mail or else by SMS. NothingToRemindOf, NotOpenYet, CannotReach."""
    booking = _locked(session, actor, booking_id)
    rule = 'reminder' if _mailable(session, booking) else 'reminder_sms'
    if rule == 'reminder_sms' and not _textable(session, booking):
        raise CannotReach
    events.record(session, actor, Name.BOOKING_REMINDER_DUE, booking, only=rule, by_hand=actor.name)
    return booking


def remind_of_forms(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """Send the links of all forms that are not filled in, in one e-mail. NoFormMissing, and the refusals of `remind`."""
    booking = _locked(session, actor, booking_id)
    missing = [
        each
        for each in form_requests.of_booking(session, booking.id)
        if each.state != 'completed' and each.withdrawn_at is None
    ]
    if not missing:
        raise NoFormMissing
    if not _mailable(session, booking):
        raise CannotReach
    asked = [str(each.id) for each in missing]
    events.record(session, actor, Name.FORM_REMINDER_DUE, missing[0], requests=asked, by_hand=actor.name)
    events.hint(session, actor.workspace_id, Name.BOOKING_CHANGED)
    return booking


def _locked(session: Session, actor: Actor, booking_id: UUID) -> Booking:
    actor.require('bookings')
    booking = scope.one(session, actor, Booking, booking_id, lock=True)
    if booking.status != BookingStatus.CONFIRMED or booking.start <= clock.now():
        raise NothingToRemindOf
    if session.get_one(Workspace, actor.workspace).status != WorkspaceStatus.ACTIVE:
        raise NotOpenYet
    return booking


def _mailable(session: Session, booking: Booking) -> bool:
    contact = session.get_one(Contact, booking.contact_id)
    return bool(contact.email) and not contact.sample and contact.no_email_at is None


def _textable(session: Session, booking: Booking) -> bool:
    contact = session.get_one(Contact, booking.contact_id)
    connected = select(Integration.id).where(
        Integration.workspace_id == booking.workspace_id,
        Integration.kind == IntegrationKind.SMS,
        col(Integration.status).in_(('connected', 'failing')),
    )
    allowed = bool(contact.phone) and not contact.sample and contact.no_sms_at is None
    return allowed and session.exec(connected).first() is not None
