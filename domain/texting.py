"""Text messages that come in through Twilio: believed by their signature, taken once, put into the sender's conversation."""

from mimetypes import guess_extension
from urllib.parse import parse_qsl
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways import signatures
from data.gateways.base import Call
from data.models import Channel, Contact, Direction, Integration, Message, MessageKind, Workspace
from data.settings import settings
from domain import addresses, awaited, contacts, conversations, crypto, opting, scope
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.receipts import WrongSignature


def address(integration_id: UUID) -> str:
    """Where Twilio posts the text messages that come in."""
    return f'{settings().base_url}/hooks/twilio/{integration_id}/message'


def take(session: Session, actor: Actor, *, integration_id: UUID, call: Call) -> Message | None:
    """Put what a customer texted into the one conversation of that number. None for what came before, and for STOP and START,
    which are followed. `actor` is nobody: the signature, made with this very integration's secret, lets the call in.

    NotFound, WrongSignature, Invalid for a sender that is no telephone number.
    """
    row = session.get(Integration, integration_id)
    if row is None or row.provider != 'twilio':
        raise NotFound
    form = _signed(row, call)
    house = Actor.system(row.workspace_id)
    workspace = session.exec(
        select(Workspace).where(Workspace.id == row.workspace_id).with_for_update(key_share=True)
    ).one()
    sid = f'sms:{form.get("MessageSid", "")}'[:200]
    if session.exec(scope.rows(house, Message).where(col(Message.email_id) == sid)).first() is not None:
        return None
    found = _sender(session, house, form.get('From', ''), workspace.region)
    if opting.heard(session, house, contact_id=found.contact.id, body=form.get('Body', '')):
        return None
    message = conversations.append(
        session,
        Actor.guest(house.workspace),
        conversation=found.conversation,
        channel=Channel.SMS,
        direction=Direction.IN,
        kind=MessageKind.MANUAL,
        body=_body(form),
        sender_name=found.contact.name,
    )
    message.email_id = sid
    session.add(message)
    session.flush()
    awaited.await_(session, house, message=message, integration_id=row.id, found=_media(form))
    return message


def _signed(row: Integration, call: Call) -> dict[str, str]:
    form = dict(parse_qsl(call.body.decode('utf-8', 'replace'), keep_blank_values=True))
    try:
        token = str(crypto.open(row.secrets).get('auth_token', ''))
    except crypto.Unreadable as error:
        raise WrongSignature from error
    signature = call.headers.get('x-twilio-signature', '')
    if not signatures.twilio(token=token, url=call.url, form=form, signature=signature):
        raise WrongSignature
    return form


def _sender(session: Session, actor: Actor, number: str, region: str) -> contacts.Found:
    """The contact with this number under its own name; somebody unknown is called by the number."""
    try:
        phone = addresses.phone(number, region)
    except ValueError as error:
        raise Invalid({'From': str(error)}) from None
    known = session.exec(scope.rows(actor, Contact).where(Contact.phone == phone)).first()
    name = known.name if known else addresses.readable_phone(phone)
    return contacts.find_or_create(session, actor, name=name, phone=phone)


def _body(form: dict[str, str]) -> str:
    files = len(_media(form))
    nothing = '[an empty text message]' if not files else '[a file]' if files == 1 else f'[{files} files]'
    return form.get('Body', '').replace('\0', '').strip() or nothing


def _media(form: dict[str, str]) -> list[tuple[str, str]]:
    """Address and name of what was sent along."""
    found = []
    for number in range(awaited.MOST):
        url = form.get(f'MediaUrl{number}', '')
        if url.startswith('https://'):
            ending = guess_extension(form.get(f'MediaContentType{number}', '').split(';')[0]) or ''
            found.append((url, f'file-{number + 1}{ending}'))
    return found
