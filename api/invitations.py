"""Invitations to a workspace: sent by the owner, accepted by link."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import Guest, WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.auth import TokenPair
from api.schemas.base import Page
from api.schemas.staff import Acceptance, InvitationGiven, InvitationShown
from domain import entry, invitations, passwords, tokens
from domain.errors import Invalid
from domain.work import act, hashing, read

router = APIRouter(tags=['invitations'])
WITHIN = '/workspaces/{workspace_id}/invitations'


@router.get(WITHIN, summary='List open invitations', response_model=Page[InvitationShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only."""
    return paging.cut(await read(invitations.listing, actor))


@router.post(WITHIN, summary='Invite somebody', status_code=201, response_model=InvitationShown)
async def invite(actor: WorkspaceActor, given: InvitationGiven, once: Once) -> JSONResponse:
    """Owner only. The link in the e-mail works once, for 7 days."""
    asked = given.all()
    return await once(InvitationShown, invitations.invite, actor, member_id=asked.pop('staff_id'), **asked)


@router.delete(WITHIN + '/{invitation_id}', summary='Withdraw an invitation', status_code=204)
async def withdraw(actor: WorkspaceActor, invitation_id: UUID) -> None:
    """Owner only. The link stops working."""
    await act(invitations.withdraw, actor, invitation_id=invitation_id)


@router.post(WITHIN + '/{invitation_id}/resend', summary='Send it again', response_model=InvitationShown)
async def resend(actor: WorkspaceActor, invitation_id: UUID) -> object:
    """Owner only. With a new link and 7 new days."""
    return await act(invitations.resend, actor, invitation_id=invitation_id)


@router.post('/invitations/{token}/accept', summary='Accept an invitation', response_model=TokenPair)
async def accept(guest: Guest, token: str, given: Acceptance) -> object:
    """Proves the account that exists for the invited address by its password, or makes a new one; signs in."""
    offer = await read(invitations.opened, guest, token=token)
    if offer.account:
        user_id = await entry.check(guest, login=offer.email, password=given.password)
        joined = await act(invitations.accept_known, guest, token=token, user_id=user_id)
    else:
        joined = await act(invitations.accept_new, guest, token=token, **await _new(given, asdict(offer)))
    return await act(tokens.start, guest, user_id=joined.user_id)


async def _new(given: Acceptance, offer: dict[str, Any]) -> dict[str, str]:
    if sentence := passwords.problem(given.password, email=offer['email']):
        raise Invalid({'password': sentence})
    name = given.full_name or offer['full_name']
    return {'full_name': name, 'password_hash': await hashing(passwords.hashed, given.password)}
