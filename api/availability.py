"""Hours of the business, of a person, of a booking type."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.schemas.availability import Hours
from api.schemas.base import Moment
from api.schemas.explanation import Explanation
from domain import explaining, hours
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}', tags=['availability'])


def _plain(given: Hours | None = None) -> dict[str, object] | None:
    return given.model_dump(mode='json', exclude_unset=True) if given else None


@router.get('/availability', summary="The business's hours", response_model=Hours, response_model_exclude_unset=True)
async def of_workspace(actor: WorkspaceActor) -> object:
    return await read(hours.of_workspace, actor)


@router.get('/availability/explanation', summary='Why a time is free or not', response_model=Explanation)
async def explanation(
    actor: WorkspaceActor,
    booking_type_id: UUID,
    start: Moment,
    staff_id: UUID | None = None,
    also: Annotated[list[UUID], Query(max_length=10, description='Booking types that follow in the same visit')] = [],  # noqa: B006 (FastAPI copies it)
) -> object:
    """For staff with the bookings switch: the verdict on one start, for each person who does the type or the one named. With `also`
    for a visit of several services, each at the time when its turn comes."""
    given = {'booking_type_id': booking_type_id, 'start': start, 'member_id': staff_id, 'also': also}
    return await read(explaining.explain, actor, **given)


@router.put(
    '/availability', summary="Set the business's hours", response_model=Hours, response_model_exclude_unset=True
)
async def put_workspace(actor: WorkspaceActor, given: Hours) -> object:
    """Owner only. What is left out is gone: this is the whole of it."""
    return await act(hours.put, actor, hours=_plain(given))


@router.get(
    '/staff/{staff_id}/availability',
    summary="A person's own hours",
    response_model=Hours | None,
    response_model_exclude_unset=True,
)
async def of_staff(actor: WorkspaceActor, staff_id: UUID) -> object:
    """`null` where the business's hours apply."""
    return await read(hours.of_member, actor, member_id=staff_id)


@router.put(
    '/staff/{staff_id}/availability',
    summary="Set a person's own hours",
    response_model=Hours | None,
    response_model_exclude_unset=True,
)
async def put_staff(actor: WorkspaceActor, staff_id: UUID, given: Hours | None = None) -> object:
    """Owner only. They replace the business's; `null` inherits again."""
    return await act(hours.put, actor, hours=_plain(given), member_id=staff_id)


@router.get(
    '/booking-types/{booking_type_id}/availability',
    summary="A type's hours",
    response_model=Hours | None,
    response_model_exclude_unset=True,
)
async def of_type(actor: WorkspaceActor, booking_type_id: UUID) -> object:
    """`null` where nothing narrows the type."""
    return await read(hours.of_type, actor, booking_type_id=booking_type_id)


@router.put(
    '/booking-types/{booking_type_id}/availability',
    summary="Set a type's hours",
    response_model=Hours | None,
    response_model_exclude_unset=True,
)
async def put_type(actor: WorkspaceActor, booking_type_id: UUID, given: Hours | None = None) -> object:
    """Owner only. They narrow the hours of whoever performs it; `null` narrows nothing."""
    return await act(hours.put, actor, hours=_plain(given), booking_type_id=booking_type_id)
