"""A link to a new password reaches its person and nobody else, whoever's channel would carry it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from data.models import Delivery, DeliveryState, Integration, IntegrationKind, IntegrationStatus, Member, Role, User
from data.settings import settings
from domain import crypto, entry, kept
from domain.actor import Actor
from domain.errors import NotFound
from domain.work import read_now
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage

GUEST = Actor.guest(address='198.51.100.4')


@pytest.fixture
def house_mail() -> Iterator[Any]:
    """CAREOPS_SMTP_URL leads to a mailbox."""
    with mailbox.mailbox() as box:
        os.environ['CAREOPS_SMTP_URL'] = f'smtp://127.0.0.1:{box.port}?from=house@example.com'
        settings.cache_clear()
        yield box
    del os.environ['CAREOPS_SMTP_URL']
    settings.cache_clear()


def email_of(person: Actor) -> str:
    [user] = stage.all_of(User, User.id == person.user_id)
    return str(user.email)


async def asked(person: Actor) -> Delivery:
    """The one delivery that asking for a link made, after the outbox did what it could."""
    await entry.request_reset(GUEST, email=email_of(person))
    await stage.send_all()
    [delivery] = stage.all_of(Delivery, Delivery.system)
    return delivery  # type: ignore[no-any-return]


async def test_an_employer_never_carries_the_link(cast: Cast) -> None:
    stage.channel(cast)
    delivery = await asked(cast.ben)
    assert (delivery.workspace_id, delivery.state) == (None, DeliveryState.QUEUED)
    assert stage.kept() == []


async def test_a_workspace_of_ones_own_carries_it(cast: Cast) -> None:
    stage.channel(cast)
    delivery = await asked(cast.ada)
    assert (delivery.workspace_id, delivery.state) == (cast.workspace.id, DeliveryState.SENT)
    [message] = stage.kept()
    assert '/reset/' in message.text
    assert [one.id for one in read_now(kept.listing, cast.ada)[0]] == [message.id]


async def test_who_owns_elsewhere_gets_it_from_there(cast: Cast) -> None:
    stage.channel(cast)
    own = factories.workspace('Okafor Studio')
    factories.save(Member(workspace_id=own.id, user_id=cast.ben.user_id, full_name='Ben Okafor', role=Role.OWNER))
    factories.save(
        Integration(
            workspace_id=own.id,
            kind=IntegrationKind.EMAIL,
            provider='test',
            secrets=crypto.seal({}),
            status=IntegrationStatus.CONNECTED,
        )
    )
    delivery = await asked(cast.ben)
    assert (delivery.workspace_id, delivery.state) == (own.id, DeliveryState.SENT)
    assert [message.workspace_id for message in stage.kept()] == [own.id]


async def test_a_shared_workspace_carries_nobodys_link(cast: Cast) -> None:
    stage.channel(cast)
    factories.person('Olu Partner', cast.workspace.id, Role.OWNER)
    assert (await asked(cast.ada)).workspace_id is None
    assert stage.kept() == []


async def test_a_new_owner_stops_a_link_on_its_way_and_reads_no_kept_one(cast: Cast) -> None:
    stage.channel(cast)
    await asked(cast.ada)
    [message] = stage.kept()
    await entry.request_reset(GUEST, email=email_of(cast.ada))
    olu = factories.person('Olu Partner', cast.workspace.id, Role.OWNER)
    await stage.send_all()
    states = {(row.state, row.error) for row in stage.all_of(Delivery, Delivery.system)}
    assert (DeliveryState.CANCELLED, 'the workspace belongs to somebody else now') in states
    assert read_now(kept.listing, olu) == ([], 0)
    with pytest.raises(NotFound):
        read_now(kept.one, olu, message_id=message.id)
    assert read_now(kept.one, cast.ada, message_id=message.id).id == message.id


async def test_the_servers_own_mail_serves_everybody(cast: Cast, house_mail: Any) -> None:
    stage.channel(cast)
    assert (await asked(cast.ben)).state == DeliveryState.SENT
    [mail] = house_mail.to(email_of(cast.ben))
    assert '/reset/' in mailbox.body(mail)
    assert stage.kept() == []
