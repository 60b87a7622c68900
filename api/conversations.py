"""Conversations of a workspace: the list, the thread, the answer."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.conversation import (
    Assignment,
    ConversationShown,
    FirstMessage,
    MessageShown,
    Note,
    OriginalShown,
    Reply,
)
from data.models import Channel
from domain import conversation_reads, conversations, first_messages, messages, originals, replies, threads, undoing
from domain.actor import Actor
from domain.conversation_reads import Filter, Line
from domain.messages import Said
from domain.originals import Original
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/conversations', tags=['conversations'])


@router.get('', summary='List conversations', response_model=Page[ConversationShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    show: Annotated[Filter, Query(alias='filter')] = 'all',
    q: Annotated[str, Query(max_length=200)] = '',
) -> object:
    """Newest activity first; `q` searches names, addresses and everything written."""
    asked = {'limit': paging.limit, 'offset': paging.offset}
    return paging.page(await read(conversation_reads.page, actor, filter=show, q=q, **asked))


@router.post('', summary='Write to somebody first', status_code=201, response_model=MessageShown)
async def write(actor: WorkspaceActor, given: FirstMessage, once: Once) -> JSONResponse:
    """The answer is the message; its conversation is the contact's."""
    return await once(MessageShown, _first, actor, **given.all())


@router.get('/{conversation_id}', summary='Read a conversation', response_model=ConversationShown)
async def one(actor: WorkspaceActor, conversation_id: UUID) -> object:
    return await read(conversation_reads.one, actor, conversation_id=conversation_id)


@router.get('/{conversation_id}/messages', summary='Read a thread', response_model=Page[MessageShown])
async def thread(actor: WorkspaceActor, conversation_id: UUID, paging: Paging) -> object:
    """From old to new; `offset` counts back from the newest."""
    asked = {'limit': paging.limit, 'offset': paging.offset}
    return paging.page(await read(messages.page, actor, conversation_id=conversation_id, **asked))


@router.post('/{conversation_id}/messages', summary='Answer', status_code=201, response_model=MessageShown)
async def reply(actor: WorkspaceActor, conversation_id: UUID, given: Reply, once: Once) -> JSONResponse:
    """Sent for real, by e-mail or SMS; automatic messages of this conversation wait from now on."""
    return await once(MessageShown, _replied, actor, conversation_id=conversation_id, **given.all())


@router.post('/{conversation_id}/messages/{message_id}/undo', summary='Take your answer back', status_code=204)
async def undo(actor: WorkspaceActor, conversation_id: UUID, message_id: UUID) -> Response:
    """Until it leaves (409 afterwards); its words and files are your draft again."""
    await act(_undone, actor, conversation_id=conversation_id, message_id=message_id)
    return Response(status_code=204)


@router.get(
    '/{conversation_id}/messages/{message_id}/original',
    summary='Read the mail as it came',
    response_model=OriginalShown,
)
async def original(actor: WorkspaceActor, conversation_id: UUID, message_id: UUID) -> object:
    return await read(_original, actor, conversation_id=conversation_id, message_id=message_id)


@router.post('/{conversation_id}/notes', summary='Leave an internal note', status_code=201, response_model=MessageShown)
async def note(actor: WorkspaceActor, conversation_id: UUID, given: Note, once: Once) -> JSONResponse:
    """Only the team sees it."""
    return await once(MessageShown, _noted, actor, conversation_id=conversation_id, **given.all())


@router.post('/{conversation_id}/read', summary='Mark as read', response_model=ConversationShown)
async def mark_read(actor: WorkspaceActor, conversation_id: UUID) -> object:
    return await act(_shown(conversations.mark_read), actor, conversation_id=conversation_id)


@router.post('/{conversation_id}/close', summary='Close', response_model=ConversationShown)
async def close(actor: WorkspaceActor, conversation_id: UUID) -> object:
    """A new message opens it again."""
    return await act(_shown(conversations.close), actor, conversation_id=conversation_id)


@router.post('/{conversation_id}/reopen', summary='Open again', response_model=ConversationShown)
async def reopen(actor: WorkspaceActor, conversation_id: UUID) -> object:
    return await act(_shown(conversations.reopen), actor, conversation_id=conversation_id)


@router.post('/{conversation_id}/resume', summary='Let automatic messages go on', response_model=ConversationShown)
async def resume(actor: WorkspaceActor, conversation_id: UUID) -> object:
    return await act(_shown(conversations.resume), actor, conversation_id=conversation_id)


@router.post('/{conversation_id}/assign', summary='Make somebody responsible', response_model=ConversationShown)
async def assign(actor: WorkspaceActor, conversation_id: UUID, given: Assignment) -> object:
    """`null`: nobody in particular."""
    asked = {'conversation_id': conversation_id, 'member_id': given.staff_id}
    return await act(_shown(conversations.assign), actor, **asked)


def _shown(command: Callable[..., Any]) -> Callable[..., Line]:
    """The command, answering with the conversation as lists show it."""

    def call(session: Session, actor: Actor, *, conversation_id: UUID, **given: Any) -> Line:
        command(session, actor, conversation_id=conversation_id, **given)
        session.flush()
        return conversation_reads.one(session, actor, conversation_id=conversation_id)

    return call


def _first(session: Session, actor: Actor, **given: Any) -> Said:
    message = first_messages.send(session, actor, **given)
    return messages.one(session, actor, message_id=message.id)


def _undone(session: Session, actor: Actor, *, conversation_id: UUID, message_id: UUID) -> None:
    messages.one(session, actor, message_id=message_id, conversation_id=conversation_id)
    undoing.undo(session, actor, message_id=message_id)


def _original(session: Session, actor: Actor, *, conversation_id: UUID, message_id: UUID) -> Original:
    messages.one(session, actor, message_id=message_id, conversation_id=conversation_id)
    return originals.view(session, actor, message_id=message_id)


def _replied(
    session: Session,
    actor: Actor,
    *,
    conversation_id: UUID,
    channel: str | None,
    attachment_ids: list[UUID],
    undo: bool,
    **given: Any,
) -> Said:
    given |= {'files': attachment_ids, 'may_undo': undo}
    ways = threads.thread(session, actor, conversation_id=conversation_id, more=1).channels
    by = Channel(channel or next(iter(ways), 'email'))
    message = replies.send(session, actor, conversation_id=conversation_id, channel=by, **given)
    return messages.one(session, actor, message_id=message.id)


def _noted(session: Session, actor: Actor, **given: Any) -> Said:
    message = conversations.note(session, actor, **given)
    return messages.one(session, actor, message_id=message.id)
