"""Saved replies of a workspace."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.saved_reply import SavedReplyChanges, SavedReplyGiven, SavedReplyShown
from domain import saved_replies
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/saved-replies', tags=['saved-replies'])


@router.get('', summary='List saved replies', response_model=Page[SavedReplyShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """By title."""
    return paging.cut(await read(saved_replies.listing, actor))


@router.post('', summary='Create a saved reply', status_code=201, response_model=SavedReplyShown)
async def create(actor: WorkspaceActor, given: SavedReplyGiven, once: Once) -> JSONResponse:
    """Owner only."""
    return await once(SavedReplyShown, saved_replies.create, actor, **given.all())


@router.get('/{saved_reply_id}', summary='Read a saved reply', response_model=SavedReplyShown)
async def one(actor: WorkspaceActor, saved_reply_id: UUID) -> object:
    return await read(saved_replies.one, actor, saved_reply_id=saved_reply_id)


@router.patch('/{saved_reply_id}', summary='Change a saved reply', response_model=SavedReplyShown)
async def update(actor: WorkspaceActor, saved_reply_id: UUID, given: SavedReplyChanges) -> object:
    """Owner only."""
    return await act(saved_replies.update, actor, saved_reply_id=saved_reply_id, **given.changes())


@router.delete('/{saved_reply_id}', summary='Delete a saved reply', status_code=204)
async def delete(actor: WorkspaceActor, saved_reply_id: UUID) -> None:
    """Owner only."""
    await act(saved_replies.delete, actor, saved_reply_id=saved_reply_id)
