"""The waiting list of a workspace."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.waitlist import WaitGiven, WaitShown
from domain import waitlist
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/waitlist', tags=['waitlist'])


@router.get('', summary='List who waits', response_model=Page[WaitShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """In the order of their turn; those who have an offer too."""
    return paging.cut(await read(waitlist.listing, actor))


@router.post('', summary='Put somebody on the waiting list', status_code=201, response_model=WaitShown)
async def add(actor: WorkspaceActor, given: WaitGiven, once: Once) -> JSONResponse:
    """A contact that is known by `contact_id` or described by `contact`. The same wish twice is one entry."""
    asked = given.all()
    return await once(WaitShown, waitlist.add, actor, member_id=asked.pop('staff_id'), **asked)


@router.delete('/{entry_id}', summary='Take somebody off the waiting list', status_code=204)
async def remove(actor: WorkspaceActor, entry_id: UUID) -> None:
    """A time that was held for them goes to the next."""
    await act(waitlist.remove, actor, entry_id=entry_id)
