"""What the wizard's last step and preview read, and the public addresses."""

from uuid import UUID

import pytest

from data.models import Channel, KeptMessage
from domain import embeds, kept, setup_overview
from domain.errors import Forbidden, NotFound
from domain.work import read_now
from tests import factories
from tests.conftest import Cast


def test_the_overview_holds_what_was_entered_and_nothing_of_next_door(cast: Cast):
    factories.booking_type(cast.workspace.id, 'Cut')
    factories.booking_type(cast.workspace.id, 'Old cut', active=False)
    seen = read_now(setup_overview.overview, cast.ada)
    assert {service.name for service in seen.services} == {'Cut', 'Old cut'}
    assert [service.name for service in seen.active_services] == ['Cut']
    assert {member.full_name for member in seen.members} == {'Ada Moreno', 'Ben Okafor'}
    assert len(seen.weekly) == 7


def test_staff_do_not_see_the_overview(cast: Cast):
    with pytest.raises(Forbidden):
        read_now(setup_overview.overview, cast.ben)


def test_kept_messages_are_the_owners_only(cast: Cast):
    mine = factories.save(
        KeptMessage(workspace_id=cast.workspace.id, channel=Channel.EMAIL, address='a@example.com', subject='Hello')
    )
    factories.save(KeptMessage(workspace_id=cast.eve.workspace, channel=Channel.SMS, address='+351912345678'))
    messages, total = read_now(kept.listing, cast.ada)
    assert ([message.id for message in messages], total) == ([mine.id], 1)
    with pytest.raises(Forbidden):
        read_now(kept.listing, cast.ben)
    with pytest.raises(NotFound):
        read_now(kept.one, cast.eve, message_id=mine.id)


def test_public_links_name_every_service_and_person():
    ada = UUID(int=7)
    links = embeds.links('juniper', [('Cut', 'cut')], [('Ada', ada)])
    places = ['book/juniper', 'c/juniper', 'book/juniper/cut', f'book/juniper?with={ada}']
    assert [link.url.split('/', 3)[3] for link in links] == places


def test_the_snippet_escapes_the_name():
    assert '<script>alert' not in embeds.snippet('https://example.com/book/x', '"><script>alert(1)</script>')


def test_the_qr_code_is_one_svg_without_any_text_of_ours():
    svg = embeds.qr_svg('https://example.com/book/juniper')
    assert svg.startswith('<svg')
    assert 'example.com' not in svg
