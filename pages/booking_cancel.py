"""The cancellation of a booking, of its visit, or of several in its series."""

from nicegui import ui

from careops_ui import kit
from careops_ui.feedback import feedback
from domain import bookings, series
from domain.actor import Actor
from domain.booking_reads import Row
from domain.series import Reach
from domain.work import act
from pages.dialog import Dialog
from pages.series_fields import ask_reach


class Cancel(Dialog):
    """A cancellation, asked once, with the reason that the customer reads."""

    title = 'Cancel booking'

    def __init__(self, actor: Actor, booking: Row) -> None:
        super().__init__(actor)
        self.booking = booking

    async def ask(self) -> Reach | None:
        """How much was cancelled; None when it was not."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            kit.text(f'The time of {self.booking.contact_name} becomes free again, and the customer is told.', tag='p')
            if self.booking.combination_id:
                kit.text('All services of this visit are cancelled together.', tag='p')
            self.reach = ask_reach(self.booking)
            self.reason = ui.textarea('Reason (optional)').props('rows=2 autofocus').mark('reason')
            self.foot('Cancel booking', self.cancel, kind='negative').mark('cancel-booking')
        reach: Reach | None = await self.result()
        return reach

    async def cancel(self) -> None:
        given = {'booking_id': self.booking.id, 'reason': self.reason.value or ''}
        reach = self.reach()
        with feedback(fields={'reason': self.reason}):
            if reach == Reach.THIS:
                await act(bookings.cancel, self.actor, **given)
            else:
                await act(series.cancel, self.actor, series_id=self.booking.series_id, reach=reach, **given)
            self.dialog.submit(reach)
