"""The caller's workspaces."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import CurrentActor, WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.workspace import WorkspaceChanges, WorkspaceGiven, WorkspaceShown
from domain import memberships, workspaces
from domain.work import act, read

router = APIRouter(prefix='/workspaces', tags=['workspaces'])


@router.get('', summary='List my workspaces', response_model=Page[WorkspaceShown])
async def listing(actor: CurrentActor, paging: Paging) -> object:
    return paging.cut(await read(memberships.workspaces, actor))


@router.post('', summary='Create a workspace', status_code=201, response_model=WorkspaceShown)
async def create(actor: CurrentActor, given: WorkspaceGiven, once: Once) -> JSONResponse:
    """The caller owns it."""
    return await once(WorkspaceShown, workspaces.create, actor, **given.all())


@router.get('/{workspace_id}', summary='Read a workspace', response_model=WorkspaceShown)
async def one(actor: WorkspaceActor) -> object:
    return await read(workspaces.view, actor)


@router.patch('/{workspace_id}', summary='Change a workspace', response_model=WorkspaceShown)
async def update(actor: WorkspaceActor, given: WorkspaceChanges) -> object:
    """Owner only."""
    return await act(workspaces.update, actor, **given.changes())
