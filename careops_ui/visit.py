"""Who reads a public page, in which language, and what they ask for: the same for a plain request and for a live page."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from careops_ui import formats
from domain import language as languages
from domain.actor import Actor
from domain.errors import Refusal
from domain.language import say
from domain.public_views import Business

Result = TypeVar('Result')
TAG = re.compile(r'\b(en|de)(?:-([A-Za-z]{2}))?\b')
HOUSE = {'en': 'en_GB', 'de': 'de_DE'}
MOST_FIELDS = 200
FRAMED = re.compile(r'/(book|c)/.+|/m/[^/]+')  # what a business may show inside its own web site


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language we speak to them, the locale of their dates and prices, and what links must carry on."""

    language: str = 'en'
    locale: str = 'en_GB'
    asked: str = ''
    embed: bool = False
    named: bool = False

    def say(self, sentence: str, /, **values: Any) -> str:
        """The sentence in the reader's language."""
        return say(self.language, sentence, **values)

    def link(self, path: str, **query: Any) -> str:
        """An address that keeps the language asked for, and the embedding."""
        query = query | {'lang': self.asked, 'embed': '1' if self.embed else ''}
        query = {key.rstrip('_'): value for key, value in query.items() if value}
        return path + ('?' + urlencode(query) if query else '')


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a public page, or (with `form`) one sending of its form."""

    reader: Reader
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    address: str = ''

    @property
    def guest(self) -> Actor:
        """The customer, before the domain knows of which business."""
        return Actor.guest(address=self.address, language=self.reader.language)

    def typed(self, name: str) -> str:
        """What was typed into a field, '' where nothing was."""
        value = (self.form or {}).get(name, '')
        return value if isinstance(value, str) else next((part for part in value if isinstance(part, str)), '')

    def chosen(self, name: str) -> list[str]:
        """All that was ticked under a name."""
        value = (self.form or {}).get(name, [])
        return [value] if isinstance(value, str) else [part for part in value if isinstance(part, str)]

    def reader_at(self, business: Business) -> Reader:
        """The reader, in the business's language where the browser names none that we speak."""
        if self.reader.named or business.language == self.reader.language:
            return self.reader
        return reader_of(business.language, '', embed=self.reader.embed)


def visit_of(request: Request, form: Mapping[str, Any] | None = None) -> Visit:
    """The visit that a request is."""
    query = dict(request.query_params)
    accepted = request.headers.get('accept-language', '')[:200]
    embed = query.get('embed') == '1' and bool(FRAMED.fullmatch(request.url.path))
    reader = reader_of(query.get('lang', ''), accepted, embed=embed)
    return Visit(reader, query, form, request.client.host if request.client else '')


def reader_of(asked: str, accepted: str, *, embed: bool = False) -> Reader:
    """`?lang=`, else the first language of the browser that we speak, else English for now (see `Visit.reader_at`)."""
    asked = asked if asked in languages.LANGUAGES else ''
    language = asked or languages.best(accepted)
    found = [tag for tag in TAG.finditer(accepted) if tag[1] == language]
    region = next((tag[2].upper() for tag in found if tag[2]), '')
    locale = formats.known(f'{language}_{region}', HOUSE[language])
    return Reader(language, locale, asked, embed, named=bool(asked or found))


async def form_of(request: Request) -> dict[str, Any]:
    """The fields of a form; a name that came several times is a list. (`api/security.py` has refused what other web sites send.)"""
    fields: dict[str, Any] = {}
    async with request.form(max_files=10, max_fields=MOST_FIELDS) as data:
        for name, value in data.multi_items():
            kept = value if isinstance(value, str) else (value.filename or '', await value.read())
            add(fields, name, kept)
    return fields


def add(fields: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under its name; a second one makes a list."""
    before = fields.get(name)
    fields[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]


async def attempt(work: Awaitable[Result], *expected: type[Refusal]) -> tuple[Result | None, Refusal | None]:
    """The result, or the refusal that the page knows how to show; any other refusal goes on to the notice page."""
    try:
        return await work, None
    except expected as refusal:
        return None, refusal


Show = Callable[..., Awaitable[Any]]
