"""Every state of every customers' page, drawn by both tag sets: the same tree, one h1, every control named."""

from typing import Any

import pytest

from careops_ui import doors, public
from careops_ui.public import Screen
from careops_ui.visit import Reader, Visit, reader_of
from domain import clock
from domain.errors import TooMany
from domain.links import BadLink
from domain.storefront import Closed, NotOpen
from pages.public import booking, contact, forms, manage_screens
from pages.public.fields import Typed
from tests.pages import trees, views

NASTY = '<img src=x onerror=alert(1)>"\'&'
MORE = (views.service(slug='colour', name='Full colour'), views.service(slug='talk', name='Consultation', price=None))
WRONG = Typed({'name': NASTY, 'email': 'priya@'}, {'email': 'Please write the whole address'}, key='k')


def screens(visit: Visit) -> dict[str, Screen]:
    """One of each state."""
    reader = visit.reader
    manages = {
        'booked': views.manage_page(),
        'late': views.manage_page(may_change=False),
        'pending': views.manage_page(status='pending'),
        'cancelled': views.manage_page(status='cancelled'),
        'completed': views.manage_page(status='completed'),
        'no-show': views.manage_page(status='no_show'),
        'two services': views.two_services(),
        'two cancelled': views.two_services(status='cancelled'),
        'past': views.manage_page(start=views.at(9), end=views.at(10)),
    }
    form = views.form_page()
    return {
        'types': booking.services_screen(visit, views.services_page()),
        'types of one': booking.services_screen(visit, views.services_page(person=views.BEN)),
        'no types': booking.services_screen(visit, views.services_page(services=())),
        'times': booking.times_screen(visit, views.times_page()),
        'times elsewhere': booking.times_screen(visit, views.times_page(timezone='Asia/Kolkata', person=views.BEN)),
        'times of a group': booking.times_screen(visit, views.times_page(service=views.service(capacity=6))),
        'times of two': booking.times_screen(visit, views.times_page(also=MORE[:1], more=MORE[1:])),
        'adding': booking.adding_screen(visit, views.times_page(also=MORE[:1], more=MORE[1:])),
        'details of two': booking.details_screen(visit, views.details_page(also=MORE[:1]), Typed(key='k')),
        'full of two': booking.times_screen(visit, views.full_page(also=MORE[:1])),
        'full': booking.times_screen(visit, views.full_page()),
        'full for good': booking.times_screen(visit, views.full_page(next_free=None, person=None)),
        'details': booking.details_screen(visit, views.details_page(), Typed(key='k')),
        'details wrong': booking.details_screen(visit, views.details_page(), WRONG, 422),
        'taken': booking.details_screen(visit, views.taken_page(), WRONG, 409),
        'all taken': booking.details_screen(visit, views.taken_page(nearest=()), WRONG, 409),
        'contact': contact.form_screen(visit, views.contact_page(), Typed()),
        'contact wrong': contact.form_screen(visit, views.contact_page(bookable=False), WRONG, 422),
        **{f'manage {name}': manage_screens.screen(reader, view) for name, view in manages.items()},
        'just booked': manage_screens.screen(reader, views.manage_page(), just=True),
        'ask': manage_screens.ask_screen(reader, 'token', views.manage_page()),
        'move': manage_screens.move_screen(reader, 'token', views.manage_page(), views.times_page(), Typed()),
        'move two': manage_screens.move_screen(
            reader, 'token', views.two_services(), views.times_page(also=MORE[:1]), Typed()
        ),
        'move full': manage_screens.move_screen(reader, 'token', views.manage_page(), views.full_page(), Typed()),
        'form': forms.screen(reader, 'token', form, Typed(dict(forms.named(form.answers)))),
        'form wrong': forms.screen(reader, 'token', form, Typed({}, {'answers.agree': 'Please tick this'})),
        'form done': forms.screen(reader, 'token', views.form_page(state='completed'), Typed()),
        'form withdrawn': forms.screen(reader, 'token', views.form_page(withdrawn=True), Typed()),
        'not open': doors.notice(reader, NotOpen(name='Juniper')),
        'closed': doors.notice(reader, Closed(name='Juniper')),
        'bad link': doors.notice(reader, BadLink()),
        'too many': doors.notice(reader, TooMany()),
    }


NAMES = list(screens(Visit(Reader())))


@pytest.mark.parametrize('language', ['en', 'de'])
@pytest.mark.parametrize('name', NAMES)
async def test_both_tag_sets_draw_the_same_page(name: str, language: str) -> None:
    screen = screens(Visit(reader_of(language, '')))[name]
    with clock.frozen(views.at(9)):
        assert trees.written(screen.build) == trees.drawn(screen.build)


@pytest.mark.parametrize('name', NAMES)
async def test_every_page_has_one_h1_and_names_every_control(name: str) -> None:
    screen = screens(Visit(Reader()))[name]
    nodes = list(flat(trees.written(screen.build)))
    assert [node[0] for node in nodes].count('h1') == 1
    ids = [node[3]['id'] for node in nodes if 'id' in node[3]]
    assert len(ids) == len(set(ids))
    labelled = {node[3].get('for') for node in nodes if node[0] == 'label'}
    wrapped = {id(inner) for node in nodes if node[0] == 'label' for inner in flat(node[5])}
    for node in nodes:
        if node[0] in {'input', 'textarea', 'select'} and node[3].get('type') != 'hidden':
            assert node[3].get('id') in labelled or id(node) in wrapped, node
        if described := node[3].get('aria-describedby'):
            assert set(described.split()) <= set(ids)
    assert all(node[3].get('href') != '' for node in nodes if node[0] == 'a')


async def test_what_was_typed_comes_back_as_text() -> None:
    page = public.page(screens(Visit(Reader()))['details wrong']).body.decode()
    assert '<img src=x' not in page
    assert 'value="&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;"' in page


def test_a_strict_policy_where_nothing_comes_alive() -> None:
    policy = public.page(screens(Visit(Reader()))['contact']).headers['content-security-policy']
    assert 'unsafe-eval' not in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


def test_an_embedded_page_may_be_framed() -> None:
    answer = public.page(booking.services_screen(Visit(reader_of('', '', embed=True)), views.services_page()))
    assert 'frame-ancestors *' in answer.headers['content-security-policy']
    assert 'x-frame-options' not in answer.headers
    assert 'embed=1' in answer.body.decode()


@pytest.mark.parametrize(
    ('asked', 'accepted', 'language', 'locale'),
    [
        ('', '', 'en', 'en_GB'),
        ('', 'de-AT,de;q=0.9,en;q=0.8', 'de', 'de_AT'),
        ('', 'en-US,en;q=0.9', 'en', 'en_US'),
        ('de', 'en-US,en;q=0.9', 'de', 'de_DE'),
        ('xx', 'fr-FR,fr;q=0.9', 'en', 'en_GB'),
        ('', 'en-XX', 'en', 'en_GB'),
    ],
)
def test_the_readers_language(asked: str, accepted: str, language: str, locale: str) -> None:
    reader = reader_of(asked, accepted)
    assert (reader.language, reader.locale) == (language, locale)


def test_a_business_speaks_its_own_language_to_those_whom_we_cannot_ask() -> None:
    french = Visit(reader_of('', 'fr-FR,fr;q=0.9'))
    assert french.reader_at(views.business(language='de')).language == 'de'
    assert Visit(reader_of('', 'en')).reader_at(views.business(language='de')).language == 'en'


def flat(trees: list[Any]) -> Any:
    for tree in trees:
        yield tree
        yield from flat(tree[5])
