"""The group that an open booking has a seat in: who else comes, with the way to each."""

from nicegui import ui

from careops_ui import booking_looks, kit
from careops_ui.kit import Rows
from careops_ui.series_looks import OCCURRENCE
from careops_ui.times import Times
from domain import addresses, group_reads
from domain.actor import Actor
from domain.booking_reads import Row
from domain.work import read


class GroupPart:
    """Drawn once; for a booking that stands alone it stays hidden."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        with ui.element('div').classes('stack tight') as self.place:
            self.title = kit.text('', tag='h3')
            self.listed = Rows([], OCCURRENCE)
        self.place.set_visibility(False)

    async def refresh(self, booking: Row, times: Times) -> None:
        """Read the group again."""
        group = await read(group_reads.of_booking, self.actor, booking_id=booking.id)
        self.place.set_visibility(group is not None)
        if group is not None:
            kit.write(self.title, f'Group: {len(group.bookings)} of {group.seats} places taken')
            self.listed.show([_row(one, booking, times) for one in group.bookings])


def _row(one: Row, shown: Row, times: Times) -> dict[str, object]:
    phone = addresses.readable_phone(one.contact_phone) if one.contact_phone else ''
    return booking_looks.beside(one, shown, times, when=one.contact_name, number=phone or one.contact_email or '')
