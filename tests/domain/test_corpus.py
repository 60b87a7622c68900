"""Mails as clients write them (tests/corpus), each with what a person expects to see of it."""

import base64
import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import incoming, receiving

CORPUS = Path(__file__).parent.parent / 'corpus'
NAMES = sorted(path.stem for path in CORPUS.glob('*.eml'))


@pytest.mark.parametrize('name', NAMES)
def test_what_is_seen_of_a_mail(name: str) -> None:
    expected = json.loads((CORPUS / f'{name}.json').read_text())
    found = incoming.parse((CORPUS / f'{name}.eml').read_bytes())
    assert found.text == expected['text']
    assert found.kind == (expected['kind'] if expected['kind'] != 'own' else 'message')
    assert [one.name for one in found.attachments] == [one[0] for one in expected['attachments']]


def test_there_are_enough_of_them() -> None:
    """At least 120, half of them with the parts and headers of real clients, in eight languages and many character sets."""
    structured = [name for name in NAMES if b'multipart/' in (CORPUS / f'{name}.eml').read_bytes()]
    assert len(NAMES) >= 170
    assert len(structured) >= 60


def test_a_mail_of_20_megabytes() -> None:
    content = b'%PDF-1.7\n' + random.Random(1).randbytes(14_300_000)
    head = b'From: Priya Nair <priya@example.com>\r\nMessage-ID: <big@example.com>\r\nSubject: photos\r\nMIME-Version: 1.0\r\n'
    head += b'Content-Type: multipart/mixed; boundary="big"\r\n\r\n--big\r\nContent-Type: text/plain\r\n\r\nAll of them\r\n--big\r\n'
    head += b'Content-Type: application/pdf; name="photos.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    raw = head + base64.encodebytes(content) + b'--big--\r\n'
    assert 19_000_000 < len(raw) < receiving.BIGGEST
    began = time.process_time()
    found = incoming.parse(raw)
    assert time.process_time() - began < 3
    assert (found.text, [(one.name, one.content == content) for one in found.attachments]) == (
        'All of them',
        [('photos.pdf', True)],
    )


WITHOUT_END = {
    'html comments': b'Content-Type: text/html\r\n\r\n' + b'<!--' * 500_000,
    'html tags': b'Content-Type: text/html\r\n\r\n' + b'<a ' * 500_000,
    'html quotes': b'Content-Type: text/html\r\n\r\n' + b'<a x="' * 500_000,
    'html scripts': b'Content-Type: text/html\r\n\r\n' + b'<script>' * 300_000,
    'html elements': b'Content-Type: text/html\r\n\r\n' + b'<div>a' * 300_000,
    'words like a quote': b'\r\n' + (b'On 1 ' * 80 + b':\r\n') * 20_000,
    'quoted lines': b'\r\n' + b'> x\r\n' * 500_000,
    'one line': b'\r\n' + b'x' * 5_000_000,
    'a subject': b'Subject: ' + b'=?utf-8?q?a?= ' * 200_000 + b'\r\n\r\nx',
    'parameters': b'Content-Type: text/plain; ' + b'a="b;' * 200_000 + b'\r\n\r\nx',
    'headers': b'X: y\r\n' * 500_000 + b'\r\nx',
    'senders': b'From: ' + b'(a,' * 300_000 + b'\r\n\r\nx',
    'parts in parts': b''.join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2_000)
    ),
}


@pytest.mark.parametrize('name', WITHOUT_END)
def test_nothing_takes_long(name: str) -> None:
    """Mails that somebody made to keep us busy: about a second at most, on a busy machine three."""
    raw = b'From: a@example.com\r\nMessage-ID: <x@example.com>\r\nMIME-Version: 1.0\r\n' + WITHOUT_END[name]
    began = time.process_time()
    incoming.parse(raw)
    assert time.process_time() - began < 3


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(NAMES), st.integers(0, 800))
def test_no_bytes_break_it(noise: bytes, name: str, at: int) -> None:
    incoming.parse(noise)
    whole = (CORPUS / f'{name}.eml').read_bytes()
    incoming.parse(whole[:at] + noise + whole[at:])
