"""How a public page is reached: the plain route answers first, the live page draws the same screens without reloading."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import html, ui

from careops_ui import assets, public
from careops_ui.public import Go, Screen
from careops_ui.visit import Reader, Show, Visit, add, form_of, visit_of
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, TooMany
from domain.storefront import Closed, Moved, NotOpen

STATUS = ((NotOpen, 200), (TooMany, 429), (NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 422))

CLICK = """(event) => {
    const link = event.target.closest('a[href^="?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    careopsLive.go(link.getAttribute('href'), link.id);
    emit({query: link.getAttribute('href')});
}"""
SUBMIT = """(event) => {
    const form = event.target, data = [...new FormData(form, event.submitter)].filter((pair) => typeof pair[1] === 'string');
    if (form.enctype === 'multipart/form-data' || new URL(form.action).pathname !== location.pathname) return;
    event.preventDefault();
    if (form.method !== 'get') {
        careopsLive.sent();
        return emit({query: location.search, form: data});
    }
    const query = '?' + new URLSearchParams(data);
    careopsLive.go(query);
    emit({query});
}"""


async def plain(request: Request, show: Show, *, live: str = '', **given: Any) -> Response:
    """Answer a request with complete HTML, or with 303 where a form was accepted."""
    visit = visit_of(request)
    try:
        if request.method == 'POST':
            visit = replace(visit, form=await form_of(request))
        outcome = await show(visit, **given)
    except Moved as moved:
        return RedirectResponse(_moved(request, given['slug'], str(moved.details['slug'])), 308)
    except Refusal as refusal:
        outcome = notice(visit.reader, refusal)
    if isinstance(outcome, Go):
        return public.moved(outcome.path)
    if isinstance(outcome, Response):
        return outcome
    query = f'?{request.url.query}' if request.url.query else ''
    takes_over = live and outcome.live and request.method == 'GET' and not visit.reader.embed
    return public.page(outcome, live + query if takes_over else '')


def _moved(request: Request, old: str, new: str) -> str:
    parts = request.url.path.split('/')
    path = '/'.join(new if part == old and place == 2 else part for place, part in enumerate(parts))
    return path + (f'?{request.url.query}' if request.url.query else '')


def notice(reader: Reader, refusal: Refusal) -> Screen:
    """What a customer reads where there is nothing to see: an old link, a page that is not open yet, too many tries."""
    title = _heading(reader, refusal)
    name = str(refusal.details.get('name', ''))
    status = next((code for kind, code in STATUS if isinstance(refusal, kind)), 400)

    def build(tags: Any) -> None:
        with tags.div(**{'data-icon': 'schedule' if isinstance(refusal, NotOpen | TooMany) else 'link_off'}).classes(
            'empty panel'
        ):
            tags.h1(f'{name}: {title}' if name else title)
            tags.p(reader.say(refusal.message))

    return Screen(title=f'{title} · {name}' if name else title, build=build, reader=reader, status=status)


def _heading(reader: Reader, refusal: Refusal) -> str:
    if isinstance(refusal, Closed):
        return reader.say('Closed at the moment')
    if isinstance(refusal, NotOpen):
        return reader.say('Not open yet')
    if isinstance(refusal, TooMany):
        return reader.say('A short break')
    return reader.say('Nothing to see here' if isinstance(refusal, NotFound) else 'That did not work')


async def live(request: Request, show: Show, **given: Any) -> None:
    """Draw the screens of a plain page into this NiceGUI page: links and forms of the page itself stop reloading."""
    visit = visit_of(request)
    screen = await show(visit, **given)
    if not isinstance(screen, Screen):
        raise HTTPException(404)
    ui.page_title(public.full_title(screen))
    ui.add_head_html(public.sheets() + f'<style>{public.brand(screen.business)}</style>')
    ui.add_body_html(f'<script src="{assets.url("public.js")}" defer></script>')
    with public.column(html, screen) as column:
        draw(screen)

    async def follow(event: Any) -> None:
        asked = event.args if isinstance(event.args, dict) else {}
        query = dict(parse_qsl(urlsplit(str(asked.get('query', ''))[:2000]).query))
        await step(replace(visit, query=query, form=_form(asked.get('form'))))

    async def step(now: Visit) -> None:
        try:
            outcome = await show(now, **given)
        except Refusal as refusal:
            outcome = notice(now.reader, refusal)
        if isinstance(outcome, Go):
            ui.navigate.to(outcome.path)
            return
        column.clear()
        with column:
            draw(outcome)
        ui.page_title(public.full_title(outcome))

    column.on('click', follow, js_handler=CLICK)
    column.on('submit', follow, js_handler=SUBMIT)


def draw(screen: Screen) -> None:
    """The screen with NiceGUI's own tags."""
    with public.frame(html, screen):
        screen.build(html)


def _form(pairs: Any) -> dict[str, Any] | None:
    """The fields that a live page sent, in the shape of `form_of`."""
    if not isinstance(pairs, list):
        return None
    fields: dict[str, Any] = {}
    for pair in pairs[:200]:
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            name, value = pair
            add(fields, name, value)
    return fields
