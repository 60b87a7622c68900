"""The set-up wizard: `/setup` resumes where it was left, `/setup/{step}` opens a step."""

from collections.abc import Awaitable, Callable

from fastapi.responses import RedirectResponse, Response
from nicegui import APIRouter

from careops_ui.session import OwnerActor
from domain import onboarding, setup_overview, work
from pages.setup import steps
from pages.setup.activate_step import activate_step
from pages.setup.frame import Wizard
from pages.setup.workspace_step import workspace_step

router = APIRouter(prefix='/setup')
STEPS: dict[str, Callable[[Wizard], Awaitable[None]]] = {
    'workspace': workspace_step,
    'channels': steps.channels_step,
    'contact_form': steps.contact_form_step,
    'booking_types': steps.booking_types_step,
    'forms': steps.forms_step,
    'inventory': steps.inventory_step,
    'staff': steps.staff_step,
    'activate': activate_step,
}


@router.page('')
async def resume(actor: OwnerActor) -> Response:
    """The step where the owner stopped."""
    state = await work.read(onboarding.state, actor)
    return RedirectResponse(f'/setup/{state.step if state.status == "setup" else "activate"}', 303)


@router.page('/{step}')
async def page(actor: OwnerActor, step: str) -> None:
    """One step; NotFound for an unknown one."""
    await work.act(onboarding.stand_at, actor, step=step)
    overview = await work.read(setup_overview.overview, actor)
    await STEPS[step](Wizard(actor, step, overview))
