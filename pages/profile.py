"""The person's own page: who they are, how it looks, their password, the browsers that they are signed in on."""

from typing import Any
from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.pictures import Picture
from careops_ui.session import PersonActor
from careops_ui.times import Times
from domain import entry, profiles, sessions, wishes
from domain.actor import Actor
from domain.profiles import Profile
from domain.sessions import Browser
from domain.wishes import Wishes
from domain.work import act, read
from pages.editors.feed import Feed
from pages.editors.time_off import TimeOff

router = APIRouter()
LOOKS = {'auto': 'As my system', 'light': 'Light', 'dark': 'Dark'}
BROWSER = """<li><div class="list-row"><span class="mark" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.device }}</b><small>{{ row.address }} · signed in <time :title="row.started_full">{{ row.started }}</time></small></span>
<span v-if="row.current" class="tag ok" data-icon="check">This device</span>
<template v-else><small class="hide-phone"><time :title="row.seen_full">seen {{ row.seen }}</time></small>
<button type="button" class="quiet" @click="act('end', row.id)">Sign out<span class="sr"> {{ row.device }}</span></button></template></div></li>"""


@router.page('/profile')
async def page(actor: PersonActor) -> None:
    with shell.frame(actor, 'Your profile'):
        with kit.page_head('Your profile'):
            pass
        mine = await read(profiles.mine, actor)
        with ui.element('div').classes('stack loose narrow'):
            about(actor, mine)
            look(actor, mine)
            await away(actor)
            await calendar(actor)
            await mails(actor)
            password(actor)
            await browsers(actor)


def about(actor: Actor, mine: Profile) -> None:
    """Photo, name, address, username."""

    async def keep(name: str, content: bytes) -> str:
        with feedback('Photo saved'):
            return shell.file_url(await act(profiles.set_photo, actor, file_name=name, content=content))
        return ''

    async def remove() -> None:
        with feedback('Photo removed'):
            await act(profiles.remove_photo, actor)

    async def save() -> None:
        fields = {'full_name': name, 'email': email, 'username': username, 'password': proof}
        with feedback('Saved', fields):
            saved = await entry.change_profile(actor, **{key: field.value or '' for key, field in fields.items()})
            known['email'], proof.value, email.value = saved.email, '', saved.email
            ask()

    def ask() -> None:
        proof.set_visibility((email.value or '').strip().lower() != known['email'])

    known = {'email': mine.email}

    with kit.panel('You'), kit.body():
        Picture(mine.full_name, shell.file_url(mine.photo_id), 'photo', keep=keep, remove=remove)
        name = ui.input('Full name', value=mine.full_name).props('autocomplete=name maxlength=200')
        email = ui.input('E-mail', value=mine.email).props('type=email autocomplete=email maxlength=254')
        proof = ui.input('Your password, to change the address', password=True).props('autocomplete=current-password')
        username = ui.input('Username (optional)', value=mine.username).props('autocomplete=username maxlength=60')
        email.on_value_change(ask)
        ask()
        with ui.element('div').classes('cluster'):
            ui.button('Save', on_click=save)


def look(actor: Actor, mine: Profile) -> None:
    """Light or dark, on every device of the person."""

    async def choose(event: Any) -> None:
        dark = {'auto': None, 'light': False, 'dark': True}[event.value]
        with feedback():
            await act(profiles.set_dark, actor, dark=dark)
            ui.navigate.reload()

    with kit.panel('Light or dark'), kit.body():
        chosen = 'auto' if mine.dark is None else 'dark' if mine.dark else 'light'
        ui.toggle(LOOKS, value=chosen, on_change=choose)


async def away(actor: Actor) -> None:
    """When the person cannot be booked, in the workspace they are in."""
    if actor.member_id is not None and actor.may('bookings'):
        place = shell.current().place
        with kit.panel('Your time off'), kit.body():
            if place:
                html.p(f'Customers are not offered these times with you at {place.name}.').classes('muted')
            await TimeOff(actor, actor.member_id).build('panel')


async def calendar(actor: Actor) -> None:
    """The person's bookings in the calendar of their phone."""
    if actor.member_id is not None and actor.may('bookings'):
        with kit.panel('Your bookings in your calendar'), kit.body():
            await Feed(actor, actor.member_id).build()


async def mails(actor: Actor) -> None:
    """What each workspace may write to the person about."""
    places = await read(wishes.mine, actor)
    if places:
        with kit.panel('Mails to you'), kit.body():
            for place in places:
                told(actor, place, named=len(places) > 1)


def told(actor: Actor, place: Wishes, *, named: bool) -> None:
    """The switches of one workspace; each is kept as it is set."""

    async def keep() -> None:
        with feedback('Saved'):
            await act(
                wishes.wish,
                actor,
                workspace_id=place.workspace_id,
                bookings=bool(bookings.value),
                messages=bool(messages.value),
            )

    with ui.element('div').classes('stack tight'):
        if named:
            html.h3(place.workspace)
        bookings = ui.switch('A customer books, moves or cancels with me', value=place.bookings, on_change=keep)
        messages = ui.switch('A message to me stays unread', value=place.messages, on_change=keep)


def password(actor: Actor) -> None:
    """A new password for the old one."""

    async def change() -> None:
        with feedback('Password changed. You are signed out everywhere else', {'old': old, 'new': new}):
            await entry.change_password(actor, old=old.value or '', new=new.value or '')
            old.value = new.value = ''

    with kit.panel('Password'), kit.body():
        html.p('A new password signs you out on every other device.').classes('muted')
        old = ui.input('Present password', password=True).props('autocomplete=current-password')
        new = ui.input('New password', password=True, password_toggle_button=True).props('autocomplete=new-password')
        with ui.element('div').classes('cluster'):
            ui.button('Change password', on_click=change).props('outline')


async def browsers(actor: Actor) -> None:
    """Where the person is signed in; each one ends at once, with its open pages."""
    place = shell.current().place
    times = Times.of(place.timezone if place else 'UTC')

    async def show() -> None:
        rows.show([row(browser, times) for browser in await read(sessions.listing, actor)])

    async def end(session_id: str) -> None:
        with feedback('Signed out there'):
            await act(sessions.end, actor, session_id=UUID(session_id))
            await show()

    with kit.panel('Where you are signed in'):
        rows = kit.Rows([], BROWSER)
        rows.on('end', lambda event: end(event.args))
    await show()
    live.on(None, 'session.', show)


def row(browser: Browser, times: Times) -> dict[str, Any]:
    """One browser as the template shows it."""
    phone = any(word in browser.device for word in ('iPhone', 'Android', 'iPad'))
    return {
        'id': str(browser.id),
        'device': browser.device,
        'address': browser.address or 'unknown address',
        'icon': 'smartphone' if phone else 'computer',
        'started': times.near(browser.started_at),
        'started_full': times.full(browser.started_at),
        'seen': times.near(browser.last_seen_at),
        'seen_full': times.full(browser.last_seen_at),
        'current': browser.current,
    }
