"""Reading a mailbox over IMAP, against a server that speaks it: what is found, what is left untouched, and every trouble in a sentence."""

import ssl
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from data.gateways import imap
from data.gateways.base import PassingFailure, Refused
from tests.imap import Imap, serving
from tests.server import free_port

MAIL = b'From: priya@example.com\r\nSubject: Hello\r\n\r\nIs there parking?\r\n'


@pytest.fixture
def box() -> Iterator[Imap]:
    with serving() as found:
        yield found


def mailbox(at: int, **given: object) -> imap.Imap:
    known = {'host': '127.0.0.1', 'encryption': 'none', 'username': 'salon@example.com', 'password': 'secret'}
    return imap.Imap(**({'port': at} | known | given))  # type: ignore[arg-type]


def test_a_folder_tells_its_numbers_and_its_mails_stay_unread(box: Imap) -> None:
    for _ in range(3):
        box.inbox.add(MAIL)
    with mailbox(box.port).opened('INBOX') as folder:
        assert (folder.validity, folder.next_uid, folder.after(0, None)) == (1, 4, [1, 2, 3])
        assert folder.after(3, None) == []  # though the server names its last mail
        found = folder.fetch(2, most=1_000)
        assert found is not None
        assert (found.content, found.whole) == (MAIL, True)
        short = folder.fetch(2, most=10)
        assert short is not None
        assert (short.content.endswith(b'Hello\r\n\r\n'), short.whole) == (True, False)
        assert folder.fetch(9, most=1_000) is None
    assert not any(mail.seen for mail in box.inbox.mails)


def test_since_a_day_and_a_server_that_does_not_tell_the_next_number(box: Imap) -> None:
    box.tells = False
    box.inbox.add(MAIL, date.today() - timedelta(days=9))
    box.inbox.add(MAIL)
    with mailbox(box.port).opened('INBOX') as folder:
        assert (folder.next_uid, folder.after(0, date.today() - timedelta(days=2))) == (3, [2])


def test_folders_have_readable_names(box: Imap) -> None:
    assert mailbox(box.port).folders() == ['INBOX', 'Spam', 'Termine & Anfragen']
    with mailbox(box.port).opened('Termine & Anfragen') as folder:
        assert folder.validity == 1


def test_a_mail_that_is_not_handed_over_and_a_line_that_breaks(box: Imap) -> None:
    box.refused, box.cut = {box.inbox.add(MAIL)}, {box.inbox.add(MAIL)}
    with mailbox(box.port).opened('INBOX') as folder:
        with pytest.raises(Refused):
            folder.fetch(1, most=1_000)
        with pytest.raises(PassingFailure, match='broke off'):
            folder.fetch(2, most=1_000)


@pytest.mark.parametrize(
    ('given', 'sentence'),
    [
        ({'password': 'wrong'}, 'does not accept this user name and password'),
        ({'password': 'geheim€'}, 'does not accept this user name and password'),
        ({'names': ('Junk',)}, 'There is no folder “Junk” in this mailbox. It has: INBOX, Spam'),
        ({'encryption': 'ssl'}, 'does not speak this kind of encryption'),
        ({'encryption': 'starttls'}, 'does not speak this kind of encryption'),
        ({'host': 'mail.invalid'}, 'There is no server called mail.invalid'),
        ({'port': 1}, 'cannot be reached'),
    ],
)
def test_troubles_are_told_in_plain_words(box: Imap, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(PassingFailure, match=sentence):
        mailbox(box.port, **given).folders()


def test_nobody_listens_and_certificates_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PassingFailure, match='cannot be reached'):
        mailbox(free_port()).folders()
    seen: list[ssl.SSLContext] = []
    monkeypatch.setattr(imap, 'MailBox', lambda *_, ssl_context: seen.append(ssl_context) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mailbox(993, encryption='ssl').folders()
    assert (seen[0].verify_mode, seen[0].check_hostname) == (ssl.CERT_REQUIRED, True)
