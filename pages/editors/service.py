"""What can be booked: the list with its inline form, used by the wizard and by the settings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui import preview
from careops_ui.feedback import feedback
from careops_ui.kit import RowList
from careops_ui.unfolding import NEW, Save, Unfolding, removal
from domain import booking_types, forms, item_reads, setup_overview, work
from domain.actor import Actor
from domain.setup_overview import Overview

PLACES = {
    'in_person': 'At our place',
    'customer': 'At the customer’s place',
    'phone': 'By phone',
    'online': 'Online, by link',
}
NUMBERS = {
    'duration_minutes', 'slot_step_minutes', 'buffer_before_minutes', 'buffer_after_minutes', 'minimum_notice_minutes',
    'furthest_days', 'capacity', 'daily_limit',
}  # fmt: skip
COLOURS = ('#1f8a70', '#7a5bb5', '#c2496b', '#2f74c0', '#c07a1c', '#5b6b7c')
Given = dict[str, Any]


def service_list(actor: Actor, *, whole: bool = False, title: str = '') -> Unfolding:
    """The types of the workspace. `whole`: every field, who performs it, forms and items; else the few that matter at first."""
    seen: dict[str, booking_types.View] = {}

    async def read() -> RowList:
        overview = await work.read(setup_overview.overview, actor)
        seen.clear()
        seen.update({str(service.id): service for service in overview.services})
        return [_row(service, overview) for service in overview.services]

    async def draw(row_id: str) -> Save:
        overview = await work.read(setup_overview.overview, actor)
        known = seen.get(row_id)
        fields = draw_fields(overview, known)
        if whole:
            fields |= await draw_more(actor, overview, known)
        draw_foot(actor, listing, known, fields)
        return saver(actor, known, fields, COLOURS[len(seen) % len(COLOURS)])

    listing = Unfolding(
        read,
        draw,
        title=title,
        add='Add a booking type',
        nothing='What people can book will stand here. Add the first one.',
    )
    return listing


def _row(service: booking_types.View, overview: Overview) -> dict[str, Any]:
    workspace = overview.workspace
    under = preview.under(service.duration_minutes, service.price, workspace.currency, workspace.language)
    return {
        'id': str(service.id),
        'name': service.name,
        'under': under,
        'tone': service.colour,
        'flag': '' if service.active else 'Switched off',
        'flag_icon': 'visibility_off',
        'off': not service.active,
    }


def draw_fields(overview: Overview, known: booking_types.View | None) -> dict[str, Any]:
    """The fields that matter at first."""
    fields: dict[str, Any] = {}
    with ui.element('div').classes('grid-auto'):
        fields['name'] = ui.input('Name', value=known.name if known else '')
        fields['description'] = ui.input('Description', value=known.description if known else '')
    with ui.element('div').classes('grid-auto thirds'):
        fields['duration_minutes'] = ui.number('Duration', value=known.duration_minutes if known else 30, suffix='min')
        price = None if known is None or known.price is None else float(known.price)
        fields['price'] = ui.number('Price', value=price, suffix=overview.workspace.currency, placeholder='not shown')
        fields['buffer_after_minutes'] = ui.number(
            'Pause after', value=known.buffer_after_minutes if known else 0, suffix='min'
        )
    with ui.element('div').classes('grid-auto'):
        place = known.location_kind.value if known else 'in_person'
        fields['location_kind'] = ui.select(PLACES, label='Where', value=place)
        fields['location'] = ui.input(
            'Address, number or link (optional)',
            value=known.location if known else '',
            placeholder='Empty: the address of the business',
        )
    return fields


async def draw_more(actor: Actor, overview: Overview, known: booking_types.View | None) -> dict[str, Any]:
    """Everything else: rules of booking, people, forms, items."""
    fields: dict[str, Any] = {}
    html.h3('When and how it can be booked')
    with ui.element('div').classes('grid-auto thirds'):
        _number(fields, 'buffer_before_minutes', 'Pause before', known, 0, 'min')
        _number(fields, 'slot_step_minutes', 'A start every', known, 15, 'min')
        _number(fields, 'minimum_notice_minutes', 'At least before', known, 60, 'min')
        _number(fields, 'furthest_days', 'At most ahead', known, 60, 'days')
        _number(fields, 'capacity', 'People in a session', known, 1, '')
        _number(fields, 'daily_limit', 'At most a day', known, None, '')
    fields['auto_confirm'] = ui.radio(
        {True: 'Confirmed at once', False: 'Your team confirms each booking'},
        value=known.auto_confirm if known else True,
    )
    colour = known.colour if known else COLOURS[len(overview.services) % len(COLOURS)]
    people = {member.id: member.full_name for member in overview.members if member.bookable}
    papers = {form.id: form.name for form in await work.read(forms.listing, actor, active_only=True)}
    with ui.element('div').classes('grid-auto'):
        fields['colour'] = ui.input('Colour in the calendar', value=colour).props('type=color')
        fields['staff_ids'] = _several(
            people, 'Who does it', known.staff_ids if known else (), 'Anyone who is bookable'
        )
        fields['form_ids'] = _several(papers, 'Forms that go out with it', known.form_ids if known else (), 'None')
    items, _ = await work.read(item_reads.listing, actor, limit=200)
    used = {use.item_id: use.quantity for use in known.items} if known else {}
    if items:
        html.h3('What one booking uses')
        with ui.element('div').classes('grid-auto thirds'):
            for item in items:
                fields[f'item:{item.id}'] = ui.number(
                    item.name, value=used.get(item.id), suffix=item.unit, placeholder='0'
                )
    return fields


def _number(
    fields: dict[str, Any], name: str, label: str, known: booking_types.View | None, fresh: int | None, suffix: str
) -> None:
    fields[name] = ui.number(label, value=getattr(known, name) if known else fresh, suffix=suffix or None)


def _several(options: Mapping[UUID, str], label: str, chosen: Any, none: str) -> ui.select:
    field = ui.select(
        {str(key): name for key, name in options.items()},
        label=label,
        multiple=True,
        value=[str(key) for key in chosen if key in options],
    )
    return field.props('use-chips').props(f'placeholder="{none}"' if not chosen else '')


def draw_foot(actor: Actor, listing: Unfolding, known: booking_types.View | None, fields: dict[str, Any]) -> None:
    """On or off, and removing it."""
    if known is None:
        return
    with ui.element('div').classes('between'):
        fields['active'] = ui.switch('Can be booked', value=known.active)

        async def remove() -> None:
            with feedback(f'{known.name} is gone'):
                await work.act(booking_types.delete, actor, booking_type_id=known.id)
                await listing.fold()

        removal(f'Remove {known.name}?', remove)


def saver(actor: Actor, known: booking_types.View | None, fields: dict[str, Any], colour: str) -> Save:
    """Saves what stands in the fields; a refusal shows at its field. A new type gets `colour` unless the fields say another."""

    async def save() -> bool:
        given = read_fields(fields)
        with feedback(fields={name: field for name, field in fields.items() if hasattr(field, 'error')}):
            if known:
                await work.act(booking_types.update, actor, booking_type_id=known.id, given=given)
            else:
                await work.act(booking_types.create, actor, given={'colour': colour} | given)
            return True
        return False

    return save


def read_fields(fields: Mapping[str, Any]) -> Given:
    """The values as the domain wants them."""
    given: Given = {}
    items = []
    for name, field in fields.items():
        value = field.value
        if name.startswith('item:'):
            if value:
                items.append({'item_id': UUID(name[5:]), 'quantity': value})
        elif name.endswith('_ids'):
            given[name] = [UUID(str(one)) for one in value or []]
        elif name == 'daily_limit' or name not in NUMBERS:
            given[name] = value
        else:
            given[name] = 0 if value is None else value
    if any(name.startswith('item:') for name in fields):
        given['items'] = items
    return given


__all__ = ['NEW', 'service_list']
