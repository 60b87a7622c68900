"""Every screen of the demo, at both widths and in both themes: nothing serious for axe-core, no sideways scroll, a picture kept."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from domain import demo
from tests.journeys.conftest import PHONE, Windows, shoot
from tests.server import ROOT, Server

MAKE = 'from data import migrate; from domain import commands; migrate.upgrade(); commands.prepare_demo()'
LINKS = """
import json
from sqlmodel import select
from data import db
from data.models import Booking, FormRequest, Item
from domain import clock, links
with db.reading() as session:
    coming = select(Booking).where(Booking.start > clock.now(), Booking.status == 'confirmed').order_by(Booking.start.desc())
    booking = session.exec(coming).first()
    form = session.exec(select(FormRequest).where(FormRequest.state == 'pending')).first()
    print(json.dumps({
        'booking': str(booking.id), 'contact-page': str(booking.contact_id), 'answers': str(form.id),
        'item': str(session.exec(select(Item)).first().id),
        'manage': links.sign('booking', booking.id, booking.link_nonce),
        'form': links.sign('form', form.id, form.link_nonce),
    }))
"""
REST = """async () => {
    await document.fonts.ready;
    while (window.socket && !window.socket.connected) await new Promise(done => setTimeout(done, 20));
    await new Promise(done => {
        let rest = setTimeout(done, 150);
        new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(done, 150); })
            .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    });
}"""
SMALLEST = {'width': 320, 'height': 640}
SLUG = 'juniper-street-salon'
STAFF = {
    'dashboard': '/',
    'inbox': '/inbox',
    'thread': '/inbox?open=first',
    'calendar': '/bookings',
    'waitlist': '/waitlist',
    'contacts': '/contacts',
    'forms': '/forms',
    'inventory': '/inventory',
    'staff': '/staff',
    'automation': '/automation',
    'automation-log': '/automation/log',
    'automation-coming': '/automation/coming',
    'automation-jobs': '/automation/jobs',
    'rule': '/automation/rules/confirmation',
    'alerts': '/alerts',
    'profile': '/profile',
    'settings': '/settings',
    'integrations': '/settings/integrations',
    'booking-types': '/settings/booking-types',
    'hours': '/settings/hours',
    'kept': '/settings/kept',
    'saved-replies': '/settings/saved-replies',
    'calendars': '/settings/calendars',
    'webhooks': '/settings/webhooks',
    'contact-form': '/settings/contact-form',
    'links': '/settings/links',
    'form-templates': '/forms/templates',
    'workspaces': '/workspaces',
    'new-workspace': '/workspaces/new',
    'day': '/bookings?view=day',
    'month': '/bookings?view=month',
    'list': '/bookings?view=list',
    'booking': '/bookings/{booking}',
    'contact-page': '/contacts/{contact-page}',
    'answers': '/forms/requests/{answers}',
    'item': '/inventory/{item}',
    'setup-workspace': '/setup/workspace',
    'setup-channels': '/setup/channels',
    'setup-contact-form': '/setup/contact_form',
    'setup-booking-types': '/setup/booking_types',
    'setup-forms': '/setup/forms',
    'setup-inventory': '/setup/inventory',
    'setup-staff': '/setup/staff',
    'setup-live': '/setup/activate',
}
CUSTOMERS = {
    'sign-in': '/sign-in',
    'register': '/register',
    'reset': '/reset',
    'contact': f'/c/{SLUG}',
    'book': f'/book/{SLUG}',
    'times': f'/book/{SLUG}/cut-and-finish',
    'wait': f'/book/{SLUG}/cut-and-finish/wait',
    'manage': '/m/{manage}',
    'move': '/m/{manage}/move',
    'cancel': '/m/{manage}/cancel',
    'form': '/f/{form}',
    'thanks': f'/c/{SLUG}/thanks',
}


@pytest.fixture(scope='module')
def salon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, served."""
    home = tmp_path_factory.mktemp('salon')
    server = Server(home)
    subprocess.run(
        [sys.executable, '-c', MAKE], cwd=ROOT, env=server.environment, check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope='module')
def links(salon: Server) -> dict[str, str]:
    """What the addresses of single things are made of: ids, and the tokens that customers get."""
    told = subprocess.run(
        [sys.executable, '-c', LINKS], cwd=ROOT, env=salon.environment, check=True, capture_output=True, text=True
    )
    return dict(json.loads(told.stdout.splitlines()[-1]))


@pytest.mark.parametrize('phone', [False, True], ids=['1280', '390'])
def test_every_screen_is_fit_to_be_seen(windows: Windows, salon: Server, links: dict[str, str], phone: bool) -> None:
    page = windows.open(phone=phone)
    problems = []
    for name, path in CUSTOMERS.items():
        problems += seen(page, salon, name, path.format(**links), phone)
    sign_in(page, salon)
    for name, path in STAFF.items():
        problems += seen(page, salon, name, path.format(**links), phone)
    assert not problems, '\n'.join(problems)


def sign_in(page: Page, salon: Server) -> None:
    page.goto(f'{salon.url}/sign-in')
    page.get_by_label('E-mail or username').fill(demo.OWNER)
    page.get_by_label('Password').fill(demo.PASSWORD)
    page.get_by_role('button', name='Sign in').click()
    page.wait_for_url(f'{salon.url}/')


def visit(page: Page, salon: Server, path: str) -> None:
    """Open a screen and let it come to rest."""
    answer = page.goto(salon.url + path.removesuffix('?open=first'))
    assert answer is not None
    assert answer.ok, f'{path} answered {answer.status}'
    page.evaluate(REST)
    if path.endswith('?open=first'):
        page.locator('a.list-row').first.click()
        page.wait_for_url('**/inbox/*')
        page.evaluate(REST)


def seen(page: Page, salon: Server, name: str, path: str, phone: bool) -> list[str]:
    """What is serious on one screen in either theme, or too wide for the smallest phone, in words; its pictures are kept."""
    visit(page, salon, path)
    problems = themed(page, f'{name}-{390 if phone else 1280}-light', resultTypes=['violations'])
    page.emulate_media(color_scheme='dark')
    page.evaluate(REST)
    problems += themed(page, f'{name}-{390 if phone else 1280}-dark', runOnly=['color-contrast'])
    page.emulate_media(color_scheme='light')
    return problems + sideways(page, name) if phone else problems


def themed(page: Page, name: str, **options: Any) -> list[str]:
    """What is serious on the screen as it stands; beside its colours, the dark one is the same as the light one."""
    shoot(page, name)
    found = Axe().run(page, options={'preload': False, **options}).response['violations']
    return [f'{name}: {words(one)}' for one in found if one['impact'] in {'serious', 'critical'}]


def sideways(page: Page, name: str) -> list[str]:
    page.set_viewport_size(SMALLEST)
    page.evaluate(REST)
    width = page.evaluate('document.documentElement.scrollWidth')
    page.set_viewport_size(PHONE)
    return [f'{name} is {width} px wide'] if width > SMALLEST['width'] else []


def words(found: dict[str, Any]) -> str:
    targets = ', '.join(str(node['target'][0]) for node in found['nodes'][:3])
    return f'{found["id"]} ({found["impact"]}): {found["help"]}: {targets}'
