"""The last step: who the customer is, what the owner asks, and what happens when the time is gone."""

from typing import Any

from careops_ui import formats
from careops_ui.visit import Reader
from domain.public_views import DetailsPage
from pages.public import fields, so_far, time_screens


def details(tags: Any, reader: Reader, view: DetailsPage, typed: fields.Typed, base: str) -> None:
    """Who books. Where the time went in the meantime, the nearest ones are choices of the same form, so nothing typed is lost."""
    when = so_far.span(reader, view.start, view.end)
    services = so_far.visit_of(view)
    price = so_far.total_of(reader, services, view.business.currency).partition(' · ')[2]
    zone = view.timezone.replace('_', ' ')
    words = ' · '.join(
        part for part in (when if view.free else '', zone, view.person.name if view.person else '', price) if part
    )
    keep = so_far.kept_query(reader, view)
    back = reader.link(base, day=view.start.date(), **keep)
    so_far.chosen(tags, reader, so_far.names_of(services), words, back)
    tags.h1(reader.say('Your details'))
    with tags.form(
        method='post',
        novalidate=True,
        action=reader.link(base, start=view.start.isoformat(), **keep),
    ).classes('stack loose'):
        fields.hidden(tags, submission_key=typed.key)
        if view.free:
            fields.hidden(tags, start=view.start.isoformat())
        else:
            nearest(tags, reader, view, back)
        fields.summary(tags, reader, typed.wrong, typed.message)
        who(tags, reader, view, typed)
        tags.p(reader.say('We use your details for this appointment only.')).classes('faint')
        if view.free or view.nearest:
            day = formats.weekday_name(view.start.date(), reader.locale)
            time = formats.clock(view.start, reader.locale)
            book = reader.say(
                'Book {day} at {time}' if all(one.auto_confirm for one in services) else 'Ask for {day} at {time}',
                day=day,
                time=time,
            )
            with tags.div().classes('foot'):
                fields.button(tags, book if view.free else reader.say('Book the chosen time'))


def nearest(tags: Any, reader: Reader, view: DetailsPage, back: str) -> None:
    """The plain sentence, and what is left."""
    with tags.div(role='alert', **{'data-icon': 'info'}).classes('banner warn'):
        with tags.div().classes('stack tight grow'):
            gone = reader.say('{when} has just been taken.', when=so_far.span(reader, view.start, view.end))
            tags.p(reader.say(view.lacking) if view.lacking else gone)
            if view.nearest:
                with tags.fieldset().classes('bare wide'):
                    tags.legend(reader.say('These times are the nearest; what you typed is still here.'))
                    with tags.div().classes('times'):
                        for start in view.nearest:
                            time_screens.one_time(tags, reader, start, day=True)
            fields.link(tags, reader.say('Show all times'), back, 'target')


def questions_of(view: DetailsPage) -> list[dict[str, Any]]:
    """The owner's questions of all services; one that several ask is asked once."""
    found: dict[str, dict[str, Any]] = {}
    for question in (each for one in so_far.visit_of(view) for each in one.questions):
        found.setdefault(str(question['key']), question)
    return list(found.values())


def who(tags: Any, reader: Reader, view: DetailsPage, typed: fields.Typed) -> None:
    """Name, e-mail, telephone, the owner's questions, and room for a word."""

    say = reader.say

    def line(words: str, name: str, kind: str, autocomplete: str, *, help: str = '', optional: bool = False) -> None:
        fields.entry(
            tags,
            words,
            name,
            kind=kind,
            value=str(typed.values.get(name, '')),
            wrong=typed.wrong.get(name, ''),
            help=help,
            optional=say('(optional)') if optional else '',
            autocomplete=autocomplete,
        )

    line(say('Name'), 'name', 'text', 'name')
    line(say('E-mail'), 'email', 'email', 'email')
    line(say('Phone'), 'phone', 'phone', 'tel', help=say('E-mail or phone: one of the two is enough.'))
    for question in questions_of(view):
        name = f'answers.{question["key"]}'
        fields.question(tags, reader, question, name, typed.values.get(name), wrong=typed.wrong.get(name, ''))
    line(say('Anything we should know?'), 'notes', 'long_text', 'off', optional=True)
