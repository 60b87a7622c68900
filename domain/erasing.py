"""The traces that a person leaves beside their own rows: alerts, the log of automation, held mail, answers kept for repeated calls."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Alert,
    Booking,
    Contact,
    Firing,
    FormRequest,
    HeldMail,
    IdempotencyKey,
    KeptMessage,
    StoredFile,
)
from domain import clock

TELLING = 4  # letters; a shorter name stands in too many messages that are about somebody else
REPEATED = timedelta(days=3)


def traces(session: Session, contact: Contact) -> None:
    """Every word about the contact that stands elsewhere goes; called while the contact still has its name and addresses."""
    _alerts(session, contact)
    session.execute(sa.update(Firing).where(col(Firing.contact_id) == contact.id).values(reason=''))
    words = [word for word in (contact.email, contact.phone) if word]
    _held(session, contact, words)
    _kept(session, contact, [*words, *([contact.name] if len(contact.name) >= TELLING else [])])
    _answers(session, contact)


def _alerts(session: Session, contact: Contact) -> None:
    """Their titles name the customer."""
    things: list[Any] = [
        sa.select(col(table.id)).where(col(table.contact_id) == contact.id) for table in (Booking, FormRequest)
    ]
    about = sa.or_(col(Alert.object_id) == contact.id, *(col(Alert.object_id).in_(ids) for ids in things))
    session.execute(sa.delete(Alert).where(col(Alert.workspace_id) == contact.workspace_id, about))


def _held(session: Session, contact: Contact, words: list[str]) -> None:
    """Mails of theirs that found no place in the inbox, with their originals."""
    for word in words:
        query = select(HeldMail).where(
            HeldMail.workspace_id == contact.workspace_id, col(HeldMail.sender).icontains(word, autoescape=True)
        )
        for row in session.exec(query).all():
            if row.file_id:
                session.execute(sa.delete(StoredFile).where(col(StoredFile.id) == row.file_id))
            session.delete(row)


def _kept(session: Session, contact: Contact, words: list[str]) -> None:
    """What test mode kept of messages to the team that speak of them."""
    for word in words:
        spoken = [col(column).icontains(word, autoescape=True) for column in (KeptMessage.subject, KeptMessage.text)]
        session.execute(
            sa.delete(KeptMessage).where(col(KeptMessage.workspace_id) == contact.workspace_id, sa.or_(*spoken))
        )


def _answers(session: Session, contact: Contact) -> None:
    """Answers that repeated calls would get again: they name their contact or their booking by its id."""
    booked = select(Booking.id).where(
        Booking.contact_id == contact.id, col(Booking.created_at) > clock.now() - REPEATED
    )
    spoken = sa.cast(col(IdempotencyKey.answer), sa.Text)
    for thing in (contact.id, *session.exec(booked)):
        session.execute(sa.delete(IdempotencyKey).where(spoken.contains(str(thing))))
