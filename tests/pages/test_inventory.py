"""The inventory screen: figures, restock and count in one tap, refusals at their field, and who sees what."""

from typing import Any

from nicegui.testing import User

from domain import item_reads, items
from domain.item_reads import View
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


def item(cast: Cast, **given: Any) -> View:
    return act_now(items.create, cast.ada, given={'name': 'Developer 6 %', 'unit': 'ml', 'on_hand': 40} | given)


def stock(cast: Cast, view: View) -> int:
    return read_now(item_reads.one, cast.ada, item_id=view.id).on_hand


def type_into(browser: User, mark: str, value: float) -> None:
    next(iter(browser.find(marker=mark).elements)).set_value(value)  # type: ignore[attr-defined]


async def test_an_empty_shelf_says_what_will_stand_there(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/inventory')
    await browser.should_see('No items yet', retries=30)
    await browser.should_see('Add item', retries=30)


async def test_restock_and_count(browser: User, cast: Cast, enter: Enter) -> None:
    view = item(cast, low_threshold=50)
    enter(cast.ben)
    await browser.open(f'/inventory/{view.id}')
    await browser.should_see('1 item · 1 low', retries=30)
    await browser.should_see('Low: 40 ml left. The mark is 50.', retries=30)
    type_into(browser, 'amount', 100)
    browser.find(marker='restock').click()
    await browser.should_see('Restocked', retries=30)
    await browser.should_see('140 ml', retries=30)
    type_into(browser, 'counted', 130)
    browser.find(marker='correct').click()
    await browser.should_see('Count saved', retries=30)
    await browser.should_see('−10 ml', retries=30)
    assert stock(cast, view) == 130
    await browser.should_not_see('Add item')


async def test_a_wrong_amount_is_refused_at_its_field(browser: User, cast: Cast, enter: Enter) -> None:
    view = item(cast)
    enter(cast.ada)
    await browser.open(f'/inventory/{view.id}')
    type_into(browser, 'amount', -5)
    browser.find(marker='restock').click()
    await browser.should_see('Please say how many came in', retries=30)
    assert stock(cast, view) == 40


async def test_the_owner_adds_an_item(browser: User, cast: Cast, enter: Enter) -> None:
    factories.booking_type(cast.workspace.id, 'Full colour')
    enter(cast.ada)
    await browser.open('/inventory')
    browser.find(marker='add-item').click()
    await browser.should_see('When a booking needs more', retries=30)
    browser.find(marker='save-item').click()
    await browser.should_see('Please give the item a name', retries=30)
    browser.find(marker='item-name').type('Shampoo')
    type_into(browser, 'on-hand', 500)
    browser.find(marker='save-item').click()
    await browser.should_see('Item saved', retries=30)
    (made,), _ = read_now(item_reads.listing, cast.ada)
    assert (made.name, made.on_hand) == ('Shampoo', 500)


async def test_who_may_not_sees_a_sentence(browser: User, cast: Cast, enter: Enter) -> None:
    view = item(cast)
    enter(factories.person('Lou', cast.workspace.id, can_inventory=False))
    assert (await browser.http_client.get('/inventory')).status_code == 403
    enter(cast.eve)
    assert (await browser.http_client.get(f'/inventory/{view.id}')).status_code == 404
