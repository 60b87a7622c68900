"""The forms screen: who owes one, what was answered, and who may look."""

from datetime import timedelta

from nicegui.testing import User

from data.models import Booking, FormRequest
from domain import clock, form_filling, form_requests, forms, links
from domain.actor import Actor
from domain.work import act_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


def sent(cast: Cast) -> FormRequest:
    kind = factories.booking_type(cast.workspace.id, 'Full colour')
    fields = [{'label': 'Allergies', 'kind': 'heading'}, {'label': 'Any allergy?', 'kind': 'yes_no', 'required': True}]
    act_now(forms.create, cast.ada, name='Patch test', fields=fields, booking_type_ids=[kind.id])
    start = clock.now() + timedelta(days=3)
    booking: Booking = factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=kind.id,
            member_id=cast.ada.member_id,
            contact_id=factories.contact(cast.workspace.id).id,
            start=start,
            end=start + timedelta(hours=1),
        )
    )
    (request,) = act_now(form_requests.send_for, Actor.system(cast.workspace.id), booking)
    return request


def answer(cast: Cast, request: FormRequest) -> None:
    token = links.sign('form', request.id, request.link_nonce)
    act_now(form_filling.submit, cast.guest, token=token, answers={'any_allergy': 'no'})


async def test_nothing_was_sent_yet(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/forms')
    await browser.should_see('No forms yet', retries=30)
    await browser.should_not_see('Templates')


async def test_a_form_is_followed_until_it_is_in(browser: User, cast: Cast, enter: Enter) -> None:
    request = sent(cast)
    enter(cast.ben)
    await browser.open('/forms')
    await browser.should_see('Priya Nair', retries=30)
    await browser.should_see('Not started', retries=30)
    await browser.open(f'/forms/requests/{request.id}')
    await browser.should_see('Any allergy?', retries=30)
    await browser.should_see('Not answered yet', retries=30)
    answer(cast, request)
    await browser.should_see('Completed', retries=30)
    await browser.should_see('No', retries=30)
    await browser.open('/forms')
    await browser.should_see('Nothing is waiting', retries=30)
    await browser.open('/forms?state=completed')
    await browser.should_see('Patch test', retries=30)


async def test_who_may_not_look(browser: User, cast: Cast, enter: Enter) -> None:
    request = sent(cast)
    enter(factories.person('Lou', cast.workspace.id, can_forms=False))
    assert (await browser.http_client.get('/forms')).status_code == 403
    enter(cast.eve)
    assert (await browser.http_client.get(f'/forms/requests/{request.id}')).status_code == 404
    enter(cast.ben)
    assert (await browser.http_client.get('/forms/templates')).status_code == 403


async def test_the_owner_writes_a_form(browser: User, cast: Cast, enter: Enter) -> None:
    sent(cast)
    enter(cast.ada)
    await browser.open('/forms/templates')
    await browser.should_see('Patch test', retries=30)
    await browser.should_see('1 question · Full colour', retries=30)
