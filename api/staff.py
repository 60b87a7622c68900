"""The people of a workspace."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.staff import StaffChanges, StaffGiven, StaffShown
from domain import staff
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/staff', tags=['staff'])


@router.get('', summary='List people', response_model=Page[StaffShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only. Everybody who belongs to the workspace now."""
    return paging.cut(await read(staff.listing, actor))


@router.post('', summary='Add a person without an account', status_code=201, response_model=StaffShown)
async def add(actor: WorkspaceActor, given: StaffGiven, once: Once) -> JSONResponse:
    """Owner only. The person can be booked at once, and invited later."""
    return await once(StaffShown, staff.add, actor, **given.all())


@router.get('/{staff_id}', summary='Read a person', response_model=StaffShown)
async def one(actor: WorkspaceActor, staff_id: UUID) -> object:
    """Owner only."""
    return await read(staff.one, actor, member_id=staff_id)


@router.patch('/{staff_id}', summary='Change a person', response_model=StaffShown)
async def update(actor: WorkspaceActor, staff_id: UUID, given: StaffChanges) -> object:
    """Owner only. Rights change at once, on open pages too."""
    return await act(staff.update_member, actor, member_id=staff_id, given=given.changes())


@router.delete('/{staff_id}', summary='Remove a person', status_code=204)
async def remove(actor: WorkspaceActor, staff_id: UUID) -> None:
    """Owner only. Out at once; bookings stay and keep the name. 409 for the last owner."""
    await act(staff.remove, actor, member_id=staff_id)
