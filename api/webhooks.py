"""Addresses that are told what happens, and the ledger of what they were told."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.webhook import LedgerLine, WebhookChanges, WebhookGiven, WebhookMade, WebhookShown
from data.models import DeliveryState
from domain import webhooks
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/webhooks', tags=['webhooks'])


@router.get('', summary='List webhooks', response_model=Page[WebhookShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only."""
    return paging.cut(await read(webhooks.listing, actor))


@router.post('', summary='Add a webhook', status_code=201, response_model=WebhookMade)
async def create(actor: WorkspaceActor, given: WebhookGiven, once: Once) -> JSONResponse:
    """Owner only. The answer holds the secret that signs what is sent; it is not shown again."""
    return await once(WebhookMade, webhooks.create, actor, **given.all())


@router.get('/{webhook_id}', summary='Read a webhook', response_model=WebhookShown)
async def one(actor: WorkspaceActor, webhook_id: UUID) -> object:
    """Owner only."""
    return await read(webhooks.one, actor, webhook_id=webhook_id)


@router.patch('/{webhook_id}', summary='Change a webhook', response_model=WebhookShown)
async def update(actor: WorkspaceActor, webhook_id: UUID, given: WebhookChanges) -> object:
    """Owner only."""
    return await act(webhooks.update, actor, webhook_id=webhook_id, **given.changes())


@router.delete('/{webhook_id}', summary='Delete a webhook and its ledger', status_code=204)
async def delete(actor: WorkspaceActor, webhook_id: UUID) -> None:
    """Owner only."""
    await act(webhooks.delete, actor, webhook_id=webhook_id)


@router.post('/{webhook_id}/secret', summary='Make a new secret', status_code=201, response_model=WebhookMade)
async def new_secret(actor: WorkspaceActor, webhook_id: UUID, once: Once) -> JSONResponse:
    """Owner only. The one before signs along for a day."""
    return await once(WebhookMade, webhooks.new_secret, actor, webhook_id=webhook_id)


@router.post('/{webhook_id}/resume', summary='Call a paused address again', response_model=WebhookShown)
async def resume(actor: WorkspaceActor, webhook_id: UUID) -> object:
    """Owner only. What has waited for it leaves now."""
    return await act(webhooks.resume, actor, webhook_id=webhook_id)


@router.post('/{webhook_id}/test', summary='Send a test event', status_code=201, response_model=LedgerLine)
async def send_test(actor: WorkspaceActor, webhook_id: UUID, once: Once) -> JSONResponse:
    """Owner only. Sent once, at once; read its delivery to see what was answered."""
    return await once(LedgerLine, webhooks.send_test, actor, webhook_id=webhook_id)


@router.get('/{webhook_id}/deliveries', summary='Read the ledger', response_model=Page[LedgerLine])
async def deliveries(
    actor: WorkspaceActor, webhook_id: UUID, paging: Paging, state: DeliveryState | None = None
) -> object:
    """Owner only. Newest first; kept for 30 days."""
    asked = {'webhook_id': webhook_id, 'state': state, 'limit': paging.limit, 'offset': paging.offset}
    return paging.page(await read(webhooks.deliveries, actor, **asked))


@router.get('/{webhook_id}/deliveries/{webhook_delivery_id}', summary='Read a delivery', response_model=LedgerLine)
async def delivery(actor: WorkspaceActor, webhook_id: UUID, webhook_delivery_id: UUID) -> object:
    """Owner only."""
    return await read(webhooks.delivery, actor, webhook_id=webhook_id, webhook_delivery_id=webhook_delivery_id)


@router.post(
    '/{webhook_id}/deliveries/{webhook_delivery_id}/replay', summary='Send it again', response_model=LedgerLine
)
async def replay(actor: WorkspaceActor, webhook_id: UUID, webhook_delivery_id: UUID) -> object:
    """Owner only. Under the same id, at once."""
    return await act(webhooks.replay, actor, webhook_id=webhook_id, webhook_delivery_id=webhook_delivery_id)
