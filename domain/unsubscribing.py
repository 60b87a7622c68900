"""The link at the foot of reminders and news: no more of them by e-mail, or again after all. Answers to one's own acts still come."""

from dataclasses import dataclass

from sqlmodel import Session, select

from data.models import Contact, Workspace
from domain import clock, events, links, public_views
from domain.actor import Actor
from domain.events import Name
from domain.links import BadLink
from domain.public_views import Business
from domain.storefront import opened_once


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose mail it is about, and whether it has been stopped."""

    business: Business
    email: str
    stopped: bool


def choice(session: Session, actor: Actor, *, token: str) -> Choice:
    """How it stands now; looking changes nothing. BadLink."""
    return _choice(session, _contact(session, token))


def stop(session: Session, actor: Actor, *, token: str) -> Choice:
    """No more reminders and news by e-mail; a second time changes nothing. BadLink."""
    contact = _contact(session, token, lock=True)
    if contact.no_email_at is None:
        contact.no_email_at = clock.now()
        _changed(session, actor, contact, 'stopped')
    return _choice(session, contact)


def resume(session: Session, actor: Actor, *, token: str) -> Choice:
    """Reminders and news come again. BadLink."""
    contact = _contact(session, token, lock=True)
    if contact.no_email_at is not None:
        contact.no_email_at = None
        _changed(session, actor, contact, 'wanted')
    return _choice(session, contact)


def _contact(session: Session, token: str, *, lock: bool = False) -> Contact:
    contact_id, nonce = links.opened(token, 'unsubscribe')
    query = select(Contact).where(Contact.id == contact_id, Contact.link_nonce == nonce)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    contact = session.exec(query).one_or_none()
    if contact is None:
        raise BadLink
    opened_once(session, contact.workspace_id)
    return contact


def _changed(session: Session, actor: Actor, contact: Contact, reminders: str) -> None:
    session.add(contact)
    guest = actor.in_workspace(contact.workspace_id)
    events.record(session, guest, Name.CONTACT_CHANGED, contact, contact_id=contact.id, reminders=reminders)


def _choice(session: Session, contact: Contact) -> Choice:
    workspace = session.get_one(Workspace, contact.workspace_id)
    return Choice(public_views.business_of(workspace), contact.email or '', contact.no_email_at is not None)
