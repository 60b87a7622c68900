"""Alerts that follow from the passing of time or the state of things: raised when their cause appears, ended when it is gone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Alert, Booking, BookingStatus, Contact, Conversation, Priority, Workspace, WorkspaceStatus
from data.models.base import Owned
from domain import alerts, clock, work
from domain.actor import Actor

RESPONSE_TARGET = timedelta(hours=2)
CONFIRM_TARGET = timedelta(hours=2)
CLOSE_TARGET = timedelta(hours=24)
LOOKS_BACK = timedelta(days=30)
SWEPT = {'unanswered': Conversation, 'unconfirmed': Booking}
AT_ONCE = 50
Found = Mapping[str, tuple[type[Owned], UUID, str, Priority]]


def watch() -> int:
    """Look through every open workspace; how many alerts were raised or ended. What is nothing new keeps nobody from writing."""
    changes = 0
    for workspace_id in work.read_now(_open, Actor.system()):
        house = Actor.system(workspace_id)
        while any(work.read_now(_news, house)):
            changes += work.act_now(look, house)
    return changes


def _open(session: Session, actor: Actor) -> list[UUID]:
    return list(session.exec(select(Workspace.id).where(Workspace.status == WorkspaceStatus.ACTIVE)))


def look(session: Session, actor: Actor) -> int:
    """Compare what should be open with what is, and change some of it, the rest at another look; how many alerts were raised or ended."""
    wanted, gone = _news(session, actor)
    for cause, (table, object_id, title, priority) in sorted(wanted.items())[:AT_ONCE]:
        thing, missed = session.get_one(table, object_id), table is Conversation
        kind = alerts.Kind.MISSED_MESSAGE if missed else alerts.Kind.UNCONFIRMED_BOOKING
        alerts.raise_(session, actor, kind=kind, cause=cause, priority=priority, title=title, thing=thing)
    for cause in sorted(gone)[:AT_ONCE]:
        alerts.resolve_cause(session, actor, cause=cause)
    return min(len(wanted), AT_ONCE) + min(len(gone), AT_ONCE)


def _news(session: Session, actor: Actor) -> tuple[Found, set[str]]:
    """What should be an alert and is none, and the causes of alerts that should not be open any more."""
    now = clock.now()
    found = _unanswered(session, actor, now) | _unconfirmed(session, actor, now)
    settled = _settled_by_people(session, actor, list(found))
    wanted = {cause: words for cause, words in found.items() if cause not in settled}
    query = select(Alert.cause).where(Alert.workspace_id == actor.workspace, col(Alert.resolved_at).is_(None))
    present = {cause for cause in session.exec(query) if cause.split(':')[0] in SWEPT}
    return {cause: words for cause, words in wanted.items() if cause not in present}, present - set(wanted)


def _settled_by_people(session: Session, actor: Actor, causes: list[str]) -> set[str]:
    """Causes that somebody said are dealt with; the same wait is not raised again over their word."""
    query = select(Alert.cause).where(
        Alert.workspace_id == actor.workspace, col(Alert.cause).in_(causes), col(Alert.resolved_by).is_not(None)
    )
    return set(session.exec(query))


def _unanswered(session: Session, actor: Actor, now: datetime) -> dict[str, tuple[type[Owned], UUID, str, Priority]]:
    query = (
        select(Conversation.id, Conversation.unanswered_since, Contact.name)
        .join(Contact, col(Contact.id) == col(Conversation.contact_id))
        .where(
            Conversation.workspace_id == actor.workspace,
            col(Conversation.unanswered_since) < now - RESPONSE_TARGET,
            col(Conversation.closed_at).is_(None),
        )
    )
    return {
        f'unanswered:{thread}:{since}': (Conversation, thread, f'{name} is waiting for an answer', Priority.HIGH)
        for thread, since, name in session.exec(query)
    }


def _unconfirmed(session: Session, actor: Actor, now: datetime) -> dict[str, tuple[type[Owned], UUID, str, Priority]]:
    """Requests that nobody confirmed for two hours, and past bookings that nobody closed for a day."""
    query = (
        select(Booking.id, Booking.status, Contact.name)
        .join(Contact, col(Contact.id) == col(Booking.contact_id))
        .where(
            Booking.workspace_id == actor.workspace,
            (
                (col(Booking.status) == BookingStatus.PENDING)
                & (col(Booking.created_at) < now - CONFIRM_TARGET)
                & (col(Booking.start) > now)
            )
            | (
                (col(Booking.status) == BookingStatus.CONFIRMED)
                & (col(Booking.end) < now - CLOSE_TARGET)
                & (col(Booking.end) > now - LOOKS_BACK)
            ),
        )
    )
    return {
        f'unconfirmed:{booking}:{BookingStatus(status).value}': (Booking, booking, *_said(BookingStatus(status), name))
        for booking, status, name in session.exec(query)
    }


def _said(status: BookingStatus, name: str) -> tuple[str, Priority]:
    if status == BookingStatus.PENDING:
        return f'{name} is waiting for a confirmation', Priority.HIGH
    return f'{name}’s booking is over and was never closed', Priority.LOW
