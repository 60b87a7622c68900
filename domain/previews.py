"""How a rule's words will look to a real customer, or with example facts; and the same as a message to oneself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from data.models import Booking, Channel, Contact, Delivery, FormRequest, FormState, User, Workspace
from domain import addresses, clock, deliveries, facts, letters, mail_parts, rendering, rules, scope, segments
from domain.actor import Actor
from domain.errors import Invalid
from domain.facts import Facts
from domain.rendering import Button, Card, Draft, Value
from domain.rules import Effective
from domain.segments import Size

PLACE = 'https://example.com/link'


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its reader will see it: `html` on a light screen and `dark`, or a text message with its size.

    `wrong`: what is wrong with the words, by field. `about`: whose facts these are.
    """

    subject: str
    text: str
    html: str
    dark: str
    size: Size | None
    about: str
    wrong: Mapping[str, str]


def preview(
    session: Session,
    actor: Actor,
    *,
    key: str,
    channel: Channel = Channel.EMAIL,
    subject: str | None = None,
    body: str | None = None,
    sms: str | None = None,
    contact_id: UUID | None = None,
) -> Shown:
    """The message of a rule with words that need not be saved, for a contact or for an example customer. Links lead nowhere.

    Owner only. NotFound for a rule or a contact that is not there.
    """
    rule, wrong = _worded(session, actor, key, {'subject': subject, 'body': body, 'sms': sms})
    about = _about(session, actor, rule, contact_id)
    found = facts.gathered(session, about)
    draft = letters.worded(rule, found.language, _values(found, about), channel)
    mail = _html(session, about, found, draft) if channel == Channel.EMAIL else ''
    return Shown(
        subject=draft.subject,
        text=draft.text,
        html=mail and mail_parts.seen(mail, dark=False),
        dark=mail and mail_parts.seen(mail, dark=True),
        size=segments.size(draft.text) if channel == Channel.SMS else None,
        about=_named(found),
        wrong=wrong,
    )


def to_oneself(
    session: Session,
    actor: Actor,
    *,
    key: str,
    channel: Channel = Channel.EMAIL,
    subject: str | None = None,
    body: str | None = None,
    sms: str | None = None,
    contact_id: UUID | None = None,
    phone: str = '',
) -> Delivery:
    """Send the preview to the owner's own address, or as a text message to `phone`. Invalid (subject, body, sms, phone); owner only."""
    rule, wrong = _worded(session, actor, key, {'subject': subject, 'body': body, 'sms': sms})
    if wrong:
        raise Invalid(dict(wrong))
    about = _about(session, actor, rule, contact_id)
    found = facts.gathered(session, about)
    draft = letters.worded(rule, found.language, _values(found, about), channel)
    if channel == Channel.EMAIL:
        draft = replace(draft, subject=f'Example: {draft.subject}')
    return deliveries.queue(
        session,
        actor,
        key=f'example:{key}:{uuid4()}',
        channel=channel,
        address=_own_address(session, actor, channel, phone),
        context={'example': rendering.packed(draft)},
    )


def _own_address(session: Session, actor: Actor, channel: Channel, phone: str) -> str:
    if channel == Channel.EMAIL:
        return session.get_one(User, actor.user_id).email
    try:
        return addresses.phone(phone, session.get_one(Workspace, actor.workspace).region)
    except ValueError as error:
        raise Invalid({'phone': str(error)}) from None


def _worded(
    session: Session, actor: Actor, key: str, given: Mapping[str, str | None]
) -> tuple[Effective, Mapping[str, str]]:
    """The rule with other words, and what is wrong with them."""
    rule = rules.one(session, actor, key=key)
    words: dict[str, Any] = {
        name: value for name, value in given.items() if value is not None and value != getattr(rule, name)
    }
    wrong = {name: said for name, value in words.items() if (said := rules.problem(rule.rule, name, value))}
    return replace(rule, own=rule.own | words.keys(), **words), wrong


def _about(session: Session, actor: Actor, rule: Effective, contact_id: UUID | None) -> Delivery:
    """A message that is never queued: about the contact's next booking, or the last one, and its open forms."""
    contact = scope.one(session, actor, Contact, contact_id) if contact_id else None
    booking = _booking(session, contact) if contact else None
    open_forms = select(FormRequest.id).where(
        FormRequest.booking_id == (booking.id if booking else None),
        FormRequest.state != FormState.COMPLETED,
        col(FormRequest.withdrawn_at).is_(None),
    )
    return Delivery(
        workspace_id=actor.workspace,
        booking_id=booking.id if booking else None,
        contact_id=contact.id if contact else None,
        key='',
        rule=rule.key,
        channel=Channel.EMAIL,
        address='',
        context={'requests': [str(one) for one in session.exec(open_forms)]} if booking else {},
        next_attempt_at=clock.now(),
    )


def _booking(session: Session, contact: Contact) -> Booking | None:
    mine = select(Booking).where(Booking.contact_id == contact.id)
    coming = mine.where(Booking.start > clock.now()).order_by(col(Booking.start))
    last = mine.order_by(col(Booking.start).desc())
    return session.exec(coming.limit(1)).first() or session.exec(last.limit(1)).first()


def _values(found: Facts, about: Delivery) -> dict[str, Value]:
    """What is known of the contact over the example's facts; every link leads nowhere."""
    real = {name: value for name, value in facts.values(found, about.context).items() if value}
    return {name: _harmless(value) for name, value in (_example(found.workspace) | real).items()}


def _harmless(value: Value) -> Value:
    return tuple(Button(button.label, PLACE) for button in value) if isinstance(value, tuple) else value


def _named(found: Facts) -> str:
    if found.contact is None:
        return 'an example customer'
    if found.booking is None:
        return f'{found.contact.name}, with an example booking'
    return f'{found.contact.name}, booking of {facts.day(found.booking.start, found)}'


def _html(session: Session, about: Delivery, found: Facts, draft: Draft) -> str:
    brand = letters.branded(session, about, found.workspace, found)
    brand = replace(brand, unsubscribe_url=PLACE if brand.unsubscribe_url else '')
    return mail_parts.html(brand, draft.subject, list(draft.parts))


def _example(workspace: Workspace) -> dict[str, Value]:
    details = Card(
        (
            ('What', 'Your service'),
            ('When', 'Tuesday, 4 May at 10:30'),
            ('Where', workspace.address or 'Your address'),
        )
    )
    return {
        'first_name': 'Alex',
        'name': 'Alex Example',
        'business': workspace.name,
        'service': 'Your service',
        'staff': 'A member of your team',
        'date': 'Tuesday, 4 May',
        'time': '10:30',
        'when': 'Tuesday, 4 May at 10:30',
        'location': workspace.address or 'Your address',
        'details': details,
        'manage_link': (Button('Change or cancel', PLACE),),
        'book_link': (Button('Book another time', PLACE),),
        'open_link': (Button('Open in CareOps', PLACE),),
        'until': 'Monday, 3 May at 12:30',
        'offer_link': (Button('Take or decline this time', PLACE),),
        'forms': (Button('Your form', PLACE),),
        'form': 'Your form',
        'due': 'Monday, 3 May at 10:30',
        'reason': 'The reason, where one was given',
        'what': 'New booking',
        'item': 'An item',
        'available': '2 pieces',
        'excerpt': 'What the customer wrote',
    }
