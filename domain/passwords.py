"""Passwords, kept as bcrypt hashes. Slow on purpose: call `hashed` and `matches` through `work.hashing`.

bcrypt reads no more than 72 bytes and stops at a zero byte. So a password of any length is first brought to one Unicode form (NFKC: the
same keys on every keyboard and system), hashed with SHA-256, and the 44 characters of that digest in base64 are what bcrypt gets: every
character of a long password counts, and none is cut.
"""

import base64
import hashlib
import unicodedata
from functools import lru_cache

from passlib.context import CryptContext

SHORTEST, LONGEST = 8, 1000
_context = CryptContext(schemes=['bcrypt'], bcrypt__rounds=12)


def hashed(password: str) -> str:
    """The hash to keep; takes about a quarter of a second."""
    return str(_context.hash(_digest(password)))


def matches(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the kept hash. Without a usable hash it takes as long, and the answer is no."""
    usable = kept is not None and _context.identify(kept) is not None
    same = _context.verify(_digest(password), kept if usable else _nobody())
    return bool(same) and usable


def problem(password: str, *, email: str = '') -> str:
    """The sentence that says why a new password will not do; '' when it will."""
    if len(password) < SHORTEST:
        return f'Please take at least {SHORTEST} characters; a few words in a row are easy to remember'
    if len(password) > LONGEST:
        return f'Please take at most {LONGEST} characters'
    if len(set(password)) < 3:
        return 'Please take more than one or two different characters'
    if email and password.strip().lower() in {email.lower(), email.split('@')[0].lower()}:
        return 'Please take something that is not your e-mail address'
    return ''


def _digest(password: str) -> str:
    normal = unicodedata.normalize('NFKC', password).encode('utf-8', 'surrogatepass')
    return base64.b64encode(hashlib.sha256(normal).digest()).decode()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that stands in for people who do not exist, so that asking for them takes as long."""
    return hashed('nobody')
