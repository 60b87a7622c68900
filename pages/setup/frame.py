"""The wizard's frame: steps at the left, one question in the middle, the public page at the right, Back and Save at the foot."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import html, ui

from careops_ui import live, preview, shell
from careops_ui.kit import RowList, Rows, banner, face, text
from careops_ui.once import once
from careops_ui.preview import Preview
from domain import onboarding, setup_overview, work
from domain.actor import Actor
from domain.setup_overview import Overview

Save = Callable[[], Awaitable[bool]]
STEP = """<li><a class="step" :class="row.state" :href="'/setup/' + row.id" @click.prevent="act('go', row.id)" :aria-current="row.here ? 'step' : null" :data-icon="row.icon">{{ row.name }}<small>{{ row.note }}</small></a></li>"""
NEED = """<li class="check small" :class="row.kind" :data-icon="row.icon"><a v-if="row.href" class="link" :href="row.href">{{ row.name }}</a><span v-else>{{ row.name }}</span></li>"""
NEEDS = {'channel': 'A channel is connected', 'booking_type': 'A booking type exists', 'availability': 'Hours are set'}
TOLD = ('integration.', 'booking_type.', 'availability.', 'workspace.', 'form.', 'inventory.', 'member.', 'contact.')


class Wizard:
    """One open step. `lines` says what the preview shows: the booking page, unless the step has a page of its own."""

    steps: Rows
    needs: Rows
    device: Preview
    shortcut: ui.button
    foot: ui.element
    phone_shortcut: ui.element

    def __init__(self, actor: Actor, step: str, overview: Overview) -> None:
        self.actor, self.step, self.overview = actor, step, overview
        self.lines: Callable[[Overview], RowList] = booking_lines
        self.preview_title = 'Your booking page'
        self.save: Save = nothing_to_save

    async def refresh(self) -> None:
        """Read again what the frame shows."""
        self.overview = await work.read(setup_overview.overview, self.actor)
        self.steps.show(step_rows(self.overview, self.step))
        self.needs.show(need_rows(self.overview))
        self.redraw()
        self.show_shortcut()

    def redraw(self) -> None:
        """Show the preview as it is now, drafts included."""
        workspace = self.overview.workspace
        self.device.show(workspace.name, workspace.address, self.lines(self.overview))

    def show_shortcut(self) -> None:
        """Offer the way to the end once nothing is missing: in the foot, on phones above the question."""
        self.shortcut.set_visibility(self.short)
        self.phone_shortcut.set_visibility(self.short)

    async def leave(self, path: str) -> None:
        """Go elsewhere; what was typed is saved first, and a refusal keeps the person here."""
        if await self.save():
            ui.navigate.to(path)

    async def finish(self, step: str) -> None:
        """Save, count this step as done, and open another one."""
        if await self.save():
            await work.act(onboarding.finish_step, self.actor, step=self.step)
            ui.navigate.to(f'/setup/{step}')

    @property
    def short(self) -> bool:
        """Whether the rest may be skipped: everything that going live needs is there."""
        return not self.overview.state.missing and self.step not in {'workspace', 'activate', 'staff'}


async def nothing_to_save() -> bool:
    """For steps whose parts save themselves."""
    return True


def booking_lines(seen: Overview) -> RowList:
    """The booking page in small."""
    return preview.booking_page(seen.active_services, seen.workspace.currency, seen.workspace.language)


@contextmanager
def frame(wizard: Wizard, question: str, words: str) -> Iterator[None]:
    """Draw the frame around the step that is built inside; `foot` follows inside too."""
    number = onboarding.KEYS.index(wizard.step) + 1
    title = next(one.title for one in wizard.overview.state.steps if one.key == wizard.step)
    shell.head(shell.current(), f'{title} · Set up')
    with ui.element('div').classes('setup'):
        top(wizard)
        left(wizard)
        with ui.element('div').classes('setup-body') as content:
            with ui.element('div').classes('stack tight'):
                text(f'Step {number} of 8', 'faint')
                ui.linear_progress(value=number / 8, show_value=False).props(
                    f'aria-label="Step {number} of 8" instant-feedback'
                )
            with ui.element('div').classes('stack tight'):
                html.h1(question)
                text(words, 'muted', tag='p')
            with banner('Ready to open.', 'ok') as wizard.phone_shortcut:
                once('Skip to review', lambda: wizard.finish('activate'), props='outline dense')
            wizard.phone_shortcut.classes('phone-only')
            yield
            wizard.show_shortcut()
        right(wizard)
    ui.skip_link(target=content)
    live.on(wizard.actor, TOLD, wizard.refresh)
    shell.watch_rights(wizard.actor)


def top(wizard: Wizard) -> None:
    """What is being set up, and the way out."""
    seen = wizard.overview
    with html.header().classes('top'):
        face(seen.workspace.name, shell.file_url(seen.workspace.logo_id), classes='small brand')
        text(f'Set up {seen.workspace.name}', 'clip', tag='b')
        ui.element('div').classes('grow')
        with ui.button('Leave', on_click=lambda: wizard.leave('/')).props('flat dense').mark('leave'):
            text(', finish later', 'desk-only')


def left(wizard: Wizard) -> None:
    """All eight steps, and the three conditions of going live."""
    with html.nav().classes('steps').props('aria-label="Set-up steps"'):
        wizard.steps = Rows(step_rows(wizard.overview, wizard.step), STEP)
        wizard.steps.on('go', lambda event: wizard.leave(f'/setup/{event.args}'))
        with ui.element('div').classes('stack tight needs'):
            html.h2('To go live').classes('as-h3')
            wizard.needs = Rows(need_rows(wizard.overview), NEED).classes('stack tight')


def right(wizard: Wizard) -> None:
    """The public page as it will look."""
    workspace = wizard.overview.workspace
    with html.aside().classes('preview stack') as aside:
        aside.props['aria-label'] = f'Preview: {wizard.preview_title}'
        with ui.element('div').classes('between'):
            text(wizard.preview_title, tag='b')
            if workspace.status == 'setup':
                text('Not public yet', 'tag', icon='lock')
        wizard.device = Preview(
            workspace.name, workspace.address, wizard.lines(wizard.overview), logo=shell.file_url(workspace.logo_id)
        )


def foot(wizard: Wizard, save: Save = nothing_to_save, *, last: bool = False) -> None:
    """Back, preview on phones, and the step's one primary button; the last step brings its own."""
    wizard.save = save
    index = onboarding.KEYS.index(wizard.step)
    with ui.element('div').classes('foot') as wizard.foot:
        if index:
            before = f'/setup/{onboarding.KEYS[index - 1]}'
            ui.button('Back', on_click=lambda: wizard.leave(before)).props('flat').classes('edge')
        ui.element('div').classes('grow')
        ui.button('Preview', on_click=lambda: preview_dialog(wizard)).props('outline').classes('phone-only')
        wizard.shortcut = once('Skip to review', lambda: wizard.finish('activate'), props='outline').mark('to-review')
        wizard.shortcut.classes('desk-only')
        if not last:
            following = onboarding.KEYS[index + 1]
            once('Save and continue', lambda: wizard.finish(following), icon='check').mark('continue')


def preview_dialog(wizard: Wizard) -> None:
    """The preview on phones, built when it is asked for."""
    workspace = wizard.overview.workspace
    with ui.dialog().props('aria-label=Preview') as dialog, ui.card().classes('stack'):
        with ui.element('div').classes('between'):
            html.h2(wizard.preview_title)
            ui.button(icon='close', on_click=dialog.close).props('flat round aria-label=Close')
        Preview(
            workspace.name, workspace.address, wizard.lines(wizard.overview), logo=shell.file_url(workspace.logo_id)
        )
    dialog.on('hide', dialog.delete)
    dialog.open()


def step_rows(seen: Overview, here: str) -> RowList:
    """The steps with their marks."""
    icons = {'done': 'check_circle'}
    rows = []
    for step in seen.state.steps:
        now = step.key == here
        note = 'Optional' if step.optional and step.state != 'done' and not now else ''
        if step.key == 'channels' and seen.state.test_mode:
            note = 'Test mode'
        icon = 'radio_button_checked' if now else icons.get(step.state, 'radio_button_unchecked')
        rows.append({'id': step.key, 'name': step.title, 'state': step.state, 'here': now, 'note': note, 'icon': icon})
    return rows


def need_rows(seen: Overview) -> RowList:
    """The three conditions; what is missing links to its step."""
    missing = {one.key: one for one in seen.state.missing}
    return [
        {
            'id': key,
            'name': missing[key].message if key in missing else words,
            'kind': '' if key in missing else 'ok',
            'icon': 'radio_button_unchecked' if key in missing else 'check_circle',
            'href': f'/setup/{missing[key].step}' if key in missing else '',
        }
        for key, words in NEEDS.items()
    ]
