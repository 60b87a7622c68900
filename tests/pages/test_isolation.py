"""Every address of every screen, as somebody who is signed out and as the owner next door with our ids: never a word of ours."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from nicegui.testing import User

from careops_ui import waiting
from data.models import Conversation, FormRequest, FormTemplate, Item, Webhook
from domain import links
from pages import SCREENS
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.pages.conftest import Enter

SECRET = 'Juniper secret'
OWN = {'Sec-Fetch-Site': 'same-origin'}
# Addresses for people without an account, known by their word or by a signed link.
PUBLIC = ('/book/', '/c/', '/m/', '/f/', '/u/', '/w/', '/sign-in', '/register', '/reset', '/invitation/', '/sign-out')
PARAMETER = re.compile(r'{(\w+)(?::\w+)?}')


def routes() -> list[tuple[str, str]]:
    """Method and address of every route that the screens register."""
    found = {
        (method, route.path)
        for screen in SCREENS
        for route in screen.router.routes
        if isinstance(route, APIRoute)
        for method in (route.methods or ()) - {'HEAD'}
    }
    return sorted(found)


ROUTES = routes()


@pytest.fixture
def http(browser: User) -> httpx.AsyncClient:
    return browser.http_client


@pytest.fixture
def ours(cast: Cast) -> list[UUID]:
    """One of everything of Ada's that a screen can open."""
    here = {'workspace_id': cast.workspace.id}
    contact = factories.contact(cast.workspace.id, SECRET)
    booking = stage.booking(cast, contact=contact, tell=False, staff_notes=SECRET)
    template: Any = factories.save(FormTemplate(name=SECRET, fields=[], **here))
    whose = {'booking_id': booking.id, 'contact_id': contact.id, 'form_template_id': template.id}
    request: Any = factories.save(FormRequest(name=SECRET, **whose, **here))
    item: Any = factories.save(Item(name=SECRET, **here))
    hook: Any = factories.save(Webhook(url='https://hooks.example.com/', secret=SECRET, **here))
    thread = stage.all_of(Conversation, Conversation.contact_id == contact.id)[0]
    rows = [contact, booking, booking.booking_type_id, template, request, item, hook, thread, cast.workspace]
    return [getattr(row, 'id', row) for row in rows] + [cast.ben.member_id or contact.id]


async def walk(http: httpx.AsyncClient, ours: list[UUID]) -> dict[str, int]:
    """The status of every address with each of our ids in its places; no answer may hold a word of ours."""
    found = {}
    for method, path in ROUTES:
        for one in ours if PARAMETER.search(path) else ours[:1]:
            url = PARAMETER.sub(str(one), path)
            answer = await http.request(method, url, headers=OWN, follow_redirects=False)
            assert SECRET not in answer.text, f'{method} {url}'
            assert 'Juniper' not in answer.text, f'{method} {url}'
            assert answer.status_code < 500, f'{method} {url}'
            found[f'{method} {url}'] = answer.status_code
            waiting_pages().clear()
    return found


def waiting_pages() -> dict[str, Any]:
    """The pages that NiceGUI holds: nobody here opens a websocket."""
    return waiting.Client.instances


def test_the_screens_are_all_there() -> None:
    assert len(ROUTES) > 40


async def test_signed_out(http: httpx.AsyncClient, ours: list[UUID]) -> None:
    for address, status in (await walk(http, ours)).items():
        path = address.split(' ')[1]
        if not path.startswith(PUBLIC):
            assert status in {303, 403, 405}, f'{address}: {status}'


async def test_the_owner_next_door(http: httpx.AsyncClient, cast: Cast, enter: Enter, ours: list[UUID]) -> None:
    enter(cast.eve)
    for address, status in (await walk(http, ours)).items():
        if any(str(one) in address for one in ours):
            assert status in {303, 307, 403, 404, 405, 409, 410, 422} or '/live' in address, f'{address}: {status}'


@pytest.mark.parametrize('kind', ['booking', 'form', 'unsubscribe', 'waitlist'])
async def test_a_link_opens_only_what_it_was_made_for(http: httpx.AsyncClient, cast: Cast, kind: links.Kind) -> None:
    contact = factories.contact(cast.workspace.id, SECRET)
    booking = stage.booking(cast, contact=contact, tell=False)
    right = {'booking': ('m', booking.id, booking.link_nonce), 'unsubscribe': ('u', contact.id, contact.link_nonce)}
    door, thing, nonce = right.get(kind, ('f', booking.id, booking.link_nonce))
    token = links.sign(kind, thing, nonce)
    for place in {'m', 'f', 'u'} - ({door} if kind in right else set()):
        assert (await http.get(f'/{place}/{token}', follow_redirects=False)).status_code == 404
    for at in (0, len(token) // 2, len(token) - 2):
        broken = token[:at] + ('A' if token[at] != 'A' else 'B') + token[at + 1 :]
        assert (await http.get(f'/{door}/{broken}', follow_redirects=False)).status_code == 404
