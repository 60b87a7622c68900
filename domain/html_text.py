"""What a reader sees of an HTML mail, as plain text. Pure; nothing of it is ever run.

Scanned by hand, each character about once: the standard library's parser takes minutes for a mail made of half-open tags.
"""

import html
import re
from collections.abc import Iterator

MOST = 300_000
RAW = {'script', 'style', 'title', 'textarea'}
UNSEEN = RAW | {'template', 'noscript'}
BLOCKS = {'address', 'article', 'blockquote', 'center', 'dd', 'div', 'dl', 'dt', 'footer', 'form', 'header', 'hr', 'li'}
BLOCKS |= {'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'main', 'section', 'table', 'tbody', 'tr'}
APART = {'p', 'ul', 'ol', 'pre'}
EMPTY = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}
HIDDEN = re.compile(
    r'display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all', re.IGNORECASE
)
DEEPEST = 100
_ENDS = {tag: re.compile(f'</{tag}', re.IGNORECASE) for tag in RAW}
_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})')


def of(source: str) -> str:
    """The text; of a very long mail only the beginning."""
    reader = _Reader()
    for kind, what in _tokens(source[:MOST]):
        if kind == 'text':
            reader.text(what)
        elif kind == 'end':
            reader.end(what)
        else:
            reader.start(what, kind)
    lines = (' '.join(line.split()) for line in ''.join(reader.found).split('\n'))
    return re.sub(r'\n{3,}', '\n\n', '\n'.join(lines)).strip()


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """`('text', words)`, `('end', tag)`, and for an opening tag everything inside its brackets with its name."""
    at = 0
    while at < len(source):
        start = source.find('<', at)
        if start < 0:
            yield 'text', source[at:]
            return
        if start > at:
            yield 'text', source[at:start]
        found = _TAG.match(source, start)
        if source.startswith('<!--', start):
            at = _behind(source, '-->', start + 4)
        elif source[start + 1 : start + 2] in {'!', '?'}:
            at = _behind(source, '>', start)
        elif found is None:
            yield 'text', '<'
            at = start + 1
        else:
            at = _behind(source, '>', start)
            tag = found[2].lower()
            yield ('end' if found[1] else source[start:at]), tag
            if tag in RAW and not found[1]:
                end = _ENDS[tag].search(source, at)
                at = end.start() if end else len(source)


def _behind(source: str, what: str, at: int) -> int:
    """Right behind the next `what`; the end where there is none."""
    found = source.find(what, at)
    return len(source) if found < 0 else found + len(what)


class _Reader:
    """Collects text; an element that is not seen hides everything inside it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.hidden: list[str] = []  # the open elements from the outermost hidden one on

    def start(self, tag: str, whole: str) -> None:
        if tag in EMPTY:
            self._break(tag)
        elif self.hidden or tag in UNSEEN or HIDDEN.search(whole[:2_000]):
            if len(self.hidden) < DEEPEST:
                self.hidden.append(tag)
        else:
            self._break(tag)

    def end(self, tag: str) -> None:
        if self.hidden:
            if tag in self.hidden:
                while self.hidden.pop() != tag:
                    pass
        elif tag not in EMPTY:
            self._break(tag)

    def text(self, data: str) -> None:
        if not self.hidden:
            data = html.unescape(data)
            words = ' '.join(data.split())
            self.found.append(f'{" " * data[:1].isspace()}{words}{" " * (data[-1:].isspace() and bool(words))}')

    def _break(self, tag: str) -> None:
        if self.hidden:
            return
        if tag == 'br':
            self.found.append('\n')
        elif tag in {'td', 'th'}:
            self.found.append(' ')
        elif tag in APART or tag in BLOCKS:
            before = ''.join(self.found[-6:]).rstrip(' ')
            wanted = 2 if tag in APART else 1
            present = len(before) - len(before.rstrip('\n'))
            self.found.append('\n' * max(0, wanted - present) if before else '')
