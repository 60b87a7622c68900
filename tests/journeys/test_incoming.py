"""A customer answers by mail: real SMTP out, a real mailbox read over IMAP, and the answer stands in the open thread."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest
from playwright.sync_api import Page, expect

from domain import demo
from tests.imap import Imap, serving
from tests.journeys.conftest import Windows, shoot
from tests.journeys.test_looks import MAKE
from tests.mailbox import Mailbox, mailbox
from tests.server import ROOT, Server


@pytest.fixture
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp('incoming'), poll_seconds='0.5')
    subprocess.run(
        [sys.executable, '-c', MAKE], cwd=ROOT, env=server.environment, check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield server.start()
    finally:
        server.stop()


class Owner:
    """What the owner does over the API, for what this journey is not about."""

    def __init__(self, salon: Server) -> None:
        self.http = httpx.Client(base_url=f'{salon.url}/api/v1', timeout=30)
        signed = self.http.post('/auth/login', json={'email': demo.OWNER, 'password': demo.PASSWORD}).json()
        self.http.headers['Authorization'] = f'Bearer {signed["access_token"]}'
        me = self.http.get('/auth/me').json()
        self.base = f'/workspaces/{me["memberships"][0]["workspace_id"]}'

    def sends_through(self, box: Mailbox) -> None:
        for row in self.http.get(f'{self.base}/integrations').json()['items']:
            self.http.patch(f'{self.base}/integrations/{row["id"]}', json={'enabled': False}).raise_for_status()
        config = {'host': '127.0.0.1', 'port': box.port, 'encryption': 'none', 'sender': 'hello@juniper.example'}
        made = self.http.post(
            f'{self.base}/integrations', json={'kind': 'email', 'provider': 'smtp', 'config': config}
        ).json()
        self.http.post(f'{self.base}/integrations/{made["id"]}/test').raise_for_status()

    def knows(self, name: str, email: str) -> str:
        """The address of the thread of a new contact."""
        contact = self.http.post(f'{self.base}/contacts', json={'name': name, 'email': email}).json()
        threads = self.http.get(f'{self.base}/conversations', params={'contact_id': contact['id'], 'limit': 200}).json()
        return next(row['id'] for row in threads['items'] if row['contact_id'] == contact['id'])


def enter(page: Page, salon: Server, where: str) -> None:
    page.goto(f'{salon.url}/sign-in?next={where}')
    page.get_by_label('E-mail or username').fill(demo.OWNER)
    page.get_by_label('Password').fill(demo.PASSWORD)
    page.get_by_role('button', name='Sign in').click()
    page.wait_for_url(f'{salon.url}{where}')


def connect(page: Page, box: Imap) -> None:
    """In the settings: a wrong password is told in words and nothing typed is lost; the right one names the folders."""
    page.get_by_role('button', name='Read a mailbox (IMAP)').click()
    dialog = page.get_by_role('dialog')
    dialog.get_by_label('Server', exact=True).fill('127.0.0.1')
    dialog.get_by_label('Port').fill(str(box.port))
    dialog.get_by_label('Encryption').click()
    page.get_by_role('option', name='None').click()
    dialog.get_by_label('User name').fill('hello@juniper.example')
    dialog.get_by_label('Password').fill('wrong')
    save = dialog.get_by_role('button', name='Save and test')
    save.click()
    expect(dialog.get_by_role('alert')).to_contain_text('does not accept this user name and password')
    shoot(page, 'mailbox-refused')
    dialog.get_by_label('Password').fill(box.password)
    save.click()
    expect(page.get_by_text('Its folders: INBOX, Spam, Termine & Anfragen')).to_be_visible()
    expect(dialog).to_have_count(0)


def answer(mail: EmailMessage, words: str, sender: str, number: int) -> bytes:
    """What a mail program sends when somebody presses "Reply"."""
    reply = EmailMessage()
    reply['From'], reply['To'], reply['Subject'] = (
        f'Noor Haddad <{sender}>',
        str(mail['From']),
        f'Re: {mail["Subject"]}',
    )
    reply['Message-ID'], reply['In-Reply-To'], reply['References'] = (
        f'<answer-{number}@customers.example>',
        str(mail['Message-ID']),
        str(mail['Message-ID']),
    )
    quoted = '\n'.join(f'> {line}' for line in mail.get_body(('plain',)).get_content().splitlines())  # type: ignore[union-attr]
    reply.set_content(f'{words}\n\nOn Mon, 1 Mar 2027 at 10:00, Juniper Street wrote:\n{quoted}\n')
    return reply.as_bytes()


def test_the_answer_appears_in_the_open_thread(windows: Windows, salon: Server) -> None:
    with mailbox() as out, serving() as box:
        owner = Owner(salon)
        owner.sends_through(out)
        thread = owner.knows('Noor Haddad', 'noor@customers.example')
        page = windows.open()
        enter(page, salon, '/settings/integrations')
        connect(page, box)
        page.goto(f'{salon.url}/inbox/{thread}')
        page.locator('.composer textarea').fill('Tuesday at ten is free.')
        page.locator('.composer textarea').press('Control+Enter')
        [sent] = out.wait('noor@customers.example', subject='')
        assert sent['Message-ID']

        waits = []
        for number in range(3):
            box.inbox.add(answer(sent, f'Tuesday it is, number {number}!', 'noor@customers.example', number))
            line = page.locator('.msg', has_text=f'Tuesday it is, number {number}!')
            expect(line).to_be_visible(timeout=30_000)
            waits.append(time.monotonic() - box.handed_over)
            expect(line).not_to_contain_text('is free')  # what was quoted is folded away
        print('from the mail server to the open page, seconds:', [round(wait, 2) for wait in waits])
        assert min(waits) < 2, waits
        shoot(page, 'mailbox-answer')

        box.inbox.add(answer(sent, 'I only quote it', 'stranger@elsewhere.example', 9))
        box.inbox.add(b'Subject: from nobody\r\n\r\nwho am I\r\n')
        page.goto(f'{salon.url}/settings/integrations')
        held = page.get_by_text('from nobody', exact=True)
        expect(held).to_be_visible(timeout=30_000)
        shoot(page, 'mailbox-held')
        page.get_by_role('button', name='Look at from nobody').click()
        expect(page.get_by_role('dialog')).to_contain_text('Nobody is named as the sender')
        shoot(page, 'mailbox-held-dialog')
        page.get_by_role('button', name='Delete here').click()
        expect(held).to_have_count(0)
        page.goto(f'{salon.url}/inbox/{thread}')
        expect(page.locator('.msg', has_text='number 2')).to_be_visible()
        expect(page.locator('.msg', has_text='I only quote it')).to_have_count(0)
        page.goto(f'{salon.url}/inbox')
        expect(page.get_by_role('link', name=re.compile('Noor Haddad'))).to_have_count(
            2
        )  # the stranger has a thread apart
