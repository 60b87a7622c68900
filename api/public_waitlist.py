"""The waiting list as customers reach it, by the business's address and by their own link."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import Guest
from api.idempotency import Once
from api.schemas.waitlist import Claim, Offered, PublicPlace, PublicWish
from domain import public_waitlist
from domain.actor import Actor
from domain.work import act, read

router = APIRouter(prefix='/public', tags=['public'])


@router.post('/{slug}/waitlist', summary='Join the waiting list', status_code=201, response_model=PublicPlace)
async def join(guest: Guest, slug: str, given: PublicWish, once: Once) -> JSONResponse:
    """The `token` opens the customer's place on the list."""
    asked = given.all()
    return await once(PublicPlace, _joined, guest, slug=slug, member_id=asked.pop('staff_id'), **asked)


@router.get('/waitlist/{token}', summary='A place on the waiting list', response_model=PublicPlace)
async def place(guest: Guest, token: str) -> object:
    """Waiting, with an offer, booked, or off the list; looking changes nothing."""
    return await read(_place, guest, token=token)


@router.post('/waitlist/{token}/claim', summary='Take the offered time', response_model=PublicPlace)
async def claim(guest: Guest, token: str, given: Claim | None = None) -> object:
    """Twice is one booking. 409 when the offer is over, or is not the one with the `start` that was given."""
    await act(public_waitlist.claim, guest, token=token, **(given or Claim()).all())
    return await read(_place, guest, token=token)


@router.post('/waitlist/{token}/decline', summary='Decline the offered time', response_model=PublicPlace)
async def decline(guest: Guest, token: str, given: Offered | None = None) -> object:
    """The next one gets it, and the customer goes on waiting for another."""
    await act(public_waitlist.decline, guest, token=token, **(given or Offered()).all())
    return await read(_place, guest, token=token)


@router.post('/waitlist/{token}/leave', summary='Leave the waiting list', response_model=PublicPlace)
async def leave(guest: Guest, token: str) -> object:
    """Twice is harmless."""
    await act(public_waitlist.leave, guest, token=token)
    return await read(_place, guest, token=token)


def _joined(session: Session, actor: Actor, **given: Any) -> dict[str, Any]:
    return _place(session, actor, token=public_waitlist.join(session, actor, **given))


def _place(session: Session, actor: Actor, *, token: str) -> dict[str, Any]:
    page = public_waitlist.wait_page(session, actor, token=token)
    return asdict(page) | {
        'token': token,
        'business_name': page.business.name,
        'booking_type_id': page.service.id,
        'booking_type_name': page.service.name,
        'staff_name': page.person,
    }
