"""`python -m bench sending`: mails a second, from commit to the mail server, and from a mail's arrival to the open page."""

import json
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.table import quantile, show
from domain import demo
from tests import browser as chromium
from tests.mailbox import Mailbox, mailbox
from tests.server import ROOT, Server

MANY, TIMES = 500, 30
MAKE = """
import json, sys
from sqlmodel import select
from data import db, migrate
from data.models import Contact, Conversation, Integration
from domain import demo, passwords, receiving, replies, wiring, work
from domain.access import fresh
from domain.actor import Actor
port, many = map(int, sys.argv[1:])
migrate.upgrade()
wiring.wire()
work.act_now(demo.create, Actor.guest(), password_hash=passwords.hashed(demo.PASSWORD))
with db.transaction() as session:
    row = session.exec(select(Integration).where(Integration.kind == 'email')).one()
    row.provider, row.config = 'smtp', dict(host='127.0.0.1', port=port, encryption='none', username='', sender='salon@example.com')
    session.add(row)
    workspace_id = row.workspace_id
    talks = session.exec(select(Conversation.id).join(Contact).where(Contact.email.is_not(None), ~Contact.sample)).all()
actor = Actor.system(workspace_id)
for number in range(many):
    work.act_now(replies.send, actor, conversation_id=talks[number % len(talks)], channel='email', body=f'Number {number}')
print(json.dumps({'workspace': str(workspace_id), 'talk': str(talks[0]), 'hook': work.read_now(receiving.address, actor)}))
"""


def main() -> None:
    """One table; the server is a process of its own, the mail server and the browser share this one."""
    with tempfile.TemporaryDirectory(prefix='careops-bench-') as home, mailbox() as box:
        server = Server(Path(home))
        made = subprocess.run(
            [sys.executable, '-c', MAKE, str(box.port), str(MANY)],
            cwd=ROOT,
            env=server.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        ids = json.loads(made.stdout.splitlines()[-1])
        try:
            server.start()
            rate = _rate(box)
            accepted, arrived = _accepted(server, box, ids), _arrived(server, ids)
        finally:
            server.stop()
    show('Mail through loopback SMTP, SQLite', ['', 'p50', 'p95', 'target p95'], [
        [f'mails a second, {MANY} waiting', f'{rate:.0f}', '', ''],
        ['from asking the API for it to the server’s acceptance, ms', *_quantiles(accepted), '300'],
        ['from posting a mail to its words in the open page, ms', *_quantiles(arrived), '1000'],
    ])  # fmt: skip


def _quantiles(seconds: list[float]) -> tuple[str, str]:
    return f'{quantile(seconds, 0.5) * 1000:.0f}', f'{quantile(seconds, 0.95) * 1000:.0f}'


def _rate(box: Mailbox) -> float:
    """From the first mail to the last."""
    _until(lambda: len(box.mails) > 0)
    first, begin = len(box.mails), time.monotonic()
    _until(lambda: len(box.mails) >= MANY)
    return (MANY - first) / (time.monotonic() - begin)


def _accepted(server: Server, box: Mailbox, ids: dict[str, str]) -> list[float]:
    """Each answer is asked for when the one before has left; the measure holds the whole request, its commit included."""
    found = []
    with httpx.Client(base_url=f'{server.url}/api/v1', timeout=30) as client:
        token = client.post('/auth/login', json={'email': demo.OWNER, 'password': demo.PASSWORD}).json()['access_token']
        client.headers['Authorization'] = f'Bearer {token}'
        for _ in range(TIMES):
            count, begin = len(box.mails), time.monotonic()
            path = f'/workspaces/{ids["workspace"]}/conversations/{ids["talk"]}/messages'
            client.post(path, json={'body': 'How long?', 'channel': 'email'}).raise_for_status()
            _until(lambda count=count: len(box.mails) > count)
            found.append(time.monotonic() - begin)
    return found


def _arrived(server: Server, ids: dict[str, str]) -> list[float]:
    """A customer writes while the owner looks at the thread."""
    path = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        page = browser.new_page()
        page.goto(f'{server.url}/sign-in?next=/inbox')
        page.get_by_label('E-mail or username').fill(demo.OWNER)
        page.get_by_label('Password').fill(demo.PASSWORD)
        page.get_by_role('button', name='Sign in').click()
        page.wait_for_url(f'{server.url}/inbox')
        _post(server, ids, 'first')
        page.locator('.list a.list-row', has_text='Bench').first.click()
        page.locator('.msg', has_text='first').first.wait_for()
        found = [_seen(page, server, ids) for _ in range(TIMES)]
        browser.close()
    return found


def _seen(page: Page, server: Server, ids: dict[str, str]) -> float:
    word = uuid4().hex
    begin = time.monotonic()
    _post(server, ids, word)
    page.locator('.msg', has_text=word).wait_for()
    return time.monotonic() - begin


def _post(server: Server, ids: dict[str, str], words: str) -> None:
    mail = EmailMessage()
    mail['From'], mail['Subject'], mail['Message-ID'] = 'Bench <bench@example.com>', 'Hello', f'<{uuid4()}@example.com>'
    mail.set_content(words)
    token = ids['hook'].rsplit('/', 1)[-1]
    httpx.post(f'{server.url}/hooks/mail/{token}', content=mail.as_bytes(), timeout=30).raise_for_status()


def _until(true: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)
