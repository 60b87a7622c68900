"""The link at the foot of reminders."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from data.models import Contact, Event
from domain import links, unsubscribing
from domain.links import BadLink
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast


def token_of(contact: Contact) -> str:
    return links.sign('unsubscribe', contact.id, contact.link_nonce)


def test_stopped_once_and_wanted_again(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id)
    token = token_of(contact)
    assert not read_now(unsubscribing.choice, cast.guest, token=token).stopped
    assert act_now(unsubscribing.stop, cast.guest, token=token).stopped
    assert act_now(unsubscribing.stop, cast.guest, token=token).stopped
    assert read_now(changes, cast.guest) == [{'reminders': 'stopped'}]
    assert not act_now(unsubscribing.resume, cast.guest, token=token).stopped


def test_only_its_own_link_opens_it(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id)
    other = links.sign('booking', contact.id, contact.link_nonce)
    for wrong in ('', 'x.y', other, links.sign('unsubscribe', contact.id, uuid4())):
        with pytest.raises(BadLink):
            act_now(unsubscribing.stop, cast.guest, token=wrong)
    assert not read_now(unsubscribing.choice, cast.guest, token=token_of(contact)).stopped


def changes(session: Session, _: object) -> list[dict[str, str]]:
    return [row.data for row in session.exec(select(Event).where(Event.name == 'contact.changed'))]
