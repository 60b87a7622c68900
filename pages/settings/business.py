"""The business's own settings: what customers see of it, its public address, and whether it is open."""

from typing import Any

from nicegui import APIRouter, html, ui

from careops_ui import kit
from careops_ui.feedback import feedback
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import workspaces, zone_changes
from domain.actor import Actor
from domain.language import LANGUAGES
from domain.work import act, read
from pages.editors.business import BusinessForm
from pages.settings.frame import frame

router = APIRouter()


@router.page('/settings')
async def page(actor: OwnerActor) -> None:
    workspace = await read(workspaces.view, actor)
    with frame(actor, 'Business'), ui.element('div').classes('stack loose'):
        business(actor, workspace)
        public_address(actor, workspace)
        opening(actor, workspace)


def business(actor: Actor, workspace: Any) -> None:
    """Name, place, money, look. A change of zone says beforehand what it does."""

    async def save() -> None:
        if await form.save():
            with feedback('Saved'):
                note.clear()

    async def preview(event: Any) -> None:
        note.clear()
        if event.value and event.value != workspace.timezone:
            with feedback(fields=form.fields):
                found = await read(zone_changes.preview, actor, timezone=event.value)
                with note:
                    tell(found)

    with kit.panel('Your business'):
        form = BusinessForm(actor, workspace)
        with kit.body('stack'):
            note = ui.element('div').props('aria-live=polite')
            with ui.element('div').classes('cluster'):
                ui.button('Save', on_click=save).mark('save-business')
        form.fields['timezone'].on_value_change(preview)


def tell(found: zone_changes.Preview) -> None:
    """The preview of a change of zone, in words."""
    if not found.bookings:
        with kit.banner('No coming booking is affected. Opening hours will be read in the new zone.'):
            return
    many = f'{found.bookings} coming booking{"s keep" if found.bookings > 1 else " keeps"} the same instant'
    examples = '; '.join(
        f'{before:%a %d %b, %H:%M} will read {after:%a %d %b, %H:%M}' for before, after in found.examples
    )
    with kit.banner(f'{many}, so the clock on the wall changes: {examples}.' if examples else f'{many}.', 'warn'):
        pass


def public_address(actor: Actor, workspace: Any) -> None:
    """The part of the address that names the business, and the language that customers are met in."""

    async def save() -> None:
        with feedback('Saved', {'slug': slug, 'language': language}):
            await act(workspaces.update, actor, slug=slug.value or '', language=language.value or '')

    with kit.panel('Public address and language'), kit.body():
        slug = ui.input('Address', value=workspace.slug).props('prefix="…/book/" maxlength=60 autocapitalize=none')
        html.p('Old addresses keep leading here, so links that customers have stay good.').classes('muted')
        language = ui.select(LANGUAGES, label='Language for customers', value=workspace.language)
        with ui.element('div').classes('cluster'):
            ui.button('Save', on_click=save).props('outline')


def opening(actor: Actor, workspace: Any) -> None:
    """Suspend and resume; before activation, where the set-up stands."""

    async def suspend() -> None:
        dialog.close()
        with feedback():
            await act(workspaces.suspend, actor)
            ui.navigate.reload()

    async def resume() -> None:
        with feedback():
            await act(workspaces.resume, actor)
            ui.navigate.reload()

    times = Times.of(workspace.timezone)
    with kit.panel('Open or closed'), kit.body():
        if workspace.status == 'setup':
            html.p('Not open yet. Public pages and automation wait until the set-up is finished.')
            ui.link('Continue the set-up', '/setup')
        elif workspace.status == 'active':
            since = f' since {times.full(workspace.activated_at)}' if workspace.activated_at else ''
            html.p(f'Open{since}.')
            html.p(
                'Suspending shows customers a closed notice. Links of existing bookings still work, replies still go out, '
                'other messages wait.'
            ).classes('muted')
            with ui.dialog() as dialog, ui.card():
                html.h2('Suspend this workspace?')
                html.p('Nobody can book or write by the public pages until you resume. Nothing is lost.')
                with ui.element('div').classes('cluster end'):
                    ui.button('Cancel', on_click=dialog.close).props('flat')
                    ui.button('Suspend', on_click=suspend, color='negative').mark('suspend-now')
            with ui.element('div').classes('cluster'):
                ui.button('Suspend…', on_click=dialog.open).props('outline').mark('suspend')
        else:
            html.p(f'Suspended since {times.when(workspace.suspended_at)}.' if workspace.suspended_at else 'Suspended.')
            with ui.element('div').classes('cluster'):
                ui.button('Resume', on_click=resume).mark('resume')
