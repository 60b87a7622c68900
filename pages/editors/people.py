"""The team: people who can be booked, and invitations by e-mail."""

from typing import Any

from nicegui import html, ui

from careops_ui.feedback import feedback
from careops_ui.kit import RowList
from careops_ui.once import once
from careops_ui.unfolding import NEW, Save, Unfolding, removal
from domain import invitations, staff, work
from domain.actor import PERMISSIONS, Actor
from pages.editors.time_off import TimeOff


def people_list(actor: Actor) -> Unfolding:
    """The members of the workspace."""
    seen: dict[str, staff.View] = {}

    async def read() -> RowList:
        found = await work.read(staff.listing, actor)
        seen.clear()
        seen.update({str(person.id): person for person in found})
        return [_row(person) for person in found]

    async def draw(row_id: str) -> Save:
        return await _draw(actor, listing, seen.get(row_id) if row_id != NEW else None)

    listing = Unfolding(read, draw, add='Add a person')
    return listing


def _row(person: staff.View) -> dict[str, Any]:
    said = ['Owner' if person.role == 'owner' else 'Team', 'can be booked' if person.bookable else 'not booked']
    if person.email:
        said.append(person.email)
    flag = {'waiting': 'Invited', 'expired': 'Invitation expired'}.get(person.invitation, '')
    return {
        'id': str(person.id),
        'name': person.full_name,
        'under': ' · '.join(said),
        'icon': 'person_outline',
        'flag': flag or ('' if person.account else 'No account'),
    }


async def _draw(actor: Actor, listing: Unfolding, known: staff.View | None) -> Save:
    fields: dict[str, Any] = {}
    with ui.element('div').classes('grid-auto'):
        fields['full_name'] = ui.input('Name', value=known.full_name if known else '')
        fields['email'] = ui.input('E-mail (needed for an account)', value=known.email if known else '').props(
            'type=email'
        )
    with ui.element('div').classes('cluster'):
        fields['bookable'] = ui.checkbox('Can be booked', value=known.bookable if known else True)
        fields['public'] = ui.checkbox('Customers may choose this person', value=known.public if known else True)
    switches: dict[str, ui.checkbox] = {}
    if known is None or known.role != 'owner':
        html.h3('With an account, this person may')
        with ui.element('div').classes('stack flush'):
            for name in PERMISSIONS:
                on = name in known.permissions if known else True
                switches[name] = ui.checkbox(staff.SWITCHES[name], value=on)
    if known:
        html.h3('Time off')
        await TimeOff(actor, known.id).build('panel')
    if known and known.role != 'owner':
        _draw_acts(actor, listing, known, fields, switches)
    elif known is None:
        fields['invite'] = ui.checkbox('Invite by e-mail to sign in', value=False)

    async def save() -> bool:
        given = {name: field.value for name, field in fields.items()}
        if switches:
            given['permissions'] = tuple(name for name, field in switches.items() if field.value)
        invite = given.pop('invite', False)
        with feedback(fields={'full_name': fields['full_name'], 'email': fields['email']}):
            if known:
                await work.act(staff.update_member, actor, member_id=known.id, given=given)
            elif invite:
                await work.act(invitations.invite, actor, **given)
            else:
                await work.act(staff.add, actor, **given)
            return True
        return False

    return save


def _draw_acts(
    actor: Actor, listing: Unfolding, known: staff.View, fields: dict[str, Any], switches: dict[str, ui.checkbox]
) -> None:
    async def invite() -> None:
        chosen = tuple(name for name, field in switches.items() if field.value)
        with feedback('The invitation is on its way', {'email': fields['email']}):
            await work.act(
                invitations.invite, actor, email=fields['email'].value or '', member_id=known.id, permissions=chosen
            )
            await listing.fold()

    async def remove() -> None:
        with feedback(f'{known.full_name} is no longer in the team'):
            await work.act(staff.remove, actor, member_id=known.id)
            await listing.fold()

    with ui.element('div').classes('between'):
        if known.account:
            ui.element('span')
        else:
            once('Invite again' if known.invitation else 'Invite by e-mail', invite, icon='send', props='outline')
        removal(f'Remove {known.full_name} from the team?', remove)
