"""Passwords: no character of a long one is lost, and strangers cost as much as members."""

import time

import pytest

from domain import passwords


def test_a_password_matches_its_hash_and_nothing_else() -> None:
    kept = passwords.hashed('correct horse')
    assert kept.startswith('$2b$12$')
    assert passwords.matches('correct horse', kept)
    assert not passwords.matches('correct horsf', kept)


def test_long_passwords_are_not_cut() -> None:
    kept = passwords.hashed('ü' * 100 + 'a')
    assert passwords.matches('ü' * 100 + 'a', kept)
    assert not passwords.matches('ü' * 100 + 'b', kept)


def test_the_same_keys_on_another_system_match() -> None:
    assert passwords.matches('cafe\u0301 au lait', passwords.hashed('caf\u00e9 au lait'))


@pytest.mark.parametrize('kept', [None, '!', ''])
def test_nobody_costs_as_much_as_somebody(kept: str | None) -> None:
    passwords.matches('warm up', None)
    began = time.process_time()
    assert not passwords.matches('nobody', kept)
    assert time.process_time() - began > 0.05


@pytest.mark.parametrize('password', ['short', 'aaaaaaaaaa', 'x' * 1001, 'ada@example.com', ''])
def test_poor_passwords_get_a_sentence(password: str) -> None:
    assert passwords.problem(password, email='ada@example.com')


def test_a_fair_password_gets_none() -> None:
    assert passwords.problem('long enough 🐎', email='ada@example.com') == ''
