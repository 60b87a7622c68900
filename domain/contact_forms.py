"""The public contact form: its words and extra questions, and what happens when somebody sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import Channel, ContactForm, Direction, MessageKind
from domain import callers, contacts, conversations, events, limits, questions, storefront, text
from domain.actor import Actor
from domain.errors import Invalid, TooMany
from domain.language import say
from domain.scope import rows

HEADING, INTRO, MESSAGE = 200, 1000, 5000
MOST = 12
SWIFT = 2.0
MESSAGES_AN_HOUR = 20


class TooSwift(TooMany):
    """That was quick. Please look your message over and send it once more."""


@dataclass(frozen=True, slots=True)
class View:
    """The words above the form and the owner's extra questions (`key, label, kind, required, options, help`)."""

    heading: str = ''
    intro: str = ''
    fields: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a submission went; empty for one that only a robot could have sent."""

    contact_id: UUID | None
    conversation_id: UUID | None
    created: bool


def view(session: Session, actor: Actor) -> View:
    """The form of the actor's workspace; guests may look."""
    row = _row(session, actor)
    return View(row.heading, row.intro, tuple(row.fields)) if row else View()


def update(session: Session, actor: Actor, *, heading: str, intro: str, fields: Sequence[Mapping[str, Any]]) -> View:
    """Write the form's words and questions. Owner; Invalid names `heading`, `intro`, `fields` or `fields.2.label`."""
    actor.require_owner()
    heading, intro = text.line(heading), text.block(intro)
    wrong: dict[str, str] = {}
    if len(heading) > HEADING:
        wrong['heading'] = 'Please keep the heading under 200 characters'
    if len(intro) > INTRO:
        wrong['intro'] = 'Please keep these words under 1,000 characters'
    if len(fields) > MOST:
        wrong['fields'] = 'Twelve questions are the most; few people answer more'
    kept = questions.checked(fields, wrong)
    if wrong:
        raise Invalid(wrong)
    row = _row(session, actor) or ContactForm(workspace_id=actor.workspace)
    row.heading, row.intro, row.fields = heading, intro, kept
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.WORKSPACE_CHANGED, row)
    return View(heading, intro, tuple(kept))


def submit(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    message: str = '',
    extra: Mapping[str, Any] | None = None,
    trap: str = '',
    seconds: float | None = None,
) -> Sent:
    """A customer sends the form: the contact is found or made, and the message stands in its conversation.

    `trap` is a field that people do not see; `seconds` is how long the page was open. Invalid names `name`, `email`, `phone`,
    `message` or `extra.key`; TooSwift asks to press again; TooMany after twenty an hour from one address; refusals of `storefront.business`.
    """
    business = storefront.business(session, actor, slug=slug)
    guest = actor.in_workspace(business.id)
    if trap:
        return Sent(None, None, created=False)
    if seconds is not None and seconds < SWIFT:
        raise TooSwift(retry_after=int(SWIFT))
    limits.take(
        session, f'contact:{business.id}:{callers.network(actor.address)}', capacity=MESSAGES_AN_HOUR, per_seconds=3600
    )
    body = _body(guest, view(session, guest).fields, message, extra or {}, name=name, email=email, phone=phone)
    found = contacts.find_or_create(session, guest, name=name, email=email, phone=phone)
    conversations.append(
        session,
        guest,
        conversation=found.conversation,
        channel=Channel.FORM,
        direction=Direction.IN,
        kind=MessageKind.MANUAL,
        body=body,
        sender_name=text.line(name),
    )
    return Sent(found.contact.id, found.conversation.id, found.created)


def _row(session: Session, actor: Actor) -> ContactForm | None:
    return session.exec(rows(actor, ContactForm)).first()


def _body(
    guest: Actor,
    fields: Sequence[Mapping[str, Any]],
    message: str,
    extra: Mapping[str, Any],
    **who: str | None,
) -> str:
    """What stands in the thread: the message, then each answer on a line of its own."""
    wrong: dict[str, str] = {}
    message = text.block(message)
    if len(message) > MESSAGE:
        wrong['message'] = say(guest.language, 'Please keep your message under 5,000 characters')
    lines = questions.answered(fields, extra, wrong, language=guest.language)
    if wrong:
        raise Invalid(wrong)
    parts = [message, '\n'.join(f'{label}: {answer}' for label, answer in lines)]
    return '\n\n'.join(part for part in parts if part) or say(guest.language, 'Please get in touch with me.')
