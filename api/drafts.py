"""What is half written in a conversation: the caller's own draft, and the files beside it."""

from base64 import b64encode
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.schemas.conversation import AttachmentShown, DraftGiven, DraftShown, File, FileShown
from domain import drafts, enclosures, files
from domain.actor import Actor
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/conversations/{conversation_id}', tags=['conversations'])


@router.get('/draft', summary='Read your draft', response_model=DraftShown)
async def draft(actor: WorkspaceActor, conversation_id: UUID) -> object:
    """Empty where you have begun nothing; nobody else sees it."""
    return await read(_draft, actor, conversation_id=conversation_id)


@router.put('/draft', summary='Keep what is written so far', response_model=DraftShown)
async def keep(actor: WorkspaceActor, conversation_id: UUID, given: DraftGiven) -> object:
    """While it changes, the others see that you are answering."""
    return await act(_kept, actor, conversation_id=conversation_id, **given.all())


@router.delete('/draft', summary='Forget your draft and its files', status_code=204)
async def drop(actor: WorkspaceActor, conversation_id: UUID) -> Response:
    await act(drafts.drop, actor, conversation_id=conversation_id)
    return Response(status_code=204)


@router.post('/draft/attachments', summary='Lay a file beside it', status_code=201, response_model=AttachmentShown)
async def add(actor: WorkspaceActor, conversation_id: UUID, given: File, once: Once) -> JSONResponse:
    """Pictures, PDF, text and office documents: at most ten, 15 MB together. A message takes along those that it names."""
    asked = {'name': given.name, 'content': given.content}
    return await once(AttachmentShown, enclosures.add, actor, conversation_id=conversation_id, **asked)


@router.delete('/draft/attachments/{attachment_id}', summary='Take a file away from it', status_code=204)
async def remove(actor: WorkspaceActor, conversation_id: UUID, attachment_id: UUID) -> Response:
    await act(enclosures.remove, actor, conversation_id=conversation_id, attachment_id=attachment_id)
    return Response(status_code=204)


@router.get('/attachments/{attachment_id}', summary='Fetch a file of the conversation', response_model=FileShown)
async def content(actor: WorkspaceActor, conversation_id: UUID, attachment_id: UUID) -> object:
    """Of a message, or beside your draft; its content comes as base64."""
    return await read(_content, actor, conversation_id=conversation_id, attachment_id=attachment_id)


def _draft(session: Session, actor: Actor, *, conversation_id: UUID) -> DraftShown:
    kept = drafts.mine(session, actor, conversation_id=conversation_id)
    beside = enclosures.listing(session, actor, conversation_id=conversation_id)
    shown = [AttachmentShown.model_validate(one) for one in beside]
    return DraftShown(body=kept.body, channel=kept.channel, subject=kept.subject, attachments=shown)


def _kept(session: Session, actor: Actor, *, conversation_id: UUID, **given: str) -> DraftShown:
    drafts.save(session, actor, conversation_id=conversation_id, **given)
    session.flush()
    return _draft(session, actor, conversation_id=conversation_id)


def _content(session: Session, actor: Actor, *, conversation_id: UUID, attachment_id: UUID) -> FileShown:
    about = enclosures.one(session, actor, conversation_id=conversation_id, attachment_id=attachment_id)
    found = files.read(session, actor, file_id=about.file_id)
    return FileShown(name=about.name, content_type=about.content_type, content=b64encode(found.content).decode())
