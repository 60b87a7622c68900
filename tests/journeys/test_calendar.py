"""The day at the desk, in a real browser: blocks are dragged and stretched, gaps are clicked, and another window follows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Windows
from tests.server import Server, running

DAY = date.today() + timedelta(days=3)


class Desk:
    """An open business on a running server, its owner's token, and one booking at ten."""

    def __init__(self, server: Server) -> None:
        self.server, self.client = server, httpx.Client(base_url=f'{server.url}/api/v1', timeout=30)
        owner = {
            'full_name': 'Ada Moreno',
            'email': 'ada@example.com',
            'password': 'correct horse battery',
            'workspace_name': 'Juniper Street',
            'timezone': 'Europe/Lisbon',
        }
        made = self.client.post('/auth/register', json=owner).raise_for_status().json()
        self.client.headers['Authorization'] = f'Bearer {made["access_token"]}'
        self.here = f'/workspaces/{made["workspace"]["id"]}'
        hours = [{'weekday': day, 'start': '09:00', 'end': '17:00'} for day in range(7)]
        self.call('PUT', '/availability', weekly=hours, overrides=[])
        self.kind = self.call('POST', '/booking-types', name='Cut', duration_minutes=60, slot_step_minutes=30)['id']

    def call(self, method: str, path: str, **body: Any) -> Any:
        return self.client.request(method, self.here + path, json=body or None).raise_for_status().json()

    def book(self, name: str, hour: int) -> str:
        given = {'name': name, 'email': f'{name.split()[0].lower()}@example.com'}
        start = f'{DAY.isoformat()}T{hour:02}:00:00+00:00'
        made: str = self.call('POST', '/bookings', booking_type_id=self.kind, start=start, contact=given)['id']
        return made

    def span(self, booking_id: str) -> str:
        found = self.call('GET', f'/bookings/{booking_id}')
        start, end = (datetime.fromisoformat(found[name]) for name in ('start', 'end'))
        return f'{start:%H:%M} to {end:%H:%M}'

    def enter(self, page: Page, path: str = '') -> None:
        page.goto(f'{self.server.url}/sign-in')
        page.get_by_label('E-mail or username').fill('ada@example.com')
        page.get_by_label('Password').fill('correct horse battery')
        page.get_by_role('button', name='Sign in').click()
        page.wait_for_url(lambda url: '/sign-in' not in url)
        page.goto(f'{self.server.url}/bookings{path or f"?view=day&day={DAY.isoformat()}"}')
        page.wait_for_selector('.week-col')
        page.wait_for_load_state('networkidle')


@pytest.fixture(scope='module')
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with running(tmp_path_factory.mktemp('desk')) as server:
        yield Desk(server)


def pull(page: Page, name: str, minutes: int, *, grip: bool = False) -> None:
    """Drag a block (or its lower edge) down by so many minutes; negative: up."""
    block = page.locator('.week-block', has_text=name)
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    column = page.locator('.week-col').first
    assert box
    tall = column.evaluate(
        'each => each.getBoundingClientRect().height / +getComputedStyle(each).getPropertyValue("--hours")'
    )
    x, y = box['x'] + box['width'] / 2, box['y'] + (box['height'] - 3 if grip else 8)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    page.mouse.move(x, y + minutes * tall / 60, steps=4)
    page.mouse.up()


def test_the_day_is_run_by_hand_and_another_window_follows(desk: Desk, windows: Windows) -> None:
    priya = desk.book('Priya Nair', 10)
    here, there = windows.open(), windows.open()
    desk.enter(here)
    desk.enter(there)
    pull(here, 'Priya', 60)
    expect(here.get_by_role('button', name='Undo')).to_be_visible()
    expect(there.locator('.week-block', has_text='Priya')).to_contain_text('11:00')
    assert desk.span(priya) == '11:00 to 12:00'
    pull(here, 'Priya', 30, grip=True)
    expect(here.get_by_role('button', name='Undo')).to_have_count(
        2
    )  # the server has answered; the ghost alone proves nothing
    assert desk.span(priya) == '11:00 to 12:30'
    here.get_by_role('button', name='Undo').last.click()
    expect(here.get_by_text('Moved back')).to_be_visible()
    assert desk.span(priya) == '11:00 to 12:00'


def test_what_is_refused_goes_back_and_is_done_only_with_a_reason(desk: Desk, windows: Windows) -> None:
    desk.book('Marcus Bell', 14)
    rui = desk.book('Rui Costa', 15)
    page = windows.open()
    desk.enter(page)
    pull(page, 'Rui', -60)
    page.get_by_role('button', name='Move anyway…').click()
    assert desk.span(rui) == '15:00 to 16:00'
    page.get_by_label('Reason for taking this time anyway').fill('They are sisters')
    page.get_by_role('button', name='Move anyway to').click()
    block = page.locator('.week-block', has_text='Rui')
    expect(block).to_contain_text('Overbooked')
    assert desk.span(rui) == '14:00 to 15:00'
    block.click()
    expect(page.get_by_role('complementary')).to_contain_text('They are sisters')


def test_a_gap_is_clicked_and_a_move_is_made_by_keyboard(desk: Desk, windows: Windows) -> None:
    page = windows.open()
    desk.enter(page)
    page.locator('.week-gap').last.focus()
    page.keyboard.press('Enter')
    page.get_by_label('Customer').fill('Zoe Park')
    page.get_by_text('New contact “Zoe Park”').click()
    page.get_by_label('E-mail').fill('zoe@example.com')
    page.get_by_role('button', name='Book: ').click()
    expect(page.locator('.week-block', has_text='Zoe')).to_be_visible()
    page.get_by_role('button', name='Move', exact=True).focus()
    page.keyboard.press('Enter')
    field = page.get_by_label('Time', exact=True)
    field.fill('09:30')
    verb = page.get_by_role('button', name='Move to')
    verb.focus()
    page.keyboard.press('Enter')
    expect(page.locator('.week-block', has_text='Zoe')).to_contain_text('09:30')
