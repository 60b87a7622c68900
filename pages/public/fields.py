"""Fields of the customers' pages: a label that belongs to its control, help and error tied to it, what was typed kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from careops_ui.visit import Reader

INPUTS = {'text': 'text', 'number': 'text', 'date': 'date', 'email': 'email', 'phone': 'tel', 'file': 'file'}
TYPING = {'number': 'decimal', 'email': 'email', 'phone': 'tel'}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a customer has typed so far, and what was wrong with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    message: str = ''
    key: str = ''


def entry(
    tags: Any,
    label: str,
    name: str,
    *,
    kind: str = 'text',
    value: str = '',
    wrong: str = '',
    help: str = '',
    required: bool = False,
    optional: str = '',
    autocomplete: str | None = None,
) -> None:
    """One line (`text`, `email`, `phone`, `number`, `date`, `file`) or several (`long_text`). `optional` is the word beside its label."""
    with tags.div().classes('field'):
        label_of(tags, label, name, required=False, optional=optional)
        given = {'id': name, 'name': name, 'required': required, 'autocomplete': autocomplete} | described(
            name, wrong, help
        )
        if kind == 'long_text':
            tags.textarea(value, rows='3', maxlength='5000', **given)
        else:
            extra = {'inputmode': TYPING.get(kind), 'maxlength': '400' if kind in {'text', 'email', 'phone'} else None}
            typed = {} if kind == 'file' else {'^value': value or None}
            tags.input_(type=INPUTS.get(kind, 'text'), **given, **extra, **typed)
        notes(tags, name, wrong, help)


def label_of(tags: Any, label: str, name: str, *, required: bool, optional: str) -> None:
    """The label of one control."""
    tags.label(f'{label} {optional}' if optional else label + (' *' if required else ''), **{'for': name})


def described(name: str, wrong: str, help: str) -> dict[str, Any]:
    """What ties a control to its help and its error."""
    ids = ' '.join([f'{name}-help'] * bool(help) + [f'{name}-wrong'] * bool(wrong))
    return {'aria-describedby': ids or None, 'aria-invalid': 'true' if wrong else None}


def notes(tags: Any, name: str, wrong: str, help: str) -> None:
    """The help and the error below a control."""
    if help:
        tags.span(help, id=f'{name}-help').classes('hint')
    if wrong:
        tags.span(wrong, id=f'{name}-wrong', **{'data-icon': 'error_outline'}).classes('wrong')


def ticks(
    tags: Any,
    reader: Reader,
    field: Mapping[str, Any],
    name: str,
    values: list[str],
    *,
    wrong: str = '',
) -> None:
    """One or several of a list, or yes and no: radio buttons or boxes in a group with its question."""
    several = field['kind'] == 'multiple_choice'
    options = [(option, option) for option in field.get('options') or []]
    if field['kind'] == 'yes_no':
        options = [('yes', reader.say('Yes')), ('no', reader.say('No'))]
    help = str(field.get('help') or '')
    with tags.fieldset(**described(name, wrong, help)).classes('bare wide'):
        tags.legend(str(field['label']) + _mark(reader, field))
        with tags.div().classes('in-line' if field['kind'] == 'yes_no' else 'stack flush'):
            for value, words in options:
                with tags.label().classes('tick-row'):
                    tags.input_(
                        type='checkbox' if several else 'radio', name=name, value=value, checked=value in values
                    )
                    tags.span(words)
        notes(tags, name, wrong, help)


def box(tags: Any, words: str, name: str, *, checked: bool, wrong: str = '', help: str = '') -> None:
    """One box to tick."""
    with tags.div().classes('field'):
        with tags.label().classes('tick-row'):
            tags.input_(type='checkbox', name=name, value='yes', checked=checked, **described(name, wrong, help))
            tags.span(words)
        notes(tags, name, wrong, help)


def question(tags: Any, reader: Reader, field: Mapping[str, Any], name: str, value: Any, *, wrong: str = '') -> None:
    """One question of an owner's, in the way its kind is answered."""
    kind, label = str(field.get('kind') or 'text'), str(field['label'])
    values = (
        [str(one) for one in value]
        if isinstance(value, list | tuple)
        else [str(value)]
        if value not in (None, '')
        else []
    )
    if kind == 'heading':
        tags.h2(label)
        if field.get('help'):
            tags.p(str(field['help'])).classes('muted')
    elif kind == 'consent':
        box(
            tags,
            label + _mark(reader, field),
            name,
            checked=bool(values) and values != ['no'],
            wrong=wrong,
            help=str(field.get('help') or ''),
        )
    elif kind in {'choice', 'multiple_choice', 'yes_no'}:
        ticks(tags, reader, field, name, _answers(kind, values), wrong=wrong)
    else:
        entry(
            tags,
            label,
            name,
            kind=kind,
            value=values[0] if values else '',
            wrong=wrong,
            help=str(field.get('help') or ''),
            required=bool(field.get('required')) and kind != 'file',
            optional='' if field.get('required') else reader.say('(optional)'),
        )


def _answers(kind: str, values: list[str]) -> list[str]:
    return [{'True': 'yes', 'False': 'no'}.get(value, value) for value in values] if kind == 'yes_no' else values


def _mark(reader: Reader, field: Mapping[str, Any]) -> str:
    return '' if field.get('required') else ' ' + reader.say('(optional)')


def hidden(tags: Any, **values: str) -> None:
    """What the form carries along."""
    for name, value in values.items():
        if value:
            tags.input_(type='hidden', name=name.rstrip('_'), value=value)


def trap(tags: Any) -> None:
    """A field that people neither see nor reach; whoever fills it in is no person."""
    with tags.div(**{'aria-hidden': 'true'}).classes('trap'):
        tags.label('Website', **{'for': 'website'})
        tags.input_(type='text', id='website', name='website', tabindex='-1', autocomplete='off')


def summary(tags: Any, reader: Reader, wrong: Mapping[str, str], message: str = '') -> None:
    """What is read out first where a form came back: how many fields need another look, or why it was refused."""
    if not wrong and not message:
        return
    with tags.div(role='alert', **{'data-icon': 'error_outline'}).classes('banner bad'):
        tags.p(message or reader.say('Please look at the marked fields once more.'))


def button(tags: Any, words: str, look: str = '', **props: Any) -> Any:
    """The act of a form, a verb and its object."""
    return tags.button(words, type='submit', **props).classes(f'btn {look}'.strip())


def link(tags: Any, words: str, href: str, look: str = 'btn outline', **props: Any) -> Any:
    """A link that looks like a button, or (`target`) like a link with room for a finger."""
    return tags.a(words, href=href, **props).classes(look)
