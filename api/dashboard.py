"""The figures of this moment, and one search over everything."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.schemas.dashboard import DashboardShown, Hits
from domain import dashboard, search
from domain.work import read

router = APIRouter(prefix='/workspaces/{workspace_id}', tags=['dashboard'])


@router.get('/dashboard', summary='The figures of this moment', response_model=DashboardShown)
async def figures(actor: WorkspaceActor) -> object:
    return await read(dashboard.figures, actor)


@router.get('/search', summary='Search everything', response_model=Hits)
async def find(
    actor: WorkspaceActor,
    q: Annotated[str, Query(max_length=200)] = '',
    limit: Annotated[int, Query(ge=1, le=50, description='Of each kind')] = 5,
) -> object:
    """Contacts, bookings, conversations, forms and items that the caller may see; nothing for less than two characters."""
    return {'items': await read(search.find, actor, q=q, limit=limit)}
