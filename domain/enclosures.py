"""The files that go out with an answer: they lie beside its draft until it is sent, and come back when it is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Attachment, Conversation, Draft, Message
from domain import drafts, files, scope
from domain.actor import Actor
from domain.content_types import IMAGES
from domain.errors import Invalid, NotFound

MOST = 10
LARGEST = (
    15_000_000  # of all together: mail servers take 20 to 25 MB, and a mail carries files a third larger than they are
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message; `file_id` is what it is fetched by."""

    id: UUID
    file_id: UUID
    name: str
    size: int
    content_type: str

    @property
    def picture(self) -> bool:
        """Whether a browser may show it."""
        return self.content_type in IMAGES


def listing(session: Session, actor: Actor, *, conversation_id: UUID) -> list[Attached]:
    """The files beside the caller's own draft, by name; NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    return [attached(row) for row in _beside(session, drafts.row(session, actor, conversation_id))]


def one(session: Session, actor: Actor, *, conversation_id: UUID, attachment_id: UUID) -> Attached:
    """A file of the conversation, of a message or beside the caller's draft; NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    row = scope.one(session, actor, Attachment, attachment_id)
    message = session.get(Message, row.message_id) if row.message_id else None
    draft = drafts.row(session, actor, conversation_id)
    if (message is None or message.conversation_id != conversation_id) and (draft is None or row.draft_id != draft.id):
        raise NotFound
    return attached(row)


def add(session: Session, actor: Actor, *, conversation_id: UUID, name: str, content: bytes) -> Attached:
    """Lay a file beside the caller's draft; Invalid at `file` for a wrong kind, too many, or too much."""
    actor.require('inbox')
    conversation = scope.one(session, actor, Conversation, conversation_id, lock=True)
    draft = drafts.begin(session, actor, conversation)
    there = _beside(session, draft)
    if len(there) >= MOST:
        raise Invalid({'file': f'At most {MOST} files, please.'})
    if sum(row.size for row in there) + len(content) > LARGEST:
        raise Invalid({'file': f'All files together may have at most {LARGEST // 1_000_000} MB.'})
    kept = files.keep(session, actor, name=name, content=content)
    row = Attachment(
        workspace_id=actor.workspace,
        draft_id=draft.id,
        file_id=kept.id,
        name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
    )
    session.add(row)
    session.flush()
    return attached(row)


def remove(session: Session, actor: Actor, *, conversation_id: UUID, attachment_id: UUID) -> None:
    """Take a file away from the caller's draft; NotFound for any other file."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id, lock=True)
    draft = drafts.row(session, actor, conversation_id)
    row = next((one for one in _beside(session, draft) if one.id == attachment_id), None)
    if row is None:
        raise NotFound
    files.remove(session, actor, file_id=row.file_id)


def attached(row: Attachment) -> Attached:
    """A file as a thread shows it."""
    return Attached(row.id, row.file_id, row.name, row.size, row.content_type)


def take(session: Session, actor: Actor, message: Message, ids: Sequence[UUID]) -> None:
    """The named files of the caller's draft belong to the message from now on; NotFound when one of them is not there."""
    there = {row.id: row for row in _beside(session, drafts.row(session, actor, message.conversation_id))}
    if not there.keys() >= set(ids):
        raise NotFound
    for one in ids:
        there[one].message_id, there[one].draft_id = message.id, None
        session.add(there[one])
    session.flush()


def give_back(session: Session, actor: Actor, conversation: Conversation, message: Message) -> None:
    """Words and files of a message that is taken back lie in the caller's draft again, before what was begun since."""
    draft = drafts.begin(session, actor, conversation)
    draft.body = '\n\n'.join(part for part in (message.body, draft.body) if part)
    draft.channel, draft.subject = message.channel.value, draft.subject or message.subject
    session.add(draft)
    session.flush()
    session.execute(
        sa.update(Attachment).where(col(Attachment.message_id) == message.id).values(message_id=None, draft_id=draft.id)
    )


def _beside(session: Session, draft: Draft | None) -> list[Attachment]:
    query = select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.name) if draft else None
    return list(session.exec(query)) if query is not None else []
