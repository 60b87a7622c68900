"""What comes with a booking: whom it is for, the words, the answers, and whether the very same was sent before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col

from data.models import Booking, Contact
from domain import contacts, questions, scope, text
from domain.actor import Actor
from domain.errors import Forbidden, Invalid
from domain.language import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a booking is part of. The customer hears of all parts in one message, so each by itself is quiet."""

    series_id: UUID | None = None
    series_day: date | None = None
    combination_id: UUID | None = None


ALONE = Part()
LONGEST = {'notes': 4000, 'staff_notes': 4000, 'location': 400}


def submitted(session: Session, actor: Actor, submission_key: str | None) -> Booking | None:
    """The booking that this very submission has made already."""
    if not submission_key:
        return None
    if len(submission_key) > 80:
        raise Invalid({'submission_key': 'At most 80 characters'})
    return session.exec(scope.rows(actor, Booking).where(col(Booking.submission_key) == submission_key)).first()


def contact_of(
    session: Session, actor: Actor, contact_id: UUID | None, given: Mapping[str, str | None] | None
) -> Contact:
    """The contact to book for, locked. Customers say who they are; only staff choose somebody by id. Invalid (contact.<field>)."""
    if contact_id is not None:
        if actor.kind == 'guest':
            raise Forbidden
        return scope.one(session, actor, Contact, contact_id, lock=True)
    details = {name: (given or {}).get(name) for name in ('email', 'phone')}
    try:
        found = contacts.find_or_create(
            session,
            actor,
            name=(given or {}).get('name') or '',
            language=(given or {}).get('language') or '',
            **details,
        )
    except Invalid as refused:
        raise Invalid({f'contact.{name}': sentence for name, sentence in refused.fields.items()}) from None
    return found.contact if found.created else scope.one(session, actor, Contact, found.contact.id, lock=True)


def written(actor: Actor, **given: str) -> dict[str, str]:
    """The texts in stored form; Invalid for one that is too long."""
    kept = {name: text.block(words) for name, words in given.items()}
    wrong = {
        name: say(actor.language, 'Please use at most {count} characters', count=LONGEST[name])
        for name, words in kept.items()
        if len(words) > LONGEST[name]
    }
    if wrong:
        raise Invalid(wrong)
    return kept


def answered(actor: Actor, asked: list[dict[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered to the type's questions, by question; staff may leave them open. Invalid (answers.<key>)."""
    wrong: dict[str, str] = {}
    lines = questions.answered(asked, given, wrong, language=actor.language)
    if actor.kind != 'guest':
        wrong = {name: sentence for name, sentence in wrong.items() if given.get(name.removeprefix('extra.'))}
    if wrong:
        raise Invalid({name.replace('extra', 'answers', 1): sentence for name, sentence in wrong.items()})
    return dict(lines)
