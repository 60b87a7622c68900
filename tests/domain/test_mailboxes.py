"""Mailboxes that are read: nothing is skipped and nothing comes twice, whatever the server, the network or a mail does."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from data.models import Alert, Contact, HeldMail, Integration, IntegrationKind, MailFolder, Message, StoredFile
from data.settings import settings
from domain import channel_proof, claims, clock, held, integrations, mailboxes, polling, receiving, work
from domain.actor import Actor
from domain.errors import Conflict, Forbidden, NotFound
from domain.integrations import IntegrationStatus
from tests.conftest import Cast
from tests.domain import stage
from tests.imap import Imap, serving


def mail(number: int, words: str = '', sender: str = 'priya@example.com') -> bytes:
    return (
        f'From: Priya Nair <{sender}>\r\nMessage-ID: <{number}@example.com>\r\nSubject: Hello\r\n\r\n'
        f'{words or f"words {number}"}\r\n'
    ).encode()


@pytest.fixture
def box() -> Iterator[Imap]:
    with serving() as found:
        yield found


def connect(cast: Cast, box: Imap, **config: Any) -> Integration:
    known = {'host': '127.0.0.1', 'port': box.port, 'encryption': 'none', 'username': 'salon@example.com'}
    return stage.channel(cast, IntegrationKind.INBOX, 'imap', password='secret', **(known | config))


def read(row: Integration, name: str = 'INBOX') -> int:
    """One round of this folder, as the clock starts it when it is due."""
    for folder in stage.all_of(MailFolder, MailFolder.integration_id == row.id):
        stage.change(folder, due_at=clock.now() - timedelta(seconds=1))
    return polling.read(row.workspace_id, row.id, name)


def taken() -> list[str]:
    return [row.body for row in stage.all_of(Message, Message.direction == 'in')]


def folder() -> MailFolder:
    [row] = stage.all_of(MailFolder)
    return row


def test_what_comes_from_now_on_comes_once_and_days_of_outage_lose_nothing(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    box.inbox.add(mail(1, 'from before'))
    assert read(row) == 0
    box.inbox.add(mail(2))
    assert (read(row), read(row), taken()) == (1, 0, ['words 2'])
    for number in range(3, 8):
        box.inbox.add(mail(number))
    assert (read(row), taken()[1:]) == (5, [f'words {number}' for number in range(3, 8)])
    assert (folder().uid, folder().validity, folder().claimed_by) == (7, 1, '')


@pytest.mark.parametrize(('start', 'expected'), [('now', []), ('7', ['words 2']), ('30', ['words 1', 'words 2'])])
def test_where_the_owner_wants_to_begin(cast: Cast, box: Imap, start: str, expected: list[str]) -> None:
    today = clock.now().date()
    box.inbox.add(mail(1), today - timedelta(days=20))
    box.inbox.add(mail(2), today - timedelta(days=3))
    read(connect(cast, box, start=start))
    assert taken() == expected


def test_a_renumbered_folder_brings_nothing_twice_and_loses_nothing(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    read(row)
    long_ago = clock.now().date() - timedelta(days=90)
    for number in range(1, 4):
        box.inbox.add(mail(number), long_ago)
    for number in range(4, 7):
        box.inbox.add(mail(number))
    assert read(row) == 6
    box.inbox.add(mail(7))
    box.inbox.mails.reverse()
    box.inbox.renumber()
    assert (read(row), len(taken())) == (1, 7)
    assert (folder().validity, folder().uid, folder().since) == (2, 7, None)
    box.inbox.next_uid, box.inbox.mails = (
        2,
        box.inbox.mails[:0],
    )  # a backup was put back: fewer mails, the same validity
    box.inbox.add(mail(8))
    assert (read(row), len(taken())) == (1, 8)


def test_a_large_backlog_comes_in_batches(cast: Cast, box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, 'BATCH', 4)
    row = connect(cast, box)
    read(row)
    for number in range(10):
        box.inbox.add(mail(number))
    counts = []
    for _ in range(3):
        counts.append(read(row))
        assert (folder().due_at <= clock.now()) == (len(counts) < 3)  # at once where there is more
    assert (counts, len(set(taken()))) == ([4, 4, 2], 10)


def test_only_one_reads_and_a_dead_one_is_followed_at_once(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    read(row)
    box.inbox.add(mail(1))
    alive = claims.me().replace(f'.{os.getpid()}.', f'.{os.getppid()}.')
    parent = f'{alive.rsplit(".", 1)[0]}.{claims._born(os.getppid())}'
    soon = clock.now() + timedelta(minutes=2)
    stage.change(folder(), claimed_by=parent, lease_until=soon)
    assert (read(row), taken()) == (0, [])
    stage.change(folder(), claimed_by=alive.rsplit('.', 1)[0] + '.1', lease_until=soon)
    assert (read(row), taken()) == (1, ['words 1'])
    place = mailboxes.Place(folder().id, 1, 2)
    with pytest.raises(mailboxes.NotOurs):
        work.act_now(mailboxes.take, Actor.system(cast.workspace.id), place=place, raw=mail(2))
    assert taken() == ['words 1']


def test_a_poisoned_mail_is_held_and_the_others_come(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    read(row)
    box.inbox.add(mail(1))
    box.inbox.add(b'Subject: nobody\r\n\r\nwho am I\r\n')
    box.inbox.add(mail(3))
    assert (read(row), taken()) == (2, ['words 1', 'words 3'])
    [one] = work.read_now(held.listing, cast.ada)
    assert (one.subject, one.whole, one.reason) == ('nobody', True, 'Nobody is named as the sender of this mail.')
    [alert] = stage.all_of(Alert, Alert.cause == f'held:{row.id}')
    assert (alert.title, alert.resolved_at) == ('A mail could not be put into the inbox', None)
    box.inbox.renumber()
    assert (read(row), len(stage.all_of(HeldMail))) == (0, 1)
    with pytest.raises(held.StillNotTaken):
        work.act_now(held.again, cast.ada, held_id=one.id)
    work.act_now(held.forget, cast.ada, held_id=one.id)
    [alert] = stage.all_of(Alert, Alert.cause == f'held:{row.id}')
    assert alert.resolved_at is not None
    assert len(stage.all_of(StoredFile)) == 2


def test_a_mail_that_breaks_us_is_held_and_taken_when_we_are_mended(
    cast: Cast, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = connect(cast, box)
    read(row)
    with monkeypatch.context() as broken:
        broken.setattr(receiving, '_written', lambda *_: 1 / 0)
        box.inbox.add(mail(1))
        assert read(row) == 0
    [one] = work.read_now(held.listing, cast.ada)
    assert (one.sender, one.reason) == ('Priya Nair <priya@example.com>', 'It could not be read (ZeroDivisionError).')
    assert work.act_now(held.again, cast.ada, held_id=one.id) is not None
    assert (taken(), stage.all_of(HeldMail)) == (['words 1'], [])


def test_trouble_of_our_own_is_no_fault_of_the_mail(cast: Cast, box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    row = connect(cast, box)
    read(row)
    box.inbox.add(mail(1))
    with monkeypatch.context() as broken:
        broken.setattr(receiving, '_written', lambda *_: (_ for _ in ()).throw(OperationalError('x', {}, Exception())))
        with pytest.raises(OperationalError):
            read(row)
    assert (stage.all_of(HeldMail), folder().uid) == ([], 0)
    stage.change(folder(), lease_until=clock.now())
    assert (read(row), taken()) == (1, ['words 1'])


def test_a_huge_mail_stays_where_it_is_and_is_told(cast: Cast, box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, 'BIGGEST', 500)
    row = connect(cast, box)
    read(row)
    box.inbox.add(mail(1, 'x' * 600))
    box.inbox.add(mail(2))
    assert (read(row), taken()) == (1, ['words 2'])
    [one] = work.read_now(held.listing, cast.ada)
    assert (one.whole, one.reason) == (False, polling.TOO_LARGE)
    with pytest.raises(held.NotWhole):
        work.act_now(held.again, cast.ada, held_id=one.id)


@pytest.mark.parametrize('trouble', ['refused', 'cut'])
def test_a_mail_that_the_server_does_not_hand_over_is_passed_over_in_the_end(
    cast: Cast, box: Imap, trouble: str
) -> None:
    row = connect(cast, box)
    read(row)
    getattr(box, trouble).add(box.inbox.add(mail(1)))
    box.inbox.add(mail(2))
    for _ in range(mailboxes.STUCK):
        assert taken() == []
        read(row)
        stage.change(row, rest_until=None)
    read(row)  # where the line broke, it is a new one
    assert (taken(), len(stage.all_of(HeldMail))) == (['words 2'], 1)


def test_a_server_that_is_away_rests_and_tells_the_owner(cast: Cast) -> None:
    with serving() as box:
        row = connect(cast, box)
        read(row)
    for _ in range(integrations.STRIKES):
        assert read(row) == 0
    view = work.read_now(integrations.one, cast.ada, integration_id=row.id)
    assert (view.status, view.last_error) == (
        IntegrationStatus.FAILING,
        'The mail server 127.0.0.1 cannot be reached: Connection refused.',
    )
    [alert] = stage.all_of(Alert, Alert.resolved_at.is_(None))
    assert 'what customers write does not come in' in alert.title
    assert work.read_now(mailboxes.due, Actor.system()) == []
    with serving(box):
        box.inbox.add(mail(1))
        stage.change(row, rest_until=None)
        assert (read(row), taken()) == (1, ['words 1'])
    view = work.read_now(integrations.one, cast.ada, integration_id=row.id)
    assert (view.status, view.last_error) == (IntegrationStatus.CONNECTED, '')
    assert stage.all_of(Alert, Alert.resolved_at.is_(None)) == []


def test_a_changed_key_is_told_as_what_it_is(cast: Cast, box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    row = connect(cast, box)
    with monkeypatch.context() as other:
        other.setenv('CAREOPS_SECRET_KEY', 'another key of forty characters, at least')
        settings.cache_clear()
        read(row)
    settings.cache_clear()
    assert 'Please enter them again' in work.read_now(integrations.one, cast.ada, integration_id=row.id).last_error


async def test_the_test_names_the_folders_and_connects(cast: Cast, box: Imap) -> None:
    config = {'host': '127.0.0.1', 'port': box.port, 'encryption': 'none', 'username': 'salon@example.com'}
    given = {'kind': IntegrationKind.INBOX, 'provider': 'imap', 'config': config | {'password': 'wrong'}}
    view = work.act_now(integrations.connect, cast.ada, **given)
    assert work.read_now(mailboxes.due, Actor.system()) == []
    with pytest.raises(channel_proof.NotAccepted, match='user name and password'):
        await channel_proof.prove(cast.ada, integration_id=view.id)
    work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'password': 'secret'})
    view = await channel_proof.prove(cast.ada, integration_id=view.id)
    assert (view.status, view.folders) == (IntegrationStatus.CONNECTED, ('INBOX', 'Spam', 'Termine & Anfragen'))
    assert work.read_now(mailboxes.due, Actor.system()) == [(cast.workspace.id, view.id, 'INBOX')]
    polling.read(cast.workspace.id, view.id, 'INBOX')
    work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'folders': 'INBOX, Spam'})
    assert len(stage.all_of(MailFolder)) == 1
    work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'username': 'other@example.com'})
    assert stage.all_of(MailFolder) == []  # another mailbox begins anew


def test_a_mailbox_sends_nothing(cast: Cast, box: Imap) -> None:
    connect(cast, box)
    assert not work.read_now(lambda session, actor: integrations.connected(session, actor.workspace), cast.ada)
    assert not work.read_now(lambda session, actor: integrations.routes(session, actor.workspace, 'email'), cast.ada)


def test_what_is_held_is_for_the_owner(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    read(row)
    box.inbox.add(b'Subject: nobody\r\n\r\nwho am I\r\n')
    read(row)
    [one] = work.read_now(held.listing, cast.ada)
    assert work.read_now(held.listing, cast.eve) == []
    with pytest.raises(Forbidden):
        work.read_now(held.listing, cast.ben)
    for act in (held.again, held.forget):
        with pytest.raises(Forbidden):
            work.act_now(act, cast.ben, held_id=one.id)
        with pytest.raises(NotFound):
            work.act_now(act, cast.eve, held_id=one.id)
    assert issubclass(held.StillNotTaken, Conflict)


def test_the_clock_starts_what_is_due(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    assert polling.poll() == 1
    wait(lambda: bool(stage.all_of(MailFolder, MailFolder.read_at.is_not(None))))
    assert polling.poll() == 0
    box.inbox.add(mail(1))
    stage.change(folder(), due_at=clock.now())
    wait(lambda: not polling._reading)
    assert polling.poll() == 1
    wait(lambda: taken() == ['words 1'])
    wait(lambda: not polling._reading)
    assert [one.name for one in stage.all_of(Contact, Contact.workspace_id == row.workspace_id)] == ['Priya Nair']


def test_an_end_lets_the_mail_in_hand_be_taken(cast: Cast, box: Imap) -> None:
    row = connect(cast, box)
    read(row)
    for number in range(40):
        box.inbox.add(mail(number))
    stage.change(folder(), due_at=clock.now())
    assert polling.poll() == 1
    polling.end()
    assert (folder().uid, folder().claimed_by) == (len(taken()), '')
    assert read(row) + len(set(taken())) >= 40
    assert len(set(taken())) == len(taken()) == 40


def wait(true: Any) -> None:
    import time

    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
