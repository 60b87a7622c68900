"""How a booking is shown in lists and calendars: its state in a word, an icon and a kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from careops_ui.times import Times
from domain.booking_history import Step

STATES = {
    'pending': ('To confirm', 'warn', 'help_outline'),
    'confirmed': ('Confirmed', 'ok', 'check'),
    'completed': ('Completed', '', 'done_all'),
    'no_show': ('No-show', 'bad', 'person_off'),
    'cancelled': ('Cancelled', '', 'event_busy'),
}
READINESS = {
    'ready': ('Ready', 'ok', 'check'),
    'forms_pending': ('Form missing', 'warn', 'description'),
    'short_stock': ('Stock is short', 'warn', 'inventory_2'),
}
BOOKING = """<li><a class="list-row" :class="{past: row.past, now: row.now}" :href="row.href" :aria-current="row.on ? 'true' : null" @click.exact="row.here && ($event.preventDefault(), act('open', row.id))">
<time class="two moment" :title="row.full"><b>{{ row.time }}</b><small>{{ row.to }}</small></time>
<span class="tone" :style="{'--tone': row.tone}"></span><span class="two"><b>{{ row.name }}</b><small>{{ row.what }} · {{ row.who }}</small></span>
<span v-if="row.mark" class="tag bad" data-icon="error_outline">{{ row.mark }}</span><span class="tag" :class="row.kind" :data-icon="row.icon">{{ row.state }}</span></a></li>"""


class Shown(Protocol):
    """What a list needs to know of a booking."""

    @property
    def id(self) -> UUID: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def type_name(self) -> str: ...
    @property
    def colour(self) -> str: ...
    @property
    def member_name(self) -> str: ...
    @property
    def contact_name(self) -> str: ...
    @property
    def status(self) -> Any: ...
    @property
    def readiness(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Look:
    """A state in words, with its kind and icon."""

    words: str
    kind: str
    icon: str


def state(booking: Shown, now: datetime) -> Look:
    """What matters about a booking now: under way, done, to confirm, what is missing, or that all is ready."""
    status = str(booking.status)
    if status == 'confirmed' and booking.start <= now < booking.end:
        return Look('Now', 'info', 'play_circle')
    if status == 'confirmed' and booking.end <= now:
        return Look('To close', 'warn', 'help_outline')
    if status == 'confirmed':
        return Look(*READINESS[booking.readiness])
    return Look(*STATES[status])


def over(booking: Shown) -> bool:
    """Whether nothing more is expected of it."""
    return str(booking.status) in ('completed', 'no_show', 'cancelled')


def row(booking: Shown, times: Times, *, on: UUID | None = None, here: bool = False) -> dict[str, Any]:
    """A booking as the template BOOKING shows it; `here`: a click opens it in this page."""
    look = state(booking, times.now)
    return {
        'id': str(booking.id),
        'href': f'/bookings/{booking.id}',
        'here': here,
        'on': booking.id == on,
        'time': times.hour(booking.start),
        'to': times.hour(booking.end),
        'full': times.full(booking.start),
        'name': booking.contact_name,
        'what': booking.type_name,
        'who': booking.member_name,
        'tone': booking.colour,
        'past': over(booking),
        'now': look.words == 'Now',
        'state': look.words,
        'kind': look.kind,
        'mark': 'Overbooked' if getattr(booking, 'overbooked', False) else '',
        'icon': look.icon,
    }


def beside(one: Shown, shown: Shown, times: Times, *, when: str, number: str) -> dict[str, Any]:
    """Another booking that belongs to the one that is shown, as the template OCCURRENCE of `series_looks` shows it."""
    look = state(one, times.now)
    return {
        'id': str(one.id),
        'href': f'/bookings/{one.id}',
        'on': one.id == shown.id,
        'when': when,
        'number': number,
        'state': look.words,
        'kind': look.kind,
        'icon': look.icon,
    }


STEPS = {
    'booking.created': 'Booked',
    'booking.confirmed': 'Confirmed',
    'booking.cancelled': 'Cancelled',
    'booking.completed': 'Completed',
    'booking.no_show': 'No-show noted',
    'booking.reopened': 'Confirmed again',
    'booking.changed': 'Changed',
    'booking.reminder_due': 'Reminder',
}


def step(step: Step, times: Times) -> dict[str, Any] | None:
    """A line of a booking's history; None for what nobody needs to read."""
    words = _moved(step, times) if step.name == 'booking.rescheduled' else STEPS.get(step.name)
    if words is None:
        return None
    if reason := step.data.get('overbook_reason'):
        words = f'{words}, knowingly: {reason}'
    under = f'{step.who}, {times.when(step.at)}'
    return {'id': str(step.id), 'words': words, 'under': under, 'full': times.full(step.at)}


def _moved(step: Step, times: Times) -> str:
    now, was = (datetime.fromisoformat(step.data[name]) for name in ('start', 'from_start'))
    if now != was:
        return f'Moved from {times.when(was)} to {times.when(now)}'
    return 'Length changed' if step.data.get('end') != step.data.get('from_end') else 'Given to another person'
