"""The series that an open booking belongs to: its rhythm, its place in it, and the way to its other dates."""

from nicegui import html, ui

from careops_ui import kit, series_looks
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import series
from domain.actor import Actor
from domain.booking_reads import Row
from domain.work import read


class SeriesPart:
    """Drawn once; for a booking that stands alone it stays hidden."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        with ui.element('div').classes('stack tight') as self.place:
            self.title = kit.text('', tag='h3')
            with html.details().classes('series-dates'):
                html.summary('All dates')
                self.listed = Rows([], series_looks.OCCURRENCE)
        self.place.set_visibility(False)

    async def refresh(self, booking: Row, times: Times) -> None:
        """Read the series again."""
        self.place.set_visibility(booking.series_id is not None)
        if booking.series_id is not None:
            view = await read(series.view, self.actor, series_id=booking.series_id)
            kit.write(self.title, series_looks.place(view, booking.id))
            self.listed.show(series_looks.occurrences(view, booking.id, times))
