"""Extra questions of the contact form: what an owner may write, what a customer may answer."""

from typing import Any

import pytest

from domain import questions

FIELDS = [
    {'key': 'about', 'label': 'What is it about?', 'kind': 'choice', 'required': True, 'options': ['Cut', 'Colour']},
    {'key': 'extras', 'label': 'Extras', 'kind': 'multiple_choice', 'required': False, 'options': ['Tea', 'Coffee']},
    {'key': 'first', 'label': 'First visit?', 'kind': 'yes_no', 'required': False, 'options': []},
    {'key': 'age', 'label': 'Age', 'kind': 'number', 'required': False, 'options': []},
    {'key': 'day', 'label': 'Day', 'kind': 'date', 'required': False, 'options': []},
]


@pytest.mark.parametrize(
    ('given', 'names'),
    [
        ({'label': ''}, {'fields.0.label'}),
        ({'label': 'x' * 201}, {'fields.0.label'}),
        ({'label': 'Which?', 'kind': 'choice', 'options': ['one']}, {'fields.0.options'}),
        ({'label': 'Which?', 'kind': 'choice', 'options': ['one', ' one ']}, {'fields.0.options'}),
        ({'label': 'Which?', 'kind': 'magic'}, {'fields.0.kind'}),
        ({'label': 'Which?', 'kind': 'choice', 'options': ['one', 'two']}, set()),
    ],
)
def test_a_question_is_checked_at_its_field(given: dict[str, Any], names: set[str]):
    wrong: dict[str, str] = {}
    questions.checked([given], wrong)
    assert set(wrong) == names


def test_keys_are_made_from_the_words_once_and_stay():
    kept = questions.checked([{'label': 'How old?'}, {'label': 'How old?'}, {'key': 'mine', 'label': 'Other'}], {})
    assert [field['key'] for field in kept] == ['how_old', 'how_old_2', 'mine']


@pytest.mark.parametrize(
    ('answers', 'lines', 'wrong_names'),
    [
        ({'about': 'Cut'}, [('What is it about?', 'Cut')], set()),
        ({}, [], {'extra.about'}),
        ({'about': 'Sword'}, [], {'extra.about'}),
        ({'about': ['Cut', 'Colour']}, [], {'extra.about'}),
        (
            {'about': 'Cut', 'extras': ['Tea', 'Coffee']},
            [('What is it about?', 'Cut'), ('Extras', 'Tea, Coffee')],
            set(),
        ),
        ({'about': 'Cut', 'first': False}, [('What is it about?', 'Cut'), ('First visit?', 'No')], set()),
        ({'about': 'Cut', 'age': 'old'}, [('What is it about?', 'Cut')], {'extra.age'}),
        ({'about': 'Cut', 'age': '7'}, [('What is it about?', 'Cut'), ('Age', '7')], set()),
        ({'about': 'Cut', 'day': '2026-02-30'}, [('What is it about?', 'Cut')], {'extra.day'}),
        ({'about': 'Cut', 'unknown': 'x'}, [('What is it about?', 'Cut')], set()),
    ],
)
def test_answers_are_read_as_lines(answers: dict[str, Any], lines: list[tuple[str, str]], wrong_names: set[str]):
    wrong: dict[str, str] = {}
    assert questions.answered(FIELDS, answers, wrong, language='en') == lines
    assert set(wrong) == wrong_names
