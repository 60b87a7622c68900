"""The inbox as two people use it at once: who is answering, drafts that stay, a reply taken back, keys only."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from domain import demo
from tests.journeys.conftest import Windows, shoot
from tests.journeys.test_looks import MAKE
from tests.server import ROOT, Server


@pytest.fixture
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp('inbox'), undo_seconds='4')
    subprocess.run(
        [sys.executable, '-c', MAKE], cwd=ROOT, env=server.environment, check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield server.start()
    finally:
        server.stop()


def enter(page: Page, salon: Server, login: str) -> None:
    page.goto(f'{salon.url}/sign-in?next=/inbox')
    page.get_by_label('E-mail or username').fill(login)
    page.get_by_label('Password').fill(demo.PASSWORD)
    page.get_by_role('button', name='Sign in').click()
    page.wait_for_url(f'{salon.url}/inbox')
    expect(page.locator('.list a.list-row').first).to_be_visible()


def test_two_people_and_one_thread(windows: Windows, salon: Server) -> None:
    owner, staff = windows.open(), windows.open()
    enter(owner, salon, demo.OWNER)
    enter(staff, salon, demo.STAFF)
    owner.keyboard.press('j')
    expect(owner.locator('.composer')).to_be_visible()
    expect(owner.locator('.list a.list-row[aria-current]')).to_have_count(1)
    owner.wait_for_url(re.compile('/inbox/.+'))
    staff.goto(owner.url)
    expect(staff.locator('.composer')).to_be_visible()

    owner.keyboard.press('r')
    owner.keyboard.type('Of course, ')
    expect(staff.get_by_text('is answering')).to_be_visible()
    shoot(staff, 'inbox-answering')
    owner.reload()
    field = owner.locator('.composer textarea')
    expect(field).to_have_value('Of course,')

    field.fill('Of course, Tuesday is free.')
    field.press('Control+Enter')
    undo = owner.get_by_role('button', name='Undo sending this message')
    expect(undo).to_be_visible()
    expect(staff.locator('.msg', has_text='Tuesday is free.')).to_be_visible(timeout=2_000)
    expect(staff.get_by_role('button', name='Undo sending this message')).to_have_count(0)
    undo.click()
    expect(field).to_have_value('Of course, Tuesday is free.')
    expect(staff.locator('.msg', has_text='Tuesday is free.')).to_have_count(0)

    staff.locator('.composer textarea').fill('I have an idea')
    owner.locator('.composer textarea').press('Control+Enter')
    expect(staff.get_by_text('has answered while you were writing')).to_be_visible()
    expect(staff.locator('.composer textarea')).to_have_value('I have an idea')
    shoot(staff, 'inbox-overtaken')
    sent = owner.locator('.msg', has_text='Tuesday is free.')
    expect(sent.get_by_role('button', name='Undo')).to_have_count(0)
    expect(sent.get_by_text('Sent')).to_be_visible()

    owner.keyboard.press('Escape')
    owner.keyboard.press('?')
    expect(owner.get_by_role('heading', name='Keys')).to_be_visible()
    owner.keyboard.press('Escape')
    expect(owner.locator('.q-dialog')).to_have_count(0)
    owner.keyboard.press('e')
    expect(owner.get_by_role('button', name='Reopen')).to_be_visible()
