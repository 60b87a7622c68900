"""Step 8: everything in one view, what is missing, sample contacts, and going live; afterwards the public links."""

from typing import Any

from nicegui import html, ui

from careops_ui.feedback import feedback
from careops_ui.kit import RowList, Rows, banner, text
from careops_ui.once import once
from careops_ui.preview import under
from domain import onboarding, samples, work
from domain.setup_overview import Overview
from pages.editors.channels import KINDS
from pages.editors.public_links import public_links
from pages.setup.frame import Wizard, foot, frame

DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
PART = """<li><div class="list-row"><span class="mark" :class="row.kind" :data-icon="row.icon"></span><span class="two wrap"><b>{{ row.name }}</b><small>{{ row.under }}</small></span>
<a class="quiet edit" :href="row.href">{{ row.kind === 'warn' ? 'Add' : 'Change' }}<span class="sr"> {{ row.name }}</span></a></div></li>"""
MISSING = """<li><a class="list-row" :href="row.href"><span class="mark warn" data-icon="error_outline"></span><span class="two wrap"><b>{{ row.name }}</b><small>{{ row.under }}</small></span></a></li>"""


async def activate_step(wizard: Wizard) -> None:
    """Review, and go live; or the links of a business that is live already."""
    if wizard.overview.workspace.status == 'setup':
        await review(wizard)
    else:
        live_now(wizard)


async def review(wizard: Wizard) -> None:
    """What customers will meet, and the one button."""
    seen = wizard.overview
    with frame(wizard, 'Ready to open?', 'Look it over once. You can change all of it later, too.'):
        if seen.state.missing:
            with html.section().classes('panel'):
                with ui.element('div').classes('panel-head'):
                    html.h2('Still missing')
                Rows(missing_rows(seen), MISSING)
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Your set-up')
            Rows(part_rows(seen), PART)
        await offer_samples(wizard)
        if seen.state.test_mode:
            with banner('You open in test mode: messages are kept here and reach nobody.', 'warn', 'science'):
                ui.link('Connect e-mail', '/setup/channels')
        text('Nothing that you entered until now sends a message, not even after opening.', 'faint', tag='p')

        async def activate() -> None:
            with feedback():
                await work.act(onboarding.activate, wizard.actor)
                ui.navigate.to('/setup/activate')

        foot(wizard, last=True)
        with wizard.foot:
            once('Activate', activate, icon='rocket_launch').mark('activate').set_enabled(not seen.state.missing)


def missing_rows(seen: Overview) -> RowList:
    """What going live still needs, each with its step."""
    why = {
        'channel': 'So that confirmations and answers can go out',
        'booking_type': 'So that there is something to book',
        'availability': 'So that there are times to book',
    }
    return [
        {'id': one.key, 'name': one.message, 'under': why[one.key], 'href': f'/setup/{one.step}'}
        for one in seen.state.missing
    ]


def part_rows(seen: Overview) -> RowList:
    """One line for each part of the set-up."""
    workspace = seen.workspace
    services = ', '.join(
        f'{one.name} ({under(one.duration_minutes, one.price, workspace.currency, workspace.language)})'
        for one in seen.active_services
    )
    connected = [one for one in seen.channels if one.status in {'connected', 'failing'}]
    place = ' · '.join(part for part in (workspace.address, workspace.timezone, workspace.currency) if part)
    questions = [str(field['label']) for field in seen.contact_form.fields]
    bookable = [member.full_name for member in seen.members if member.bookable]
    parts = (
        ('workspace', 'storefront', workspace.name, place),
        ('channels', 'forum', 'Channels', ' · '.join(f'{KINDS[one.kind.value]}: {one.title}' for one in connected)),
        ('contact_form', 'contact_mail', 'Contact form', ', '.join(['Name, e-mail or phone, message', *questions])),
        ('booking_types', 'event', 'Booking types', services),
        ('booking_types', 'schedule', 'Opening hours', week_words(seen.weekly)),
        (
            'forms',
            'description',
            'Forms',
            ', '.join(one.name for one in seen.forms if one.active) or 'None, as you like',
        ),
        ('inventory', 'inventory_2', 'Inventory', ', '.join(one.name for one in seen.items if one.active) or 'None'),
        ('staff', 'badge', 'Who can be booked', ', '.join(bookable) or 'Nobody yet'),
    )
    return [
        {
            'id': str(index),
            'icon': icon if words else 'error_outline',
            'kind': '' if words else 'warn',
            'name': name,
            'under': words or 'Missing',
            'href': f'/setup/{step}',
        }
        for index, (step, icon, name, words) in enumerate(parts)
    ]


def week_words(weekly: Any) -> str:
    """Mon to Fri 09:00 to 18:00 · Sat 09:00 to 16:00"""
    by_day = {
        day: ', '.join(f'{one["start"]} to {one["end"]}' for one in weekly if one['weekday'] == day) for day in range(7)
    }
    runs: list[tuple[int, int, str]] = []
    for day, words in by_day.items():
        if words and runs and runs[-1][1] == day - 1 and runs[-1][2] == words:
            runs[-1] = (runs[-1][0], day, words)
        elif words:
            runs.append((day, day, words))
    return ' · '.join(
        f'{DAYS[first]}{f" to {DAYS[last]}" if last > first else ""} {words}' for first, last, words in runs
    )


async def offer_samples(wizard: Wizard) -> None:
    """People to try the inbox and the calendar with."""
    actor = wizard.actor

    async def add() -> None:
        with feedback('Three sample contacts are in your inbox'):
            await work.act(samples.offer, actor)
            await show()

    async def remove() -> None:
        with feedback('The sample contacts are gone'):
            await work.act(samples.remove, actor)
            await show()

    async def show() -> None:
        there = bool(await work.read(samples.listing, actor))
        adding.set_visibility(not there)
        removing.set_visibility(there)
        link.set_visibility(there)

    with html.section().classes('panel pad between'):
        with ui.element('div').classes('two wrap'):
            text('Try it with sample contacts', tag='b')
            text(
                'Three invented people with a message each. Nothing is ever sent to them, and they go when you open.',
                tag='small',
            )
            link = ui.link('Look at them in the inbox', '/inbox')
        adding = once('Add', add, props='outline').mark('samples')
        removing = once('Remove', remove, props='outline').mark('no-samples')
    await show()


def live_now(wizard: Wizard) -> None:
    """After going live: where customers find the business."""
    seen = wizard.overview
    with frame(wizard, f'{seen.workspace.name} is open', 'Customers can write and book now. Share these addresses.'):
        public_links(seen)
        foot(wizard, last=True)
        with wizard.foot:
            ui.button('Go to the dashboard', icon='space_dashboard', on_click=lambda: ui.navigate.to('/'))
