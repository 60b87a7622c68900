"""What customers reach without an account."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import Guest
from api.idempotency import Once
from api.schemas.base import Day
from api.schemas.public import (
    Inquiry,
    ManagedBooking,
    PublicBookingGiven,
    PublicBusiness,
    PublicCancellation,
    PublicMove,
    Received,
    Slots,
)
from data.settings import settings
from domain import automation, availability, contact_forms, public_booking, public_manage, storefront
from domain.actor import Actor
from domain.availability import Slot
from domain.public_views import ManagePage, Part, ServicesPage
from domain.work import act, read

router = APIRouter(prefix='/public', tags=['public'])


@router.get('/{slug}', summary='A business and what it offers', response_model=PublicBusiness)
async def business(guest: Guest, slug: str) -> object:
    """404 for an unknown address; 403 while the business is not open."""
    return _business(await read(public_booking.services_page, guest, slug=slug))


@router.post('/{slug}/contact', summary='Write to a business', status_code=201, response_model=Received)
async def contact(guest: Guest, slug: str, given: Inquiry, once: Once) -> JSONResponse:
    """A name, an e-mail address or a phone number, and what it is about."""
    return await once(Received, _received, guest, slug=slug, **given.all())


@router.get('/{slug}/slots', summary='Free times', response_model=Slots)
async def slots(
    guest: Guest,
    slug: str,
    booking_type_id: UUID,
    first: Annotated[Day, Query(alias='from')],
    last: Annotated[Day, Query(alias='to', description='At most 62 days, both included; 14 with `also`')],
    staff_id: UUID | None = None,
    timezone: Annotated[str, Query(max_length=60, description="Default: the business's")] = '',
    also: Annotated[
        list[UUID],
        Query(max_length=10, description='Booking types that follow in the same visit; `end` is that of the last'),
    ] = [],  # noqa: B006 (FastAPI copies it)
) -> object:
    """Starts that can be booked, with the offset of the asked zone; days are days of that zone."""
    asked: dict[str, Any] = {'booking_type_id': booking_type_id, 'also': also, 'member_id': staff_id}
    asked |= {'first': first, 'last': last}
    return await read(_slots, guest, slug=slug, timezone=timezone, **asked)


@router.post('/{slug}/bookings', summary='Book a time', status_code=201, response_model=ManagedBooking)
async def book(guest: Guest, slug: str, given: PublicBookingGiven, once: Once) -> JSONResponse:
    """A time that is gone answers 409 with the `nearest` free ones, a time that is not offered 422."""
    asked = given.all()
    return await once(ManagedBooking, _booked, guest, slug=slug, member_id=asked.pop('staff_id'), **asked)


@router.get('/bookings/{token}', summary='A booking by its manage link', response_model=ManagedBooking)
async def manage(guest: Guest, token: str) -> object:
    """`token` is the last part of the `manage_url`."""
    return _managed(await read(public_manage.manage_page, guest, token=token))


@router.post('/bookings/{token}/cancel', summary='Cancel by the manage link', response_model=ManagedBooking)
async def cancel(guest: Guest, token: str, given: PublicCancellation | None = None) -> object:
    """Within the notice that the business asks for; 409 afterwards."""
    reason = given.reason if given else ''
    return _managed(await act(public_manage.cancel, guest, token=token, reason=reason))


@router.post('/bookings/{token}/reschedule', summary='Move by the manage link', response_model=ManagedBooking)
async def reschedule(guest: Guest, token: str, given: PublicMove) -> object:
    """Within the notice that the business asks for; 409 with `nearest` where the time is gone."""
    return _managed(await act(public_manage.reschedule, guest, token=token, start=given.start))


def _business(page: ServicesPage) -> dict[str, Any]:
    business = page.business
    logo = f'{settings().base_url}/files/{business.logo_id}' if business.logo_id else None
    return asdict(business) | {'logo_url': logo, 'booking_types': page.services}


def _received(session: Session, actor: Actor, **given: Any) -> dict[str, bool]:
    contact_forms.submit(session, actor, **given)
    return {'received': True}


def _slots(session: Session, actor: Actor, *, slug: str, timezone: str, **asked: Any) -> dict[str, Any]:
    business = storefront.business(session, actor, slug=slug)
    timezone = timezone or business.timezone
    found = availability.slots(session, actor.in_workspace(business.id), timezone=timezone, **asked)
    zone = ZoneInfo(timezone)
    return {'timezone': timezone, 'slots': [_slot(slot, zone) for slot in found]}


def _slot(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    return {'start': start, 'end': end, 'staff_ids': slot.member_ids, 'remaining': slot.remaining}


def _booked(session: Session, actor: Actor, **given: Any) -> dict[str, Any]:
    token = public_booking.book(session, actor, **given)
    automation.react(session)  # the answer names the forms that this booking sends
    return _managed(public_manage.manage_page(session, actor, token=token))


def _managed(page: ManagePage) -> dict[str, Any]:
    return asdict(page) | {
        'business_name': page.business.name,
        'booking_type_id': page.service.id,
        'booking_type_name': page.service.name,
        'staff_name': page.person.name,
        'parts': [_part(part) for part in page.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    named = {'booking_type_id': part.service.id, 'booking_type_name': part.service.name, 'staff_name': part.person.name}
    return {'booking_id': part.booking_id, 'status': part.status, 'start': part.start, 'end': part.end} | named
