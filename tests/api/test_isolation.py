"""Another workspace is not there: by no path, no id and no token."""

import dataclasses
from uuid import UUID

import httpx
import pytest

from data.models import Alert, Conversation, Integration, IntegrationKind, Member, Priority, Webhook
from domain import scope
from domain.actor import Actor
from domain.work import act_now, read_now
from tests import factories
from tests.api.conftest import NOBODY, Caller, Operation, bearer, operations
from tests.conftest import Cast

WITHIN = [operation for operation in operations() if '{workspace_id}' in operation.path]
OWNER_ONLY = [
    operation
    for operation in WITHIN
    if '/integrations' in operation.path
    or '/webhooks' in operation.path
    or '/activate' in operation.path
    or '/suspend' in operation.path
    or '/invitations' in operation.path
    or (operation.method != 'GET' and '/booking-types' in operation.path)
    or (operation.method != 'GET' and 'availability' in operation.path)
    or (operation.method != 'GET' and '/staff' in operation.path)
    or (operation.method != 'GET' and '/automation' in operation.path)
    or (operation.method != 'GET' and '/saved-replies' in operation.path)
    or operation.path.endswith(('/contacts/import', '/export'))
    or str(operation) == 'DELETE /workspaces/{workspace_id}/contacts/{contact_id}'
    or str(operation) == 'PATCH /workspaces/{workspace_id}'
]
SWITCHES = {
    '/bookings': 'bookings',
    '/series': 'bookings',
    '/waitlist': 'bookings',
    '/conversations': 'inbox',
    '/saved-replies': 'inbox',
    '/forms': 'forms',
    '/form-submissions': 'forms',
    '/inventory-items': 'inventory',
}


def test_the_matrix_is_worth_its_name() -> None:
    assert len(WITHIN) > 40
    assert len(OWNER_ONLY) > 12


@pytest.mark.parametrize('operation', WITHIN, ids=str)
async def test_a_strangers_workspace_is_not_there(client: httpx.AsyncClient, cast: Cast, operation: Operation) -> None:
    url = operation.url(workspace_id=cast.workspace.id)
    for body in operation.body, {}:
        answer = await client.request(operation.method, url, json=body, headers=bearer(cast.eve))
        assert answer.status_code == 404
        assert answer.json()['type'] == 'urn:careops:problem:not-found'
    nobody = await client.request(operation.method, url, json=operation.body)
    assert nobody.status_code == 401
    assert nobody.headers['www-authenticate'] == 'Bearer'


@pytest.fixture
def ids(cast: Cast) -> dict[str, UUID]:
    """Everything of Eve's that has an id."""
    workspace_id = cast.eve.workspace_id
    assert workspace_id
    eves = factories.contact(workspace_id, 'Eve’s own')
    hook = factories.save(Webhook(workspace_id=workspace_id, url='https://hooks.example.com/', secret=''))
    found = {
        'contact_id': eves.id,
        'webhook_id': hook.id,
        'webhook_delivery_id': factories.hooked(hook).id,
        'booking_type_id': factories.booking_type(workspace_id).id,
        'conversation_id': read_now(_conversation, cast.eve, contact_id=eves.id),
        'staff_id': cast.eve.member_id,
        'integration_id': factories.save(
            Integration(workspace_id=workspace_id, kind=IntegrationKind.EMAIL, provider='test')
        ).id,
        'alert_id': factories.save(
            Alert(
                workspace_id=workspace_id,
                kind='missed_message',
                cause='x',
                priority=Priority.HIGH,
                title='x',
                object_type='conversation',
                object_id=eves.id,
            )
        ).id,
    }
    return {name: found for name, found in found.items() if found}


def _conversation(session: object, actor: Actor, *, contact_id: UUID) -> UUID:
    found = session.exec(scope.rows(actor, Conversation).where(Conversation.contact_id == contact_id))  # type: ignore[attr-defined]
    return found.one().id


@pytest.mark.parametrize('operation', [each for each in WITHIN if each.path.count('{') > 1], ids=str)
async def test_a_strangers_things_are_not_in_my_workspace(
    ada: Caller, cast: Cast, ids: dict[str, UUID], operation: Operation
) -> None:
    url = operation.url(workspace_id=cast.workspace.id, **ids).split(str(cast.workspace.id), 1)[1]
    wrong = operation.url(workspace_id=cast.workspace.id).split(str(cast.workspace.id), 1)[1]
    await ada(operation.method, url, 404, json=operation.body)
    await ada(operation.method, wrong, 404, json=operation.body)
    await ada(operation.method, wrong.replace(NOBODY, 'nonsense'), 404, json=operation.body)


@pytest.mark.parametrize('operation', OWNER_ONLY, ids=str)
async def test_staff_configure_nothing(ben: Caller, cast: Cast, operation: Operation) -> None:
    url = operation.url(workspace_id=cast.workspace.id).split(str(cast.workspace.id), 1)[1]
    await ben(operation.method, url, 403, json=operation.body)


@pytest.mark.parametrize(
    'operation', [each for each in WITHIN if any(f'}}{start}' in each.path for start in SWITCHES)], ids=str
)
async def test_staff_without_the_switch_are_refused(
    client: httpx.AsyncClient, cast: Cast, operation: Operation
) -> None:
    switch = next(switch for start, switch in SWITCHES.items() if f'}}{start}' in operation.path)
    carl = factories.person('Carl Off', cast.workspace.id, **{f'can_{switch}': False})
    url = operation.url(workspace_id=cast.workspace.id)
    answer = await client.request(operation.method, url, json=operation.body, headers=bearer(carl))
    assert answer.status_code == 403


async def test_a_removed_member_is_out_at_once(ben: Caller, cast: Cast) -> None:
    await ben('GET', '/contacts')
    act_now(_remove, Actor.system(cast.workspace.id), member_id=cast.ben.member_id)
    await ben('GET', '/contacts', 404)


def _remove(session: object, actor: Actor, *, member_id: UUID) -> None:
    from domain import clock

    session.get(Member, member_id).removed_at = clock.now()  # type: ignore[attr-defined]


def test_an_actor_is_only_its_ids(cast: Cast) -> None:
    """What a token carries gives no rights by itself: they are read from the database."""
    boss = dataclasses.replace(cast.ben, role='owner', permissions=frozenset({'inbox'}))
    assert read_now(lambda _, actor: actor.role, boss) == 'staff'
