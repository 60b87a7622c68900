"""What a person is told after a click: the outcome, or the refusal in words, at the field where it belongs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from domain.access import NotAMember
from domain.errors import Invalid, Refusal, SignedOut


@dataclass
class Told:
    """What came of it: the refusal, where there was one."""

    refusal: Refusal | None = None


@contextmanager
def feedback(
    done: str = '', fields: Mapping[str, ValidationElement] | None = None, *, quiet: tuple[type[Refusal], ...] = ()
) -> Iterator[Told]:
    """Say `done` when the block succeeds. A refusal is shown instead: at its field where `fields` knows it, else as a notice.

    A `quiet` refusal is only handed over, for a page that has more to say about it. The block ends at a refusal; put everything that must not happen then inside it. Anything unexpected rises to the shell.
    """
    fields, told = fields or {}, Told()
    for field in fields.values():
        field.error = None
    try:
        yield told
    except (SignedOut, NotAMember):
        to_sign_in()
    except Refusal as refusal:
        told.refusal = refusal
        if isinstance(refusal, quiet):
            return
        if isinstance(refusal, Invalid):
            _at_fields(refusal, fields)
        else:
            refuse(refusal.message)
    else:
        if done:
            say(done)


def say(words: str) -> None:
    """A short good notice."""
    ui.notify(words, type='positive', icon='check')


def refuse(words: str) -> None:
    """A notice that something was not done, and why."""
    ui.notify(words, type='negative', icon='error_outline', timeout=8000, multi_line=True)


def to_sign_in() -> None:
    """Take the browser to the sign-in page and bring it back here afterwards. (A plain page: no NiceGUI navigation.)"""
    ui.run_javascript("location.href = '/sign-in?next=' + encodeURIComponent(location.pathname + location.search)")


def _at_fields(refusal: Invalid, fields: Mapping[str, ValidationElement]) -> None:
    shown = {name: words for name, words in refusal.fields.items() if name in fields}
    for name, words in shown.items():
        fields[name].error = words
    if shown:
        first = fields[next(iter(shown))]
        first.run_method('focus')  # it does not scroll by itself
        ui.run_javascript(f"getHtmlElement({first.id})?.scrollIntoView({{block: 'center'}})")
    rest = [words for name, words in refusal.fields.items() if name not in shown]
    if rest or not shown:
        refuse(' '.join(rest) or refusal.message)
