"""What the owner typed for a provider, checked against the provider's own description. Pure."""

from collections.abc import Mapping
from typing import Any

from data.gateways.base import Provider, Setting
from domain import addresses, text
from domain.errors import Invalid

LONGEST = 500


def checked(
    provider: Provider,
    given: Mapping[str, Any],
    *,
    known: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain settings and the secret ones; Invalid names each field (`config.…`) that is wrong or unknown.

    `before` and `known` are the plain and secret settings stored so far: a field that is left out keeps its value.
    """
    plain: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    wrong = {f'config.{key}': 'This provider has no such setting.' for key in set(given) - _keys(provider)}
    for setting in provider.settings:
        stored = (known or {}) if setting.kind == 'secret' else (before or {})
        value = given.get(setting.key)
        if value is None or (setting.kind == 'secret' and value == ''):
            value = stored.get(setting.key, setting.default)
        try:
            (secret if setting.kind == 'secret' else plain)[setting.key] = _value(setting, value)
        except ValueError as error:
            wrong[f'config.{setting.key}'] = str(error)
    if wrong:
        raise Invalid(wrong)
    return plain, {key: value for key, value in secret.items() if value != ''}


def _keys(provider: Provider) -> set[str]:
    return {setting.key for setting in provider.settings}


def _value(setting: Setting, value: Any) -> str | int:
    if setting.kind == 'number':
        return _number(setting, value)
    written = str(value).strip() if setting.kind == 'secret' else text.line(str(value))
    if not written:
        if setting.required:
            raise ValueError('Please fill this in.')
        return ''
    if len(written) > LONGEST:
        raise ValueError('This is too long.')
    if setting.kind == 'choice' and written not in dict(setting.options):
        raise ValueError('Please choose one of: ' + ', '.join(key for key, _ in setting.options) + '.')
    if setting.kind == 'email':
        return addresses.email(written)
    return addresses.phone(written, '') if setting.kind == 'phone' else written


def _number(setting: Setting, value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ValueError('Please give a whole number.') from None
    if not 1 <= number <= 65535:
        raise ValueError('Please give a number from 1 to 65535.')
    return number
