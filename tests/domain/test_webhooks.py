"""Webhooks against a real receiver: told once for every cause, signed, tried again, paused when dead, and nothing lost on the way."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from data.gateways.signatures import svix
from data.models import DeliveryState, Webhook, WebhookDelivery, WorkspaceStatus
from data.settings import settings
from domain import alerts, claims, cleaning, clock, contact_changes, crypto, webhooks, work
from domain.actor import Actor
from domain.errors import Conflict, Invalid, NotFound
from domain.events import Name
from domain.outbox import LINES
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.receiver import Receiver, receiver

PUBLIC = 'https://hooks.example.com/careops'


@pytest.fixture
def box(engine: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(settings(), 'private_networks', ['127.0.0.0/8'])
    with receiver() as box:
        yield box


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The time, to be moved by hand."""
    now = [stage.NOON]
    monkeypatch.setattr(clock, 'now', lambda: now[0])
    return now


def hook(cast: Cast, url: str = PUBLIC, *names: str) -> webhooks.Made:
    return act_now(webhooks.create, cast.ada, url=url, events=names or ('contact.created',))


async def post(rounds: int = 30) -> int:
    """Let everything leave that is due now; how many attempts that were."""
    done, line = 0, LINES[1]
    for _ in range(rounds):
        jobs, seen = await work.act(line.take, Actor.system(), limit=4, share=4, flying={})
        if not seen:
            return done
        for job in jobs:
            await work.act(line.settle, Actor.system(job.workspace_id), result=await line.deliver(job))
            done += 1
    raise AssertionError('the outbox never ended')


def welcomed(cast: Cast, **given: Any) -> Any:
    return act_now(contact_changes.create, cast.ada, **{'name': 'Zoë Ünal 🌿', 'email': 'zoe@example.com'} | given)


def rows(**_: Any) -> list[WebhookDelivery]:
    return stage.all_of(WebhookDelivery)


def now_of(cast: Cast, made: webhooks.View) -> webhooks.View:
    return read_now(webhooks.one, cast.ada, webhook_id=made.id)


async def test_an_event_arrives_signed_with_one_id_and_what_it_is_about(cast: Cast, box: Receiver) -> None:
    made = hook(cast, box.url)
    zoe = welcomed(cast)
    assert await post() == 1
    [call], [row] = box.calls, rows()
    assert call.headers['webhook-id'] == str(row.id)
    signed = {'message_id': str(row.id), 'timestamp': call.headers['webhook-timestamp'], 'now': clock.now()}
    assert svix(secret=made.secret, body=call.body, signature=call.headers['webhook-signature'], **signed)
    told = json.loads(call.body)
    assert (told['type'], told['workspace_id']) == ('contact.created', str(cast.workspace.id))
    assert told['data'] == {
        'id': str(zoe.id),
        'name': 'Zoë Ünal 🌿',
        'email': 'zoe@example.com',
        'phone': None,
        'tags': [],
    }
    [line] = read_now(webhooks.deliveries, cast.ada, webhook_id=made.id).items
    assert (line.state, line.status, line.answer, line.attempts) == (DeliveryState.DELIVERED, 200, 'thank you', 1)
    assert now_of(cast, made).state == 'working'
    assert await post() == 0


def test_the_secret_is_sealed_and_never_shown_again(cast: Cast) -> None:
    made = hook(cast)
    assert made.secret.startswith('whsec_')
    [row] = stage.all_of(Webhook)
    assert made.secret not in row.secret
    assert made.secret not in repr(now_of(cast, made)) + repr(made)


async def test_a_former_secret_signs_along_for_a_day(cast: Cast, box: Receiver, noon: list[Any]) -> None:
    made = hook(cast, box.url)
    newer = act_now(webhooks.new_secret, cast.ada, webhook_id=made.id)
    for hours, count in ((1, 2), (25, 1)):
        noon[0] = stage.NOON + timedelta(hours=hours)
        act_now(webhooks.send_test, cast.ada, webhook_id=made.id)
        await post()
        signatures = box.calls[-1].headers['webhook-signature'].split()
        assert len(signatures) == count
        given = {'message_id': box.calls[-1].headers['webhook-id'], 'body': box.calls[-1].body, 'now': clock.now()}
        given |= {'timestamp': box.calls[-1].headers['webhook-timestamp']}
        assert svix(secret=newer.secret, signature=signatures[0], **given)
        assert svix(secret=made.secret, signature=' '.join(signatures), **given) == (count == 2)


async def test_a_booking_is_told_in_the_words_of_the_api(cast: Cast, box: Receiver) -> None:
    names = [name for name in webhooks.EVENTS if name.startswith('booking.')]
    hook(cast, box.url, *names)
    booking = stage.booking(cast, tell=False, notes='By the window')
    for name in names:
        stage.happens(cast.ada, Name(name), booking, from_start='2027-03-01T12:00:00+00:00', from_member_id='x')
    await post()
    told = [json.loads(call.body) for call in box.calls]
    assert sorted(one['type'] for one in told) == sorted(names)
    for data in [one['data'] for one in told]:
        assert (data['id'], data['contact']['name']) == (str(booking.id), 'Priya Nair')
        assert data['notes'] == 'By the window'
        assert data['before'] == {'start': '2027-03-01T12:00:00+00:00', 'staff_id': 'x'}


async def test_a_thing_that_cannot_be_told_is_told_by_its_id(cast: Cast, box: Receiver) -> None:
    hook(cast, box.url, 'booking.created')
    contact = factories.contact(cast.workspace.id)
    stage.happens(cast.ada, Name.BOOKING_CREATED, contact)  # no booking has this id
    await post()
    assert json.loads(box.calls[0].body)['data']['id'] == str(contact.id)


async def test_only_what_was_chosen_by_whom_it_concerns(cast: Cast, box: Receiver) -> None:
    hook(cast, box.url, 'booking.created')
    welcomed(cast)
    act_now(contact_changes.create, cast.eve, name='Eve’s own', email='own@example.com')
    off = hook(cast, box.url)
    act_now(webhooks.update, cast.ada, webhook_id=off.id, active=False)
    welcomed(cast, email='other@example.com')
    assert await post() == 0
    assert rows() == []


async def test_a_business_that_is_not_open_is_not_told(cast: Cast, box: Receiver) -> None:
    hook(cast, box.url)
    stage.change(cast.workspace, status=WorkspaceStatus.SETUP)
    welcomed(cast)
    assert rows() == []
    stage.change(cast.workspace, status=WorkspaceStatus.ACTIVE)
    welcomed(cast, email='second@example.com')
    stage.change(cast.workspace, status=WorkspaceStatus.SUSPENDED)
    assert await post() == 0
    stage.change(cast.workspace, status=WorkspaceStatus.ACTIVE)
    assert await post() == 1


async def test_failures_are_tried_again_under_the_same_id_and_the_address_rests(
    cast: Cast, box: Receiver, noon: list[Any]
) -> None:
    made = hook(cast, box.url)
    box.status, box.answer = 500, b'on fire \0 \xff'
    welcomed(cast)
    for _ in range(3):
        assert await post() == 1
        noon[0] += timedelta(minutes=5)
    [line] = read_now(webhooks.deliveries, cast.ada, webhook_id=made.id).items
    assert (line.state, line.error, line.answer) == (DeliveryState.QUEUED, 'It answered 500.', 'on fire  \ufffd')
    assert [one['status'] for one in line.tries] == [500, 500, 500]
    [alert] = read_now(alerts.listing, cast.ada)
    assert (alert.title, alert.url) == ('The webhook to 127.0.0.1 fails', f'/settings/webhooks/{made.id}')
    assert read_now(alerts.listing, cast.ben) == []
    box.status = 204
    noon[0] += timedelta(hours=2)
    assert await post() == 1
    assert len({call.headers['webhook-id'] for call in box.calls}) == 1
    assert len({call.body for call in box.calls}) == 1
    assert read_now(alerts.listing, cast.ada) == []
    assert now_of(cast, made).state == 'working'


async def test_a_dead_address_is_paused_and_what_waits_leaves_when_it_is_resumed(
    cast: Cast, box: Receiver, noon: list[Any]
) -> None:
    made = hook(cast, box.url)
    box.status = 503
    welcomed(cast)
    for _ in range(40):
        await post()
        noon[0] += timedelta(hours=1, minutes=20)
    assert now_of(cast, made).state == 'paused'
    [alert] = read_now(alerts.listing, cast.ada)
    assert (alert.title, alert.priority) == ('The webhook to 127.0.0.1 is paused', 'critical')
    welcomed(cast, email='second@example.com')
    assert await post() == 0
    box.status, before = 200, len(box.calls)
    act_now(webhooks.send_test, cast.ada, webhook_id=made.id)
    assert await post() == 1  # a test goes out all the same
    assert now_of(cast, made).state == 'paused'
    act_now(webhooks.resume, cast.ada, webhook_id=made.id)
    assert await post() >= 1
    assert len(box.calls) > before + 1
    assert read_now(alerts.listing, cast.ada) == []
    assert 'second@example.com' in box.calls[-1].body.decode()


async def test_gone_means_paused_at_once_and_redirects_are_not_followed(cast: Cast, box: Receiver) -> None:
    made = hook(cast, box.url)
    box.status, box.headers = 301, {'Location': box.url + '/elsewhere'}
    welcomed(cast)
    assert await post() == 1
    assert len(box.calls) == 1
    assert 'redirect (301)' in now_of(cast, made).last_error
    box.status = 410
    welcomed(cast, email='second@example.com')
    await post()
    assert now_of(cast, made).state == 'paused'


async def test_the_last_try_fails_for_good_and_is_replayed_by_hand(cast: Cast, box: Receiver, noon: list[Any]) -> None:
    made = hook(cast, box.url)
    welcomed(cast)
    [row] = rows()
    box.status = 400
    stage.change(row, queued_at=stage.NOON - timedelta(days=4))
    await post()
    [line] = read_now(webhooks.deliveries, cast.ada, webhook_id=made.id, state=DeliveryState.FAILED).items
    box.status = 200
    given = {'webhook_id': made.id, 'webhook_delivery_id': line.id}
    assert act_now(webhooks.replay, cast.ada, **given).state == DeliveryState.QUEUED
    assert await post() == 1
    line = read_now(webhooks.delivery, cast.ada, **given)
    assert (line.state, [one['status'] for one in line.tries]) == (DeliveryState.DELIVERED, [400, 200])
    assert len({call.headers['webhook-id'] for call in box.calls}) == 1
    other = hook(cast)
    with pytest.raises(NotFound):
        act_now(webhooks.replay, cast.ada, webhook_id=other.id, webhook_delivery_id=line.id)


async def test_what_was_in_the_air_when_we_died_is_found_again(cast: Cast, box: Receiver) -> None:
    hook(cast, box.url)
    welcomed(cast)
    [job], _ = await work.act(webhooks.take, Actor.system(), limit=4, share=4, flying={})
    assert await work.act(webhooks.take, Actor.system(), limit=4, share=4, flying={job.delivery_id: None}) == ([], 0)
    ids = {'webhook_id': job.webhook_id, 'webhook_delivery_id': job.delivery_id}
    with pytest.raises(Conflict):
        act_now(webhooks.replay, Actor.system(cast.workspace.id), **ids)
    [row] = rows()
    machine, _, _ = claims.me().partition('.')
    stage.change(row, claimed_by=f'{machine}.1.0')  # a process of this machine that is no more
    assert await post() == 1
    await work.act(webhooks.settle, Actor.system(job.workspace_id), result=await webhooks.deliver(job))  # too late
    assert [row.attempts for row in rows()] == [2]


async def test_an_unreadable_secret_is_a_sentence(cast: Cast, box: Receiver) -> None:
    made = hook(cast, box.url)
    stage.change(stage.all_of(Webhook)[0], secret='nonsense')
    welcomed(cast)
    await post()
    assert box.calls == []
    assert 'CAREOPS_SECRET_KEY' in now_of(cast, made).last_error
    newer = act_now(webhooks.new_secret, cast.ada, webhook_id=made.id)
    assert crypto.open(stage.all_of(Webhook)[0].secret) == {'secret': newer.secret}


REFUSED = """http://hooks.example.com/ ftp://hooks.example.com/ hooks.example.com https:// https://ada:pw@hooks.example.com/
    https://localhost/ https://127.0.0.1/ https://[::1]/ https://10.0.0.1:8443/x https://169.254.169.254/latest https://printer.local/
    https://hooks.example.com:99999/ https://[ https://hooks.exämple.com/ javascript:alert(1)""".split()


def test_an_address_that_cannot_be_meant_is_refused_at_once(cast: Cast) -> None:
    for url in [*REFUSED, '', 'https://hooks.example.com/a b', 'https://a.example/' + 'x' * 2000]:
        with pytest.raises(Invalid) as refused:
            hook(cast, url)
        assert list(refused.value.fields) == ['url'], url


def test_events_must_be_known_and_there_are_not_too_many_addresses(cast: Cast) -> None:
    for names in ((), ('workspace.changed',), ('nonsense',)):
        with pytest.raises(Invalid) as refused:
            act_now(webhooks.create, cast.ada, url=PUBLIC, events=names)
        assert list(refused.value.fields) == ['events']
    for _ in range(20):
        hook(cast)
    with pytest.raises(Conflict, match='20 webhooks'):
        hook(cast)


async def test_erasing_a_contact_erases_what_was_told_of_it(cast: Cast, box: Receiver) -> None:
    made = hook(cast, box.url, 'contact.created', 'contact.deleted')
    zoe, other = welcomed(cast), welcomed(cast, email='other@example.com', name='Zoë again')
    act_now(contact_changes.merge, cast.ada, contact_id=zoe.id, other_id=other.id)
    assert [row.contact_id for row in rows()] == [zoe.id, zoe.id]
    act_now(contact_changes.delete, cast.ada, contact_id=zoe.id)
    await post()
    [call] = box.calls
    assert json.loads(call.body)['data'] == {'id': str(zoe.id)}
    act_now(webhooks.delete, cast.ada, webhook_id=made.id)
    assert rows() == []


def test_the_ledger_is_cleaned(cast: Cast) -> None:
    hook(cast)
    [row] = stage.all_of(Webhook)
    for state, days in ((DeliveryState.DELIVERED, 31), (DeliveryState.QUEUED, 31), (DeliveryState.QUEUED, 91)):
        factories.hooked(row, state=state, queued_at=clock.now() - timedelta(days=days))
    cleaning.clean()
    assert [row.state for row in rows()] == [DeliveryState.QUEUED]
