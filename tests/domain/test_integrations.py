"""Channels: only the owner touches them, secrets are never shown again, the order is kept, and a bad key harms one channel only."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from data.models import Event, Integration, IntegrationKind, IntegrationStatus
from data.settings import settings
from domain import alerts, integrations, work
from domain.actor import Actor
from domain.crypto import Unreadable
from domain.errors import Forbidden, Invalid, NotFound
from domain.events import Name
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage

EMAIL = IntegrationKind.EMAIL
SMTP = {'host': '127.0.0.1', 'port': 2525, 'encryption': 'none', 'username': 'ada', 'sender': 'salon@example.com'}
SECRET = 'correct horse battery'


def connect(actor: Actor, **given: Any) -> integrations.View:
    asked = {'kind': EMAIL, 'provider': 'smtp', 'config': SMTP | {'password': SECRET}} | given
    return work.act_now(integrations.connect, actor, **asked)


def test_a_new_provider_is_untested_its_secret_sealed_and_never_shown(cast: Cast) -> None:
    view = connect(cast.ada)
    assert (view.status, view.position, view.secrets_set) == (IntegrationStatus.UNTESTED, 0, ('password',))
    assert view.config == SMTP
    assert SECRET not in repr(view)
    [row] = stage.all_of(Integration)
    assert SECRET not in row.secrets
    assert SECRET not in repr(work.read_now(integrations.route, cast.ada, integration_id=view.id))
    [event] = stage.all_of(Event, Event.name == Name.INTEGRATION_CHANGED)
    assert event.data == {'change': 'added', 'provider': 'smtp'}


def test_test_mode_counts_as_connected_at_once(cast: Cast) -> None:
    view = connect(cast.ada, provider='test', config={})
    assert (view.status, view.test_mode) == (IntegrationStatus.CONNECTED, True)


def test_changing_keeps_the_secret_that_is_left_out_and_asks_for_a_new_test(cast: Cast) -> None:
    view = connect(cast.ada)
    work.act_now(integrations.worked, cast.ada, integration_id=view.id, tested=True)
    changed = work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'port': 2526, 'password': ''})
    assert (changed.status, changed.config['port']) == (IntegrationStatus.UNTESTED, 2526)
    assert opened(cast, view).password == SECRET  # type: ignore[attr-defined]
    work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'password': 'new one'})
    assert opened(cast, view).password == 'new one'  # type: ignore[attr-defined]


def opened(cast: Cast, view: integrations.View) -> object:
    return work.read_now(integrations.route, cast.ada, integration_id=view.id).gateway()


def test_the_order_of_fallback_is_the_owners(cast: Cast) -> None:
    first, second = connect(cast.ada), connect(cast.ada, provider='test', config={})
    assert [view.id for view in work.read_now(integrations.listing, cast.ada)] == [first.id, second.id]
    work.act_now(integrations.reorder, cast.ada, kind=EMAIL, ids=[second.id, first.id])
    assert [view.id for view in work.read_now(integrations.listing, cast.ada)] == [second.id, first.id]
    for ids in ([first.id], [first.id, first.id], [first.id, second.id, uuid4()], []):
        with pytest.raises(Invalid):
            work.act_now(integrations.reorder, cast.ada, kind=EMAIL, ids=ids)


def test_disabled_sends_nothing_enabled_it_works_again_where_it_did_before(cast: Cast) -> None:
    view = connect(cast.ada)
    assert not connected(cast)
    work.act_now(integrations.worked, cast.ada, integration_id=view.id, tested=True)
    assert connected(cast)
    work.act_now(integrations.disable, cast.ada, integration_id=view.id)
    assert not connected(cast)
    again = work.act_now(integrations.enable, cast.ada, integration_id=view.id)
    assert again.status == IntegrationStatus.CONNECTED
    untested = connect(cast.ada)
    work.act_now(integrations.disable, cast.ada, integration_id=untested.id)
    again = work.act_now(integrations.enable, cast.ada, integration_id=untested.id)
    assert again.status == IntegrationStatus.UNTESTED


def connected(cast: Cast) -> bool:
    return work.read_now(_connected, cast.ada)


def _connected(session: Any, actor: Actor) -> bool:
    return integrations.connected(session, actor.workspace)


def test_deleting_forgets_it_and_ends_its_alert(cast: Cast) -> None:
    view = connect(cast.ada)
    work.act_now(integrations.worked, cast.ada, integration_id=view.id, tested=True)
    for _ in range(integrations.STRIKES):
        work.act_now(integrations.failed, cast.ada, integration_id=view.id, sentence='It is down.')
    assert [alert.kind for alert in work.read_now(alerts.listing, cast.ada)] == [alerts.Kind.INTEGRATION]
    work.act_now(integrations.delete, cast.ada, integration_id=view.id)
    assert work.read_now(integrations.listing, cast.ada) == []
    assert work.read_now(alerts.listing, cast.ada) == []


def test_three_failures_let_it_rest_longer_each_time_and_a_success_ends_it(cast: Cast) -> None:
    view = connect(cast.ada)
    work.act_now(integrations.worked, cast.ada, integration_id=view.id, tested=True)
    with stage.clock.frozen(stage.NOON):
        rests = [
            work.act_now(integrations.failed, cast.ada, integration_id=view.id, sentence='It is down.')
            for _ in range(10)
        ]
    seconds = [(rest - stage.NOON).total_seconds() if rest else 0 for rest in rests]
    assert seconds == [0, 0, 30, 60, 120, 240, 480, 600, 600, 600]
    shown = work.read_now(integrations.one, cast.ada, integration_id=view.id)
    assert (shown.status, shown.last_error) == (IntegrationStatus.FAILING, 'It is down.')
    work.act_now(integrations.worked, cast.ada, integration_id=view.id)
    shown = work.read_now(integrations.one, cast.ada, integration_id=view.id)
    assert (shown.status, shown.last_error, shown.rest_until) == (IntegrationStatus.CONNECTED, '', None)


CALLS: dict[str, Callable[[integrations.View], tuple[Any, dict[str, Any]]]] = {
    'connect': lambda view: (integrations.connect, {'kind': EMAIL, 'provider': 'test', 'config': {}}),
    'update': lambda view: (integrations.update, {'integration_id': view.id, 'config': {'port': 1}}),
    'listing': lambda view: (integrations.listing, {}),
    'one': lambda view: (integrations.one, {'integration_id': view.id}),
    'reorder': lambda view: (integrations.reorder, {'kind': EMAIL, 'ids': [view.id]}),
    'disable': lambda view: (integrations.disable, {'integration_id': view.id}),
    'enable': lambda view: (integrations.enable, {'integration_id': view.id}),
    'delete': lambda view: (integrations.delete, {'integration_id': view.id}),
    'route': lambda view: (integrations.route, {'integration_id': view.id}),
}


@pytest.mark.parametrize('name', CALLS)
def test_staff_and_guests_never_touch_them_and_strangers_do_not_find_them(cast: Cast, name: str) -> None:
    view = connect(cast.ada)
    function, given = CALLS[name](view)
    before = stage.all_of(Integration)
    for actor in (cast.ben, cast.guest):
        with pytest.raises(Forbidden):
            work.act_now(function, actor, **given)
    if 'integration_id' in given:
        with pytest.raises(NotFound):
            work.act_now(function, cast.eve, **given)
    assert [row.model_dump() for row in stage.all_of(Integration)] == [row.model_dump() for row in before]


@pytest.mark.parametrize(
    ('config', 'fields'),
    [
        ({}, {'config.host', 'config.sender'}),
        (SMTP | {'port': 'many'}, {'config.port'}),
        (SMTP | {'port': 70_000}, {'config.port'}),
        (SMTP | {'encryption': 'rot13'}, {'config.encryption'}),
        (SMTP | {'sender': 'not an address'}, {'config.sender'}),
        (SMTP | {'host': 'x' * 501}, {'config.host'}),
        (SMTP | {'colour': 'red'}, {'config.colour'}),
        (SMTP | {'host': '  \r\n '}, {'config.host'}),
    ],
)
def test_wrong_settings_are_named_one_by_one(cast: Cast, config: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        connect(cast.ada, config=config)
    assert set(refused.value.fields) == fields
    assert stage.all_of(Integration) == []


@pytest.mark.parametrize(('kind', 'provider'), [(EMAIL, 'pigeon'), (EMAIL, 'twilio'), (IntegrationKind.SMS, 'smtp')])
def test_a_provider_belongs_to_its_kind(cast: Cast, kind: IntegrationKind, provider: str) -> None:
    with pytest.raises(Invalid) as refused:
        connect(cast.ada, kind=kind, provider=provider)
    assert set(refused.value.fields) == {'provider'}


@pytest.fixture
def another_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    def change() -> None:
        monkeypatch.setenv('CAREOPS_SECRET_KEY', 'another key of forty characters, at least')
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


async def test_a_changed_key_harms_no_other_channel_and_says_what_to_do(
    cast: Cast, another_key: Callable[[], None]
) -> None:
    """The sealed channel fails with its sentence, the next one of the workspace takes over, other workspaces go on."""
    with mailbox.mailbox() as box:
        sealed = connect(cast.ada)
        work.act_now(integrations.worked, cast.ada, integration_id=sealed.id, tested=True)
        plain = factories.smtp(cast.workspace.id, box.port)
        stage.change(plain, position=1)
        another_key()
        priya = factories.contact(cast.workspace.id, email='priya@example.com')
        stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
        await stage.send_all()
        assert len(box.wait('priya@example.com')) == 1
    shown = work.read_now(integrations.one, cast.ada, integration_id=sealed.id)
    assert 'Please enter them again' in shown.last_error


def test_a_secret_that_cannot_be_read_gives_way_to_a_new_one(cast: Cast, another_key: Callable[[], None]) -> None:
    view = connect(cast.ada)
    another_key()
    with pytest.raises(Unreadable):
        work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'port': 2526})
    work.act_now(integrations.update, cast.ada, integration_id=view.id, config={'password': 'typed again'})
    assert opened(cast, view).password == 'typed again'  # type: ignore[attr-defined]
