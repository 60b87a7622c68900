"""Things in stock of a workspace."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.inventory import ItemChanges, ItemGiven, ItemShown, MovementGiven, MovementShown
from data.models import ItemKind
from domain import item_reads, items, ledger
from domain.actor import Actor
from domain.item_reads import View
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/inventory-items', tags=['inventory'])


@router.get('', summary='List items', response_model=Page[ItemShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    low: Annotated[bool, Query(description='Only those at or under a threshold')] = False,
    kind: ItemKind | None = None,
    q: Annotated[str, Query(max_length=200)] = '',
) -> object:
    """The urgent ones first."""
    asked = {'short': low, 'kind': kind, 'q': q, 'limit': paging.limit, 'offset': paging.offset}
    found, total = await read(item_reads.listing, actor, **asked)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


@router.post('', summary='Create an item', status_code=201, response_model=ItemShown)
async def create(actor: WorkspaceActor, given: ItemGiven, once: Once) -> JSONResponse:
    """Owner only."""
    asked = given.changes()
    return await once(ItemShown, items.create, actor, given=asked | {'quantity': asked.get('on_hand', 0)})


@router.get('/{item_id}', summary='Read an item', response_model=ItemShown)
async def one(actor: WorkspaceActor, item_id: UUID) -> object:
    return await read(item_reads.one, actor, item_id=item_id)


@router.patch('/{item_id}', summary='Change an item', response_model=ItemShown)
async def update(actor: WorkspaceActor, item_id: UUID, given: ItemChanges) -> object:
    """Owner only."""
    return await act(_changed, actor, item_id=item_id, changes=given.changes())


@router.delete('/{item_id}', summary='Delete an item', status_code=204)
async def delete(actor: WorkspaceActor, item_id: UUID) -> None:
    """Owner only. One with a history is only put aside."""
    await act(items.delete, actor, item_id=item_id)


@router.get('/{item_id}/movements', summary='Read the ledger', response_model=Page[MovementShown])
async def movements(actor: WorkspaceActor, item_id: UUID, paging: Paging) -> object:
    """Newest first; reusable items have none."""
    found, total = await read(ledger.lines, actor, item_id=item_id, limit=paging.limit, offset=paging.offset)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


@router.post('/{item_id}/movements', summary='Restock or correct', status_code=201, response_model=ItemShown)
async def move(actor: WorkspaceActor, item_id: UUID, given: MovementGiven, once: Once) -> JSONResponse:
    """Answers the item with its new figures."""
    return await once(ItemShown, _moved, actor, item_id=item_id, **given.all())


def _changed(session: Session, actor: Actor, *, item_id: UUID, changes: dict[str, Any]) -> View:
    actor.require_owner()
    quantity = changes.pop('on_hand', None)
    if quantity is not None and item_reads.one(session, actor, item_id=item_id).kind == ItemKind.REUSABLE:
        changes['quantity'] = quantity
    return items.update(session, actor, item_id=item_id, given=changes)


def _moved(session: Session, actor: Actor, *, item_id: UUID, kind: str, quantity: int, note: str) -> View:
    if kind == 'restock':
        return items.restock(session, actor, item_id=item_id, amount=quantity, note=note)
    return items.correct(session, actor, item_id=item_id, counted=quantity, note=note)
