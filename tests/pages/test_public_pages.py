"""Customers' pages over HTTP with the real domain behind them: no script, forms posted as a browser posts them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from nicegui.testing import User

from data.models import BookingTypeMember, ContactForm, Item, OldSlug, WhenShort, WorkspaceStatus
from data.models.stock import BookingTypeItem
from domain import booking_types, clock, links
from domain.work import act_now
from tests import factories
from tests.conftest import Cast

FORM = {'Sec-Fetch-Site': 'same-origin'}


@pytest.fixture
def service(cast: Cast) -> Any:
    made = factories.booking_type(cast.workspace.id, slug='cut', price='38')
    factories.save(BookingTypeMember(booking_type_id=made.id, member_id=cast.ada.member_id))
    return made


@pytest.fixture
def http(browser: User) -> httpx.AsyncClient:
    return browser.http_client


async def get(http: httpx.AsyncClient, path: str, **headers: str) -> httpx.Response:
    return await http.get(path, headers={'Accept-Language': 'en-GB', **headers}, follow_redirects=False)


async def post(http: httpx.AsyncClient, path: str, **fields: Any) -> httpx.Response:
    return await http.post(path, data=fields, headers={'Accept-Language': 'en-GB', **FORM}, follow_redirects=False)


def starts(answer: httpx.Response) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="start" value="([^"]+)"', answer.text)]


async def first_times(http: httpx.AsyncClient) -> list[str]:
    day = (clock.now() + timedelta(days=3)).date()
    page = await get(http, f'/book/juniper-street/cut?day={day}')
    assert page.status_code == 200, page.text
    return starts(page)


async def book(http: httpx.AsyncClient, start: str, **fields: Any) -> httpx.Response:
    given = {'start': start, 'name': 'Priya Nair', 'email': 'priya@example.com', 'submission_key': 'k1'} | fields
    return await post(http, '/book/juniper-street/cut', **given)


async def test_from_service_to_done_without_script(http: httpx.AsyncClient, service: Any) -> None:
    page = await get(http, '/book/juniper-street')
    assert '/book/juniper-street/cut' in page.text
    start = (await first_times(http))[0]
    details = await http.get('/book/juniper-street/cut', params={'start': start})
    assert 'Your details' in details.text
    answer = await book(http, start)
    assert answer.status_code == 303, answer.text
    done = await get(http, answer.headers['location'])
    assert 'You are booked' in done.text
    assert start not in await first_times(http)


async def test_sending_twice_books_once(http: httpx.AsyncClient, service: Any) -> None:
    start = (await first_times(http))[0]
    first, second = await book(http, start), await book(http, start)
    assert first.headers['location'] == second.headers['location']


async def test_a_taken_time_offers_the_nearest_and_loses_nothing(http: httpx.AsyncClient, service: Any) -> None:
    times = await first_times(http)
    await book(http, times[0])
    answer = await book(http, times[0], submission_key='k2', name='Late Larry', notes='By the window <b>')
    assert answer.status_code == 409
    assert 'has just been taken' in answer.text
    assert 'value="Late Larry"' in answer.text
    assert 'By the window &lt;b&gt;' in answer.text
    chosen = starts(answer)
    assert chosen
    assert times[0] not in chosen
    again = await book(http, chosen[0], submission_key='k2', name='Late Larry')
    assert again.status_code == 303


async def test_what_cannot_be_booked_just_now_says_so(http: httpx.AsyncClient, cast: Cast, service: Any) -> None:
    start = (await first_times(http))[0]
    tube = factories.save(Item(workspace_id=cast.workspace.id, name='Tube', when_short=WhenShort.BLOCK))
    factories.save(BookingTypeItem(booking_type_id=service.id, item_id=tube.id))
    sentence = 'This cannot be booked just now'
    refused = await book(http, start)
    assert (refused.status_code, 'has just been taken' in refused.text) == (409, False)
    assert sentence in refused.text
    assert 'value="priya@example.com"' in refused.text
    assert sentence in (await get(http, '/book/juniper-street/cut')).text


async def test_errors_stand_at_their_fields(http: httpx.AsyncClient, service: Any) -> None:
    start = (await first_times(http))[0]
    answer = await book(http, start, name='', email='priya@')
    assert answer.status_code == 422
    assert 'id="name-wrong"' in answer.text
    assert 'id="email-wrong"' in answer.text
    assert 'value="priya@"' in answer.text
    assert len(await first_times(http)) > 0


async def test_looking_changes_nothing_and_cancelling_asks(http: httpx.AsyncClient, service: Any) -> None:
    start = (await first_times(http))[-1]
    manage = (await book(http, start)).headers['location'].split('?')[0]
    for _ in range(2):
        assert 'Cancel this booking?' in (await get(http, f'{manage}/cancel')).text
    assert 'This booking is cancelled' not in (await get(http, manage)).text
    answer = await post(http, f'{manage}/cancel', reason='Ill')
    assert (answer.status_code, answer.headers['location']) == (303, manage)
    assert 'This booking is cancelled' in (await get(http, manage)).text
    again = await post(http, f'{manage}/cancel')
    assert again.status_code == 409


async def test_moving_takes_another_time(http: httpx.AsyncClient, cast: Cast, service: Any) -> None:
    times = await first_times(http)
    manage = (await book(http, times[-1])).headers['location'].split('?')[0]
    page = await get(http, f'{manage}/move')
    assert page.status_code == 200, page.text
    target = next(start for start in starts(page) if start != times[-1])
    answer = await post(http, f'{manage}/move', start=target)
    assert answer.status_code == 303
    assert times[-1] in await first_times(http)


async def test_the_calendar_file(http: httpx.AsyncClient, service: Any) -> None:
    manage = (await book(http, (await first_times(http))[0])).headers['location'].split('?')[0]
    answer = await get(http, f'{manage}/calendar.ics')
    assert answer.headers['content-type'].startswith('text/calendar')
    assert 'BEGIN:VEVENT' in answer.text


@pytest.mark.parametrize(
    'path',
    [
        '/m/x',
        '/m/x.y/cancel',
        '/m/x/move',
        '/m/x/calendar.ics',
        '/f/x',
        '/u/x',
        '/book/nobody',
        '/c/nobody',
        '/book/nobody/cut',
        '/book/juniper-street/none',
        '/book/nobody/events',
    ],
)
async def test_what_is_not_there_says_so(http: httpx.AsyncClient, cast: Cast, path: str) -> None:
    answer = await get(http, path)
    assert answer.status_code == 404
    assert '<h1>' in answer.text
    assert 'Traceback' not in answer.text


@pytest.mark.parametrize(('status', 'words'), [('setup', 'Not open yet'), ('suspended', 'Closed at the moment')])
async def test_before_opening_and_while_closed(http: httpx.AsyncClient, cast: Cast, status: str, words: str) -> None:
    shut = factories.workspace('Shut Shop', status=WorkspaceStatus(status))
    factories.booking_type(shut.id, slug='cut')
    for path in ('/book/shut-shop', '/book/shut-shop/cut', '/c/shut-shop'):
        answer = await get(http, path)
        assert answer.status_code == 200
        assert words in answer.text
        assert 'Shut Shop' in answer.text
    refused = await post(http, '/c/shut-shop', name='Priya', email='p@example.com', message='Hi')
    assert words in refused.text


async def test_an_old_address_leads_to_the_new_one(http: httpx.AsyncClient, cast: Cast, service: Any) -> None:
    factories.save(OldSlug(workspace_id=cast.workspace.id, slug='old-name'))
    for path, new in (
        ('/book/old-name/cut?day=2099-01-01', '/book/juniper-street/cut?day=2099-01-01'),
        ('/c/old-name', '/c/juniper-street'),
    ):
        answer = await get(http, path)
        assert (answer.status_code, answer.headers['location']) == (308, new)


async def test_the_contact_form(http: httpx.AsyncClient, cast: Cast) -> None:
    factories.save(
        ContactForm(
            workspace_id=cast.workspace.id,
            heading='Ask us',
            fields=[
                {
                    'key': 'topic',
                    'label': 'Topic',
                    'kind': 'choice',
                    'required': True,
                    'options': ['Cut', 'Colour'],
                    'help': '',
                },
            ],
        )
    )
    assert 'Ask us' in (await get(http, '/c/juniper-street')).text
    wrong = await post(http, '/c/juniper-street', name='Priya', message='Hello there')
    assert wrong.status_code == 422
    assert 'Hello there' in wrong.text
    answer = await post(
        http, '/c/juniper-street', name='Priya', phone='+351912345678', message='Hello', **{'extra.topic': 'Cut'}
    )
    assert answer.status_code == 303, answer.text
    assert 'your message has arrived' in (await get(http, answer.headers['location'])).text


async def test_a_form_from_another_site_is_refused(http: httpx.AsyncClient, cast: Cast) -> None:
    answer = await http.post(
        '/c/juniper-street',
        data={'name': 'x'},
        headers={'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'cross-site'},
    )
    assert answer.status_code == 403


async def test_the_visitors_language_and_zone(http: httpx.AsyncClient, service: Any) -> None:
    german = await get(http, '/book/juniper-street', **{'Accept-Language': 'de-DE,de;q=0.9'})
    assert 'Was möchten Sie buchen?' in german.text
    assert '<html lang="de">' in german.text
    tokyo = await get(http, '/book/juniper-street/cut?zone=Asia/Tokyo')
    assert 'Asia/Tokyo (UTC+9)' in tokyo.text
    assert all(start.endswith('+09:00') for start in starts(tokyo))


async def test_reminders_are_stopped_by_a_button_only(http: httpx.AsyncClient, cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id)
    path = f'/u/{links.sign("unsubscribe", contact.id, contact.link_nonce)}'
    assert 'Stop reminders' in (await get(http, path)).text
    assert (await http.post(path, data={'List-Unsubscribe': 'One-Click'})).status_code in {200, 303}
    assert 'no more reminders' in (await get(http, path)).text
    await post(http, path, again='1')
    assert 'Stop reminders' in (await get(http, path)).text


async def test_hostile_addresses_are_answered_calmly(http: httpx.AsyncClient, service: Any) -> None:
    for query in (
        'day=0001-01-01',
        'day=9999-12-31',
        'start=9999-12-31T23:59:59+00:00',
        'start=2026-01-01T00:00',
        'with=x&zone=../../etc',
        'zone=' + 'x' * 3000,
        'start=1e9',
        'day=2026-W01',
    ):
        answer = await get(http, f'/book/juniper-street/cut?{query}')
        assert answer.status_code < 500, (query, answer.text)
    assert clock.now().year > 2000


async def test_two_services_in_one_visit(http: httpx.AsyncClient, cast: Cast, service: Any) -> None:
    """Added by a link, shown with its total, booked and cancelled as one; what cannot be one visit is said."""
    factories.booking_type(cast.workspace.id, 'Full colour', slug='colour', price='62')
    factories.booking_type(cast.workspace.id, 'Yoga', slug='yoga', capacity=6)
    day, address = (clock.now() + timedelta(days=3)).date(), '/book/juniper-street/cut'
    alone = await get(http, f'{address}?day={day}')
    assert '?add=1' in alone.text
    more = await get(http, f'{address}?add=1')
    assert '?also=colour' in more.text
    assert 'Yoga' not in more.text
    both = await get(http, f'{address}?also=colour&day={day}')
    assert 'Together: 2 h · €100' in both.text
    assert 'name="also" value="colour"' in both.text
    assert len(starts(both)) == len(starts(alone)) - 2
    wrong = await post(http, f'{address}?also=colour', start=starts(both)[0], name='Priya', submission_key='k9')
    assert (wrong.status_code, 'Cut and finish + Full colour' in wrong.text) == (422, True)
    given = {'start': starts(both)[0], 'name': 'Priya Nair', 'email': 'priya@example.com', 'submission_key': 'k9'}
    answer = await post(http, f'{address}?also=colour', **given)
    done = await get(http, answer.headers['location'])
    assert 'Cut and finish with Ada Moreno' in done.text
    assert 'Full colour with Ada Moreno' in done.text
    token = answer.headers['location'].split('/m/')[1].split('?')[0]
    assert len(starts(await get(http, f'/m/{token}/move?day={day}'))) > 3
    assert (await post(http, f'/m/{token}/cancel', reason='')).status_code == 303
    assert 'This booking is cancelled' in (await get(http, f'/m/{token}')).text
    assert starts(await get(http, f'{address}?also=colour&day={day}')) == starts(both)
    for also, status, words in (('yoga', 422, 'Yoga is for groups'), ('cut', 422, 'once'), ('nothing', 404, '')):
        refused = await get(http, f'{address}?also={also}')
        assert (refused.status_code, words in refused.text) == (status, True)


async def test_a_link_to_one_person_keeps_them_through_the_steps(
    http: httpx.AsyncClient, cast: Cast, service: Any
) -> None:
    factories.booking_type(cast.workspace.id, 'Colour', slug='colour')
    ada, ben = cast.ada.member_id, cast.ben.member_id
    for person, does in ((ada, {'cut', 'colour'}), (ben, {'colour'})):
        page = await get(http, f'/book/juniper-street?with={person}')
        assert set(re.findall(rf'/book/juniper-street/(\w+)\?with={person}', page.text)) == does
        assert 'Show everyone' in page.text
    times = await get(http, f'/book/juniper-street/colour?with={ben}')
    assert 'Ben' in times.text
    for nobody in (cast.eve.member_id, 'nonsense'):
        page = await get(http, f'/book/juniper-street?with={nobody}')
        assert page.status_code == 200
        assert 'Show everyone' not in page.text


async def test_a_renamed_type_keeps_its_address(http: httpx.AsyncClient, cast: Cast, service: Any) -> None:
    act_now(booking_types.update, cast.ada, booking_type_id=service.id, given={'name': 'Trim'})
    page = await get(http, '/book/juniper-street/cut')
    assert page.status_code == 200
    assert 'Trim' in page.text
