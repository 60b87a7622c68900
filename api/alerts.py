"""Alerts of a workspace."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.paging import Paging
from api.schemas.alert import AlertCount, AlertShown
from api.schemas.base import Page
from domain import alerts
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/alerts', tags=['alerts'])


@router.get('', summary='List alerts', response_model=Page[AlertShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    resolved: Annotated[bool, Query(description='The settled ones instead of the open ones')] = False,
    kind: Annotated[str, Query(max_length=40)] = '',
) -> object:
    """Open ones by urgency, or settled ones, newest first."""
    asked = {'resolved': resolved, 'kind': kind}
    found = await read(alerts.listing, actor, limit=paging.limit, offset=paging.offset, **asked)
    total = await read(alerts.total, actor, **asked)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


@router.get('/count', summary='Count open alerts', response_model=AlertCount)
async def count(actor: WorkspaceActor) -> object:
    return await read(alerts.count, actor)


@router.get('/{alert_id}', summary='Read an alert', response_model=AlertShown)
async def one(actor: WorkspaceActor, alert_id: UUID) -> object:
    return await read(alerts.one, actor, alert_id=alert_id)


@router.post('/{alert_id}/read', summary='Mark as seen', response_model=AlertShown)
async def mark_read(actor: WorkspaceActor, alert_id: UUID) -> object:
    """It stays open."""
    return await act(alerts.read, actor, alert_id=alert_id)


@router.post('/{alert_id}/dismiss', summary='Dismiss', response_model=AlertShown)
async def dismiss(actor: WorkspaceActor, alert_id: UUID) -> object:
    """Not shown any more; it does not come back while its cause lasts."""
    return await act(alerts.dismiss, actor, alert_id=alert_id)


@router.post('/{alert_id}/resolve', summary='Resolve', response_model=AlertShown)
async def resolve(actor: WorkspaceActor, alert_id: UUID) -> object:
    """It is dealt with; the same cause may raise a new one later."""
    return await act(alerts.resolve, actor, alert_id=alert_id)
