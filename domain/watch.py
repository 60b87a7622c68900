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
Found = Mapping[str, tuple[Owned, str, Priority]]


def watch() -> int:
    """Look through every open workspace; how many alerts were raised or ended."""
    changes = 0
    for workspace_id in work.read_now(_open, Actor.system()):
        changes += work.act_now(look, Actor.system(workspace_id))
    return changes


def _open(session: Session, actor: Actor) -> list[UUID]:
    return list(session.exec(select(Workspace.id).where(Workspace.status == WorkspaceStatus.ACTIVE)))


def look(session: Session, actor: Actor) -> int:
    """Compare what should be open with what is; how many alerts were raised or ended."""
    now = clock.now()
    found = _unanswered(session, actor, now) | _unconfirmed(session, actor, now)
    settled = _settled_by_people(session, actor, list(found))
    wanted = {cause: words for cause, words in found.items() if cause not in settled}
    query = select(Alert.cause).where(Alert.workspace_id == actor.workspace, col(Alert.resolved_at).is_(None))
    present = {cause for cause in session.exec(query) if cause.split(':')[0] in SWEPT}
    for cause in sorted(set(wanted) - present):
        thing, title, priority = wanted[cause]
        kind = alerts.Kind.MISSED_MESSAGE if isinstance(thing, Conversation) else alerts.Kind.UNCONFIRMED_BOOKING
        alerts.raise_(session, actor, kind=kind, cause=cause, priority=priority, title=title, thing=thing)
    for cause in present - set(wanted):
        alerts.resolve_cause(session, actor, cause=cause)
    return len(set(wanted) ^ present)


def _settled_by_people(session: Session, actor: Actor, causes: list[str]) -> set[str]:
    """Causes that somebody said are dealt with; the same wait is not raised again over their word."""
    query = select(Alert.cause).where(
        Alert.workspace_id == actor.workspace, col(Alert.cause).in_(causes), col(Alert.resolved_by).is_not(None)
    )
    return set(session.exec(query))


def _unanswered(session: Session, actor: Actor, now: datetime) -> dict[str, tuple[Owned, str, Priority]]:
    query = (
        select(Conversation, Contact.name)
        .join(Contact, col(Contact.id) == col(Conversation.contact_id))
        .where(
            Conversation.workspace_id == actor.workspace,
            col(Conversation.unanswered_since) < now - RESPONSE_TARGET,
            col(Conversation.closed_at).is_(None),
        )
    )
    return {
        f'unanswered:{row.id}:{row.unanswered_since}': (row, f'{name} is waiting for an answer', Priority.HIGH)
        for row, name in session.exec(query)
    }


def _unconfirmed(session: Session, actor: Actor, now: datetime) -> dict[str, tuple[Owned, str, Priority]]:
    """Requests that nobody confirmed for two hours, and past bookings that nobody closed for a day."""
    query = (
        select(Booking, Contact.name)
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
    return {f'unconfirmed:{row.id}:{row.status.value}': _booking(row, name) for row, name in session.exec(query)}


def _booking(row: Booking, name: str) -> tuple[Owned, str, Priority]:
    if row.status == BookingStatus.PENDING:
        return row, f'{name} is waiting for a confirmation', Priority.HIGH
    return row, f'{name}’s booking is over and was never closed', Priority.LOW
