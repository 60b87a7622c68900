"""The dialog in which the owner defines an item, or takes it away."""

from typing import Any
from uuid import UUID

from nicegui import html, ui

from careops_ui.feedback import feedback
from domain import forms, items
from domain.actor import Actor
from domain.item_reads import View
from domain.work import act, read

KINDS = {'consumable': 'Used up with each booking', 'reusable': 'Used again (a room, equipment)'}
WHEN_SHORT = {'allow': 'Allow the booking and alert', 'block': 'Block the booking'}


async def item_dialog(actor: Actor, known: View | None = None) -> UUID | None:
    """Ask for everything about an item; its id when it was saved, None when it was left or taken away."""
    types = await read(forms.sendable, actor)
    with ui.dialog().props('aria-label="Item"') as dialog, ui.card().classes('stack'):
        head(dialog, 'Edit item' if known else 'Add item')
        fields = draw(known)
        uses = use_fields(types, known)

        async def save() -> None:
            given = {name: field.value for name, field in fields.items()}
            given['uses'] = [(type_id, field.value) for type_id, field in uses.items() if field.value]
            with feedback('Item saved', fields):
                if known is None:
                    saved = await act(items.create, actor, given=by_kind(given))
                else:
                    saved = await act(items.update, actor, item_id=known.id, given=given)
                dialog.submit(saved.id)

        with ui.element('div').classes('dialog-foot'):
            ui.button('Cancel', on_click=dialog.close).props('flat')
            ui.button('Save item', on_click=save).mark('save-item')
    saved: UUID | None = await dialog
    dialog.delete()
    return saved


def head(dialog: ui.dialog, title: str) -> None:
    """The dialog's title and its way out."""
    with ui.element('div').classes('between'):
        html.h2(title)
        ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')


def draw(known: View | None) -> dict[str, Any]:
    """The fields by the names that the domain has for them."""
    reusable = known is not None and known.kind == 'reusable'
    fields: dict[str, Any] = {'name': ui.input('Name', value=known.name if known else '').mark('item-name')}
    with ui.element('div').classes('grid-auto'):
        if known is None:
            fields['kind'] = ui.select(KINDS, label='Kind', value='consumable')
        fields['unit'] = ui.input('Unit (optional)', value=known.unit if known else '', placeholder='ml, pairs, rooms')
    with ui.element('div').classes('grid-auto thirds'):
        if known is None or reusable:
            there = ui.number('How many there are', value=known.on_hand if known else 0).props('min=0')
            fields['quantity' if reusable else 'on_hand'] = there.mark('on-hand')
        if not reusable:
            fields['low_threshold'] = ui.number('Low at', value=known.low_threshold if known else 0).props('min=0')
            critical = ui.number('Critical at', value=known.critical_threshold if known else 0).props('min=0')
            fields['critical_threshold'] = critical
    if known is None:
        for name in ('low_threshold', 'critical_threshold'):
            fields[name].bind_visibility_from(fields['kind'], 'value', value='consumable')
    short = known.when_short.value if known else 'allow'
    fields['when_short'] = ui.select(WHEN_SHORT, label='When a booking needs more than there is', value=short)
    if known is None:  # a room that is taken blocks, a bottle that runs low does not, unless the owner says so
        fields['kind'].on_value_change(lambda e: fields['when_short'].set_value(_usual(e.value)))
    fields['supplier_email'] = ui.input('Supplier’s e-mail (optional)', value=known.supplier_email if known else '')
    fields['supplier_email'].props('type=email')
    fields['notes'] = ui.textarea('Notes (optional)', value=known.notes if known else '')
    return fields


def _usual(kind: str) -> str:
    return 'block' if kind == 'reusable' else 'allow'


def use_fields(types: list[tuple[UUID, str]], known: View | None) -> dict[UUID, ui.number]:
    """How much of the item one booking of each type uses."""
    used = {type_id: amount for type_id, _, amount in known.uses} if known else {}
    fields: dict[UUID, ui.number] = {}
    if types:
        html.h3('One booking uses')
        with ui.element('div').classes('grid-auto'):
            for type_id, name in types:
                fields[type_id] = ui.number(name, value=used.get(type_id), placeholder='0').props('min=0')
    return fields


def by_kind(given: dict[str, Any]) -> dict[str, Any]:
    """What the domain wants for a new item: a reusable one has a quantity and no marks."""
    if given['kind'] == 'reusable':
        given['quantity'] = given.pop('on_hand')
        del given['low_threshold'], given['critical_threshold']
    return given


async def ask_removal(name: str) -> bool:
    """Ask once before an item goes."""
    with ui.dialog().props('aria-label="Remove item"') as dialog, ui.card().classes('stack'):
        head(dialog, f'Remove {name}?')
        html.p('Booking types stop using it. What the ledger says about the past stays.').classes('muted')
        with ui.element('div').classes('dialog-foot'):
            ui.button('Keep it', on_click=dialog.close).props('flat')
            ui.button('Remove item', on_click=lambda: dialog.submit(True), color='negative').mark('remove-item')
    sure = bool(await dialog)
    dialog.delete()
    return sure
