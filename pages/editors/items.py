"""Things in stock: the list with its inline form."""

from typing import Any

from nicegui import html, ui

from careops_ui.feedback import feedback
from careops_ui.kit import RowList
from careops_ui.unfolding import Save, Unfolding, removal
from domain import booking_types, item_reads, items, work
from domain.actor import Actor

KINDS = {'consumable': 'Used up (counted in stock)', 'reusable': 'Used again (rooms, equipment)'}
WHEN_SHORT = {'allow': 'Allow the booking and alert', 'block': 'Block the booking'}


def item_list(actor: Actor) -> Unfolding:
    """The items of the workspace."""
    seen: dict[str, item_reads.View] = {}

    async def read() -> RowList:
        found, _ = await work.read(item_reads.listing, actor, limit=200)
        seen.clear()
        seen.update({str(item.id): item for item in sorted(found, key=lambda item: item.name.casefold())})
        return [_row(item) for item in seen.values()]

    async def draw(row_id: str) -> Save:
        return await _draw(actor, listing, seen.get(row_id))

    listing = Unfolding(
        read, draw, add='Add an item', nothing='What a booking uses (products, rooms, equipment) will stand here.'
    )
    return listing


def _row(item: item_reads.View) -> dict[str, Any]:
    reusable = item.kind.value == 'reusable'
    used = ', '.join(f'{name} {amount}' for _, name, amount in item.uses) or 'not used by a booking type yet'
    low = '' if reusable else f' · low at {item.low_threshold}'
    return {
        'id': str(item.id),
        'name': item.name,
        'under': f'{item.on_hand} {item.unit}{low} · {used}',
        'icon': 'meeting_room' if reusable else 'inventory_2',
    }


async def _draw(actor: Actor, listing: Unfolding, known: item_reads.View | None) -> Save:
    fields: dict[str, Any] = {}
    with ui.element('div').classes('grid-auto'):
        fields['name'] = ui.input('Name', value=known.name if known else '')
        fields['unit'] = ui.input('Unit', value=known.unit if known else '', placeholder='pieces, ml, rooms…')
        if known is None:
            fields['kind'] = ui.select(KINDS, label='Kind', value='consumable')
    reusable = known is not None and known.kind.value == 'reusable'
    with ui.element('div').classes('grid-auto thirds'):
        have = ui.number('There are' if reusable else 'On the shelf now', value=known.on_hand if known else 0)
        fields['quantity' if reusable else 'on_hand'] = have
        if not reusable:
            fields['low_threshold'] = ui.number('Low at', value=known.low_threshold if known else 0)
            fields['critical_threshold'] = ui.number('Critical at', value=known.critical_threshold if known else 0)
    short = known.when_short.value if known else 'allow'
    fields['when_short'] = ui.select(WHEN_SHORT, label='When a booking needs more than there is', value=short)
    uses = await _draw_uses(actor, known)
    if known:

        async def remove() -> None:
            with feedback(f'{known.name} is gone'):
                await work.act(items.delete, actor, item_id=known.id)
                await listing.fold()

        removal(f'Remove {known.name}?', remove)

    async def save() -> bool:
        with feedback(fields=fields):
            await _store(actor, known, fields, [(key, field.value) for key, field in uses.items() if field.value])
            return True
        return False

    return save


async def _draw_uses(actor: Actor, known: item_reads.View | None) -> dict[Any, ui.number]:
    """How much of the item one booking of each type uses."""
    types = await work.read(booking_types.listing, actor, active_only=True)
    used = {type_id: amount for type_id, _, amount in known.uses} if known else {}
    fields: dict[Any, ui.number] = {}
    if types:
        html.h3('One booking uses')
        with ui.element('div').classes('grid-auto thirds'):
            for kind in types:
                fields[kind.id] = ui.number(kind.name, value=used.get(kind.id), placeholder='0')
    return fields


async def _store(actor: Actor, known: item_reads.View | None, fields: dict[str, Any], uses: list[Any]) -> None:
    given = {name: field.value for name, field in fields.items()} | {'uses': uses}
    if known is None:
        if given['kind'] == 'reusable':
            given['quantity'] = given.pop('on_hand')
            given.pop('low_threshold')
            given.pop('critical_threshold')
        await work.act(items.create, actor, given=given)
        return
    counted = given.pop('on_hand', None)
    await work.act(items.update, actor, item_id=known.id, given=given)
    if counted is not None and counted != known.on_hand:
        await work.act(items.correct, actor, item_id=known.id, counted=int(counted), note='Counted at set-up')
