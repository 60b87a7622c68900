"""Real browsers against the real server: an owner's window at 1280 px, a customer's phone at 390 px."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import browser as chromium

SHOTS = Path(__file__).parent / 'shots'
WIDE, PHONE = {'width': 1280, 'height': 800}, {'width': 390, 'height': 844}


@pytest.fixture(scope='module')
def browser() -> Iterator[Browser]:
    """One Chromium for a module's journeys (its driver owns the thread's event loop, so it ends before other tests need theirs)."""
    path = chromium.find()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield opened
        opened.close()


class Windows:
    """Opens windows and notices what goes wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def open(self, *, phone: bool = False, dark: bool = False, scripts: bool = True, **given: Any) -> Page:
        """A fresh profile with one page; script errors and failed answers of the server are collected."""
        context = self._browser.new_context(
            viewport=PHONE if phone else WIDE,
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=scripts,
            color_scheme='dark' if dark else 'light',
            locale='en-GB',
            timezone_id='Europe/Lisbon',
            **given,
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on('pageerror', lambda error: self.errors.append(str(error)))
        page.on(
            'response',
            lambda answer: self.errors.append(f'{answer.status} {answer.url}') if answer.status >= 500 else None,
        )
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Windows of one test; a script error or a 5xx in any of them fails it."""
    opened = Windows(browser)
    yield opened
    opened.close()
    assert not opened.errors, opened.errors


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page as a person sees it now."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f'{name}.png')
