"""The visit that an open booking is part of: its services in their order, with the way to each."""

from nicegui import ui

from careops_ui import booking_looks, kit
from careops_ui.kit import Rows
from careops_ui.series_looks import OCCURRENCE
from careops_ui.times import Times
from domain import booking_reads
from domain.actor import Actor
from domain.booking_reads import Row
from domain.work import read


class CombinationPart:
    """Drawn once; for a booking that stands alone it stays hidden."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        with ui.element('div').classes('stack tight') as self.place:
            kit.text('In one visit', tag='h3')
            self.listed = Rows([], OCCURRENCE)
            kit.text('These services move and are cancelled together.', 'faint')
        self.place.set_visibility(False)

    async def refresh(self, booking: Row, times: Times) -> None:
        """Read the visit again."""
        together = booking.combination_id
        self.place.set_visibility(together is not None)
        if together is not None:
            whole = await read(booking_reads.of_combination, self.actor, combination_id=together)
            self.listed.show([_row(one, booking, times) for one in whole])


def _row(one: Row, shown: Row, times: Times) -> dict[str, object]:
    number = f'{times.hour(one.start)} – {times.hour(one.end)}, with {one.member_name}'
    return booking_looks.beside(one, shown, times, when=one.type_name, number=number)
