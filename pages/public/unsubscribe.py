"""No more reminders by e-mail, or again after all: asked by a link, done by a button, since mail programs open links unasked."""

from typing import Any

from fastapi import Request, Response
from nicegui import APIRouter

from careops_ui import doors
from careops_ui.public import Go, Screen
from careops_ui.visit import Reader, Visit
from domain import unsubscribing
from domain.unsubscribing import Choice
from domain.work import act, read
from pages.public import fields

router = APIRouter()


@router.api_route('/u/{token}', methods=['GET', 'POST'], include_in_schema=False)
async def page(request: Request, token: str) -> Response:
    """The question, and its answer; a mail program's own button posts here too."""
    return await doors.plain(request, unsubscribe, token=token)


async def unsubscribe(visit: Visit, *, token: str) -> Screen | Go:
    """Show how it stands, or change it."""
    if visit.form is None:
        return screen(visit, token, await read(unsubscribing.choice, visit.guest, token=token))
    change = unsubscribing.resume if visit.typed('again') else unsubscribing.stop
    view = await act(change, visit.guest, token=token)
    return Go(visit.reader_at(view.business).link(f'/u/{token}'))


def screen(visit: Visit, token: str, view: Choice) -> Screen:
    """One sentence and one button."""
    reader = visit.reader_at(view.business)

    def build(tags: Any) -> None:
        with tags.div().classes('stack centred'):
            tags.span(**{'data-icon': 'check' if view.stopped else 'mail_outline'}).classes('tick quiet-tick')
            tags.h1(title(reader, view))
            tags.p(words(reader, view)).classes('muted')
            with tags.form(method='post', action=reader.link(f'/u/{token}')):
                if view.stopped:
                    fields.button(tags, reader.say('Send me reminders again'), 'outline', name='again', value='1')
                else:
                    fields.button(tags, reader.say('No more reminders'))

    return Screen(title=title(reader, view), build=build, business=view.business, reader=reader)


def title(reader: Reader, view: Choice) -> str:
    """How it stands."""
    return reader.say('You will get no more reminders' if view.stopped else 'Stop reminders by e-mail?')


def words(reader: Reader, view: Choice) -> str:
    """For which address, and what still comes."""
    still = reader.say('Answers to what you do yourself, such as a confirmation, still come.')
    return f'{view.email} · {still}' if view.email else still
