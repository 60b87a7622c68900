"""Industry templates: each is complete in itself, and its prices are believable in any currency."""

from decimal import Decimal

import pytest

from domain import questions
from domain.industries import INDUSTRIES, Industry, in_currency

EVERY = pytest.mark.parametrize('industry', INDUSTRIES.values(), ids=INDUSTRIES)


def test_the_six_trades_are_there():
    assert {'salon', 'clinic', 'tutoring', 'repair', 'fitness', 'consulting'} <= set(INDUSTRIES)


@EVERY
def test_what_a_service_names_exists(industry: Industry):
    forms, items = {form.name for form in industry.forms}, {item.name for item in industry.stock}
    assert len(industry.services) >= 4
    assert forms
    assert len(items) >= 3
    for service in industry.services:
        assert service.description
        assert set(service.forms) <= forms
        assert {name for name, _ in service.uses} <= items


@EVERY
def test_every_service_fits_into_the_hours(industry: Industry):
    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:])

    longest = max(minutes(range_['end']) - minutes(range_['start']) for range_ in industry.weekly)
    assert all(service.minutes <= longest for service in industry.services)


@EVERY
def test_the_questions_are_well_formed(industry: Industry):
    wrong: dict[str, str] = {}
    kept = questions.checked(industry.questions, wrong)
    assert wrong == {}
    assert [field['key'] for field in kept] == [field['key'] for field in industry.questions]


@pytest.mark.parametrize(
    ('price', 'currency', 'expected'),
    [('38', 'EUR', '38'), ('38', 'JPY', '4900'), ('0', 'GBP', '0'), ('120', 'USD', '145'), ('38', 'XYZ', '38')],
)
def test_prices_are_carried_over_and_rounded(price: str, currency: str, expected: str):
    assert in_currency(price, currency) == Decimal(expected)


def test_a_service_without_a_price_has_none():
    assert in_currency(None, 'EUR') is None
