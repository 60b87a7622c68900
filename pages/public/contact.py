"""The public contact form: a message becomes a line in the conversation of its contact."""

from typing import Any

from fastapi import Request, Response
from nicegui import APIRouter

from careops_ui import doors, stamps
from careops_ui.public import Go, Screen
from careops_ui.visit import Reader, Visit, attempt
from domain import contact_forms, public_booking
from domain.contact_forms import TooSwift
from domain.errors import Invalid
from domain.public_views import ContactPage
from domain.work import act, read
from pages.public import fields
from pages.public.fields import Typed

router = APIRouter()


@router.api_route('/c/{slug}', methods=['GET', 'POST'], include_in_schema=False)
async def page(request: Request, slug: str) -> Response:
    """The form, and its sending."""
    return await doors.plain(request, contact, slug=slug)


@router.get('/c/{slug}/thanks', include_in_schema=False)
async def thanks_page(request: Request, slug: str) -> Response:
    """What is read after sending."""
    return await doors.plain(request, thanked, slug=slug)


async def contact(visit: Visit, *, slug: str) -> Screen | Go:
    """Show the form, or take what was typed into it."""
    view = await read(public_booking.contact_page, visit.guest, slug=slug)
    if visit.form is None:
        return form_screen(visit, view, Typed())
    reader = visit.reader_at(view.business)
    _, refusal = await attempt(
        act(
            contact_forms.submit,
            visit.guest,
            slug=slug,
            name=visit.typed('name'),
            email=visit.typed('email') or None,
            phone=visit.typed('phone') or None,
            message=visit.typed('message'),
            extra={str(field['key']): answer(visit, field) for field in view.fields},
            trap=visit.typed('website'),
            seconds=stamps.age(visit.typed('opened')),
        ),
        Invalid,
        TooSwift,
    )
    if refusal is None:
        return Go(reader.link(f'/c/{slug}/thanks'))
    wrong = {name: reader.say(words) for name, words in getattr(refusal, 'fields', {}).items()}
    values = {name: visit.chosen(name) if name.startswith('extra.') else visit.typed(name) for name in visit.form}
    return form_screen(visit, view, Typed(values, wrong, '' if wrong else reader.say(refusal.message)), 422)


def answer(visit: Visit, field: dict[str, Any]) -> Any:
    """What was answered to one of the owner's questions."""
    name = f'extra.{field["key"]}'
    return visit.chosen(name) if field.get('kind') == 'multiple_choice' else visit.typed(name)


def form_screen(visit: Visit, view: ContactPage, typed: Typed, status: int = 200) -> Screen:
    """The form, empty or filled."""
    reader = visit.reader_at(view.business)
    return Screen(
        title=view.heading or reader.say('Write to us'),
        build=lambda tags: build(tags, reader, view, typed),
        business=view.business,
        reader=reader,
        status=status,
    )


def build(tags: Any, reader: Reader, view: ContactPage, typed: Typed) -> None:
    """Heading, the owner's words, the fields, and the way to booking."""
    slug = view.business.slug
    with tags.div().classes('stack tight'):
        tags.h1(view.heading or reader.say('Write to us'))
        if view.intro:
            tags.p(view.intro).classes('muted')
    with tags.form(method='post', novalidate=True, action=reader.link(f'/c/{slug}')).classes('stack loose'):
        fields.hidden(tags, opened=stamps.now())
        fields.trap(tags)
        fields.summary(tags, reader, typed.wrong, typed.message)
        inputs(tags, reader, view, typed)
        with tags.div().classes('foot'):
            fields.button(tags, reader.say('Send message'))
        tags.p(reader.say('We keep your message to answer it, and use your details for nothing else.')).classes('faint')
    if view.bookable:
        with tags.div().classes('panel pad between'):
            tags.span(reader.say('Rather book straight away?'))
            fields.link(tags, reader.say('See free times'), reader.link(f'/book/{slug}'), 'target')


def inputs(tags: Any, reader: Reader, view: ContactPage, typed: Typed) -> None:
    """Name, e-mail or telephone, the owner's questions, the message."""
    say, values, wrong = reader.say, typed.values, typed.wrong

    def line(words: str, name: str, kind: str, *, complete: str = 'off', help: str = '', optional: str = '') -> None:
        fields.entry(
            tags,
            words,
            name,
            kind=kind,
            value=str(values.get(name, '')),
            wrong=wrong.get(name, ''),
            help=help,
            optional=optional,
            autocomplete=complete,
        )

    line(say('Name'), 'name', 'text', complete='name')
    line(say('E-mail'), 'email', 'email', complete='email')
    line(say('Phone'), 'phone', 'phone', complete='tel', help=say('E-mail or phone: one of the two is enough.'))
    for field in view.fields:
        name = f'extra.{field["key"]}'
        fields.question(tags, reader, field, name, values.get(name), wrong=wrong.get(name, ''))
    line(say('Message'), 'message', 'long_text', optional=say('(optional)'))


async def thanked(visit: Visit, *, slug: str) -> Screen:
    """Thank-you, with the way to booking."""
    view = await read(public_booking.contact_page, visit.guest, slug=slug)
    reader = visit.reader_at(view.business)

    def build(tags: Any) -> None:
        with tags.div().classes('stack centred'):
            tags.span(**{'data-icon': 'check'}).classes('tick')
            tags.h1(reader.say('Thank you, your message has arrived'))
            tags.p(reader.say('{name} will answer in the way you gave.', name=view.business.name)).classes('muted')
            if view.bookable:
                fields.link(tags, reader.say('See free times'), reader.link(f'/book/{slug}'))

    return Screen(title=reader.say('Thank you'), build=build, business=view.business, reader=reader)
