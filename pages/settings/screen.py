"""Settings that share the wizard's editors: booking types, hours, contact form, public links."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import preview, shell
from careops_ui.feedback import say
from careops_ui.kit import text
from careops_ui.once import once
from careops_ui.preview import Preview
from careops_ui.session import OwnerActor
from careops_ui.unfolding import Save
from domain import contact_forms, hours, setup_overview, work
from domain.actor import Actor
from pages.editors.contact_form import ContactFormEditor
from pages.editors.holidays import Holidays
from pages.editors.hours import HoursForm
from pages.editors.public_links import public_links
from pages.editors.service import service_list
from pages.settings.frame import frame

router = APIRouter(prefix='/settings')


def save_button(save: Save, words: str = 'Save') -> None:
    """The page's one primary button."""

    async def press() -> None:
        if await save():
            say('Saved')

    with ui.element('div').classes('cluster'):
        once(words, press, icon='check').mark('save')


@router.page('/booking-types')
async def booking_types_page(actor: OwnerActor) -> None:
    """Every field of what can be booked."""
    with frame(actor, 'Booking types'):
        listing = service_list(actor, whole=True, title='Booking types')
        await listing.build()

        async def save() -> bool:
            saved = await listing.save()
            if saved:
                await listing.body.refresh()
            return saved

        save_button(save)


@router.page('/contact-form')
async def contact_form_page(actor: OwnerActor) -> None:
    """The contact form beside its preview."""
    present = await work.read(contact_forms.view, actor)
    place = shell.current().place
    name = place.name if place else ''

    def lines() -> list[dict[str, Any]]:
        return preview.contact_page(editor.heading.value or '', editor.intro.value or '', editor.fields.value)

    with frame(actor, 'Contact form', narrow=False), ui.element('div').classes('split'):
        with ui.element('div').classes('stack'):
            editor = ContactFormEditor(actor, present, lambda: device.show(name, '', lines()))
            save_button(editor.save)
        device = Preview(name, '', lines(), logo=shell.file_url(place.logo_id if place else None))


@router.page('/links')
async def links_page(actor: OwnerActor) -> None:
    """Public addresses, QR codes, the snippet for a web site."""
    overview = await work.read(setup_overview.overview, actor)
    with frame(actor, 'Public links'):
        public_links(overview)


@router.page('/hours')
async def hours_page(actor: OwnerActor, member: UUID | None = None, service: UUID | None = None) -> None:
    """Hours of the business, of one member, or of one booking type."""
    overview = await work.read(setup_overview.overview, actor)
    whose = {'': 'The business'}
    whose |= {f'member={one.id}': one.full_name for one in overview.members if one.bookable}
    whose |= {f'service={one.id}': f'Booking type: {one.name}' for one in overview.active_services}
    here = f'member={member}' if member else f'service={service}' if service else ''
    with frame(actor, 'Hours'):
        ui.select(
            whose,
            label='Whose hours',
            value=here if here in whose else '',
            on_change=lambda event: ui.navigate.to(f'/settings/hours?{event.value}'),
        )
        if member:
            await own_hours(actor, 'The hours of the business apply.', 'own hours', member_id=member)
        elif service:
            await own_hours(actor, 'It can be booked whenever you are open.', 'narrower hours', booking_type_id=service)
        else:
            form = HoursForm(actor, await work.read(hours.of_workspace, actor))
            form.build()
            text(f'Times are those of {overview.workspace.timezone}.', 'faint', tag='p')
            save_button(form.save)
            await Holidays(actor, form.reread).build()


async def own_hours(actor: Actor, usual: str, words: str, **of: UUID) -> None:
    """Hours that a person or a service may have of its own; without them the usual ones hold."""
    read = hours.of_member if 'member_id' in of else hours.of_type
    present: Any = await work.read(read, actor, **of)
    own = bool(present and present['weekly'] is not None)

    async def switch(event: Any) -> None:
        week = (await work.read(hours.of_workspace, actor))['weekly'] if event.value else None
        overrides = present['overrides'] if present else []
        written = {'weekly': week, 'overrides': overrides} if week is not None or overrides else None
        await work.act(hours.put, actor, hours=written, **of)
        ui.navigate.reload()

    with html.section().classes('panel pad between'):
        text(f'With {words} of its own.' if own else usual)
        ui.switch('Own hours', value=own, on_change=switch)
    form = HoursForm(actor, present, **of)
    form.build(own=own)
    save_button(form.save)
