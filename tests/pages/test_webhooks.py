"""Webhooks as their owner meets them: added, the secret once, tried out, paused, resumed, sent again."""

from typing import Any

from nicegui.testing import User

from careops_ui.kit import Rows
from data.models import DeliveryState, Webhook
from domain import clock, webhooks
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.pages.conftest import Enter
from tests.pages.test_setup import tell

URL = 'https://hooks.example.com/careops'


def added(cast: Cast) -> webhooks.Made:
    return act_now(webhooks.create, cast.ada, url=URL, events=['booking.created'])


async def test_added_with_its_secret_shown_once(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/settings/webhooks')
    browser.find(marker='add-webhook').click()
    await browser.should_see('Add a webhook')
    browser.find(marker='webhook-url').type('http://hooks.example.com/careops')
    browser.find(marker='save-webhook').click()
    await browser.should_see('Please give an address that begins with https://', retries=50)
    browser.find(marker='webhook-url').clear().type(URL)
    one(browser, 'webhook-events').value = ['booking.created', 'contact.created']
    browser.find(marker='save-webhook').click()
    await browser.should_see('it is not shown again', retries=50)
    assert one(browser, 'webhook-secret').value.startswith('whsec_')
    await browser.should_see(URL)
    await browser.should_see('A booking was made, and 1 more')
    assert [view.url for view in read_now(webhooks.listing, cast.ada)] == [URL]


async def test_tried_out_read_and_sent_again(browser: User, cast: Cast, enter: Enter) -> None:
    made = added(cast)
    enter(cast.ada)
    await browser.open(f'/settings/webhooks/{made.id}')
    await browser.should_see('Nothing sent yet')
    browser.find(marker='send-test').click()
    await browser.should_see('Test event', retries=100)
    [line] = read_now(webhooks.deliveries, cast.ada, webhook_id=made.id).items
    hook = stage.all_of(Webhook)[0]
    told = factories.hooked(hook, body='{"type": "booking.created"}', answer='no thanks', state=DeliveryState.FAILED)
    await browser.open(f'/settings/webhooks/{made.id}')
    ledger = next(one for one in browser.find(Rows).elements if any('mark' in row for row in one._props['rows']))
    assert {row['id'] for row in ledger._props['rows']} == {str(line.id), str(told.id)}
    tell(browser, ledger, 'open', str(told.id))
    await browser.should_see('no thanks', retries=50)
    browser.find(marker='replay').click()
    await browser.should_see('It is on its way again', retries=50)
    again = read_now(webhooks.delivery, cast.ada, webhook_id=made.id, webhook_delivery_id=told.id)
    assert again.state != DeliveryState.FAILED


async def test_a_paused_one_says_why_and_is_resumed(browser: User, cast: Cast, enter: Enter) -> None:
    made = added(cast)
    hook = stage.all_of(Webhook)[0]
    stage.change(hook, paused_at=clock.now(), failures=12, last_error='It answered 503.')
    enter(cast.ada)
    await browser.open('/settings/webhooks')
    await browser.should_see('Paused')
    await browser.open(f'/settings/webhooks/{made.id}')
    await browser.should_see('It is paused: It answered 503.')
    browser.find(marker='resume').click()
    await browser.should_see('What waited is on its way', retries=50)
    assert read_now(webhooks.one, cast.ada, webhook_id=made.id).paused_at is None


def one(browser: User, marker: str) -> Any:
    return next(iter(browser.find(marker=marker).elements))
