"""What staff should know about a chosen time, why it is not free, and the reason for taking it all the same."""

from datetime import datetime

from nicegui import ui

from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import bookings, clashes
from domain.actor import Actor
from domain.errors import Refusal
from domain.work import read
from pages.booking_why import Asked, Why

WARNING = '<li class="banner warn" data-icon="error_outline"><span class="grow">{{ row.words }}</span></li>'
TAKEN = 'This time is not free.'


class TimeWarnings:
    """Drawn once; speaks of the time that `about` was told of last."""

    def __init__(self, actor: Actor, times: Times) -> None:
        self.actor, self.clashing = actor, False
        self.why = Why(actor, times)

    def draw(self) -> None:
        """Build the warnings, the reason and the explanation in the current place."""
        self.warnings = Rows([], WARNING).classes('stack tight').props('aria-live=polite')
        self.reason = ui.input('Reason for taking this time anyway').props('maxlength=400').mark('reason')
        self.reason.set_visibility(False)
        self.why.draw()

    async def about(self, asked: Asked, start: datetime | None, *, offered: bool) -> None:
        """Say live where the contact is booked at that time already. An `offered` time needs no explanation."""
        self.why.about(asked, start, offered=offered)
        said: list[str] = []
        if asked.contact_id is not None and start is not None:
            span = {'start': start, 'end': start + asked.length}
            given = {'contact_id': asked.contact_id, 'moving': asked.moving}
            said = await read(clashes.of_contact, self.actor, **given, **span)
        self.clashing = bool(said)
        self.say(said)

    def say(self, said: list[str]) -> None:
        self.warnings.show([{'id': words, 'words': words} for words in said])

    def not_free(self, refusal: Refusal) -> None:
        """Say why, and ask for a reason to take it knowingly."""
        self.say([f'{said_of(refusal)} You can take it anyway with a reason, which everybody sees.'])
        self.reason.set_visibility(True)
        self.reason.run_method('focus')

    def forgive(self) -> None:
        """Another time was chosen: no reason is asked any more."""
        self.reason.value = ''
        self.reason.set_visibility(False)

    @property
    def anyway(self) -> bool:
        """Whether the time is taken though something speaks against it."""
        return self.reason.visible or self.clashing


def said_of(refusal: Refusal) -> str:
    """Why a time cannot be had; the usual sentence about the nearest times is for customers, who see those below it."""
    return TAKEN if refusal.message == bookings.Taken().message else refusal.message
