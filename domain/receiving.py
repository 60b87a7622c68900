"""Mail that comes in: into the one conversation of whoever wrote it, once, with its original kept."""

from uuid import UUID

from itsdangerous import BadSignature, Signer
from sqlmodel import Session, col, select

from data.gateways import folder
from data.models import (
    Attachment,
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Integration,
    Message,
    MessageKind,
    Priority,
    StoredFile,
    Workspace,
)
from data.settings import settings
from domain import alerts, contacts, conversations, files, incoming, links, scope
from domain.actor import Actor
from domain.errors import Invalid
from domain.incoming import Incoming

BIGGEST = 20_000_000
MARKS = {'auto_reply': 'Automatic reply', 'bounce': 'Came back', 'list': 'Mailing list'}
MOVED = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.UNKNOWN)


class TooLarge(Invalid):
    """This mail is larger than 20 MB."""

    def __init__(self) -> None:
        super().__init__({'email': 'This mail is larger than 20 MB.'})


class NoSender(Invalid):
    """Nobody is named as the sender of this mail."""

    def __init__(self) -> None:
        super().__init__({'email': 'Nobody is named as the sender of this mail.'})


def address(session: Session, actor: Actor) -> str:
    """Where a mail service posts the workspace's incoming mail. Owner; whoever knows it can write into the inbox."""
    actor.require_owner()
    token = _signer().sign(actor.workspace.hex).decode()
    return f'{settings().base_url}/hooks/mail/{token}'


def take(session: Session, actor: Actor, *, token: str, raw: bytes) -> Message | None:
    """A mail posted to `address`; `actor` is nobody, the token alone lets it in. BadLink; else as `receive`."""
    try:
        workspace_id = UUID(hex=_signer().unsign(token.encode('utf-8', 'replace')).decode())
    except (BadSignature, ValueError):
        raise links.BadLink from None
    if session.get(Workspace, workspace_id) is None:
        raise links.BadLink
    return receive(session, Actor.system(workspace_id), raw=raw)


def receive(session: Session, actor: Actor, *, raw: bytes) -> Message | None:
    """Put a mail into the conversation of its sender. None for what came before, and for our own mail that comes back to us.

    Only what a person wrote makes the conversation unread and unanswered and starts automation. A quoted reference opens nobody
    else's conversation; a report of failed delivery goes to the message that it speaks of. NoSender, TooLarge; Invalid for a sender whose address is none.
    """
    actor.require_member()
    if len(raw) > BIGGEST:
        raise TooLarge
    session.exec(select(Workspace).where(Workspace.id == actor.workspace).with_for_update(key_share=True)).one()
    mail = incoming.parse(raw)
    if _ours(session, actor, mail) or _known(session, actor, mail):
        return None
    returned = _returned(session, actor, mail)
    if not mail.sender and returned is None:
        raise NoSender
    contact, conversation = (
        _whose(session, actor, returned.contact_id)
        if returned and returned.contact_id
        else _sender(session, actor, mail)
    )
    message = _written(session, actor, mail, contact, conversation)
    message.email_id, message.original_id = mail.email_id, original(session, actor, raw)
    message.folded = mail.folded
    session.add(message)
    for one in mail.attachments:
        attach(session, actor, message, one.name, one.content)
    if returned is not None:
        _bounced(session, actor, returned, mail.reason, contact, conversation)
    return message


def _ours(session: Session, actor: Actor, mail: Incoming) -> bool:
    """A copy of what we sent, or a loop: written by us, or from an address that we send from."""
    sent = scope.rows(actor, Message).where(col(Message.email_id) == mail.email_id, Message.direction == Direction.OUT)
    rows = session.exec(scope.rows(actor, Integration)).all()
    senders = {str(row.config.get(key, '')).lower() for row in rows for key in ('sender', 'username')}
    return mail.sender in senders - {''} or session.exec(sent).first() is not None


def _known(session: Session, actor: Actor, mail: Incoming) -> bool:
    same = scope.rows(actor, Message).where(col(Message.email_id) == mail.email_id)
    return session.exec(same).first() is not None


def _returned(session: Session, actor: Actor, mail: Incoming) -> Delivery | None:
    """The delivery that a report of failure speaks of: its Message-ID cannot be guessed."""
    query = select(Delivery).where(
        col(Delivery.workspace_id) == actor.workspace, col(Delivery.email_id).in_(mail.bounced)
    )
    return session.exec(query.with_for_update(key_share=True)).first() if mail.bounced else None


def _whose(session: Session, actor: Actor, contact_id: UUID) -> tuple[Contact, Conversation]:
    return session.get_one(Contact, contact_id), conversations.of(session, actor, contact_id=contact_id)


def _sender(session: Session, actor: Actor, mail: Incoming) -> tuple[Contact, Conversation]:
    """Whoever wrote it; a machine that writes for the first time is greeted by nobody."""
    before = list(session.info.get('recorded', []))
    found = contacts.find_or_create(session, actor, name=mail.sender_name, email=mail.sender)
    if mail.kind != 'message':
        session.info['recorded'] = before
    return found.contact, found.conversation


def _written(session: Session, actor: Actor, mail: Incoming, contact: Contact, conversation: Conversation) -> Message:
    person = mail.kind == 'message'
    return conversations.append(
        session,
        Actor.guest(actor.workspace),
        conversation=conversation,
        channel=Channel.EMAIL,
        direction=Direction.IN if person else Direction.NONE,
        kind=MessageKind.MANUAL if person else MessageKind.SYSTEM,
        body=mail.text if person else f'{MARKS[mail.kind]}: {mail.text}',
        subject=mail.subject,
        sender_name=contact.name if mail.kind == 'message' else mail.sender_name,
    )


def original(session: Session, actor: Actor, raw: bytes) -> UUID:
    """Keep a mail as it came over the wire; the id of its file."""
    row = StoredFile(workspace_id=actor.workspace, name='original.eml', content_type=files.MAIL, size=len(raw))
    folder.put(row.id, raw)
    session.add(row)
    session.flush()
    return row.id


def attach(session: Session, actor: Actor, message: Message, name: str, content: bytes) -> None:
    """Keep a file of a kind that we know; every other one stays in the original alone."""
    if files.problem(content, files.DOCUMENTS):
        return
    kept = files.keep(session, actor, name=name, content=content)
    session.add(
        Attachment(
            workspace_id=actor.workspace,
            message_id=message.id,
            file_id=kept.id,
            name=kept.name,
            content_type=kept.content_type,
            size=kept.size,
        )
    )


def _bounced(
    session: Session, actor: Actor, row: Delivery, reason: str, contact: Contact, conversation: Conversation
) -> None:
    if row.state not in MOVED:
        return
    row.state, row.error = DeliveryState.BOUNCED, reason or 'The mail came back.'
    session.add(row)
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.DELIVERY,
        cause=f'delivery:{row.id}',
        priority=Priority.HIGH,
        title=f'A message to {contact.name} came back',
        detail=row.error,
        thing=conversation,
    )


def _signer() -> Signer:
    return Signer(settings().secret_key.get_secret_value(), salt='careops.hooks.mail', key_derivation='hmac')
