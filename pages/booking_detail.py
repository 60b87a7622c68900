"""One booking beside the calendar: facts, readiness, notes, and what can be done with it."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import html, ui

from careops_ui import booking_looks, kit, times
from careops_ui.feedback import feedback, say
from careops_ui.kit import Rows
from careops_ui.notices import Notices
from careops_ui.once import once
from careops_ui.times import Times
from domain import addresses, booking_history, booking_reads, bookings, reminding
from domain.actor import Actor
from domain.booking_reads import Row
from domain.calendar_reads import Setting
from domain.errors import NotFound
from domain.series import Reach
from domain.work import act, read
from pages.booking_cancel import Cancel
from pages.booking_move import Move
from pages.combination_part import CombinationPart
from pages.group_part import GroupPart
from pages.series_dialogs import EditSeries
from pages.series_part import SeriesPart

STEP = '<li class="two wrap"><span>{{ row.words }}</span><small class="muted" :title="row.full">{{ row.under }}</small></li>'
CHECK = """<li class="check" :class="row.kind" :data-icon="row.icon"><span class="two wrap"><span>{{ row.name }}</span><small v-if="row.under">{{ row.under }}</small></span></li>"""
SOURCES = {'public': 'Online', 'staff': 'By the team', 'api': 'By another program', 'sample': 'Sample'}
Then = Callable[[], Awaitable[None]]


class BookingPane:
    """The open booking: drawn again whenever it changes, except while its notes are being written."""

    def __init__(
        self, actor: Actor, setting: Setting, booking: Row, notices: Notices, leave: Then, changed: Then
    ) -> None:
        self.actor, self.setting, self.booking, self.notices = actor, setting, booking, notices
        self.leave, self.changed = leave, changed
        self.notes: ui.textarea | None = None

    def draw(self) -> None:
        """Build the pane in the current place."""
        self.times = Times.of(self.setting.timezone)
        self.head = ui.element('div').classes('pane-head nowrap')
        with ui.element('div').classes('stack loose panel-body grow'):
            self.facts = ui.element('div').classes('stack loose')
            self.series = SeriesPart(self.actor)
            self.combination = CombinationPart(self.actor)
            self.group = GroupPart(self.actor)
            self.notes = ui.textarea('Notes for the team', value=self.booking.staff_notes)
            self.notes.props('placeholder="Only your team sees this"').on('blur', self.save_notes)
            self.links()
            with ui.element('div').classes('stack tight') as self.past:
                html.h3('History')
                self.history = Rows([], STEP).classes('stack tight')
        self.foot = ui.element('div').classes('composer')
        self.show()

    async def refresh(self) -> None:
        """Read again; a booking that is gone leaves the page as it was."""
        try:
            found = await read(booking_reads.one, self.actor, booking_id=self.booking.id)
        except NotFound:
            return
        if self.notes is not None and self.notes.value == self.booking.staff_notes:
            self.notes.value = found.staff_notes
        if found != self.booking:
            self.booking = found
            self.show()
        await self.series.refresh(found, self.times)
        await self.combination.refresh(found, self.times)
        await self.group.refresh(found, self.times)
        await self.tell_history()

    async def tell_history(self) -> None:
        """Each move, with who and when."""
        steps = await read(booking_history.steps, self.actor, booking_id=self.booking.id)
        told = [row for step in steps if (row := booking_looks.step(step, self.times))]
        self.history.show(told)
        self.past.set_visibility(bool(told))

    def show(self) -> None:
        """Fill head, facts and acts from what was read."""
        for part, build in ((self.head, self.draw_head), (self.facts, self.draw_facts), (self.foot, self.draw_acts)):
            part.clear()
            with part:
                build()

    def draw_head(self) -> None:
        with ui.element('div').classes('two grow'):
            html.h2(self.booking.contact_name).classes('as-h2')
            kit.text(self.booking.type_name, tag='small')
        ui.button(icon='close', on_click=self.leave).props('flat round aria-label="Close details"')

    def draw_facts(self) -> None:
        booking = self.booking
        pairs = [
            ('When', self.times.span(booking.start, booking.end)),
            ('With', booking.member_name),
            ('Where', booking.location),
            ('Price', times.money(booking.price, self.setting.currency)),
            ('Booked', f'{SOURCES.get(booking.source, "Online")}, {self.times.when(booking.created_at)}'),
            ('E-mail', booking.contact_email or ''),
            ('Phone', addresses.readable_phone(booking.contact_phone) if booking.contact_phone else ''),
            ('Notes', booking.notes),
            ('Cancelled because', booking.cancel_reason),
            ('Overbooked', booking.overbook_reason if booking.overbooked else ''),
        ]
        kit.facts([pair for pair in pairs if pair[1]])
        with ui.element('div').classes('stack tight'):
            look = booking_looks.state(booking, self.times.now)
            with ui.element('div').classes('between'):
                html.h3('Readiness')
                kit.tag(look.words, look.kind, look.icon)
            Rows(checks(booking), CHECK).classes('stack tight')
            if str(booking.status) == 'confirmed' and booking.start > self.times.now:
                self.reminders()

    def reminders(self) -> None:
        """What can be sent by hand before the visit."""
        with ui.element('div').classes('cluster'):
            remind = lambda: self.change(reminding.remind, 'Reminder is on its way')  # noqa: E731
            once('Send reminder', remind, icon='notifications', props='outline dense').mark('remind')
            if self.booking.forms_open:
                ask = lambda: self.change(reminding.remind_of_forms, 'Form reminder is on its way')  # noqa: E731
                once('Send form reminder', ask, icon='description', props='outline dense').mark('remind-forms')

    async def save_notes(self) -> None:
        if self.notes is None or self.notes.value == self.booking.staff_notes:
            return
        with feedback('Notes saved', {'staff_notes': self.notes}):
            await act(bookings.edit, self.actor, booking_id=self.booking.id, staff_notes=self.notes.value or '')
            await self.refresh()

    def links(self) -> None:
        first = self.booking.contact_name.split(' ')[0]
        with ui.element('div').classes('stack tight'):
            ui.link(f'Contact page of {first}', f'/contacts/{self.booking.contact_id}').classes('small')
            if self.actor.is_owner:
                log = f'/automation/log?booking={self.booking.id}'
                ui.link(f'Which messages did {first} get, and why?', log).classes('small')

    def draw_acts(self) -> None:
        """The two usual acts, and the rare ones behind "more"."""
        status, past = str(self.booking.status), self.booking.start <= self.times.now
        with ui.element('div').classes('cluster nowrap'):
            if status == 'pending':
                self.button('Move', 'schedule', self.move, outline=True)
                self.button('Confirm', 'check', lambda: self.change(bookings.confirm, 'Confirmed'))
                self.more({'Cancel…': self.cancel})
            elif status == 'confirmed' and past:
                self.button(
                    'No-show', 'person_off', lambda: self.close(bookings.no_show, 'No-show noted'), outline=True
                )
                self.button('Completed', 'check', lambda: self.close(bookings.complete, 'Completed'))
                self.more({'Move…': self.move, 'Cancel…': self.cancel})
            elif status == 'confirmed':
                self.button('Move', 'schedule', self.move, outline=True)
                done = lambda: self.close(bookings.complete, 'Completed')  # noqa: E731
                noted = lambda: self.close(bookings.no_show, 'No-show noted')  # noqa: E731
                if self.times.date(self.booking.start) == self.times.today:
                    self.button('Completed', 'check', done)
                    self.more({'No-show': noted, 'Cancel…': self.cancel})
                else:  # nobody has come yet: what ends a visit is the exception
                    self.more({'Cancel…': self.cancel, 'Completed': done, 'No-show': noted})
            else:
                words = 'Book again' if status == 'cancelled' else 'Undo'
                self.button(words, 'undo', self.reopen, outline=True)

    def button(self, words: str, icon: str, then: Callable[[], Any], *, outline: bool = False) -> None:
        button = ui.button(words, icon=icon, on_click=then).classes('grow')
        if outline:
            button.props('outline')

    def more(self, acts: dict[str, Callable[[], Any]]) -> None:
        if self.booking.series_id is not None:
            acts = {'Edit…': self.edit} | acts
        with ui.button(icon='more_horiz').props('outline aria-label="More"').classes('icon').mark('more'), ui.menu():
            for words, then in acts.items():
                ui.menu_item(words, then).mark(f'more-{words}')

    async def change(self, change: Any, done: str, **given: Any) -> None:
        with feedback(done):
            await act(change, self.actor, booking_id=self.booking.id, **given)
            await self.changed()

    async def close(self, change: Any, done: str) -> None:
        """What ends a visit is done at once, and can be undone as quickly."""
        with feedback() as told:
            await act(change, self.actor, booking_id=self.booking.id)
            await self.changed()
        if told.refusal is None:
            self.notices.tell(f'{self.booking.contact_name}: {done}', 'Undo', self.reopen)

    async def reopen(self) -> None:
        await self.change(bookings.reopen, 'Confirmed again')

    async def move(self) -> None:
        if await Move(self.actor, self.setting, self.booking).ask():
            await self.changed()

    async def edit(self) -> None:
        if await EditSeries(self.actor, self.booking).ask():
            await self.changed()

    async def cancel(self) -> None:
        booking, reach = self.booking, await Cancel(self.actor, self.booking).ask()
        if reach is None:
            return
        await self.changed()
        if reach == Reach.THIS and str(booking.status) == 'confirmed':
            self.notices.tell(f'{booking.contact_name}: Cancelled', 'Undo', self.reopen)
        else:  # a request would come back as confirmed
            say('Cancelled')


def checks(booking: Row) -> list[dict[str, Any]]:
    """What has to be in place before the customer comes, as a checklist."""
    status = str(booking.status)
    confirmed = {'pending': ('warn', 'help_outline', 'Waits for your confirmation')}.get(
        status, ('ok', 'check_circle', 'Confirmed') if status != 'cancelled' else ('', 'event_busy', 'Cancelled')
    )
    rows = [confirmed]
    if booking.forms_open:
        missing = f'{booking.forms_open} of {booking.forms_sent} forms not filled in'
        rows.append(('warn', 'error_outline', missing if booking.forms_sent > 1 else 'Form not filled in'))
    elif booking.forms_sent:
        rows.append(('ok', 'check_circle', 'Forms are in' if booking.forms_sent > 1 else 'Form is in'))
    short = booking.readiness == 'short_stock'
    rows.append(('warn', 'error_outline', 'Stock is short') if short else ('ok', 'check_circle', 'Stock is enough'))
    if booking.overbooked:
        rows.append(('warn', 'error_outline', 'Taken knowingly, though the time was not free'))
    return [
        {'id': number, 'kind': kind, 'icon': icon, 'name': name, 'under': ''}
        for number, (kind, icon, name) in enumerate(rows)
    ]
