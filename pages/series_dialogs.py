"""Dialogs of series: every date before it is saved, with a decision for each that is not free; and other words for several."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from nicegui import ui

from careops_ui import kit, series_looks
from careops_ui.feedback import feedback, refuse
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import series
from domain.actor import Actor
from domain.booking_reads import Row
from domain.errors import Invalid, Refusal
from domain.series import Choice, Clashes, Planned, View
from domain.work import act
from pages.dialog import Dialog
from pages.series_fields import ask_reach

Look = Callable[[Sequence[Choice]], Awaitable[tuple[Planned, ...]]]
Save = Callable[[Sequence[Choice]], Awaitable[View]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a list of dates is called: for a new series, or for one that moves."""

    title: str
    verb: str
    skip: str
    anyway: str
    skipped: str
    done: str
    told: str


NEW = Words(
    title='Dates of the series',
    verb='Book {count} times',
    skip='Leave out',
    anyway='Book anyway…',
    skipped='Left out',
    done='Series booked',
    told='The customer gets one message with all dates.',
)
MOVED = Words(
    title='New dates of the series',
    verb='Move {count} bookings',
    skip='Leave where it is',
    anyway='Move anyway…',
    skipped='Stays where it is',
    done='Series moved',
    told='The customer gets one message with all new dates.',
)


@dataclass(slots=True)
class Decision:
    """A planned date and what was decided about it: a `way`, and the reason or the other time in `words`."""

    planned: Planned
    way: str = ''
    words: str = ''

    def start(self, times: Times) -> datetime | None:
        """The other time that was chosen."""
        if self.way in ('', 'skip', 'anyway'):
            return None
        try:
            there = datetime.fromisoformat(self.words if self.way == 'other' else self.way)
        except ValueError:
            return None
        return there if there.tzinfo else there.replace(tzinfo=times.zone).astimezone(UTC)

    def choice(self, times: Times) -> Choice | None:
        """The decision in the words of the domain; None while there is none."""
        day, start = self.planned.day, self.start(times)
        if self.way == 'skip':
            return Choice(day=day, skip=True)
        if self.way == 'anyway' and self.words.strip():
            return Choice(day=day, start=self.planned.start, overbook_reason=self.words.strip())
        return Choice(day=day, start=start) if start else None


class Dates(Dialog):
    """Every date of a series before it is saved; where one was taken meanwhile, the list comes again with all that was decided."""

    def __init__(self, actor: Actor, times: Times, words: Words, look: Look, save: Save) -> None:
        self.title = words.title
        super().__init__(actor)
        self.times, self.words, self.look, self.save_as = times, words, look, save
        self.decisions: dict[date, Decision] = {}

    async def ask(self) -> View | None:
        """What was saved; None when the dialog was closed. Refusals that are not about the dates."""
        try:
            self.take(await self.look(()))
        except Refusal:
            self.dialog.delete()
            raise
        with self.dialog, ui.card().classes('stack'):
            self.head()
            self.sum = kit.text('', 'muted', tag='p').props('role=status')
            self.listed = Rows([], series_looks.PLANNED).classes('dates').props('tabindex=0 aria-label=Dates')
            self.listed.on('decide', lambda event: self.decide(*event.args))
            self.listed.on('words', lambda event: self.write(*event.args))
            kit.text(self.words.told, 'faint')
            self.verb = self.foot('', self.save).mark('save-series')
        self.show()
        outcome = await self.result()
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome if isinstance(outcome, View) else None

    def take(self, found: Sequence[Planned]) -> None:
        """What was found now; a decision stays where its time is still free."""
        for one in found:
            before = self.decisions.get(one.day)
            if before is None or not one.free or not before.way:
                self.decisions[one.day] = Decision(one)

    def decide(self, day: str, way: str) -> None:
        """A way was chosen; the same one again takes it back."""
        one = self.decisions[date.fromisoformat(day)]
        one.way, one.words = ('' if one.way == way else way), ''
        if one.way == 'other':
            one.words = f'{one.planned.start.astimezone(self.times.zone):%Y-%m-%dT%H:%M}'
        self.show()

    def write(self, day: str, words: str) -> None:
        """A reason or another time is being typed: the list is left alone meanwhile."""
        self.decisions[date.fromisoformat(day)].words = words
        self.ready()

    def show(self) -> None:
        self.listed.show(series_looks.headed([self.row(one) for one in self.decisions.values()]))
        self.ready()

    def row(self, one: Decision) -> dict[str, Any]:
        planned, start = one.planned, None if one.way == 'other' else one.start(self.times)
        words, kind, icon = series_looks.state(planned, self.words.skipped, one.way, start, self.times)
        return {
            'id': planned.day.isoformat(),
            'when': self.times.when(planned.start),
            'state': words,
            'kind': kind,
            'icon': icon,
            'ways': [] if planned.free else self.ways(one),
            'field': {'other': 'datetime-local', 'anyway': 'text'}.get(one.way, ''),
            'label': 'Day and time' if one.way == 'other' else 'Reason, which everybody in the team sees',
            'words': one.words,
        }

    def ways(self, one: Decision) -> list[dict[str, Any]]:
        return series_looks.ways(one.planned, self.words.skip, self.words.anyway, one.way, self.times)

    def open(self) -> list[Decision]:
        """The dates that wait for a decision."""
        return [one for one in self.decisions.values() if not one.planned.free and one.choice(self.times) is None]

    def ready(self) -> None:
        waiting, kept = len(self.open()), [one for one in self.decisions.values() if one.way != 'skip']
        need = 'One date needs' if waiting == 1 else f'{waiting} dates need'
        kit.write(self.sum, f'{need} a decision.' if waiting else f'{len(self.decisions)} dates, all decided.')
        self.verb.set_enabled(not waiting and bool(kept))
        self.verb.set_text(self.words.verb.format(count=len(kept)))

    async def save(self) -> None:
        chosen = [choice for one in self.decisions.values() if (choice := one.choice(self.times))]
        self.verb.props('loading')
        with feedback(self.words.done, quiet=(Refusal,)) as told:
            self.dialog.submit(await self.save_as(chosen))
        self.verb.props(remove='loading')
        if isinstance(told.refusal, Clashes):
            self.take(told.refusal.details['occurrences'])
            self.show()
            refuse(told.refusal.message)
        elif isinstance(told.refusal, Invalid):
            self.dialog.submit(told.refusal)
        elif told.refusal is not None:
            refuse(told.refusal.message)


class EditSeries(Dialog):
    """Other words for one booking of a series, it and the following, or all."""

    title = 'Edit booking'

    def __init__(self, actor: Actor, booking: Row) -> None:
        super().__init__(actor)
        self.booking = booking

    async def ask(self) -> bool:
        """Whether anything was changed."""
        with self.dialog, ui.card().classes('stack'):
            self.head()
            self.reach = ask_reach(self.booking)
            self.fields = {
                'location': ui.input('Where', value=self.booking.location).mark('location'),
                'notes': ui.textarea('Notes', value=self.booking.notes).props('rows=2'),
                'staff_notes': ui.textarea('Notes for the team', value=self.booking.staff_notes).props('rows=2'),
            }
            kit.text('Only what you change here is changed on the other bookings.', 'faint')
            self.foot('Save', self.save).mark('save-words')
        return bool(await self.result())

    async def save(self) -> None:
        changed = {
            name: field.value or ''
            for name, field in self.fields.items()
            if (field.value or '') != getattr(self.booking, name)
        }
        which = {'series_id': self.booking.series_id, 'booking_id': self.booking.id, 'reach': self.reach()}
        with feedback('Saved', self.fields):
            if changed:
                await act(series.edit, self.actor, **which, **changed)
            self.dialog.submit(bool(changed))
