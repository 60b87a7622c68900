"""Links that belong into an answer: where to book, which forms still wait for this customer, where to change the next visit."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Booking, Conversation, FormRequest, FormState, Workspace
from data.settings import settings
from domain import links, scope, threads
from domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Insertion:
    """A link under the name by which a person chooses it."""

    name: str
    url: str


def listing(session: Session, actor: Actor, *, conversation_id: UUID) -> list[Insertion]:
    """The links that the caller may give to this customer; NotFound."""
    actor.require('inbox')
    conversation = scope.one(session, actor, Conversation, conversation_id)
    slug = session.get_one(Workspace, actor.workspace).slug
    found = [Insertion('Booking page', f'{settings().base_url}/book/{slug}')]
    if actor.may('forms'):
        found += [Insertion(f'Form: {row.name}', links.form_url(row)) for row in _waiting(session, conversation)]
    coming = threads.next_booking(session, conversation.contact_id) if actor.may('bookings') else None
    if coming is not None:
        found.append(
            Insertion('Change or cancel the next visit', links.manage_url(session.get_one(Booking, coming.id)))
        )
    return [*found, Insertion('Contact form', f'{settings().base_url}/c/{slug}')]


def _waiting(session: Session, conversation: Conversation) -> list[FormRequest]:
    """Forms of the customer that are not filled in, the newest first."""
    query = (
        select(FormRequest)
        .where(FormRequest.contact_id == conversation.contact_id, FormRequest.state != FormState.COMPLETED)
        .where(col(FormRequest.withdrawn_at).is_(None))
        .order_by(col(FormRequest.created_at).desc())
        .limit(10)
    )
    return list(session.exec(query))
