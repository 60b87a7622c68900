"""What the dialogs of bookings ask about series: whether a booking repeats, and how far a change goes."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from nicegui import ui

from careops_ui import series_looks
from domain.booking_reads import Row
from domain.recurrence import MOST, Every
from domain.series import Reach

ONCE, TIMES, UNTIL = '', 'times', 'until'
REACHES = {
    Reach.THIS: 'Only this booking',
    Reach.FOLLOWING: 'This and the following',
    Reach.ALL: 'All that are still to come',
}


def ask_reach(booking: Row, changed: Callable[[], Any] | None = None) -> Callable[[], Reach]:
    """Asks how far a change goes, where the booking is part of a series; what comes back tells the answer."""
    if booking.series_id is None:
        return lambda: Reach.THIS
    field = ui.radio(REACHES, value=Reach.THIS, on_change=lambda: changed() if changed else None).mark('reach')
    field.props['aria-label'] = 'Which bookings of the series'
    return lambda: Reach(field.value)


class Repeat:
    """How often a new booking repeats, and until when."""

    def __init__(self, there: date, changed: Callable[[], Awaitable[None] | None]) -> None:
        self.there, self.changed = there, changed

    def draw(self) -> None:
        """Build the fields in the current place."""
        with ui.element('div').classes('grid-auto'):
            self.every = ui.select(self.options(), label='Repeat', value=ONCE, on_change=self.show).mark('repeat')
            self.end = ui.select({TIMES: 'So many times', UNTIL: 'Until a day'}, label='Ends', value=TIMES)
            self.end.on_value_change(self.show)
            self.times = ui.number('Times', value=10, min=2, max=MOST, step=1).mark('times')
            self.until = ui.input('Last day').props('type=date').mark('until')
        self.show_ends()

    def options(self) -> dict[str, str]:
        named = {str(each): words for each, words in series_looks.rhythms(self.there).items()}
        return {ONCE: 'Does not repeat'} | named

    def begins(self, there: date) -> None:
        """The first day is another one: its rhythms are called by it."""
        if there != self.there:
            self.there = there
            self.every.set_options(self.options())

    @property
    def on(self) -> bool:
        return bool(self.every.value)

    def show(self) -> None:
        self.show_ends()
        self.changed()

    def show_ends(self) -> None:
        self.end.set_visibility(self.on)
        self.times.set_visibility(self.on and self.end.value == TIMES)
        self.until.set_visibility(self.on and self.end.value == UNTIL)

    def plan(self) -> dict[str, Any]:
        """The rhythm in the words of the domain; a field that says nothing is None, and the domain asks for it."""
        limited = {'times': int(self.times.value) if self.times.value else None, 'until': None}
        if self.end.value == UNTIL:
            limited = {'times': None, 'until': _day(self.until.value)}
        return {'every': Every(self.every.value)} | limited

    def fields(self) -> dict[str, Any]:
        """Where a refusal belongs; that an end is missing is said at the end that was chosen."""
        return {'times': self.times if self.end.value == TIMES else self.until, 'until': self.until}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or '')
    except ValueError:
        return None
