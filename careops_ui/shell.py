"""The frame around every staff page: header, navigation with live badges, banners, and its end when the session ends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from nicegui import html, ui

from careops_ui import alert_looks, assets, kit, live
from careops_ui.feedback import to_sign_in
from careops_ui.kit import face, text
from careops_ui.search import Search
from careops_ui.times import Times
from domain import alerts, badges, visits, work
from domain.actor import Actor
from domain.badges import Badges
from domain.errors import Forbidden
from domain.visits import Place, Visit

NAV = (
    ('Dashboard', 'space_dashboard', '/', ''),
    ('Inbox', 'inbox', '/inbox', 'inbox'),
    ('Calendar', 'calendar_today', '/bookings', 'bookings'),
    ('Contacts', 'people_outline', '/contacts', ''),
    ('Forms', 'description', '/forms', 'forms'),
    ('Inventory', 'inventory_2', '/inventory', 'inventory'),
    ('Staff', 'badge', '/staff', 'owner'),
    ('Automation', 'bolt', '/automation', 'owner'),
    ('Settings', 'settings', '/settings', 'owner'),
)
FIRST = {'Dashboard', 'Inbox', 'Calendar', 'Contacts'}  # the four of the phone's bar; 'More' opens the others
BADGE_EVENTS = ('conversation.', 'message.', 'contact.', 'form.', 'inventory.', 'alert.', 'booking.', 'delivery.')
MENU = 6  # alerts in the bell's menu
COLOUR = re.compile(r'#[0-9a-fA-F]{6}')
WHAT_BADGES_SAY = {'Inbox': 'unread', 'Forms': 'overdue', 'Inventory': 'low'}


def current() -> Visit:
    """The visit that this page was opened with."""
    visit: Visit = ui.context.client.request.state.visit
    return visit


@contextmanager
def frame(actor: Actor, title: str, *, wide: bool = False, bare: bool = False) -> Iterator[None]:
    """Draw the frame; the page's content is built inside. `wide`: no width limit, `bare`: no padding (calendar, inbox)."""
    visit = current()
    head(visit, title)
    with ui.context.client.layout:  # beside <main>, which Quasar's page already is
        bell = header(visit)
        links = navigation(actor, title, visit.badges) if visit.place else {}
    with ui.element('div').classes('' if bare else 'page wide' if wide else 'page') as content:
        if not bare:
            state_of_workspace(actor, visit.place)
        yield
    ui.skip_link(target=content)
    watch(actor, links, bell)


def head(visit: Visit, title: str) -> None:
    """Title, stylesheet, the workspace's colour and the person's choice of light or dark."""
    name(title)
    ui.add_head_html(f'<link rel="stylesheet" href="{assets.url("theme.css")}">')
    if visit.place and COLOUR.fullmatch(visit.place.colour):
        ui.add_head_html(f'<style>:root{{--brand:{visit.place.colour}}}</style>')
    if visit.dark is not None:
        ui.add_head_html(f'<style>:root{{color-scheme:{"dark" if visit.dark else "light"}}}</style>')
        ui.dark_mode(visit.dark)


def name(title: str) -> None:
    """What the browser's tab says: the screen, then the workspace."""
    place = current().place
    ui.page_title(f'{title} · {place.name if place else "CareOps"}')


def header(visit: Visit) -> ui.button:
    """Workspace, search, alerts, profile. Returns the alerts button, which carries the live number."""
    with html.header().classes('top') as bar:
        switcher(visit)
        if visit.place:
            search_button(visit.actor)
        ui.element('div').classes('grow')
        if visit.place:
            marks(visit.place)
        bell = alerts_button(visit)
        profile_button(visit)
    bar.move(target_index=0)
    return bell


def switcher(visit: Visit) -> None:
    """The workspace's name; its menu leads to the person's other workspaces."""
    name = visit.place.name if visit.place else 'CareOps'
    logo = f'/files/{visit.place.logo_id}' if visit.place and visit.place.logo_id else ''
    with ui.button().props('flat').classes('switcher'):
        face(name[:1], logo, classes='small brand')
        text(name, 'clip')
        text(', switch workspace', 'sr')
        ui.icon('unfold_more').props('aria-hidden=true')
        with ui.menu(), ui.element('div').classes('menu-list'):
            for place in visit.places:
                here = bool(visit.place and place.workspace_id == visit.place.id)
                post_item(place.name, f'/workspaces/{place.workspace_id}/enter', icon='check' if here else '')
            link_item('New workspace…', '/workspaces/new', 'add')


def search_button(actor: Actor) -> None:
    """Opens the search dialog, as Ctrl/⌘ K does."""
    search = Search(actor)
    with ui.button(icon='search', on_click=search.open).props('flat').classes('searchbox').mark('search'):
        text('Search', 'sr')
        text(' or jump to…', 'desk-only hint')
        text('Ctrl K', 'kbd desk-only').props('aria-hidden=true')


def marks(place: Place) -> None:
    """What is special about the workspace, on every page, however full it is; on phones the mark alone stands for its words."""
    if place.demo:
        kit.tag('Demo', 'info short', 'science')
    if place.test_mode:
        kit.tag('Test mode', 'warn short', 'science').classes('hide-phone' if place.demo else '')
    if place.status != 'active':
        kit.tag({'setup': 'Not open yet', 'suspended': 'Suspended'}[place.status], 'info short', 'lock')


def alerts_button(visit: Visit) -> ui.button:
    """The bell with the number of open alerts; its menu shows the most urgent, read when it opens."""

    async def load() -> None:
        times = Times.of(visit.place.timezone if visit.place else 'UTC')
        found = await work.read(alerts.listing, visit.actor, limit=MENU)
        rows.show([alert_looks.row(alert, times) for alert in found])
        none.set_visibility(not found)

    button = ui.button(icon='notifications_none', on_click=load if visit.place else None).props('flat round')
    with button:
        ui.badge('', color='negative').props('floating aria-hidden=true')
        with ui.menu().props('max-width=380px'), ui.element('div').classes('menu-list alerts-menu'):
            rows = kit.Rows([], alert_looks.ALERT)
            none = text('Nothing needs you at the moment.', 'menu-row', icon='check', tag='p')
            link_item('All alerts', '/alerts', 'notifications_none')
    _ring(button, visit.badges)
    return button.mark('alerts')


def profile_button(visit: Visit) -> None:
    """The person: profile, light or dark, sign out."""
    photo = f'/files/{visit.photo_id}' if visit.photo_id else ''
    button = ui.button().props('flat round')
    button.props['aria-label'] = f'Your profile, {visit.actor.name}'
    with button.mark('profile'):
        face(visit.actor.name, photo, classes='small')
        with ui.menu(), ui.element('div').classes('menu-list'):
            with ui.element('div').classes('two menu-head'):
                text(visit.actor.name, tag='b')
                text(visit.email, tag='small')
            link_item('Profile and sessions', '/profile', 'person_outline')
            link_item('Your workspaces', '/workspaces', 'apartment')
            post_item('Sign out', '/sign-out', icon='logout')


def link_item(words: str, href: str, icon: str) -> None:
    """A line of a menu that leads somewhere."""
    link = text(words, 'menu-row', icon=icon, tag='a')
    link.props['href'] = href


def post_item(words: str, action: str, *, icon: str = '') -> None:
    """A line of a menu that does something on the server: a form of its own, because only an answer to HTTP can set a cookie."""
    with ui.element('form').props('method=post') as form:
        form.props['action'] = action
        text(words, 'menu-row', icon=icon or 'blank', tag='button').props('type=submit')


def navigation(actor: Actor, title: str, numbers: Badges) -> dict[str, ui.element]:
    """One list of links: a rail from 1024 px, a bar of four and 'More' below. Only what the person may open."""
    links: dict[str, ui.element] = {}
    with html.nav().classes('nav').props('aria-label=Main') as nav:
        for name, icon, href, needs in NAV:
            if not allowed(actor, needs):
                continue
            link = links[name] = text(name, '' if name in FIRST else 'second', icon=icon, tag='a')
            link.props['href'] = href
            if name == title:
                link.props['aria-current'] = 'page'
            if name == 'Settings':
                link.classes('apart')
        more = text('More', 'more', icon='menu', tag='button').props('aria-expanded=false type=button')
        more.on(
            'click',
            js_handler=f"""(e) => {{ const open = getHtmlElement({nav.id}).classList.toggle('open');
            e.currentTarget.setAttribute('aria-expanded', open) }}""",
        )
    nav.move(target_index=1)
    _count(links, numbers)
    return links


def allowed(actor: Actor, needs: str) -> bool:
    """Whether the person sees a place: everyone, those with a switch, or the owner."""
    return not needs or (actor.is_owner if needs == 'owner' else actor.may(needs))


def state_of_workspace(actor: Actor, place: Place | None) -> None:
    """What is special about the workspace right now: not yet open, closed, messages kept here, invented data."""
    if place is None:
        return
    if place.status == 'setup':
        with kit.banner(f'{place.name} is not open yet: public pages and automation wait until you activate it.'):
            if actor.is_owner:
                ui.link('Continue the set-up', '/setup')
    elif place.status == 'suspended':
        with kit.banner('This workspace is suspended: public pages are closed and messages wait.', 'warn'):
            if actor.is_owner:
                ui.link('Settings', '/settings')
    if place.test_mode:
        words = 'Test mode: messages are kept on this server and reach nobody.'
        if place.demo:
            words = 'Demo: people, bookings and figures are invented, and messages reach nobody.'
        with kit.banner(words, 'warn', 'science'):
            if actor.is_owner:
                ui.link('Kept messages', '/settings/kept')


def watch(actor: Actor, links: dict[str, ui.element], bell: ui.button) -> None:
    """Keep the numbers true, and replace the page when its rights are gone."""

    async def recount() -> None:
        numbers = await work.read(badges.counts, actor)
        _count(links, numbers)
        _ring(bell, numbers)

    if actor.workspace_id:
        live.on(actor, BADGE_EVENTS, recount)
    watch_rights(actor)


def watch_rights(actor: Actor) -> None:
    """Replace this page when the session has ended, the membership is gone, or what the person may do has changed."""

    async def check() -> None:
        try:
            now = await work.read(visits.rights, actor)
        except Forbidden:
            replace_page()
            return
        if now != (actor.role, actor.permissions):
            ui.navigate.reload()

    live.on(None, 'session.ended', check)
    live.on(actor, 'member.', check)


def replace_page() -> None:
    """Nothing of the page remains, not even on the server; the browser goes to the sign-in page."""
    to_sign_in()
    layout = ui.context.client.layout
    for element in list(layout.default_slot.children):
        # a dialog goes together with the element that opened it
        if element is not ui.context.client.page_container and element in layout.default_slot.children:
            element.delete()
    ui.context.client.content.clear()
    with ui.context.client.content:
        kit.empty('logout', 'You are signed out', 'This page has ended. Please sign in again.', level=1)


def _count(links: dict[str, ui.element], numbers: Badges) -> None:
    shown = {'Inbox': numbers.inbox, 'Forms': numbers.forms, 'Inventory': numbers.inventory}
    for name, number in shown.items():
        link = links.get(name)
        if link is None:
            continue
        if number:
            link.props['data-badge'] = '99+' if number > 99 else str(number)
            link.props['aria-label'] = f'{name}, {number} {WHAT_BADGES_SAY[name]}'
        else:
            link.props.pop('data-badge', None)
            link.props.pop('aria-label', None)
        link.update()


def _ring(button: ui.button, numbers: Badges) -> None:
    button.props['aria-label'] = f'Alerts, {numbers.alerts} open'
    badge = next(child for child in button.default_slot.children if isinstance(child, ui.badge))
    badge.set_text('99+' if numbers.alerts > 99 else str(numbers.alerts))
    badge.set_visibility(numbers.alerts > 0)
    button.update()


def file_url(file_id: UUID | None) -> str:
    """The address of a kept file; '' for none."""
    return f'/files/{file_id}' if file_id else ''
