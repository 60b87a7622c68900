"""The promised names, shapes and codes of the daily work and the configuration."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import select

from tests import factories
from tests.api.conftest import Caller, bearer
from tests.conftest import Cast


def instant(text: str) -> datetime:
    """The promised form of instants: ISO 8601 with offset."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None
    return found


async def test_workspaces(client: httpx.AsyncClient, ada: Caller, cast: Cast) -> None:
    listed = await client.get('/workspaces', headers=ada.headers)
    assert {key: listed.json()[key] for key in ('total', 'limit', 'offset')} == {'total': 1, 'limit': 50, 'offset': 0}
    one = await ada('GET', '')
    assert one == listed.json()['items'][0]
    assert set(one) >= {'name', 'slug', 'address', 'timezone', 'contact_email', 'phone', 'currency', 'status'}
    made = await client.post('/workspaces', json={'name': 'Second', 'timezone': 'Asia/Tokyo'}, headers=ada.headers)
    assert made.status_code == 201
    assert made.json()['status'] == 'setup'
    assert (await client.get('/workspaces?limit=1&offset=1', headers=ada.headers)).json()['total'] == 2


async def test_a_workspace_goes_live_by_its_three_conditions_alone(client: httpx.AsyncClient, cast: Cast) -> None:
    head = bearer(cast.ada)
    made = (await client.post('/workspaces', json={'name': 'New', 'timezone': 'Europe/Lisbon'}, headers=head)).json()
    new = Caller(client, made['id'], head)
    start = await new('GET', '/onboarding')
    assert start['step'] == 'workspace'
    keys = ['workspace', 'channels', 'contact_form', 'booking_types', 'forms', 'inventory', 'staff', 'activate']
    assert [step['key'] for step in start['steps']] == keys
    assert [each['key'] for each in start['missing']] == ['channel', 'booking_type', 'availability']
    refused = await new('POST', '/activate', 409)
    assert [each['key'] for each in refused['missing']] == ['channel', 'booking_type', 'availability']
    await new('POST', '/onboarding/template', 422, json={'template': 'castle'})
    applied = await new('POST', '/onboarding/template', json={'template': 'salon'})
    assert applied['booking_types'] > 0
    assert [each['key'] for each in (await new('POST', '/activate', 409))['missing']] == ['channel']
    for step in keys:
        await new('POST', f'/onboarding/steps/{step}')
    await new('POST', '/onboarding/steps/nonsense', 404)
    assert [each['key'] for each in (await new('POST', '/activate', 409))['missing']] == ['channel']
    await new('POST', '/integrations', 201, json={'kind': 'email', 'provider': 'test'})
    assert (await new('GET', '/onboarding'))['missing'] == []
    assert (await new('POST', '/activate'))['status'] == 'active'


async def test_contacts(ada: Caller) -> None:
    given = {'name': 'Priya Nair', 'email': 'Priya@Example.com', 'phone': '912 345 678', 'tags': ['regular']}
    made = await ada('POST', '/contacts', 201, json=given)
    assert (made['email'], made['phone'], made['tags']) == ('priya@example.com', '+351912345678', ['regular'])
    known = await ada('POST', '/contacts', 409, json={'name': 'Else', 'email': 'priya@example.com'})
    assert known['contact_id'] == made['id']
    nobody = await ada('POST', '/contacts', 422, json={'name': 'Nobody'})
    assert nobody['errors'][0]['field'] == 'email'
    changed = await ada('PATCH', f'/contacts/{made["id"]}', json={'phone': None, 'notes': 'Mornings'})
    assert (changed['phone'], changed['notes'], changed['name']) == (None, 'Mornings', 'Priya Nair')
    found = await ada('GET', '/contacts?q=priya')
    assert [each['id'] for each in found['items']] == [made['id']]
    assert (await ada('GET', '/contacts?q=nobody-at-all'))['items'] == []
    happened = await ada('GET', f'/contacts/{made["id"]}/timeline')
    assert {each['kind'] for each in happened['items']} <= {'message', 'booking', 'form'}
    await ada('DELETE', f'/contacts/{made["id"]}', 204)
    await ada('GET', f'/contacts/{made["id"]}', 404)


async def test_lists_are_paged_and_sorted(ada: Caller, cast: Cast) -> None:
    for name in 'Carol', 'Alice', 'Bob':
        factories.contact(cast.workspace.id, name)
    for sort, names in ('name', ['Alice', 'Bob']), ('-name', ['Carol', 'Bob']):
        page = await ada('GET', f'/contacts?sort={sort}&limit=2')
        assert [each['name'] for each in page['items']] == names
        assert (page['total'], page['limit'], page['offset']) == (3, 2, 0)
    assert len((await ada('GET', '/contacts?limit=2&offset=2'))['items']) == 1
    for wrong in 'limit=201', 'limit=0', 'offset=-1', 'sort=password_hash', 'limit=x':
        await ada('GET', f'/contacts?{wrong}', 422)


async def test_conversations(ada: Caller, cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id, email='priya@example.com')
    [line] = (await ada('GET', '/conversations'))['items']
    assert (line['contact_id'], line['contact_name'], line['closed']) == (str(contact.id), 'Priya Nair', False)
    at = f'/conversations/{line["id"]}'
    sent = await ada('POST', f'{at}/messages', 201, json={'body': 'Hello', 'subject': 'Hi'})
    assert (sent['channel'], sent['direction'], sent['kind']) == ('email', 'out', 'manual')
    assert (sent['sender_name'], sent['body'], sent['delivery'], sent['error']) == ('Ada Moreno', 'Hello', 'queued', '')
    instant(sent['created_at'])
    note = await ada('POST', f'{at}/notes', 201, json={'body': 'Called'})
    assert (note['direction'], note['delivery']) == ('none', None)
    thread = await ada('GET', f'{at}/messages')
    assert [each['body'] for each in thread['items']] == ['Hello', 'Called']
    assert (await ada('GET', at))['paused'] is True
    assert (await ada('POST', f'{at}/resume'))['paused'] is False
    assert (await ada('POST', f'{at}/close'))['closed'] is True
    assert (await ada('POST', f'{at}/reopen'))['closed'] is False
    assert (await ada('POST', f'{at}/read'))['unread'] is False
    assert (await ada('POST', f'{at}/assign', json={'staff_id': str(cast.ben.member_id)}))[
        'assigned_name'
    ] == 'Ben Okafor'
    await ada('POST', f'{at}/messages', 422, json={'body': ' '})
    await ada('POST', f'{at}/messages', 422, json={'body': 'x', 'channel': 'sms'})


async def test_a_repeated_reply_is_sent_once(ada: Caller, cast: Cast) -> None:
    factories.contact(cast.workspace.id)
    [line] = (await ada('GET', '/conversations'))['items']
    path, key = f'/conversations/{line["id"]}/messages', {'Idempotency-Key': str(uuid4())}
    first = await ada('POST', path, 201, json={'body': 'Hello'}, headers=key)
    assert await ada('POST', path, 201, json={'body': 'Hello'}, headers=key) == first
    await ada('POST', path, 409, json={'body': 'Other'}, headers=key)
    assert (await ada('GET', path))['total'] == 1


async def test_booking_types(ada: Caller, cast: Cast) -> None:
    await ada('POST', '/booking-types', 422, json={'name': 'No length'})
    given = {
        'name': 'Cut and finish',
        'duration_minutes': 60,
        'price': '45.50',
        'buffer_after_minutes': 10,
        'staff_ids': [str(cast.ben.member_id)],
        'location_kind': 'in_person',
    }
    made = await ada('POST', '/booking-types', 201, json=given)
    assert {key: made[key] for key in given} == given
    at = f'/booking-types/{made["id"]}'
    assert await ada('GET', at) == made
    changed = await ada('PATCH', at, json={'price': None, 'active': False})
    assert (changed['price'], changed['active'], changed['name']) == (None, False, 'Cut and finish')
    assert (await ada('GET', '/booking-types?active=true'))['total'] == 0
    wrong = await ada('PATCH', at, 422, json={'duration_minutes': 0})
    assert wrong['errors'][0]['field'] == 'duration_minutes'
    await ada('PATCH', at, 422, json={'staff_ids': [str(cast.eve.member_id)]})
    await ada('DELETE', at, 204)
    await ada('GET', at, 404)


async def test_availability(ada: Caller, cast: Cast) -> None:
    given = {
        'weekly': [{'weekday': 0, 'start': '09:00', 'end': '12:30'}, {'weekday': 0, 'start': '13:30', 'end': '24:00'}],
        'overrides': [{'date': '2026-12-24', 'ranges': []}],
    }
    assert await ada('PUT', '/availability', json=given) == given
    assert await ada('GET', '/availability') == given
    own, kind = f'/staff/{cast.ben.member_id}/availability', factories.booking_type(cast.workspace.id)
    for path in own, f'/booking-types/{kind.id}/availability':
        assert await ada('GET', path) is None
        assert await ada('PUT', path, json=given) == given
        assert await ada('PUT', path, content=b'null', headers={'Content-Type': 'application/json'}) is None
        assert await ada('GET', path) is None
    for wrong in ({'weekly': [{'weekday': 7, 'start': '09:00', 'end': '10:00'}]}, {'weekly': [{'weekday': 0}]}):
        await ada('PUT', '/availability', 422, json=wrong)
    bad = {'weekly': [{'weekday': 0, 'start': '25:00', 'end': '26:00'}]}
    assert (await ada('PUT', '/availability', 422, json=bad))['errors'][0]['field'] == 'weekly.0.start'


async def test_a_time_is_explained(ada: Caller, cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    start = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=3)
    asked = {'booking_type_id': str(kind.id), 'start': start.isoformat(), 'staff_id': str(cast.ben.member_id)}
    told = await ada('GET', '/availability/explanation', params=asked)
    assert not told['free']
    assert instant(told['start']) == start
    (verdict,) = told['people']
    assert (verdict['staff_id'], verdict['staff_name']) == (str(cast.ben.member_id), 'Ben Okafor')
    assert (verdict['free'], verdict['free_for_staff']) == (False, False)
    (reason,) = verdict['reasons']
    assert (reason['rule'], reason['binds_staff']) == ('hours', True)
    noon = asked | {'start': (start + timedelta(hours=9)).isoformat()}
    assert (await ada('GET', '/availability/explanation', params=noon))['free']
    also = noon | {'also': [str(factories.booking_type(cast.workspace.id, 'Massage').id)]}
    visit = await ada('GET', '/availability/explanation', params=also)
    assert (visit['free'], visit['free_for_staff'], visit['apart']) == (True, True, False)
    first, *_, last = visit['people']
    assert instant(last['start']) - instant(first['start']) == timedelta(hours=1)


async def test_secrets_of_providers_are_never_shown(ada: Caller) -> None:
    config = {
        'host': 'mail.example.com',
        'port': 2525,
        'username': 'ada',
        'password': 'swordfish-9',
        'sender': 'a@b.example',
    }
    made = await ada('POST', '/integrations', 201, json={'kind': 'email', 'provider': 'smtp', 'config': config})
    at = f'/integrations/{made["id"]}'
    for shown in made, await ada('GET', at), await ada('GET', '/integrations'):
        assert 'swordfish' not in str(shown)
    assert made['status'] == 'untested'
    assert made['secrets_set'] == ['password']
    kept = await ada('POST', '/integrations', 201, json={'kind': 'email', 'provider': 'test'})
    assert (kept['status'], kept['position']) == ('connected', 1)
    assert (await ada('PATCH', f'/integrations/{kept["id"]}', json={'position': 0}))['position'] == 0
    assert [each['id'] for each in (await ada('GET', '/integrations'))['items']] == [kept['id'], made['id']]
    assert (await ada('POST', f'/integrations/{kept["id"]}/test'))['status'] == 'connected'
    assert (await ada('PATCH', at, json={'enabled': False}))['status'] == 'disabled'
    await ada('DELETE', at, 204)
    await ada('GET', at, 404)
    await ada('POST', '/integrations', 422, json={'kind': 'pigeon', 'provider': 'test'})
    await ada('POST', '/integrations', 422, json={'kind': 'email', 'provider': 'pigeon'})


async def test_forms(ada: Caller, cast: Cast) -> None:
    field = {'key': 'allergies', 'label': 'Allergies?', 'kind': 'short_text', 'required': True}
    made = await ada('POST', '/forms', 201, json={'name': 'Health', 'fields': [field]})
    assert made['fields'][0]['key'] == 'allergies'
    kind = factories.booking_type(cast.workspace.id)
    changed = await ada('PATCH', f'/forms/{made["id"]}', json={'name': 'Health 2', 'booking_type_ids': [str(kind.id)]})
    assert (changed['name'], changed['booking_type_ids'], len(changed['fields'])) == ('Health 2', [str(kind.id)], 1)
    assert (await ada('GET', '/forms'))['total'] == 1
    await ada('POST', '/forms', 422, json={'name': 'Empty', 'fields': []})
    await ada('DELETE', f'/forms/{made["id"]}', 204)
    await ada('GET', f'/forms/{made["id"]}', 404)


async def test_the_dashboard_shows_what_the_caller_may_see(client: httpx.AsyncClient, ada: Caller, cast: Cast) -> None:
    factories.contact(cast.workspace.id)
    shown = await ada('GET', '/dashboard')
    instant(shown['as_of'])
    assert set(shown['bookings']) >= {'today', 'upcoming', 'completed', 'no_show'}
    assert set(shown['conversations']) == {'new', 'ongoing', 'unanswered'}
    assert set(shown['forms']) == {'pending', 'overdue', 'completed'}
    assert set(shown['inventory']) == {'low', 'critical'}
    assert shown['alerts'] == {'total': 0, 'critical': 0}
    assert shown['recent_bookings'] == []
    assert len(shown['recent_conversations']) == 1
    carl = factories.person('Carl Off', cast.workspace.id, can_inbox=False, can_forms=False)
    less = await Caller(client, cast.workspace.id, bearer(carl))('GET', '/dashboard')
    assert less['conversations'] is less['forms'] is None
    assert less['bookings']


async def test_search(ada: Caller, cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id, 'Zebediah Quill')
    [hit] = (await ada('GET', '/search?q=zebed'))['items']
    assert (hit['kind'], UUID(hit['id']), hit['title']) == ('contact', contact.id, 'Zebediah Quill')
    assert (await ada('GET', '/search?q=Secret'))['items'] == []


async def test_alerts(ada: Caller, cast: Cast) -> None:
    from data.models import Alert, Priority

    contact = factories.contact(cast.workspace.id)
    row: dict[str, Any] = {
        'workspace_id': cast.workspace.id,
        'kind': 'missed_message',
        'cause': 'x',
        'priority': Priority.CRITICAL,
        'title': 'Waiting',
        'object_type': 'contact',
        'object_id': contact.id,
    }
    alert = factories.save(Alert(**row))
    assert await ada('GET', '/alerts/count') == {'total': 1, 'critical': 1, 'unread': 1}
    [shown] = (await ada('GET', '/alerts'))['items']
    assert (shown['url'], shown['priority']) == (f'/contacts/{contact.id}', 'critical')
    assert (await ada('POST', f'/alerts/{alert.id}/read'))['read_at']
    assert (await ada('POST', f'/alerts/{alert.id}/dismiss'))['dismissed_at']
    assert (await ada('POST', f'/alerts/{alert.id}/resolve'))['resolved_at']
    assert (await ada('GET', '/alerts'))['total'] == 0
    assert (await ada('GET', '/alerts?resolved=true'))['total'] == 1


@pytest.mark.parametrize('path', ['/contacts', '/conversations', '/bookings', '/booking-types', '/alerts', '/forms'])
async def test_every_list_has_the_same_envelope(ada: Caller, path: str) -> None:
    page = await ada('GET', f'{path}?limit=7&offset=3')
    assert {key: page[key] for key in ('items', 'total', 'limit', 'offset')} == {
        'items': [],
        'total': 0,
        'limit': 7,
        'offset': 3,
    }


async def test_staff(client: httpx.AsyncClient, ada: Caller, cast: Cast) -> None:
    people = (await ada('GET', '/staff'))['items']
    assert {(each['full_name'], each['role']) for each in people} == {('Ada Moreno', 'owner'), ('Ben Okafor', 'staff')}
    made = await ada('POST', '/staff', 201, json={'full_name': 'Cleo Park', 'permissions': ['bookings']})
    assert (made['user_id'], made['permissions'], made['bookable'], made['active']) == (None, ['bookings'], True, True)
    at = f'/staff/{made["id"]}'
    assert (await ada('PATCH', at, json={'public': False}))['public'] is False
    assert (await ada('PATCH', f'/staff/{cast.ben.member_id}', json={'permissions': []}))['permissions'] == []
    await Caller(client, cast.workspace.id, bearer(cast.ben))('GET', '/conversations', 403)
    await ada('PATCH', at, 422, json={'permissions': ['everything']})
    await ada('DELETE', at, 204)
    await ada('GET', at, 404)
    await ada('DELETE', f'/staff/{cast.ada.member_id}', 409)


async def test_invitations(client: httpx.AsyncClient, ada: Caller) -> None:
    made = await ada('POST', '/invitations', 201, json={'email': 'cleo@example.com', 'permissions': ['forms']})
    assert (made['email'], made['permissions'], made['expired']) == ('cleo@example.com', ['forms'], False)
    assert [each['id'] for each in (await ada('GET', '/invitations'))['items']] == [made['id']]
    again = await ada('POST', f'/invitations/{made["id"]}/resend')
    await ada('DELETE', f'/invitations/{made["id"]}', 404)
    await ada('DELETE', f'/invitations/{again["id"]}', 204)
    wrong = await client.post('/invitations/nonsense/accept', json={'password': 'plum-orchard-seven'})
    assert wrong.status_code == 404


async def test_an_invitation_is_accepted_by_its_link(client: httpx.AsyncClient, ada: Caller) -> None:
    from data import db
    from data.models import Delivery
    from domain import crypto

    await ada('POST', '/invitations', 201, json={'email': 'cleo@example.com', 'permissions': ['forms']})
    with db.reading() as session:
        sealed = [row.context['sealed'] for row in session.exec(select(Delivery)) if 'sealed' in row.context]
    link = re.search(r'/invitation/([\w-]+)', str([crypto.open(each) for each in sealed]))
    assert link
    path, given = f'/invitations/{link[1]}/accept', {'full_name': 'Cleo Park', 'password': 'plum-orchard-seven'}
    assert (await client.post(path, json=given | {'password': 'x'})).status_code == 422
    answer = await client.post(path, json=given)
    assert answer.status_code == 200
    head = {'Authorization': f'Bearer {answer.json()["access_token"]}'}
    [place] = (await client.get('/auth/me', headers=head)).json()['memberships']
    assert (place['role'], place['permissions']) == ('staff', ['forms'])
    assert (await client.post(path, json=given)).status_code == 404


async def test_inventory(ada: Caller, ben: Caller) -> None:
    made = await ada('POST', '/inventory-items', 201, json={'name': 'Shampoo', 'on_hand': 5, 'low_threshold': 6})
    assert (made['kind'], made['on_hand'], made['reserved'], made['available']) == ('consumable', 5, 0, 5)
    assert (made['when_short'], made['level']) == ('allow', 'low')
    at = f'/inventory-items/{made["id"]}'
    assert [each['id'] for each in (await ben('GET', '/inventory-items?low=true'))['items']] == [made['id']]
    moved = await ben('POST', f'{at}/movements', 201, json={'kind': 'restock', 'quantity': 10})
    assert (moved['on_hand'], moved['level']) == (15, 'fine')
    assert (await ben('POST', f'{at}/movements', 201, json={'kind': 'correction', 'quantity': 14}))['on_hand'] == 14
    assert [each['on_hand'] for each in (await ben('GET', f'{at}/movements'))['items']] == [-1, 10, 5]
    await ben('PATCH', at, 403, json={'name': 'Mine'})
    assert (await ada('PATCH', at, json={'low_threshold': 2}))['low_threshold'] == 2
    room = await ada('POST', '/inventory-items', 201, json={'name': 'Room', 'kind': 'reusable', 'on_hand': 2})
    assert (room['on_hand'], room['when_short']) == (2, 'block')
    assert (await ada('PATCH', f'/inventory-items/{room["id"]}', json={'on_hand': 3}))['on_hand'] == 3
    await ada('POST', f'/inventory-items/{room["id"]}/movements', 404, json={'kind': 'restock', 'quantity': 1})
    await ada('DELETE', at, 204)


async def test_my_sessions(client: httpx.AsyncClient, ada: Caller, cast: Cast) -> None:
    [mine] = (await client.get('/me/sessions', headers=ada.headers)).json()['items']
    assert UUID(mine['id']) == cast.ada.session_id
    others = f'/me/sessions/{cast.ben.session_id}'
    assert (await client.delete(others, headers=ada.headers)).status_code == 404
    assert (await client.delete(f'/me/sessions/{mine["id"]}', headers=ada.headers)).status_code == 204
    assert (await client.get('/me/sessions', headers=ada.headers)).json()['total'] == 0


async def test_a_booking_made_longer_warned_of_and_reminded_of_by_hand(ada: Caller, cast: Cast) -> None:
    kind, contact = factories.booking_type(cast.workspace.id), factories.contact(cast.workspace.id)
    start = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)
    body = {'booking_type_id': str(kind.id), 'contact_id': str(contact.id), 'start': start.isoformat()}
    made = await ada('POST', '/bookings', 201, json=body)
    assert made['warnings'] == []
    twice = await ada('POST', '/bookings', 201, json=body)
    assert [words.startswith('Priya Nair is booked for this time already') for words in twice['warnings']] == [True]
    at, end = f'/bookings/{made["id"]}', start + timedelta(minutes=90)
    longer = await ada('POST', f'{at}/reschedule', json={'start': start.isoformat(), 'end': end.isoformat()})
    assert instant(longer['end']) == end
    wrong = await ada('POST', f'{at}/reschedule', 422, json={'start': start.isoformat(), 'end': start.isoformat()})
    assert wrong['errors'][0]['field'] == 'end'
    assert (await ada('POST', f'{at}/send-reminder'))['id'] == made['id']
    await ada('POST', f'{at}/send-form-reminder', 409)
