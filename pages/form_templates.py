"""The owner's forms: written here, sent by themselves with the bookings that need them."""

from nicegui import APIRouter

from careops_ui import kit, live, shell
from careops_ui.session import OwnerActor
from pages.editors.forms import form_list
from pages.forms import tabs

router = APIRouter(prefix='/forms/templates')


@router.page('')
async def page(actor: OwnerActor) -> None:
    """All forms, each unfolding into its editor."""
    with shell.frame(actor, 'Forms'):
        shell.name('Form templates')
        with kit.page_head('Form templates', 'What was sent keeps its words; changes are for the next booking.'):
            pass
        tabs(actor, 'Templates')
        listing = form_list(actor, lambda _: None)
        await listing.build()

    async def refresh() -> None:
        if not listing.opened:  # what is being written stays
            await listing.body.refresh()

    live.on(actor, 'form_template.', refresh)
