"""Forms that customers fill in: a draft is kept while they type, or by a button where there is no script."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from nicegui import APIRouter

from careops_ui import doors, formats
from careops_ui.public import Go, Screen
from careops_ui.visit import Reader, Visit, attempt
from domain import clock, form_filling
from domain.errors import Invalid
from domain.form_filling import AlreadyHandedIn, NotNeeded, Page
from domain.work import act, read
from pages.public import fields
from pages.public.fields import Typed

router = APIRouter()


@router.api_route('/f/{token}', methods=['GET', 'POST'], include_in_schema=False)
async def page(request: Request, token: str) -> Response:
    """The form, and handing it in."""
    return await doors.plain(request, form, token=token)


@router.post('/f/{token}/draft', include_in_schema=False)
async def draft(request: Request, token: str) -> Response:
    """Keep what is there so far; a script hears it in words, a browser without one comes back to the form."""
    answer = await doors.plain(request, keep, token=token)
    if request.headers.get('x-draft') and answer.status_code == 303:
        visit = doors.visit_of(request)
        view = await read(form_filling.open, visit.guest, token=token)
        return PlainTextResponse(saved_words(visit.reader_at(view.business), view))
    return answer


async def keep(visit: Visit, *, token: str) -> Screen | Go:
    """Save the draft."""
    view = await read(form_filling.open, visit.guest, token=token)
    _, refusal = await attempt(
        act(form_filling.save, visit.guest, token=token, answers=answers(visit, view)), AlreadyHandedIn, NotNeeded
    )
    return Go(visit.reader_at(view.business).link(f'/f/{token}', saved='' if refusal else '1'))


async def form(visit: Visit, *, token: str) -> Screen | Go:
    """Show the form, or hand it in."""
    view = await read(form_filling.open, visit.guest, token=token)
    reader = visit.reader_at(view.business)
    if visit.form is None:
        return screen(reader, token, view, Typed(dict(named(view.answers))), saved=bool(visit.query.get('saved')))
    given = answers(visit, view)
    _, refusal = await attempt(
        act(form_filling.submit, visit.guest, token=token, answers=given), Invalid, AlreadyHandedIn, NotNeeded
    )
    if refusal is None or not isinstance(refusal, Invalid):
        return Go(reader.link(f'/f/{token}'))
    wrong = {name: reader.say(words) for name, words in refusal.fields.items()}
    return screen(reader, token, view, Typed(dict(named(given)), wrong), status=422)


def answers(visit: Visit, view: Page) -> dict[str, Any]:
    """What was answered, by the keys of the form's fields; a consent that was not ticked is none."""
    found: dict[str, Any] = {}
    for field in view.fields:
        name = f'answers.{field["key"]}'
        found[str(field['key'])] = visit.chosen(name) if field['kind'] == 'multiple_choice' else visit.typed(name)
    return found


def named(given: dict[str, Any]) -> list[tuple[str, Any]]:
    """The answers under the names of their inputs."""
    return [(f'answers.{key}', value) for key, value in given.items()]


def screen(reader: Reader, token: str, view: Page, typed: Typed, *, saved: bool = False, status: int = 200) -> Screen:
    """The form to fill in, or what became of it."""

    def build(tags: Any) -> None:
        if view.state == 'completed':
            done(
                tags,
                'check',
                reader.say('Thank you, your form has arrived'),
                reader.say('There is nothing left to do here.'),
            )
        elif view.withdrawn:
            done(
                tags,
                'event_busy',
                reader.say('This form is not needed any more'),
                reader.say('Its appointment was cancelled.'),
            )
        else:
            filling(tags, reader, token, view, typed, saved=saved)

    return Screen(title=view.name, build=build, business=view.business, reader=reader, status=status)


def done(tags: Any, icon: str, title: str, words: str) -> None:
    """Nothing is left to fill in."""
    with tags.div().classes('stack centred'):
        tags.span(**{'data-icon': icon}).classes('tick')
        tags.h1(title)
        tags.p(words).classes('muted')


def filling(tags: Any, reader: Reader, token: str, view: Page, typed: Typed, *, saved: bool) -> None:
    """Progress in words and as a bar, then one field after the other."""
    with tags.div().classes('stack tight'):
        tags.h1(view.name)
        tags.p(about(reader, view)).classes('muted small')
        if view.description:
            tags.p(view.description)
        progress(tags, reader, view, saved=saved)
    failed = reader.say('Your draft could not be saved. Please stay on this page and try again.')
    with tags.form(
        method='post',
        novalidate=True,
        action=reader.link(f'/f/{token}'),
        **{'data-draft': reader.link(f'/f/{token}/draft'), 'data-draft-failed': failed},
    ).classes('stack loose'):
        fields.summary(tags, reader, typed.wrong, typed.message)
        for field in view.fields:
            name = f'answers.{field["key"]}'
            fields.question(tags, reader, field, name, typed.values.get(name), wrong=typed.wrong.get(name, ''))
        with tags.div().classes('foot'):
            fields.button(tags, reader.say('Send form'))
            fields.button(tags, reader.say('Save for later'), 'outline', formaction=reader.link(f'/f/{token}/draft'))


def about(reader: Reader, view: Page) -> str:
    """Whose form it is, and for which appointment."""
    start = view.start.astimezone(ZoneInfo(view.timezone))
    when = f'{formats.day(start.date(), reader.locale)}, {formats.clock(start, reader.locale)}'
    zone = view.timezone.replace('_', ' ')
    return reader.say(
        'For {customer} · {service}, {when} ({zone})',
        customer=view.customer,
        service=view.service,
        when=when,
        zone=zone,
    )


def progress(tags: Any, reader: Reader, view: Page, *, saved: bool) -> None:
    """How much is answered, and whether the draft is safe."""
    words = reader.say('{n} of {all} answered', n=view.answered, all=view.questions)
    with tags.div().classes('between'):
        tags.span(words, **{'data-progress': reader.say('{n} of {all} answered', n='{n}', all='{all}')}).classes(
            'faint'
        )
        state = saved_words(reader, view) if saved else reader.say('Draft saved') if view.state == 'in_progress' else ''
        tags.span(state, role='status', **{'data-draft-state': ''}).classes('faint')
    tags.progress(value=str(view.answered), max=str(view.questions), **{'aria-label': words}).classes('progress')


def saved_words(reader: Reader, view: Page) -> str:
    """Draft saved 11:20, in the zone of the appointment."""
    now: datetime = clock.now().astimezone(ZoneInfo(view.timezone))
    return reader.say('Draft saved {time}', time=formats.clock(now, reader.locale))
