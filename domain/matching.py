"""How a typed word finds a contact: by name, e-mail, or the digits of a telephone number."""

import re
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from data.models import Contact

LONGEST = 100


def words(query: str) -> list[str]:
    """The words that were typed, at most five; each of them has to match."""
    return query[:LONGEST].replace('\x00', '').split()[:5]


def contact(query: str) -> sa.ColumnElement[bool]:
    """Contacts whose name, e-mail or phone holds what was typed; an empty query matches all."""
    digits = re.sub(r'[\s()./-]', '', query[:LONGEST]).removeprefix('00').lstrip('+0')
    if len(digits) >= 3 and digits.isascii() and digits.isdigit():
        return sa.or_(col(Contact.phone).contains(digits), has(query.strip(), col(Contact.email), col(Contact.name)))
    return sa.and_(sa.true(), *(has(word, col(Contact.name), col(Contact.email)) for word in words(query)))


def has(word: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Any of the columns holds the word, in whatever case."""
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))
