"""The person's workspaces: which there are, going into one, making another."""

from uuid import UUID

from fastapi import Request, Response
from nicegui import APIRouter, ui

from careops_ui import kit, shell
from careops_ui.feedback import feedback
from careops_ui.public import moved
from careops_ui.session import PersonActor
from domain import regions, sessions, workspaces
from domain.memberships import Membership
from domain.work import act

router = APIRouter(include_in_schema=False)
ROLES = {'owner': 'You own it', 'staff': 'You work there'}


@router.page('/workspaces')
async def page(actor: PersonActor) -> None:
    visit = shell.current()
    with shell.frame(actor, 'Your workspaces'):
        with kit.page_head('Your workspaces', 'Each business has a workspace of its own.'):
            ui.button('New workspace', icon='add', on_click=lambda: ui.navigate.to('/workspaces/new'))
        with kit.panel(look='narrow'):
            if not visit.places:
                kit.empty(
                    'apartment',
                    'No workspace',
                    'You do not belong to a workspace at the moment. Make one, or ask to be invited.',
                    level=2,
                )
            for place in visit.places:
                line(place, here=bool(visit.place and visit.place.id == place.workspace_id))


def line(place: Membership, *, here: bool) -> None:
    """One workspace; choosing it is a form post, because the session changes."""
    with ui.element('form').props('method=post') as form:
        form.props['action'] = f'/workspaces/{place.workspace_id}/enter'
        with ui.element('button').classes('list-row').props('type=submit'):
            kit.face(place.name, classes='brand')
            with ui.element('span').classes('two'):
                kit.text(place.name, tag='b')
                kit.text(ROLES.get(place.role, ''), tag='small')
            if here:
                kit.tag('You are here', 'ok', 'check')


@router.page('/workspaces/new')
async def new(actor: PersonActor) -> None:
    async def create() -> None:
        with feedback('', {'name': name, 'timezone': zone}):
            made = await act(workspaces.create, actor, name=name.value or '', timezone=zone.value or '')
            await act(sessions.enter, actor, workspace_id=made.id)
            ui.navigate.to('/setup')

    place = shell.current().place
    with shell.frame(actor, 'New workspace'):
        with kit.page_head('New workspace', 'For another business; nothing is shared with the ones you have.'):
            pass
        with kit.panel(look='narrow'), kit.body():
            name = ui.input('Name of the business').props('maxlength=200')
            zone = ui.select(
                list(regions.zones()), label='Time zone', value=place.timezone if place else 'UTC', with_input=True
            )
            with ui.element('div').classes('cluster'):
                ui.button('Create workspace', on_click=create)
                ui.link('Cancel', '/workspaces')


@router.post('/workspaces/{workspace_id}/enter')
async def enter(actor: PersonActor, request: Request, workspace_id: UUID) -> Response:
    """Let this browser look at another workspace of the person's."""
    del request
    await act(sessions.enter, actor, workspace_id=workspace_id)
    return moved('/')
