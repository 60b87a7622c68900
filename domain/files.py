"""Files that people give us: checked by content, kept under random names, given only to those allowed."""

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways import folder
from data.models import Attachment, StoredFile
from domain import content_types, text
from domain.actor import Actor
from domain.content_types import DOCUMENTS, IMAGES
from domain.errors import Invalid, NotFound

__all__ = ['BIGGEST', 'BIGGEST_IMAGE', 'DOCUMENTS', 'IMAGES', 'Content', 'keep', 'problem', 'read', 'remove', 'sweep']
BIGGEST = 20_000_000
MAIL = 'message/rfc822'
BIGGEST_IMAGE = 5_000_000
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is handed out."""

    name: str
    content_type: str
    content: bytes
    public: bool


def keep(
    session: Session,
    actor: Actor,
    *,
    name: str,
    content: bytes,
    public: bool = False,
    kinds: Set[str] = DOCUMENTS,
    field: str = 'file',
    personal: bool = False,
) -> StoredFile:
    """Keep a file of the actor's workspace (or, `personal`, of nobody's). Invalid at `field` when it is too big or of another kind.

    `public` files are given to whoever knows their address; the others to members of the workspace.
    """
    if sentence := problem(content, kinds):
        raise Invalid({field: sentence})
    row = StoredFile(
        workspace_id=None if personal else actor.workspace,
        name=safe_name(name),
        content_type=content_types.of(content),
        size=len(content),
        public=public,
    )
    folder.put(row.id, content)
    session.add(row)
    session.flush()
    return row


def read(session: Session, actor: Actor, *, file_id: UUID) -> Content:
    """A file that the actor may have. NotFound for every other one."""
    row = session.get(StoredFile, file_id)
    if row is None or not (row.public or _inside(session, actor, row)):
        raise NotFound
    try:
        return Content(row.name, row.content_type, folder.get(row.id), row.public)
    except FileNotFoundError:
        raise NotFound from None


def remove(session: Session, actor: Actor, *, file_id: UUID | None) -> None:
    """Forget a file of the actor's workspace, or a personal one; none is no error. `sweep` takes its content from the disk."""
    row = session.get(StoredFile, file_id) if file_id else None
    if row is not None and row.workspace_id in {None, actor.workspace_id}:
        session.delete(row)
        session.flush()


def sweep(session: Session, actor: Actor, *, older_than: float) -> list[UUID]:
    """The files on the disk for so many seconds that no row knows (any more): forgotten, or written by what never committed."""
    del actor
    there = list(folder.older(older_than))
    known: set[UUID] = set()
    for start in range(0, len(there), CHUNK):
        query = select(StoredFile.id).where(col(StoredFile.id).in_(there[start : start + CHUNK]))
        known.update(session.exec(query))
    return [file_id for file_id in there if file_id not in known]


def safe_name(name: str) -> str:
    """The name that the file came with, without folders and control characters; shown and offered for saving, never used as a path."""
    last = text.line(name.replace('\\', '/').rsplit('/', 1)[-1])
    return last[-200:] or 'file'


def _inside(session: Session, actor: Actor, row: StoredFile) -> bool:
    if actor.kind == 'guest' or row.workspace_id is None or row.workspace_id != actor.workspace_id:
        return False
    return actor.may('inbox') or not _of_a_conversation(session, row)


def _of_a_conversation(session: Session, row: StoredFile) -> bool:
    """What customers sent is for those who may read their conversations."""
    attached = select(Attachment.id).where(Attachment.file_id == row.id)
    return row.content_type == MAIL or session.exec(attached).first() is not None


def problem(content: bytes, kinds: Set[str]) -> str:
    """Why a file will not do, as a sentence; '' when it will."""
    most = BIGGEST_IMAGE if kinds <= IMAGES else BIGGEST
    if not content:
        return 'This file is empty'
    if len(content) > most:
        return f'Please take a file of at most {most // 1_000_000} MB'
    if content_types.of(content) not in kinds:
        return (
            'Please take a picture: PNG, JPEG, GIF or WebP'
            if kinds <= IMAGES
            else 'Please take a picture, a PDF, a text or an office document'
        )
    return ''
