"""How long a person waits in a real browser, on this machine and on a phone with a processor four times slower."""

import statistics

from playwright.sync_api import Browser, sync_playwright

from tests import browser as chromium

READY = """() => new Promise(done => {
    const check = () => document.querySelector('main a, main button, main input, form button, a.choice')
        ? requestAnimationFrame(() => done(performance.now())) : setTimeout(check, 5);
    check();
})"""


def usable(url: str, *, slower: int, times: int = 5) -> float:
    """Milliseconds from navigation until the page can be used (parsed, styled, its first control drawn): median of cold loads."""
    path = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        try:
            return statistics.median(_load(browser, url, slower) for _ in range(times))
        finally:
            browser.close()


def _load(browser: Browser, url: str, slower: int) -> float:
    context = browser.new_context(viewport={'width': 390, 'height': 844})
    try:
        page = context.new_page()
        context.new_cdp_session(page).send('Emulation.setCPUThrottlingRate', {'rate': slower})
        page.goto(url, wait_until='domcontentloaded')
        return float(page.evaluate(READY))
    finally:
        context.close()
