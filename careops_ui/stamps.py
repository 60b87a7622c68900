"""A signed note of when a form was opened: how a form that nobody can have read is told from one that a person filled in."""

from datetime import UTC, datetime

from itsdangerous import BadSignature, Signer

from data.settings import settings
from domain import clock


def now() -> str:
    """The stamp of this moment."""
    return _signer().sign(str(clock.now().timestamp())).decode()


def age(stamp: str) -> float | None:
    """Seconds since the stamp was made, 0 for a stamp that is not ours; None where limits are switched off (tests)."""
    if settings().rate_limits == 'off':
        return None
    try:
        opened = float(_signer().unsign(stamp.encode('utf-8', 'replace')))
    except (BadSignature, ValueError):
        return 0
    return (clock.now() - datetime.fromtimestamp(opened, UTC)).total_seconds()


def _signer() -> Signer:
    return Signer(settings().secret_key.get_secret_value(), salt='careops.forms', key_derivation='hmac')
