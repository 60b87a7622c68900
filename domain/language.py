"""What customers read, in their language: `say(language, 'Hello {name}', name=…)` looks the English sentence up in the catalogue."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / 'locale'
LANGUAGES = {'en': 'English', 'de': 'Deutsch'}


def say(language: str, sentence: str, /, **values: Any) -> str:
    """The sentence in the language (English where it has none), with its `{values}` filled in."""
    words = catalogue(language.split('-')[0]).get(sentence, sentence)
    return words.format(**values) if values else words


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """Every sentence of one language; empty for English, whose sentences are the keys."""
    path = CATALOGUES / language / 'LC_MESSAGES' / 'careops.po'
    if language not in LANGUAGES or not path.exists():
        return {}
    with path.open('rb') as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def best(accepted: str, otherwise: str = 'en') -> str:
    """The first language of an `Accept-Language` header that we speak (RFC 9110, 12.5.4; weights in the browser's own order)."""
    for part in accepted.split(','):
        language = part.split(';')[0].strip().lower().split('-')[0]
        if language in LANGUAGES:
            return language
    return otherwise if otherwise in LANGUAGES else 'en'


def noted(sentence: str) -> str:
    """The sentence as it is, noted for the catalogue: whoever gets it says it later."""
    return sentence
