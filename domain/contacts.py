"""Contacts: one row for each customer, however often and from wherever they come."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from data import db
from data.models import Contact, Conversation, Message, Workspace
from domain import addresses, conversations, events, text
from domain.actor import Actor
from domain.errors import Invalid
from domain.language import say

NAME_LENGTH = 200
_BY_EMAIL = col(Contact.email) == sa.bindparam('email', type_=sa.String)  # NULL equals nothing, itself included
_BY_PHONE = col(Contact.phone) == sa.bindparam('phone', type_=sa.String)
_SAME = (
    select(Contact)
    .where(col(Contact.workspace_id) == sa.bindparam('workspace'), sa.or_(_BY_EMAIL, _BY_PHONE))
    .order_by(sa.case((_BY_EMAIL, 0), else_=1))
)
UNIQUE = {'uq_contact_workspace_id_email', 'uq_contact_workspace_id_phone'}


@dataclass(frozen=True, slots=True)
class Found:
    """A contact with its one conversation, and whether this very call made them."""

    contact: Contact
    conversation: Conversation
    created: bool


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody says they are, in the form in which it is stored."""

    name: str
    email: str | None
    phone: str | None


def find_or_create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str | None = None,
    phone: str | None = None,
    language: str = '',
) -> Found:
    """The contact with this e-mail, else with this phone, else a new one; callers have checked that the actor may.

    What is known is never overwritten: a difference becomes a note in the thread. Invalid (name, email, phone) for what is no address.
    """
    given = checked(session, actor, name=name, email=email, phone=phone)
    known = _known(session, actor, given)
    if known is None:
        made = _create(session, actor, given, language or (actor.language if actor.kind == 'guest' else ''))
        if made is not None:
            return made
        known = _known(session, actor, given)
        assert known is not None  # the constraint has just told us so
    conversation = conversations.of(session, actor, contact_id=known.id)
    _note_difference(session, actor, known, conversation, given)
    return Found(known, conversation, created=False)


def checked(
    session: Session, actor: Actor, *, name: str, email: str | None = None, phone: str | None = None
) -> Details:
    """The details in stored form; Invalid names each field that is wrong, in the actor's language."""
    wrong: dict[str, str] = {}
    given = Details(name=_name(name, wrong), email=_email(email, wrong), phone=_phone(session, actor, phone, wrong))
    if not wrong and given.email is None and given.phone is None:
        wrong['email'] = 'Please give an e-mail address or a phone number'
    if wrong:
        raise Invalid({field: say(actor.language, sentence) for field, sentence in wrong.items()})
    return given


def _name(name: str, wrong: dict[str, str]) -> str:
    name = text.line(name)
    if not name:
        wrong['name'] = 'Please give a name'
    elif len(name) > NAME_LENGTH:
        wrong['name'] = 'This name is too long'
    return name


def _email(email: str | None, wrong: dict[str, str]) -> str | None:
    try:
        return addresses.email(email) if email and email.strip() else None
    except ValueError as error:
        wrong['email'] = str(error)
        return None


def _phone(session: Session, actor: Actor, phone: str | None, wrong: dict[str, str]) -> str | None:
    if not phone or not phone.strip():
        return None
    workspace = session.get_one(Workspace, actor.workspace)
    try:
        return addresses.phone(phone, workspace.region)
    except ValueError as error:
        wrong['phone'] = str(error)
        return None


def _known(session: Session, actor: Actor, given: Details) -> Contact | None:
    """E-mail decides, then phone."""
    asked = {'workspace': actor.workspace, 'email': given.email, 'phone': given.phone}
    return session.exec(_SAME, params=asked).first()


def _create(session: Session, actor: Actor, given: Details, language: str) -> Found | None:
    """The new contact, or None where somebody made the same one a moment ago."""
    contact = Contact(
        workspace_id=actor.workspace, name=given.name, email=given.email, phone=given.phone, language=language
    )
    try:
        with session.begin_nested():
            session.add(contact)
            session.flush()
    except IntegrityError as error:
        if db.constraint(error) in UNIQUE:
            return None
        raise
    conversation = conversations.begin(session, contact)
    events.record(session, actor, events.Name.CONTACT_CREATED, contact, contact_id=contact.id)
    return Found(contact, conversation, created=True)


def _note_difference(
    session: Session, actor: Actor, contact: Contact, conversation: Conversation, given: Details
) -> None:
    """Leave a note where what was typed differs from what is known; the same note is not left twice."""
    different = _differences(contact, given)
    if not different:
        return
    body = f'Came with other details this time: {", ".join(different)}. Nothing was changed here. merge?'
    noted = select(Message.id).where(Message.conversation_id == conversation.id, Message.body == body)
    if session.exec(noted).first() is None:
        conversations.system_line(session, actor, conversation=conversation, body=body)


def _differences(contact: Contact, given: Details) -> list[str]:
    different = []
    if given.name.casefold() != contact.name.casefold():
        different.append(f'name “{given.name}”')
    if given.email is not None and given.email != contact.email:
        different.append(f'e-mail {given.email}')
    if given.phone is not None and given.phone != contact.phone:
        different.append(f'phone {addresses.readable_phone(given.phone)}')
    return different
