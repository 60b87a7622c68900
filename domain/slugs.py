"""Addresses of workspaces: `https://…/book/juniper-street`."""

import re
import unicodedata

LONGEST = 60
SHAPE = re.compile(r'[a-z0-9]+(-[a-z0-9]+)*')
LETTERS = str.maketrans(
    {'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', '&': ' and '}
)


def of(name: str) -> str:
    """An address made from a name: `Café Zoë & Co.` → `cafe-zoe-and-co`; `business` when nothing of it can stand there."""
    plain = unicodedata.normalize('NFKD', name.lower().translate(LETTERS))
    kept = re.sub(r"['’]|[\u0300-\u036f]", '', plain)
    slug = re.sub(r'[^a-z0-9]+', '-', kept).strip('-')[:LONGEST].strip('-')
    return slug or 'business'


def problem(slug: str) -> str:
    """The sentence that says why a typed address will not do; '' when it will."""
    if not SHAPE.fullmatch(slug) or len(slug) > LONGEST:
        return f'Please use small letters, digits and single hyphens, at most {LONGEST} characters'
    return ''
