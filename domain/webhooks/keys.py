"""The secrets that sign what an address is told: shown once, sealed at rest; a former one signs along for a day."""

import base64
import secrets
from datetime import datetime, timedelta

from domain import crypto

OVERLAP = timedelta(days=1)


def made() -> str:
    """A new secret, as Standard Webhooks writes it."""
    return 'whsec_' + base64.b64encode(secrets.token_bytes(32)).decode()


def sealed(secret: str) -> str:
    """The first secret of an address."""
    return crypto.seal({'secret': secret})


def replaced(before: str, secret: str, now: datetime) -> str:
    """The new secret, beside which the one before still signs for a day. One that cannot be read any more is left out."""
    try:
        former = crypto.open(before)['secret']
    except crypto.Unreadable:
        return sealed(secret)
    return crypto.seal({'secret': secret, 'former': former, 'until': (now + OVERLAP).isoformat()})


def valid(kept: str, now: datetime) -> list[str]:
    """What signs now, the newest first; Unreadable when the installation's secret has changed since."""
    known = crypto.open(kept)
    signing = [str(known['secret'])]
    if 'former' in known and datetime.fromisoformat(known['until']) > now:
        signing.append(str(known['former']))
    return signing
