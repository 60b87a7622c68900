"""Words as the search compares them: without case, accents and punctuation, the same for what is kept and for what is asked."""

import re
import unicodedata
from collections.abc import Iterator
from uuid import UUID

LONGEST = 40
_WORD = re.compile(r'[^\W_]+')
_UNSPACED = re.compile(r'[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+')
_STROKES = str.maketrans({'ø': 'o', 'đ': 'd', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ð': 'd'})


def words(text: str) -> list[str]:
    """Each word once, in order. Scripts without spaces are taken in pairs of letters, so that any part of them is found."""
    return list(dict.fromkeys(word[:LONGEST] for found in _WORD.findall(_folded(text)) for word in _parts(found)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize('NFKD', text.casefold())
    return ''.join(letter for letter in plain if not unicodedata.combining(letter)).translate(_STROKES)


def _parts(word: str) -> Iterator[str]:
    for part in _UNSPACED.findall(word):
        if '\u3040' <= part[0] <= '\u9fff' or '\uf900' <= part[0] <= '\ufaff':
            yield from (part[at : at + 2] for at in range(max(1, len(part) - 1)))
        else:
            yield part


def own(workspace_id: UUID | str) -> str:
    """The word that every text of a workspace holds, and none of another; its first letter stands in no script, so nobody types it."""
    return f'\ue000{str(workspace_id).replace("-", "")}'


def indexed(workspace_id: UUID | str, *texts: str) -> str:
    """The texts as the index keeps them: their words and their workspace's."""
    return ' '.join([own(workspace_id), *words(' '.join(texts))])
