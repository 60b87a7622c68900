"""Bookings of a workspace, and every move of one."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Day, Moment, Page
from api.schemas.booking import BookingChanges, BookingGiven, BookingMade, BookingShown, Cancellation, Move, Reopening
from data.models import Booking, BookingStatus
from domain import booking_reads, booking_spans, bookings, clashes, reminding
from domain.actor import Actor
from domain.booking_reads import Row
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/bookings', tags=['bookings'])
Sort = Literal['start', '-start', 'created_at', '-created_at', 'status', '-status']


@router.get('', summary='List bookings', response_model=Page[BookingShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    status: Annotated[list[BookingStatus], Query()] = [],  # noqa: B006 (FastAPI copies it)
    first: Annotated[
        Moment | Day | None, Query(alias='from', description='An instant, or a day of the business')
    ] = None,
    before: Annotated[
        Moment | Day | None, Query(alias='to', description='An instant (left out), or a day (taken in)')
    ] = None,
    days: Annotated[int | None, Query(ge=1, le=366, description='Only the next so many days')] = None,
    staff_id: UUID | None = None,
    booking_type_id: UUID | None = None,
    contact_id: UUID | None = None,
    sort: Sort = 'start',
) -> object:
    """Those that start in the asked time, cancelled ones too unless `status` says otherwise."""
    found = await read(
        booking_spans.page,
        actor,
        statuses=status,
        first=first,
        before=before,
        days=days,
        member_id=staff_id,
        booking_type_id=booking_type_id,
        contact_id=contact_id,
        sort=sort,
        limit=paging.limit,
        offset=paging.offset,
    )
    return paging.page(found)


@router.post('', summary='Book for a customer', status_code=201, response_model=BookingMade)
async def create(actor: WorkspaceActor, given: BookingGiven, once: Once) -> JSONResponse:
    """A time that is gone answers 409 with the `nearest` free ones; one that is not offered 422. With `also` all or nothing.
    `warnings` says what the customer is booked for at the same time already."""
    return await once(BookingMade, _made, actor, **_renamed(given.all()))


@router.get('/{booking_id}', summary='Read a booking', response_model=BookingShown)
async def one(actor: WorkspaceActor, booking_id: UUID) -> object:
    return await read(booking_reads.one, actor, booking_id=booking_id)


@router.patch('/{booking_id}', summary='Change what is written on a booking', response_model=BookingShown)
async def edit(actor: WorkspaceActor, booking_id: UUID, given: BookingChanges) -> object:
    return await act(_shown(bookings.edit), actor, booking_id=booking_id, **given.changes())


@router.post('/{booking_id}/confirm', summary='Confirm a requested booking', response_model=BookingShown)
async def confirm(actor: WorkspaceActor, booking_id: UUID) -> object:
    return await act(_shown(bookings.confirm), actor, booking_id=booking_id)


@router.post('/{booking_id}/cancel', summary='Cancel a booking', response_model=BookingShown)
async def cancel(actor: WorkspaceActor, booking_id: UUID, given: Cancellation | None = None) -> object:
    """Its time is free at once, and the customer is told; the services of one visit end together."""
    reason = given.reason if given else ''
    return await act(_shown(bookings.cancel), actor, booking_id=booking_id, reason=reason)


@router.post('/{booking_id}/complete', summary='The customer was here', response_model=BookingShown)
async def complete(actor: WorkspaceActor, booking_id: UUID) -> object:
    return await act(_shown(bookings.complete), actor, booking_id=booking_id)


@router.post('/{booking_id}/no-show', summary='The customer did not come', response_model=BookingShown)
async def no_show(actor: WorkspaceActor, booking_id: UUID) -> object:
    return await act(_shown(bookings.no_show), actor, booking_id=booking_id)


@router.post('/{booking_id}/reopen', summary='Back to confirmed', response_model=BookingShown)
async def reopen(actor: WorkspaceActor, booking_id: UUID, given: Reopening | None = None) -> object:
    """Undoes completed and no-show, and takes a cancelled booking's time again, if it is still free (409 otherwise)."""
    given = given or Reopening()
    return await act(_shown(bookings.reopen), actor, booking_id=booking_id, **given.all())


@router.post('/{booking_id}/reschedule', summary='Move a booking', response_model=BookingShown)
async def reschedule(actor: WorkspaceActor, booking_id: UUID, given: Move) -> object:
    """To another time, to another person, or both, or with an `end` to another length; the services of one visit move together.
    The same refusals as for booking."""
    return await act(_shown(bookings.reschedule), actor, booking_id=booking_id, **_renamed(given.all()))


@router.post('/{booking_id}/send-reminder', summary='Remind the customer now', response_model=BookingShown)
async def send_reminder(actor: WorkspaceActor, booking_id: UUID) -> object:
    """One message at once, by e-mail or else by SMS, whatever was sent before."""
    return await act(_shown(reminding.remind), actor, booking_id=booking_id)


@router.post('/{booking_id}/send-form-reminder', summary='Ask for the missing forms now', response_model=BookingShown)
async def send_form_reminder(actor: WorkspaceActor, booking_id: UUID) -> object:
    """One message with the links of all forms that are not filled in."""
    return await act(_shown(reminding.remind_of_forms), actor, booking_id=booking_id)


def _shown(command: Callable[..., Booking]) -> Callable[..., Row]:
    """The command, answering with the booking as lists show it."""

    def call(session: Session, actor: Actor, **given: Any) -> Row:
        booking = command(session, actor, **given)
        session.flush()
        return booking_reads.one(session, actor, booking_id=booking.id)

    return call


def _made(session: Session, actor: Actor, **given: Any) -> dict[str, Any]:
    booking = bookings.book(session, actor, **given)
    session.flush()
    row = booking_reads.one(session, actor, booking_id=booking.id)
    together = row.combination_id
    parts = booking_reads.of_combination(session, actor, combination_id=together) if together else (row,)
    return asdict(row) | {'parts': parts, 'warnings': clashes.of_booking(session, actor, booking_id=booking.id)}


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    """The API says `staff_id` where the domain says `member_id`."""
    return given | {'member_id': given.pop('staff_id')}
