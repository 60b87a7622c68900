"""Fields of plain pages (sign-in, registration, reset): a label, a native control, and the refusal right under it."""

from collections.abc import Iterable, Mapping
from typing import Any

from careops_ui.tags import Tags


def title(tags: Tags, words: str, under: str = '') -> None:
    """The product's name, the page's one h1 and a line below it."""
    with tags.header().classes('cluster nowrap'):
        tags.span(**{'data-initial': 'C'}).classes('face brand')
        tags.b('CareOps')
    with tags.div().classes('stack tight'):
        tags.h1(words)
        if under:
            tags.p(under).classes('muted')


def alert(tags: Tags, words: str) -> None:
    """What was wrong with the whole form; read aloud at once."""
    if words:
        with tags.div(role='alert', **{'data-icon': 'error_outline'}).classes('banner bad'):
            tags.p(words)


def field(tags: Tags, name: str, label: str, given: Mapping[str, str], wrong: Mapping[str, str], **props: Any) -> None:
    """One text field with what was typed before; passwords are never written back."""
    value = '' if props.get('type') == 'password' else given.get(name, '')
    hint = props.pop('hint', '')
    with tags.div().classes('field'):
        tags.label(label, **{'for': name})
        tags.input(id=name, name=name, value=value, **props, **_described(name, hint, wrong))
        _below(tags, name, hint, wrong)


def file(tags: Tags, name: str, label: str, wrong: Mapping[str, str], *, accept: str, hint: str = '') -> None:
    """One file; a browser never gives it twice, so after a refusal it is chosen again."""
    with tags.div().classes('field'):
        tags.label(label, **{'for': name})
        tags.input(id=name, name=name, type='file', accept=accept, **_described(name, hint, wrong))
        _below(tags, name, hint, wrong)


def choice(
    tags: Tags,
    name: str,
    label: str,
    options: Iterable[tuple[str, str]],
    chosen: str,
    wrong: Mapping[str, str],
    **props: Any,
) -> None:
    """One choice from a list of (value, words)."""
    hint = props.pop('hint', '')
    with tags.div().classes('field'):
        tags.label(label, **{'for': name})
        with tags.span().classes('pick'), tags.select(id=name, name=name, **props, **_described(name, hint, wrong)):
            for value, words in options:
                tags.option(words, value=value, selected=value == chosen)
        _below(tags, name, hint, wrong)


def _described(name: str, hint: str, wrong: Mapping[str, str]) -> dict[str, str]:
    if name in wrong:
        return {'aria-invalid': 'true', 'aria-describedby': f'{name}-error'}
    return {'aria-describedby': f'{name}-hint'} if hint else {}


def _below(tags: Tags, name: str, hint: str, wrong: Mapping[str, str]) -> None:
    if name in wrong:
        tags.p(wrong[name], id=f'{name}-error', **{'data-icon': 'error_outline'}).classes('wrong')
    elif hint:
        tags.p(hint, id=f'{name}-hint').classes('hint')
