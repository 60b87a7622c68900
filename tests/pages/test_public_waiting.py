"""The waiting list as a customer without scripts meets it."""

import re

import httpx
import pytest
from nicegui.testing import User

from tests import factories
from tests.conftest import Cast

OWN = {'Sec-Fetch-Site': 'same-origin'}


@pytest.fixture
def http(browser: User) -> httpx.AsyncClient:
    return browser.http_client


async def test_join_see_and_leave(http: httpx.AsyncClient, cast: Cast) -> None:
    factories.booking_type(cast.workspace.id, 'Colour', slug='colour')
    path = '/book/juniper-street/colour/wait'
    page = (await http.get(path)).text
    days = dict(re.findall(r'name="(first_day|last_day)"[^>]*value="([^"]+)"', page))
    wrong = await http.post(path, data=days | {'name': 'Priya 🌿', 'parts': 'evening'}, headers=OWN)
    assert wrong.status_code == 422
    assert 'Priya 🌿' in wrong.text
    given = days | {'name': 'Priya', 'email': 'priya@example.com', 'parts': 'evening'}
    joined = await http.post(path, data=given, headers=OWN, follow_redirects=False)
    assert joined.status_code == 303
    entry = joined.headers['location']
    for _ in range(2):
        assert 'You are on the waiting list' in (await http.get(entry)).text
    await http.post(entry, data={'act': 'leave'}, headers=OWN)
    assert 'You are not on the waiting list any more' in (await http.get(entry)).text


async def test_what_is_pressed_counts_for_the_time_that_was_shown(http: httpx.AsyncClient, cast: Cast) -> None:
    factories.booking_type(cast.workspace.id, 'Colour', slug='colour')
    path = '/book/juniper-street/colour/wait'
    days = dict(re.findall(r'name="(first_day|last_day)"[^>]*value="([^"]+)"', (await http.get(path)).text))
    given = days | {'name': 'Priya', 'email': 'priya@example.com'}
    entry = (await http.post(path, data=given, headers=OWN, follow_redirects=False)).headers['location']
    shown = _shown((await http.get(entry)).text)
    await http.post(entry, data={'act': 'decline', 'start': shown}, headers=OWN)
    late = await http.post(entry, data={'act': 'claim', 'start': shown}, headers=OWN)
    assert late.status_code == 409
    assert 'This offer is over' in late.text
    assert _shown(late.text) > shown
    claimed = await http.post(entry, data={'act': 'claim', 'start': _shown(late.text)}, headers=OWN)
    assert '/m/' in claimed.headers['location']


def _shown(page: str) -> str:
    found = re.search(r'name="start"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]
