"""Secrets at rest: sealed with a key derived from the installation's secret, opened only to be used."""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.settings import settings
from domain.errors import Conflict


class Unreadable(Conflict):
    """The stored secrets cannot be read with the present CAREOPS_SECRET_KEY. Please enter them again."""


def seal(values: dict[str, Any]) -> str:
    """The values as one encrypted text; '' for nothing at all."""
    return _ring().encrypt(json.dumps(values).encode()).decode() if values else ''


def open(sealed: str) -> dict[str, Any]:
    """What was sealed; Unreadable when the installation's secret has changed since."""
    if not sealed:
        return {}
    try:
        values: dict[str, Any] = json.loads(_ring().decrypt(sealed.encode()))
    except InvalidToken:
        raise Unreadable from None
    return values


def _ring() -> MultiFernet:
    """The key that seals stands first; older ones may be added behind it."""
    secret = settings().secret_key.get_secret_value().encode()
    key = HKDF(SHA256(), length=32, salt=None, info=b'careops.secrets').derive(secret)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key))])
