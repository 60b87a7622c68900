"""The inbox as people use it: two at once, keys only, files, the mail behind a message, a long thread, and what is found."""

import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from email.message import EmailMessage
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from domain import demo
from tests.journeys.conftest import Windows, shoot
from tests.journeys.test_looks import MAKE
from tests.server import ROOT, Server

PICTURE = b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
LONG = """
from datetime import timedelta
from sqlmodel import select
from data import db
from data.models import Message, Workspace
from domain import clock, contacts, wording
from domain.actor import Actor
with db.transaction() as session:
    actor = Actor.system(session.exec(select(Workspace.id).where(Workspace.demo)).one())
    found = contacts.find_or_create(session, actor, name='Tadeusz Long', email='long@example.com')
    for number in range(130):
        said = Message(workspace_id=actor.workspace, conversation_id=found.conversation.id, channel='email', direction='in', kind='manual',
            sender_name='Tadeusz Long', body=f'Line {number} of many', created_at=clock.now() - timedelta(hours=130 - number))
        session.add(said)
        session.flush()
        session.add(wording.of(said))
    print(found.conversation.id)
"""
HOOK = """
from sqlmodel import select
from data import db
from data.models import Workspace
from domain import receiving
from domain.actor import Actor
with db.reading() as session:
    workspace_id = session.exec(select(Workspace.id).where(Workspace.demo)).one()
    print(receiving.address(session, Actor.system(workspace_id)))
"""
UPWARDS = """async () => {
  const scroller = document.querySelector('.thread .scroller'), first = document.querySelector('.msg.in');
  const count = () => document.querySelectorAll('.msg.in').length, before = count(), frame = () => new Promise(requestAnimationFrame);
  scroller.scrollTop = -scroller.scrollHeight;
  await frame();
  const there = first.getBoundingClientRect().y;
  while (count() === before) await frame();
  await frame();
  return [count() - before, Math.abs(first.getBoundingClientRect().y - there)];
}"""


@pytest.fixture(scope='module')
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp('inbox'), undo_seconds='4')
    subprocess.run(
        [sys.executable, '-c', MAKE], cwd=ROOT, env=server.environment, check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield server.start()
    finally:
        server.stop()


def told(salon: Server, script: str) -> list[str]:
    """What a script of ours prints about the salon's own data."""
    run = subprocess.run(
        [sys.executable, '-c', script], cwd=ROOT, env=salon.environment, check=True, capture_output=True
    )
    return run.stdout.decode().split()


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
    owner.keyboard.press('Escape')  # what is left is kept at once
    expect(owner.locator('.composer textarea')).not_to_be_focused()
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


def mail() -> EmailMessage:
    """A mail as a phone sends it: words above a quote, HTML with a spying picture, a photo and a plan."""
    made = EmailMessage()
    made['From'], made['Subject'] = 'Mariana Lopes <mariana@example.com>', 'Two pictures'
    made['Message-ID'] = f'<{uuid4()}@example.com>'
    made.set_content('Is Thursday possible? Zażółć gęślą.\n\nOn Mon, Ada Moreno wrote:\n> Please send them over.\n')
    html = '<h2>Is Thursday possible?</h2><img src="http://spy.example/x.gif"><script>parent.spied = 1</script>'
    made.add_alternative(html, subtype='html')
    made.add_attachment(PICTURE, maintype='image', subtype='png', filename='hair.png')
    made.add_attachment(b'%PDF-1.4 plan', maintype='application', subtype='pdf', filename='plan.pdf')
    return made


def test_files_the_mail_behind_and_a_first_message(windows: Windows, salon: Server) -> None:
    [hook] = told(salon, HOOK)
    owner = windows.open()
    asked: list[str] = []
    owner.on('request', lambda request: asked.append(request.url))
    enter(owner, salon, demo.OWNER)
    httpx.post(hook, content=mail().as_bytes()).raise_for_status()
    owner.locator('.list a.list-row', has_text='Mariana Lopes').click()
    came = owner.locator('.msg', has_text='Is Thursday possible?')
    expect(came.get_by_role('link', name='plan.pdf')).to_have_attribute('download', 'plan.pdf')
    owner.wait_for_function("document.querySelector('.msg .file img').naturalWidth === 1")
    expect(came.get_by_text('Please send them over')).to_have_count(0)
    came.get_by_role('button', name='Show more').click()
    expect(came.get_by_text('Please send them over')).to_be_visible()
    came.get_by_role('button', name='Original').click()
    expect(owner.frame_locator('iframe').get_by_role('heading', name='Is Thursday possible?')).to_be_visible()
    owner.get_by_role('tab', name='Headers').click()
    expect(owner.get_by_text('Subject: Two pictures')).to_be_visible()
    shoot(owner, 'inbox-original')
    assert owner.evaluate('window.spied') is None
    owner.keyboard.press('Escape')
    expect(owner.locator('.q-dialog')).to_have_count(0)

    with owner.expect_file_chooser() as chooser:
        owner.get_by_role('button', name='Attach files').click()
    chooser.value.set_files([{'name': 'prices.txt', 'mimeType': 'text/plain', 'buffer': b'Cut: 45'}])
    expect(owner.locator('.composer .file', has_text='prices.txt')).to_be_visible()
    owner.locator('.composer textarea').fill('Yes, gladly.')
    owner.locator('.composer textarea').press('Control+Enter')
    expect(owner.locator('.msg.out', has_text='Yes, gladly.').get_by_role('link', name='prices.txt')).to_be_visible()
    expect(owner.locator('.composer .file')).to_have_count(0)

    owner.keyboard.press('Escape')
    owner.keyboard.press('n')
    owner.get_by_label('Customer').fill('Otto Berg')
    owner.get_by_text('New contact “Otto Berg”').click()
    owner.get_by_label('E-mail', exact=True).fill('otto@example.com')
    owner.get_by_label('Message', exact=True).fill('We have a free place on Friday.')
    owner.get_by_role('button', name='Send e-mail').last.click()
    expect(owner.locator('.thread').get_by_role('heading', name='Otto Berg')).to_be_visible()
    expect(owner.locator('.msg.out', has_text='free place on Friday')).to_be_visible()

    owner.keyboard.press('/')
    field = owner.get_by_role('textbox', name='Search conversations')
    expect(field).to_be_focused()
    field.fill('ZAZOŁC')
    expect(owner.locator('.list mark')).to_have_text('Zażółć')
    expect(owner.locator('.list a.list-row')).to_have_count(1)


def test_a_long_thread_is_read_upwards_without_a_jump(windows: Windows, salon: Server) -> None:
    [thread] = told(salon, LONG)
    owner = windows.open()
    enter(owner, salon, demo.OWNER)
    owner.goto(f'{salon.url}/inbox/{thread}')
    newest = owner.locator('.msg', has_text='Line 129 of many').last
    expect(newest).to_be_visible()
    expect(owner.locator('.msg.day').last).to_be_visible()
    for _ in range(2):
        more, moved = owner.evaluate(UPWARDS)
        assert more > 0
        assert moved < 3
