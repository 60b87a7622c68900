"""The providers of a workspace: connected, proved, ordered."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.integration import IntegrationChanges, IntegrationGiven, IntegrationShown, Trial
from domain import channel_proof, integrations
from domain.actor import Actor
from domain.integrations import View
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/integrations', tags=['integrations'])


@router.get('', summary='List providers', response_model=Page[IntegrationShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only. In the order of fallback."""
    return paging.cut(await read(integrations.listing, actor))


@router.post('', summary='Connect a provider', status_code=201, response_model=IntegrationShown)
async def connect(actor: WorkspaceActor, given: IntegrationGiven, once: Once) -> JSONResponse:
    """Owner only. It counts as connected after a successful test; test mode at once."""
    return await once(IntegrationShown, integrations.connect, actor, **given.all())


@router.get('/{integration_id}', summary='Read a provider', response_model=IntegrationShown)
async def one(actor: WorkspaceActor, integration_id: UUID) -> object:
    """Owner only."""
    return await read(integrations.one, actor, integration_id=integration_id)


@router.patch('/{integration_id}', summary='Change a provider', response_model=IntegrationShown)
async def update(actor: WorkspaceActor, integration_id: UUID, given: IntegrationChanges) -> object:
    """Owner only. Changed settings have to be tested again."""
    return await act(_changed, actor, integration_id=integration_id, **given.all())


@router.delete('/{integration_id}', summary='Forget a provider and its secrets', status_code=204)
async def delete(actor: WorkspaceActor, integration_id: UUID) -> None:
    """Owner only."""
    await act(integrations.delete, actor, integration_id=integration_id)


@router.post('/{integration_id}/test', summary='Send a real test message', response_model=IntegrationShown)
async def prove(actor: WorkspaceActor, integration_id: UUID, given: Trial | None = None) -> object:
    """Owner only. 409 with the provider's own sentence where it did not accept the message."""
    return await channel_proof.prove(actor, integration_id=integration_id, to=given.to if given else '')


def _changed(
    session: Session,
    actor: Actor,
    *,
    integration_id: UUID,
    config: dict[str, Any] | None,
    position: int | None,
    enabled: bool | None,
) -> View:
    """One PATCH is one transaction, whatever it touches."""
    if config is not None:
        integrations.update(session, actor, integration_id=integration_id, config=config)
    if enabled is not None:
        (integrations.enable if enabled else integrations.disable)(session, actor, integration_id=integration_id)
    if position is not None:
        _move(session, actor, integration_id, position)
    return integrations.one(session, actor, integration_id=integration_id)


def _move(session: Session, actor: Actor, integration_id: UUID, position: int) -> None:
    kind = integrations.one(session, actor, integration_id=integration_id).kind
    others = [row.id for row in integrations.listing(session, actor) if row.kind == kind and row.id != integration_id]
    order = [*others[:position], integration_id, *others[position:]]
    integrations.reorder(session, actor, kind=kind, ids=order)
