"""A customer without a mouse: from the link to 'You are booked' by keys alone, in few decisions and little time."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Windows
from tests.journeys.test_public_browser import Shop, shop

__all__ = ['shop']

KEY, DECISION = 0.28, 5.0  # seconds: a key of an average typist (Card, Moran and Newell 1983), reading and choosing
MOST_TABS = 40


class Hands:
    """Presses keys and counts them, and the decisions that they stand for."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.decisions = page, 0, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def reach(self, selector: str) -> None:
        """Tab until the focus is there, and visible."""
        for _ in range(MOST_TABS):
            if self.page.evaluate('wanted => document.activeElement.matches(wanted)', selector):
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')")
                return
            self.press('Tab')
        raise AssertionError(f'{selector} cannot be reached with the Tab key')

    def choose(self, selector: str, key: str = 'Enter') -> None:
        self.reach(selector)
        self.press(key)
        self.decisions += 1

    def write(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(words)
        self.keys += len(words)
        self.decisions += 1

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.decisions * DECISION


def at_night(shop: Shop) -> None:
    """Let it be three in the morning: by day the first time on offer may pass the notice while it is being booked."""
    now = datetime.now(UTC)
    night = (now + timedelta(days=1)).replace(hour=3, minute=0, second=0)
    shop.server.move_clock((night - now).total_seconds())


@pytest.mark.parametrize('scripts', [True, False], ids=['with scripts', 'without'])
def test_a_first_booking_by_keyboard_alone_takes_five_decisions_and_less_than_a_minute(
    shop: Shop, windows: Windows, scripts: bool
) -> None:
    at_night(shop)
    page = windows.open(scripts=scripts)
    page.goto(f'{shop.server.url}/book/{shop.slug}')
    hands = Hands(page)
    hands.choose(f'a[href="/book/{shop.slug}/{shop.service}"]')
    page.wait_for_selector('input[name=start]')
    hands.choose('input[name=start]', 'Space')
    hands.reach('.foot button')
    hands.press('Enter')
    page.wait_for_selector('#name')
    hands.write('#name', 'Kemal Keys')
    hands.write('#email', 'kemal@customers.example')
    hands.reach('.foot button')
    hands.press('Enter')
    hands.decisions += 1
    page.wait_for_selector('text=You are booked')
    print(f'{hands.decisions} decisions, {hands.keys} keys: {hands.seconds:.0f} seconds at human speed')
    assert hands.decisions <= 5
    assert hands.seconds < 60
