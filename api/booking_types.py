"""Booking types of a workspace."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.booking_type import BookingTypeChanges, BookingTypeGiven, BookingTypeShown
from domain import booking_types
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/booking-types', tags=['booking types'])


@router.get('', summary='List booking types', response_model=Page[BookingTypeShown])
async def listing(actor: WorkspaceActor, paging: Paging, active: bool = False) -> object:
    """In the owner's order; `active=true` leaves out those that are switched off."""
    return paging.cut(await read(booking_types.listing, actor, active_only=active))


@router.post('', summary='Create a booking type', status_code=201, response_model=BookingTypeShown)
async def create(actor: WorkspaceActor, given: BookingTypeGiven, once: Once) -> JSONResponse:
    """Owner only."""
    return await once(BookingTypeShown, booking_types.create, actor, given=given.changes())


@router.get('/{booking_type_id}', summary='Read a booking type', response_model=BookingTypeShown)
async def one(actor: WorkspaceActor, booking_type_id: UUID) -> object:
    return await read(booking_types.one, actor, booking_type_id=booking_type_id)


@router.patch('/{booking_type_id}', summary='Change a booking type', response_model=BookingTypeShown)
async def update(actor: WorkspaceActor, booking_type_id: UUID, given: BookingTypeChanges) -> object:
    """Owner only. Bookings that exist keep their time."""
    return await act(booking_types.update, actor, booking_type_id=booking_type_id, given=given.changes())


@router.delete('/{booking_type_id}', summary='Delete a booking type', status_code=204)
async def delete(actor: WorkspaceActor, booking_type_id: UUID) -> None:
    """Owner only. A type that was ever booked is only switched off, so that history keeps its name."""
    await act(booking_types.delete, actor, booking_type_id=booking_type_id)
