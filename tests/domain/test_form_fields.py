"""What may be asked and what may be answered, case by case."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import form_fields
from domain.errors import Invalid

FIELDS: list[dict[str, Any]] = [
    {'key': 'intro', 'label': 'About you', 'kind': 'heading', 'required': False, 'options': []},
    {'key': 'name', 'label': 'Name', 'kind': 'short_text', 'required': True, 'options': []},
    {'key': 'story', 'label': 'Story', 'kind': 'long_text', 'required': False, 'options': []},
    {'key': 'age', 'label': 'Age', 'kind': 'number', 'required': False, 'options': []},
    {'key': 'day', 'label': 'Day', 'kind': 'date', 'required': False, 'options': []},
    {'key': 'one', 'label': 'One', 'kind': 'choice', 'required': False, 'options': ['a', 'b']},
    {'key': 'some', 'label': 'Some', 'kind': 'multiple_choice', 'required': False, 'options': ['x', 'y', 'z']},
    {'key': 'sure', 'label': 'Sure?', 'kind': 'yes_no', 'required': True, 'options': []},
    {'key': 'mail', 'label': 'Mail', 'kind': 'email', 'required': False, 'options': []},
    {'key': 'call', 'label': 'Call', 'kind': 'phone', 'required': False, 'options': []},
    {'key': 'agree', 'label': 'I agree', 'kind': 'consent', 'required': True, 'options': []},
]
GOOD: dict[str, Any] = {'name': 'Priya', 'sure': 'no', 'agree': 'on'}


@pytest.mark.parametrize(
    ('key', 'given', 'kept'),
    [
        ('name', '  Priya \x00 ', 'Priya'),
        ('story', 'a\r\nb', 'a\nb'),
        ('age', '1 200,50', '1200.50'),
        ('age', 7, '7'),
        ('day', '2026-03-29', '2026-03-29'),
        ('one', 'b', 'b'),
        ('one', ['b'], 'b'),
        ('some', ['z', 'x'], ['x', 'z']),
        ('some', 'y', ['y']),
        ('sure', True, True),
        ('sure', 'no', False),
        ('mail', ' Priya@Example.COM', 'priya@example.com'),
        ('call', '912 345 678', '+351912345678'),
        ('agree', True, True),
    ],
)
def test_a_good_answer_is_kept_in_one_form(key: str, given: Any, kept: Any) -> None:
    assert form_fields.answered(FIELDS, {**GOOD, key: given}, region='PT')[key] == kept


@pytest.mark.parametrize(
    ('key', 'given'),
    [
        ('name', ''),
        ('name', '   '),
        ('name', None),
        ('name', 'x' * 301),
        ('story', 'x' * 5001),
        ('age', 'many'),
        ('age', 'NaN'),
        ('age', '1e400'),
        ('day', '31.12.2026'),
        ('day', '2026-02-30'),
        ('one', 'c'),
        ('one', ['a', 'b']),
        ('some', ['x', 'w']),
        ('sure', ''),
        ('sure', 'perhaps'),
        ('mail', 'nobody'),
        ('call', 'home'),
        ('agree', ''),
        ('agree', 'no'),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(key: str, given: Any) -> None:
    with pytest.raises(Invalid) as refused:
        form_fields.answered(FIELDS, {**GOOD, key: given}, region='PT')
    assert set(refused.value.fields) == {f'answers.{key}'}


def test_each_wrong_answer_has_its_own_sentence_and_unknown_ones_are_dropped() -> None:
    with pytest.raises(Invalid) as refused:
        form_fields.answered(FIELDS, {'age': 'x', 'evil': '<script>'})
    assert set(refused.value.fields) == {'answers.name', 'answers.age', 'answers.sure', 'answers.agree'}
    assert 'evil' not in form_fields.answered(FIELDS, {**GOOD, 'evil': 1})


anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(), max_size=3))


@settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([field['key'] for field in FIELDS]), anything))
def test_nothing_that_a_stranger_sends_breaks_a_form(answers: dict[str, Any]) -> None:
    kept = form_fields.draft(FIELDS, answers)
    assert form_fields.draft(FIELDS, kept) == kept
    for given_answers in (answers, GOOD | answers):
        complete = answered(given_answers)
        assert complete is None or answered(complete) == complete


def answered(answers: dict[str, Any]) -> dict[str, Any] | None:
    """The answers as stored, None where they are refused."""
    with suppress(Invalid):
        return form_fields.answered(FIELDS, answers, region='PT')
    return None


def test_fields_get_keys_of_their_own() -> None:
    kept = form_fields.checked([{'label': 'Your name', 'kind': 'text'}, {'label': 'Your name!', 'kind': 'date'}])
    assert [field['key'] for field in kept] == ['your_name', 'your_name_2']
    assert kept[0]['kind'] == 'short_text'


@pytest.mark.parametrize(
    ('fields', 'wrong'),
    [
        ([], {'fields'}),
        ([{'label': 'Only words', 'kind': 'heading'}], {'fields'}),
        ([{'label': 'x', 'kind': 'date'}] * 61, {'fields'}),
        ([{'label': ' ', 'kind': 'date'}], {'fields.0.label'}),
        ([{'label': 'a', 'kind': 'date'}, {'label': 'b', 'kind': 'signature'}], {'fields.1.kind'}),
        ([{'label': 'a', 'kind': 'choice', 'options': ['one', 'one', ' ']}], {'fields.0.options'}),
    ],
)
def test_a_form_that_cannot_be_answered_is_refused(fields: list[dict[str, Any]], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        form_fields.checked(fields)
    assert set(refused.value.fields) == wrong
