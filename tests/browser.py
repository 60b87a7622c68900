"""Find a Chromium for the journeys, and install one where there is none: `python -m tests.browser` prints its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge')
PLACES = (
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    r'C:\Program Files\Google\Chrome\Application\chrome.exe',
    r'C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe',
)
FLAGS = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]


def find() -> str | None:
    """The path of a Chromium: `CAREOPS_TEST_BROWSER`, Playwright's own, or one that the machine has."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    candidates = [os.environ.get('CAREOPS_TEST_BROWSER'), own, *map(shutil.which, NAMES), *PLACES]
    return next((path for path in candidates if path and Path(path).exists()), None)


def install() -> None:
    """Let Playwright fetch its own; where that is not to be had, ask Debian's package manager."""
    fetched = subprocess.run([sys.executable, '-m', 'playwright', 'install', 'chromium'], timeout=600, check=False)
    if fetched.returncode and shutil.which('apt-get'):
        sudo = ['sudo'] if hasattr(os, 'geteuid') and os.geteuid() and shutil.which('sudo') else []
        subprocess.run([*sudo, 'apt-get', 'update', '-qq'], check=False)
        subprocess.run([*sudo, 'apt-get', 'install', '-y', '-qq', 'chromium'], check=False)


def main() -> None:
    """Print the browser's path; install one first where there is none."""
    if find() is None:
        print('No Chromium found, installing one for the browser journeys…')
        install()
    path = find()
    if path is None:
        sys.exit(
            'The journeys need Chromium or Chrome. Install one, or name it in CAREOPS_TEST_BROWSER, and run this again.'
        )
    print(f'Browser for the journeys: {path}')


if __name__ == '__main__':
    main()
