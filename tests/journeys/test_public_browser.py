"""Customers in a real browser: without scripts, with a page that comes alive, with somebody else who is faster."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route

from domain import embeds
from tests.journeys import conftest
from tests.journeys.conftest import Windows
from tests.server import Server, running

ALIVE = 'html[data-live]'


@dataclass(frozen=True)
class Shop:
    """An open business on a running server."""

    server: Server
    slug: str
    service: str
    service_id: str
    token: str

    @property
    def times(self) -> str:
        return f'{self.server.url}/book/{self.slug}/{self.service}'

    def free(self) -> list[str]:
        """Free starts of the next days, as the API tells them."""
        day = time.time() + 3 * 86400
        first = time.strftime('%Y-%m-%d', time.gmtime(day))
        last = time.strftime('%Y-%m-%d', time.gmtime(day + 6 * 86400))
        query = {'booking_type_id': self.service_id, 'from': first, 'to': last}
        answer = httpx.get(f'{self.server.url}/api/v1/public/{self.slug}/slots', params=query).raise_for_status()
        return [slot['start'] for slot in answer.json()['slots']]

    def take(self, start: str) -> None:
        """Somebody else books this time."""
        body = {
            'booking_type_id': self.service_id,
            'start': start,
            'contact': {'name': 'Swift', 'email': 's@example.com'},
        }
        httpx.post(f'{self.server.url}/api/v1/public/{self.slug}/bookings', json=body).raise_for_status()


@pytest.fixture(scope='module')
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A salon from its template, open."""
    home: Path = tmp_path_factory.mktemp('shop')
    with running(home) as server, httpx.Client(base_url=f'{server.url}/api/v1', timeout=30) as client:
        owner = {
            'full_name': 'Ada Moreno',
            'email': 'ada@example.com',
            'password': 'correct horse battery',
            'workspace_name': 'Juniper Street',
            'timezone': 'Europe/Lisbon',
        }
        made = client.post('/auth/register', json=owner).raise_for_status().json()
        client.headers['Authorization'] = f'Bearer {made["access_token"]}'
        here = f'/workspaces/{made["workspace"]["id"]}'
        client.post(f'{here}/onboarding/template', json={'template': 'salon'}).raise_for_status()
        client.post(f'{here}/integrations', json={'kind': 'email', 'provider': 'test'}).raise_for_status()
        client.post(f'{here}/activate').raise_for_status()
        slug = made['workspace']['slug']
        page = httpx.get(f'{server.url}/book/{slug}').text
        service = page.split(f'href="/book/{slug}/')[1].split('"')[0]
        public = httpx.get(f'{server.url}/api/v1/public/{slug}').json()
        name = page.split(f'href="/book/{slug}/{service}"')[1].split('<b>')[1].split('</b>')[0]
        service_id = next(one['id'] for one in public['booking_types'] if one['name'] == name)
        yield Shop(server, slug, service, service_id, made['access_token'])


def fill(page: Page, name: str = 'Priya Nair') -> None:
    page.fill('#name', name)
    page.fill('#email', f'{name.split()[0].lower()}@example.com')


def day_of(start: str) -> str:
    return start[:10]


def test_booking_moving_and_cancelling_without_any_script(shop: Shop, windows: Windows) -> None:
    page = windows.open(phone=True, scripts=False)
    page.goto(f'{shop.server.url}/book/{shop.slug}')
    page.click('.choice >> nth=0')
    start = shop.free()[-1]
    page.goto(f'{shop.times}?day={day_of(start)}')
    page.click('label.time >> nth=-1')
    page.click('.foot button')
    fill(page)
    page.click('.foot button')
    assert page.inner_text('h1') == 'You are booked'
    page.click('text=Choose another time')
    page.goto(f'{page.url}?day={day_of(start)}')
    page.click('label.time >> nth=0')
    page.click('.foot button')
    assert page.inner_text('h1') == 'Your booking'
    page.click('text=Cancel booking')
    page.click('text=Cancel booking')
    assert page.inner_text('h1') == 'This booking is cancelled'


def test_in_the_frame_of_another_web_site_it_is_booked_and_the_frame_follows(
    shop: Shop, windows: Windows, tmp_path: Path
) -> None:
    page = windows.open(phone=True)
    snippet = embeds.snippet(f'{shop.server.url}/book/{shop.slug}', 'Juniper Street')
    site = f'<!doctype html><title>Salon</title><h1>Our salon</h1>{snippet}'
    (tmp_path / 'index.html').write_text(site)
    with serving(tmp_path) as url:
        embedded(shop, page, url)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A web site of somebody else: another origin."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{site.server_port}/'
        site.shutdown()


def embedded(shop: Shop, page: Page, url: str) -> None:
    """Book inside the frame; the site around it stays."""
    page.goto(url)
    frame, element = page.frame_locator('iframe'), page.locator('iframe')
    frame.locator('.choice').first.wait_for()
    start = shop.free()[-1]
    heights = [settled(page, element)]
    inside = page.frames[1]
    inside.goto(f'{shop.times}?embed=1&day={day_of(start)}')
    heights.append(settled(page, element))
    assert len(set(heights)) == 2
    assert inside.evaluate('document.documentElement.scrollHeight - innerHeight') <= 0
    frame.locator('label.time').last.click()
    frame.locator('.foot button').click()
    frame.locator('#name').fill('Priya Nair')
    frame.locator('#email').fill('priya@example.com')
    frame.locator('.foot button').click()
    frame.get_by_role('heading', name='You are booked').wait_for()
    assert page.url == url


def settled(page: Page, frame: Locator) -> float:
    """The height of a frame once it has followed its page."""
    before = 0.0
    for _ in range(40):
        page.wait_for_timeout(100)
        height = (frame.bounding_box() or {'height': 0.0})['height']
        if height == before and height != 760:
            break
        before = height
    return before


def test_two_services_in_one_visit_without_any_script(shop: Shop, windows: Windows) -> None:
    page = windows.open(phone=True, scripts=False)
    page.goto(f'{shop.times}?day={day_of(shop.free()[-1])}')
    page.click('text=Add another service')
    conftest.shoot(page, 'two-services-add')
    page.click('.choice >> nth=0')
    conftest.shoot(page, 'two-services-times')
    assert page.inner_text('main').count('Together:') == 1
    page.click('label.time >> nth=0')
    page.click('.foot button')
    fill(page)
    conftest.shoot(page, 'two-services-details')
    page.click('.foot button')
    assert page.inner_text('h1') == 'You are booked'
    assert page.inner_text('.facts').count(' with ') == 2
    conftest.shoot(page, 'two-services-booked')
    page.click('text=Cancel booking')
    page.click('text=Cancel booking')
    assert page.inner_text('h1') == 'This booking is cancelled'


def test_an_untouched_page_comes_alive_and_books_without_loading(shop: Shop, windows: Windows) -> None:
    page = windows.open()
    start = shop.free()[0]
    page.goto(f'{shop.times}?day={day_of(start)}')
    page.wait_for_selector(ALIVE, state='attached')
    assert page.locator('#page').count() == 1
    page.evaluate('window.here = true')
    page.click('label.time >> nth=0')
    page.click('.foot button')
    page.wait_for_selector('#name')
    page.fill('#email', 'priya@')
    page.click('.foot button')
    page.wait_for_selector('#email-wrong')
    assert page.input_value('#email') == 'priya@'
    fill(page, 'Live Lena')
    assert page.evaluate('window.here') is True
    page.click('.foot button')
    page.wait_for_selector('text=You are booked')


@pytest.mark.parametrize('delay', [0, 0.05, 0.2, 0.6, 1.5])
def test_what_is_typed_while_the_live_page_loads_is_never_lost(shop: Shop, windows: Windows, delay: float) -> None:
    page = windows.open()

    def slowly(route: Route) -> None:
        time.sleep(delay / 3)
        route.continue_()

    page.route('**/live*', slowly)
    page.route('**/_nicegui/**/nicegui.js', slowly)
    page.goto(f'{shop.times}?start={shop.free()[2].replace("+", "%2B")}', wait_until='commit')
    page.wait_for_selector('#name')
    page.wait_for_timeout(delay * 1000)
    page.click('#name')
    page.keyboard.type('Half-typed Harriet', delay=60)
    assert page.input_value('#name') == 'Half-typed Harriet'
    assert page.locator('#page').count() == 1


def test_a_focused_page_stays_plain(shop: Shop, windows: Windows) -> None:
    page = windows.open()
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url) if '/live' in request.url else None)
    page.add_init_script("addEventListener('DOMContentLoaded', () => document.querySelector('#name')?.focus())")
    page.goto(f'{shop.times}?start={shop.free()[2].replace("+", "%2B")}')
    page.wait_for_timeout(2500)
    assert page.locator(ALIVE).count() == 0
    assert asked == []


def test_a_busy_server_leaves_the_plain_page(shop: Shop, windows: Windows) -> None:
    page = windows.open()
    page.route('**/live*', lambda route: route.fulfill(status=503, body='busy'))
    page.goto(shop.times)
    page.wait_for_timeout(2000)
    assert page.locator(ALIVE).count() == 0
    assert page.locator('#page').count() == 1
    assert windows.errors.pop().startswith('503')


def test_a_time_that_somebody_takes_stops_being_offered(shop: Shop, windows: Windows) -> None:
    page = windows.open(phone=True)
    start = shop.free()[-3]
    page.goto(f'{shop.times}?day={day_of(start)}')
    chosen = page.locator(f'input[name=start][value^="{start[:16]}"]')
    assert chosen.is_enabled()
    chosen.check(force=True)
    page.wait_for_timeout(500)
    while start in shop.free():
        shop.take(start)
    page.wait_for_selector('label.gone', timeout=5000)
    assert chosen.is_disabled()
    assert not chosen.is_checked()
    assert 'just taken' in page.inner_text('[data-taken]')


def test_another_zone_is_offered(shop: Shop, windows: Windows) -> None:
    page = windows.open(phone=True)
    page.goto(f'{shop.times}?zone=Asia/Tokyo')
    page.click('text=Show times in Europe/Lisbon >> nth=0')
    assert 'Europe/Lisbon' in page.inner_text('main')
