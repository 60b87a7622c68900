"""Staff: who belongs to the team, what they may do, and invitations that wait for an answer."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import invitations
from domain.invitations import View
from domain.work import act, read
from pages.editors.people import people_list

router = APIRouter(prefix='/staff')

INVITATION = """<li><div class="list-row"><span class="mark" :class="row.kind" data-icon="mail_outline"></span>
<span class="two wrap"><b>{{ row.name }}</b><small>{{ row.email }} · <time :title="row.full">{{ row.until }}</time></small></span>
<button type="button" class="quiet" @click="act('resend', row.id)">Send again<span class="sr"> to {{ row.name }}</span></button>
<button type="button" class="quiet bad" @click="act('withdraw', row.id)">Withdraw<span class="sr"> the invitation of {{ row.name }}</span></button></div></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    """The team and its invitations."""
    with shell.frame(actor, 'Staff'):
        with kit.page_head('Staff', 'Whoever is removed is signed out at once; their bookings stay and keep the name.'):
            pass
        listing = people_list(actor)
        await listing.build()
        with kit.panel('Invitations') as waiting:
            rows = Rows([], INVITATION)

    async def refresh() -> None:
        found = await read(invitations.listing, actor)
        place = shell.current().place
        times = Times.of(place.timezone if place else 'UTC')
        rows.show([invitation_row(view, times) for view in found])
        waiting.set_visibility(bool(found))
        if not listing.opened:  # what is being written stays
            await listing.body.refresh()

    async def resend(event: Any) -> None:
        with feedback('A new link is on its way'):
            await act(invitations.resend, actor, invitation_id=UUID(event.args))

    async def withdraw(event: Any) -> None:
        with feedback('Invitation withdrawn'):
            await act(invitations.withdraw, actor, invitation_id=UUID(event.args))

    rows.on('resend', resend).on('withdraw', withdraw)
    await refresh()
    live.on(actor, 'member.', refresh)


def invitation_row(view: View, times: Times) -> dict[str, Any]:
    """An invitation as the template INVITATION shows it."""
    word = 'ran out' if view.expired else 'works until'
    return {
        'id': str(view.id),
        'name': view.full_name,
        'email': view.email,
        'kind': 'warn' if view.expired else '',
        'until': f'{word} {times.when(view.expires_at)}',
        'full': times.full(view.expires_at),
    }
