"""What was promised for a contact or a booking and did not come to be, with the reason: the part of the answer that no rule saw."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from data.models import Promise, PromiseState
from domain import coming, scope
from domain.actor import Actor
from domain.coming_kinds import KINDS
from domain.rule_book import RULES

TITLES = {'expiry': 'End of the request', 'form_due': 'Form overdue', 'unread': 'Tell the team of messages'}
MOST = 50


@dataclass(frozen=True, slots=True)
class Ended:
    """A promise that was skipped or ended before its time."""

    id: UUID
    due_at: datetime
    title: str
    reason: str


def ended(
    session: Session, actor: Actor, *, contact_id: UUID | None = None, booking_id: UUID | None = None
) -> list[Ended]:
    """The newest first. Owner only."""
    actor.require_owner()
    query = scope.rows(actor, Promise).where(
        col(Promise.state).in_((PromiseState.SKIPPED, PromiseState.CANCELLED)),
        col(Promise.kind).in_(KINDS),
        *coming.about(contact_id, booking_id),
    )
    rows = session.exec(query.order_by(col(Promise.due_at).desc(), col(Promise.id)).limit(MOST))
    return [Ended(row.id, row.due_at, _title(row.kind), row.reason) for row in rows]


def _title(kind: str) -> str:
    return TITLES.get(kind) or RULES[kind].title
