"""How a rule's words will look, with example facts; and the same as a mail to oneself."""

from uuid import uuid4

from sqlmodel import Session

from data.models import Delivery, User, Workspace
from domain import rendering, rules, system_mail, text
from domain.actor import Actor
from domain.letters import Draft
from domain.rendering import Button, Card, Value

PLACE = 'https://example.com/link'


def preview(session: Session, actor: Actor, *, key: str, subject: str, body: str) -> Draft:
    """The message with an example customer's facts. Owner only; KeyError for a rule that does not exist."""
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace)
    values = _example(workspace)
    parts = rendering.parts(body, values)
    return Draft(text.line(rendering.filled(subject, values)), rendering.plain(parts), tuple(parts))


def to_oneself(session: Session, actor: Actor, *, key: str, subject: str, body: str) -> Delivery:
    """Send the example to the owner's own address."""
    draft = preview(session, actor, key=key, subject=subject, body=body)
    user = session.get_one(User, actor.user_id)
    return system_mail.send(
        session,
        actor,
        key=f'example:{rules.RULES[key].key}:{uuid4()}',
        address=user.email,
        subject=f'Example: {draft.subject}' if draft.subject else 'Example',
        paragraphs=[rendering.plain([part]) for part in draft.parts],
    )


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
