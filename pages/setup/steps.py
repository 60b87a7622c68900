"""The middle of each step: one question, its editors, and what Save does."""

from typing import Any

from nicegui import html, ui

from careops_ui import preview
from careops_ui.kit import RowList, Rows, banner, text
from careops_ui.once import once
from domain import hours, integrations, work
from domain.industries import INDUSTRIES
from domain.setup_overview import Overview
from pages.editors import channels, forms, items, people
from pages.editors.contact_form import ContactFormEditor
from pages.editors.hours import HoursForm, both
from pages.editors.service import service_list
from pages.setup.frame import Wizard, foot, frame

CHANNEL = """<li><div class="list-row link-row"><span class="mark" :class="row.colour" :data-icon="row.icon"></span>
<span class="two wrap"><span class="cluster"><b>{{ row.name }}</b><span class="tag" :class="row.colour" :data-icon="row.mark">{{ row.state }}</span></span><small>{{ row.under }}</small><small v-if="row.last" class="bad">{{ row.last }}</small></span>
<button v-if="row.test" type="button" class="quiet" @click="act('open', row.id)">{{ row.state === 'Connected' ? 'Change' : 'Finish' }}<span class="sr"> {{ row.name }}</span></button>
<button type="button" class="quiet square" data-icon="close" @click="act('remove', row.id)"><span class="sr">Remove {{ row.name }}</span></button></div></li>"""


def filled(seen: Overview, words: str) -> str:
    """Where the template helped, say so."""
    industry = INDUSTRIES.get(seen.state.template)
    return f'The {industry.name.lower()} template filled this in. {words}' if industry else words


async def channels_step(wizard: Wizard) -> None:
    """Step 2."""
    actor = wizard.actor

    async def refresh() -> None:
        listing.show(channels.rows(await work.read(integrations.listing, actor)))
        await wizard.refresh()
        start.set_visibility(not wizard.overview.state.test_mode)
        testing.set_visibility(wizard.overview.state.test_mode)

    async def test_mode() -> None:
        await channels.start_test_mode(actor)
        await refresh()

    async def change(event: Any) -> None:
        views = await work.read(integrations.listing, actor)
        view = next((one for one in views if str(one.id) == event.args), None)
        if view:
            channels.connect_dialog(actor, view.kind.value, view.provider, refresh, view)

    async def remove(event: Any) -> None:
        views = await work.read(integrations.listing, actor)
        for view in views:
            if str(view.id) == event.args:
                await work.act(integrations.delete, actor, integration_id=view.id)
        await refresh()

    with frame(wizard, 'How do you reach your customers?', 'Confirmations, reminders and answers go out this way.'):
        with html.section().classes('panel pad stack') as start:
            with ui.element('div').classes('between'):
                with ui.element('div').classes('two wrap'):
                    text('Start in test mode', tag='b')
                    text(
                        'Every message is kept on this server, where you can read it, and reaches nobody. '
                        'You can go live with it and connect your mail later.',
                        tag='small',
                    )
                once('Use test mode', test_mode, icon='science', props='outline').mark('test-mode')
        start.set_visibility(not wizard.overview.state.test_mode)
        with banner(
            'Test mode is on: messages are kept on this server and reach nobody.', 'warn', 'science'
        ) as testing:
            ui.link('Read the kept messages', '/settings/kept')
        testing.set_visibility(wizard.overview.state.test_mode)
        with html.section().classes('panel'):
            with ui.element('div').classes('panel-head'):
                html.h2('Your channels')
            listing = Rows(channels.rows(list(wizard.overview.channels)), CHANNEL)
            listing.on('open', change).on('remove', remove)
            with ui.element('div').classes('panel-body joined cluster'):
                _connect(actor, 'E-mail from your own address', 'email', 'smtp', 'mail_outline', refresh)
                _connect(actor, 'Text messages through Twilio', 'sms', 'twilio', 'sms', refresh)
        text('A channel counts as connected once a real test message was accepted.', 'faint', tag='p')
        foot(wizard)


def _connect(actor: Any, words: str, kind: str, key: str, icon: str, after: Any) -> None:
    button = ui.button(words, icon=icon, on_click=lambda: channels.connect_dialog(actor, kind, key, after))
    button.props('outline').mark(f'connect-{key}')


async def contact_form_step(wizard: Wizard) -> None:
    """Step 3."""
    wizard.preview_title = 'Your contact form'
    words = filled(wizard.overview, 'Change what differs; few questions get more answers.')
    with frame(wizard, 'What should people tell you first?', words):
        editor = ContactFormEditor(wizard.actor, wizard.overview.contact_form, wizard.redraw)
        wizard.lines = lambda _: preview.contact_page(
            editor.heading.value or '', editor.intro.value or '', editor.fields.value
        )
        foot(wizard, editor.save)


async def booking_types_step(wizard: Wizard) -> None:
    """Step 4."""
    present = await work.read(hours.of_workspace, wizard.actor)
    words = filled(wizard.overview, 'Change what differs; you can add more at any time.')
    with frame(wizard, 'What can people book?', words):
        services = service_list(wizard.actor)
        await services.build()
        week = HoursForm(wizard.actor, present)
        week.build()
        text(f'Times are those of {wizard.overview.workspace.timezone}.', 'faint', tag='p')
        foot(wizard, both(services.save, week.save))


async def forms_step(wizard: Wizard) -> None:
    """Step 5."""
    wizard.preview_title = 'Your forms'
    drafts: list[forms.Draft | None] = [None]

    def lines(seen: Overview) -> RowList:
        if drafts[0]:
            return preview.form_page(*drafts[0])
        first = next((form for form in seen.forms if form.active), None)
        return preview.form_page(first.name, first.description, first.fields) if first else []

    def drafted(draft: forms.Draft | None) -> None:
        drafts[0] = draft
        if hasattr(wizard, 'device'):
            wizard.redraw()

    wizard.lines = lines
    words = filled(wizard.overview, 'They go out by e-mail with the bookings that need them.')
    with frame(wizard, 'What must people fill in before they come?', words):
        listing = forms.form_list(wizard.actor, drafted)
        await listing.build()
        foot(wizard, listing.save)


async def inventory_step(wizard: Wizard) -> None:
    """Step 6."""
    words = filled(
        wizard.overview, 'Correct the counts; bookings set aside what they use, and you hear of it before it runs out.'
    )
    with frame(wizard, 'What does a booking use?', words):
        listing = items.item_list(wizard.actor)
        await listing.build()
        foot(wizard, listing.save)


async def staff_step(wizard: Wizard) -> None:
    """Step 7."""
    words = 'Everybody who can be booked stands here. With an invitation they also sign in and work with you.'
    with frame(wizard, 'Who works with you?', words):
        listing = people.people_list(wizard.actor)
        await listing.build()
        foot(wizard, listing.save)
