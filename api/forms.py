"""Forms of a workspace."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.form import FormChanges, FormGiven, FormShown
from domain import forms
from domain.actor import Actor
from domain.forms import View
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/forms', tags=['forms'])


@router.get('', summary='List forms', response_model=Page[FormShown])
async def listing(actor: WorkspaceActor, paging: Paging, active: bool = False) -> object:
    """By name; `active=true` leaves out those that are switched off."""
    return paging.cut([_shown(form) for form in await read(forms.listing, actor, active_only=active)])


@router.post('', summary='Create a form', status_code=201, response_model=FormShown)
async def create(actor: WorkspaceActor, given: FormGiven, once: Once) -> JSONResponse:
    """Owner only."""
    return await once(FormShown, _created, actor, **given.all())


@router.get('/{form_id}', summary='Read a form', response_model=FormShown)
async def one(actor: WorkspaceActor, form_id: UUID) -> object:
    return _shown(await read(forms.one, actor, form_id=form_id))


@router.patch('/{form_id}', summary='Change a form', response_model=FormShown)
async def update(actor: WorkspaceActor, form_id: UUID, given: FormChanges) -> object:
    """Owner only. What was sent keeps the words that it was sent with."""
    return _shown(await act(_changed, actor, form_id=form_id, changes=given.changes()))


@router.delete('/{form_id}', summary='Delete a form', status_code=204)
async def delete(actor: WorkspaceActor, form_id: UUID) -> None:
    """Owner only. One that was ever sent is only switched off."""
    await act(forms.delete, actor, form_id=form_id)


def _created(session: Session, actor: Actor, **given: Any) -> dict[str, Any]:
    return _shown(forms.create(session, actor, **given))


def _changed(session: Session, actor: Actor, *, form_id: UUID, changes: dict[str, Any]) -> View:
    actor.require_owner()
    now = asdict(forms.one(session, actor, form_id=form_id))
    kept = {name: now[name] for name in ('name', 'description', 'fields', 'active')}
    return forms.update(session, actor, form_id=form_id, **kept | changes)


def _shown(form: View) -> dict[str, Any]:
    return asdict(form) | {'booking_type_ids': [type_id for type_id, _ in form.booking_types]}
