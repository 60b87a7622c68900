"""Contacts of a workspace."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Moment, Page
from api.schemas.contact import ContactChanges, ContactGiven, ContactShown, Merge, Timeline
from domain import contact_changes, contact_reads
from domain.contact_reads import Sort
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/contacts', tags=['contacts'])


@router.get('', summary='List contacts', response_model=Page[ContactShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    q: Annotated[str, Query(max_length=200, description='Part of a name, an address or a number')] = '',
    tag: Annotated[str, Query(max_length=40)] = '',
    sort: Sort = 'name',
) -> object:
    asked = {'limit': paging.limit, 'offset': paging.offset}
    return paging.page(await read(contact_reads.page, actor, q=q, tag=tag, sort=sort, **asked))


@router.post('', summary='Create a contact', status_code=201, response_model=ContactShown)
async def create(actor: WorkspaceActor, given: ContactGiven, once: Once) -> JSONResponse:
    """409 with `contact_id` where somebody has this e-mail or phone already."""
    return await once(ContactShown, contact_changes.create, actor, **given.all())


@router.get('/{contact_id}', summary='Read a contact', response_model=ContactShown)
async def one(actor: WorkspaceActor, contact_id: UUID) -> object:
    return (await read(contact_reads.view, actor, contact_id=contact_id)).contact


@router.patch('/{contact_id}', summary='Change a contact', response_model=ContactShown)
async def edit(actor: WorkspaceActor, contact_id: UUID, given: ContactChanges) -> object:
    """`null` takes an e-mail address or phone number away; one of both must stay."""
    changes = {name: '' if value is None else value for name, value in given.changes().items()}
    return await act(contact_changes.edit, actor, contact_id=contact_id, **changes)


@router.delete('/{contact_id}', summary='Erase a contact', status_code=204)
async def delete(actor: WorkspaceActor, contact_id: UUID) -> None:
    """Owner only. Personal data goes, past bookings stay as figures."""
    await act(contact_changes.delete, actor, contact_id=contact_id)


@router.post('/{contact_id}/merge', summary='Make two contacts one', response_model=ContactShown)
async def merge(actor: WorkspaceActor, contact_id: UUID, given: Merge) -> object:
    """Everything of `other_id` moves to this contact; what is known here stays."""
    return await act(contact_changes.merge, actor, contact_id=contact_id, other_id=given.other_id)


@router.get('/{contact_id}/timeline', summary='All that happened with a contact', response_model=Timeline)
async def timeline(
    actor: WorkspaceActor,
    contact_id: UUID,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[Moment | None, Query(description='The `at` of the last entry seen')] = None,
) -> object:
    """Messages, bookings and forms, newest first, as far as the caller may see them."""
    found = await read(contact_reads.timeline, actor, contact_id=contact_id, limit=limit, before=before)
    return {'items': found}
