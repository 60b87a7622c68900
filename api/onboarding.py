"""From a fresh workspace to a live one."""

from fastapi import APIRouter
from sqlmodel import Session

from api.deps import WorkspaceActor
from api.schemas.onboarding import AppliedShown, OnboardingShown, TemplateGiven
from api.schemas.workspace import WorkspaceShown
from data.models import Workspace, WorkspaceStatus
from domain import onboarding, workspaces
from domain.actor import Actor
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}', tags=['onboarding'])


@router.get('/onboarding', summary='How far the set-up is', response_model=OnboardingShown)
async def state(actor: WorkspaceActor) -> object:
    """Owner only. `missing` is exactly what `/activate` still needs."""
    return await read(onboarding.state, actor)


@router.post('/onboarding/template', summary="Start from a trade's template", response_model=AppliedShown)
async def apply_template(actor: WorkspaceActor, given: TemplateGiven) -> object:
    """Owner only. Fills what is still empty; what was entered stays. Answers what was created."""
    return await act(onboarding.apply_template, actor, template=given.template.value, replace=given.replace)


@router.post('/onboarding/steps/{step}', summary='Finish a step', response_model=OnboardingShown)
async def finish_step(actor: WorkspaceActor, step: str) -> object:
    """Owner only. Marks a step as seen; nothing is activated by it."""
    return await act(onboarding.finish_step, actor, step=step)


@router.post('/activate', summary='Go live', response_model=WorkspaceShown)
async def activate(actor: WorkspaceActor) -> object:
    """Owner only. 409 with `missing` while something is missing. A suspended business opens again."""
    return await act(_opened, actor)


@router.post('/suspend', summary='Close for now', response_model=WorkspaceShown)
async def suspend(actor: WorkspaceActor) -> object:
    """Owner only. Public pages say that the business is closed; customers' own links keep working."""
    return await act(workspaces.suspend, actor)


def _opened(session: Session, actor: Actor) -> Workspace:
    if workspaces.view(session, actor).status == WorkspaceStatus.SUSPENDED:
        return workspaces.resume(session, actor)
    return onboarding.activate(session, actor)
