"""Calendars: the business's bookings in other programs, and the calendars elsewhere that keep people busy."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import RowList
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from careops_ui.unfolding import NEW, Save, Unfolding, removal
from domain import calendar_connecting, calendars, staff
from domain.actor import Actor
from domain.work import act, read
from pages.editors.feed import Feed
from pages.settings.frame import frame

router = APIRouter(prefix='/settings/calendars')
NOTHING = 'No calendar is connected. Give the private calendars of your people, and customers are offered no times at which they are busy there.'
CHOICES = {
    'withhold': 'Offer no times with this person until it can be read',
    'ignore': 'Go by what was read last',
}
AFTER = {60: 'an hour', 180: '3 hours', 720: '12 hours', 1440: 'a day', 4320: '3 days'}
HELP = 'In Google: Settings of the calendar, “Secret address in iCal format”. In Outlook: Share, Publish, ICS. In Apple’s: Public calendar.'


@router.page('')
async def page(actor: OwnerActor) -> None:
    with frame(actor, 'Calendars'), ui.element('div').classes('stack loose'):
        elsewhere = Elsewhere(actor)
        await elsewhere.listing.build()
        with kit.panel('All bookings in your calendar'), kit.body():
            await Feed(actor, None).build()
        html.p('Each person finds the address for their own bookings in their profile.').classes('muted')

    async def refresh() -> None:
        if not elsewhere.listing.opened:  # what is being written stays
            await elsewhere.listing.body.refresh()

    live.on(actor, 'availability.', refresh)


class Elsewhere:
    """The calendars of everybody; a row unfolds into its form."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.seen: dict[str, calendars.View] = {}
        self.people: dict[str, str] = {}
        place = shell.current().place
        self.zone = place.timezone if place else 'UTC'
        words = {'title': 'Calendars elsewhere', 'add': 'Connect a calendar', 'nothing': NOTHING}
        self.listing = Unfolding(self.rows, self.draw, **words)

    async def rows(self) -> RowList:
        """The list anew."""
        self.people = {str(one.id): one.full_name for one in await read(staff.listing, self.actor)}
        found = await read(calendars.listing, self.actor)
        self.seen = {str(one.id): one for one in found}
        times = Times.of(self.zone)
        return [self.row(one, times) for one in found if str(one.member_id) in self.people]

    def row(self, one: calendars.View, times: Times) -> dict[str, Any]:
        """A calendar as the list shows it."""
        read_at = f'read {times.near(one.fetched_at)}' if one.fetched_at else 'not read yet'
        under = [self.people[str(one.member_id)], one.host or 'filled by another program', read_at]
        flag = 'Too old' if one.stale else 'Cannot be read' if one.error else ''
        return {
            'id': str(one.id),
            'name': one.name,
            'under': ' · '.join(under),
            'icon': 'event_busy',
            'flag': flag,
        }

    async def draw(self, row_id: str) -> Save:
        """The form of a calendar, or of a new one."""
        known = self.seen.get(row_id) if row_id != NEW else None
        fields: dict[str, Any] = {}
        if known is None:
            fields['member_id'] = ui.select(self.people, label='Whose', value=next(iter(self.people), None))
            fields['address'] = (
                ui.input('Secret iCal address').props('type=url maxlength=2000').mark('calendar-address')
            )
            html.p(HELP).classes('muted')
        elif known.error:
            with kit.banner(known.error, 'warn'):
                pass
        fields['name'] = ui.input('Name', value=known.name if known else 'Private').props('maxlength=100')
        minutes = known.stale_minutes if known else 180
        ages = AFTER if minutes in AFTER else {minutes: f'{minutes} minutes'} | AFTER
        fields['stale_minutes'] = ui.select(ages, label='Too old when it could not be read for', value=minutes)
        fields['when_stale'] = ui.select(CHOICES, label='Then', value=known.when_stale.value if known else 'withhold')
        if known is not None:
            removal(f'Forget the calendar “{known.name}”?', lambda: self.forget(known))
        return lambda: self.save(known, fields)

    async def save(self, known: calendars.View | None, fields: dict[str, Any]) -> bool:
        """Kept, or the reason why not at the right field."""
        given = {name: field.value for name, field in fields.items()}
        with feedback('Saved' if known else 'Connected', fields):
            if known:
                whose = {'member_id': known.member_id, 'source_id': known.id}
                await act(calendars.change, self.actor, given=given, **whose)
            else:
                given['member_id'] = UUID(given['member_id'])
                where = {'member_id': given['member_id'], 'address': given.pop('address') or ''}
                reading = await calendar_connecting.look(self.actor, **where)
                await act(calendars.add, self.actor, reading=reading, **given)
            return True
        return False

    async def forget(self, known: calendars.View) -> None:
        """And all that was in it."""
        with feedback('Calendar forgotten'):
            await act(calendars.remove, self.actor, member_id=known.member_id, source_id=known.id)
            await self.listing.fold()
