"""Every sentence that customers can read has its German: `python -m tests.catalogue` names those that have none."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FLOORS = ('domain', 'pages/public', 'careops_ui', 'api')  # staff screens are in English
CATALOGUE = ROOT / 'domain' / 'locale' / 'de' / 'LC_MESSAGES' / 'careops.po'
SAYING = {'say', 'noted'}
# In these modules customers meet the refusals (their docstrings are the sentences) and the words about wrong fields.
REFUSING = 'errors links public_booking bookings placing contact_forms form_filling limits inventory unsubscribing public_waitlist storefront refusals'.split()
CHECKING = 'addresses contacts questions form_fields contact_forms bookings placing public_booking'.split()
# Here `wrong[…] = …` is read by the owner who writes questions, not by customers.
FOR_STAFF = 'questions form_fields contact_forms'.split()
KINDS = {'Refusal', 'NotFound', 'Forbidden', 'Conflict', 'Invalid', 'TooMany'}
PLACEHOLDER = re.compile(r'{(\w+)}')


def sentences() -> dict[str, str]:
    """Sentence -> where it is said."""
    found: dict[str, str] = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob('*.py')):
            tree = ast.parse(path.read_text('utf-8'))
            for sentence, line in _of(path, tree):
                found.setdefault(sentence, f'{path.relative_to(ROOT)}:{line}')
    return found


def _of(path: Path, tree: ast.Module) -> Iterator[tuple[str, int]]:
    domain = path.is_relative_to(ROOT / 'domain')
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SAYING:
            yield from _first(node.args[:2])
        if domain and path.stem in CHECKING:
            yield from _wrong(node, assigned=path.stem not in FOR_STAFF)
    if domain and path.stem in REFUSING:
        yield from _refusals(tree)


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ''
    )


def _first(arguments: list[ast.expr]) -> Iterator[tuple[str, int]]:
    """The sentence among the first two arguments (the other is the language), or both of a choice."""
    for argument in arguments:
        texts = list(_texts(argument))
        if texts:
            yield from texts
            return


def _texts(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _wrong(node: ast.AST, *, assigned: bool) -> Iterator[tuple[str, int]]:
    """`wrong['field'] = 'sentence'` and `raise ValueError('sentence')`, which are said by whoever catches them."""
    if assigned and isinstance(node, ast.Assign) and any(_is_wrong(target) for target in node.targets):
        yield from _texts(node.value)
    if isinstance(node, ast.Call) and _name(node.func) == 'ValueError' and node.args:
        yield from _texts(node.args[0])
    if isinstance(node, ast.Call) and _name(node.func) in {'Invalid', 'NotOffered'} and node.args:
        values = node.args[0].values if isinstance(node.args[0], ast.Dict) else []
        for value in values:
            yield from _texts(value)


def _is_wrong(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id == 'wrong'


def _refusals(tree: ast.Module) -> Iterator[tuple[str, int]]:
    kinds = set(KINDS)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and kinds & {_name(base) for base in node.bases} | ({node.name} & kinds):
            kinds.add(node.name)
            if words := ast.get_docstring(node):
                yield ' '.join(words.split()), node.lineno


def problems(german: dict[str, str]) -> list[str]:
    """What a German reader would meet in English, or with a gap."""
    found = []
    for sentence, place in sentences().items():
        translated = german.get(sentence)
        if not translated:
            found.append(f'{place}: no German for {sentence!r}')
        elif sorted(set(PLACEHOLDER.findall(sentence))) != sorted(set(PLACEHOLDER.findall(translated))):
            found.append(f'{place}: the placeholders of {sentence!r} differ')
    return found


def catalogue() -> dict[str, str]:
    """English -> German."""
    with CATALOGUE.open('rb') as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def main() -> None:
    """Fail with one line for each gap."""
    found = problems(catalogue())
    for line in found:
        print(line)
    if found:
        sys.exit(f'{len(found)} sentences for customers have no German: add them to {CATALOGUE.relative_to(ROOT)}')
    print(f'{len(sentences())} sentences for customers, all of them in German')


if __name__ == '__main__':
    main()
