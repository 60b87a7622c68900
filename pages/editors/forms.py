"""Forms that go out with bookings: the list with its inline form."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from nicegui import ui

from careops_ui.editors import QuestionsEditor
from careops_ui.feedback import feedback, refuse
from careops_ui.kit import RowList
from careops_ui.unfolding import Save, Unfolding, removal
from domain import form_fields, forms, work
from domain.actor import Actor
from domain.errors import Invalid

Draft = tuple[str, str, list[Mapping[str, Any]]]


def form_list(actor: Actor, on_draft: Callable[[Draft | None], Any]) -> Unfolding:
    """The forms of the workspace; `on_draft` hears what the open form looks like."""
    seen: dict[str, forms.View] = {}

    async def read() -> RowList:
        found = await work.read(forms.listing, actor)
        seen.clear()
        seen.update({str(form.id): form for form in found})
        on_draft(None)
        return [_row(form) for form in found]

    async def draw(row_id: str) -> Save:
        return await _draw(actor, listing, seen.get(row_id), on_draft)

    listing = Unfolding(
        read, draw, add='Add a form', nothing='Forms that customers fill in before they come will stand here.'
    )
    return listing


def _row(form: forms.View) -> dict[str, Any]:
    asked = len(form_fields.questions(form.fields))
    goes = ', '.join(name for _, name in form.booking_types) or 'No booking type sends it yet'
    return {
        'id': str(form.id),
        'name': form.name,
        'under': f'{asked} question{"s" * (asked != 1)} · {goes}',
        'icon': 'description',
        'flag': '' if form.active else 'Switched off',
        'off': not form.active,
    }


async def _draw(
    actor: Actor, listing: Unfolding, known: forms.View | None, on_draft: Callable[[Draft | None], Any]
) -> Save:
    types = await work.read(forms.sendable, actor)

    def draft(*_: Any) -> None:
        on_draft((name.value or '', description.value or '', list(fields.value)))

    name = ui.input('Name', value=known.name if known else '', on_change=draft)
    description = ui.textarea('What it is for', value=known.description if known else '', on_change=draft)
    chosen = [str(one) for one in known.booking_type_ids] if known else []
    sends = ui.select(
        {str(type_id): title for type_id, title in types}, label='Goes out with', multiple=True, value=chosen
    ).props('use-chips')
    fields = QuestionsEditor(
        known.fields if known else (), kinds=form_fields.KINDS, most=form_fields.MOST, on_change=draft
    ).classes('panel')
    active = ui.switch('In use', value=known.active if known else True)
    if known:

        async def remove() -> None:
            with feedback(f'{known.name} is gone'):
                await work.act(forms.delete, actor, form_id=known.id)
                await listing.fold()

        removal(f'Remove {known.name}?', remove)
    draft()

    async def save() -> bool:
        given: dict[str, Any] = {
            'name': name.value or '',
            'description': description.value or '',
            'fields': fields.value,
            'active': active.value,
            'booking_type_ids': [UUID(one) for one in sends.value or []],
        }
        name.error = description.error = sends.error = None
        fields.wrong({})
        try:
            if known:
                await work.act(forms.update, actor, form_id=known.id, **given)
            else:
                await work.act(forms.create, actor, **given)
        except Invalid as refusal:
            for key, field in (('name', name), ('description', description), ('booking_type_ids', sends)):
                field.error = refusal.fields.get(key)
            fields.wrong(refusal.fields)
            refuse(refusal.message if len(refusal.fields) == 1 else 'Please check the marked fields.')
            return False
        return True

    return save
