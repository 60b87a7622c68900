"""Mails as clients write them (tests/corpus), each with what a person expects to see of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import incoming

CORPUS = Path(__file__).parent.parent / 'corpus'
NAMES = sorted(path.stem for path in CORPUS.glob('*.eml'))


@pytest.mark.parametrize('name', NAMES)
def test_what_is_seen_of_a_mail(name: str) -> None:
    expected = json.loads((CORPUS / f'{name}.json').read_text())
    found = incoming.parse((CORPUS / f'{name}.eml').read_bytes())
    assert found.text == expected['text']
    assert found.kind == (expected['kind'] if expected['kind'] != 'own' else 'message')
    assert [one.name for one in found.attachments] == [one[0] for one in expected['attachments']]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(NAMES), st.integers(0, 800))
def test_no_bytes_break_it(noise: bytes, name: str, at: int) -> None:
    incoming.parse(noise)
    whole = (CORPUS / f'{name}.eml').read_bytes()
    incoming.parse(whole[:at] + noise + whole[at:])
