"""Dashboard, contacts and alerts as a person sees them."""

from nicegui.testing import User
from sqlmodel import Session

from data.models import Alert, Priority
from domain import alerts, contact_reads
from domain.actor import Actor
from domain.work import act, read
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter
from tests.pages.test_inbox import written


async def test_a_quiet_dashboard_says_so(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/')
    await browser.should_see('A quiet day', retries=40)
    await browser.should_see('All clear', retries=40)
    await browser.should_see('Bookings today', retries=40)


async def test_the_dashboard_changes_by_itself(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/')
    await browser.should_see('all answered', retries=40)
    await written(cast)
    await browser.should_see('Priya Nair', retries=40)
    await browser.should_see('longest 1 min', retries=40)


async def test_staff_see_only_their_part_of_the_dashboard(browser: User, cast: Cast, enter: Enter) -> None:
    enter(factories.person('Sam Store', cast.workspace.id, can_inbox=False, can_bookings=False, can_forms=False))
    await browser.open('/')
    await browser.should_see('Low stock', retries=40)
    await browser.should_not_see('Unanswered')
    await browser.should_not_see('Bookings today')


async def test_contacts_are_searched_and_made(browser: User, cast: Cast, enter: Enter) -> None:
    factories.contact(cast.workspace.id, 'Priya Nair')
    factories.contact(cast.workspace.id, 'Marcus Bell')
    enter(cast.ben)
    await browser.open('/contacts?q=priya')
    await browser.should_see('Priya Nair', retries=40)
    await browser.should_not_see('Marcus Bell')
    await browser.should_not_see('Secret customer')
    browser.find(marker='new').click()
    await browser.should_see('Save contact', retries=40)
    browser.find(marker='name').type('Hannah Vogel')
    browser.find(marker='email').type('nobody')
    browser.find(marker='save').click()
    await browser.should_see('Please write the whole address', retries=40)
    browser.find(marker='email').clear().type('hannah@vogel.example')
    browser.find(marker='save').click()
    await browser.should_see('Contact saved', retries=40)
    assert (await read(contact_reads.page, cast.ada, q='hannah')).total == 1


async def test_a_contact_shows_what_happened_and_is_edited(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast, phone='+351912000123')
    enter(cast.ben)
    await browser.open(f'/contacts/{thread.contact_id}')
    await browser.should_see('Priya Nair wrote', retries=40)
    await browser.should_see('+351 912 000 123', retries=40)
    await browser.should_not_see('Erase…')
    browser.find(marker='edit').click()
    await browser.should_see('Save contact', retries=40)
    browser.find(marker='tags').type('regular')
    browser.find(marker='save').click()
    await browser.should_see('Contact saved', retries=40)
    assert (await read(contact_reads.view, cast.ada, contact_id=thread.contact_id)).contact.tags == ('regular',)
    enter(cast.eve)
    assert (await browser.http_client.get(f'/contacts/{thread.contact_id}')).status_code == 404
    enter(factories.person('Sam Store', cast.workspace.id, can_inbox=False, can_bookings=False, can_forms=False))
    assert (await browser.http_client.get('/contacts')).status_code == 403


async def raised(cast: Cast) -> Alert:
    thread = await written(cast)

    def raise_(session: Session, actor: Actor) -> Alert:
        title = 'Priya Nair has waited 2 h'
        return alerts.raise_(
            session, actor, kind='missed_message', cause='a', priority=Priority.HIGH, title=title, thing=thread
        )

    return await act(raise_, Actor.system(cast.workspace.id))


async def test_alerts_are_resolved_and_stay_readable(browser: User, cast: Cast, enter: Enter) -> None:
    alert = await raised(cast)
    enter(cast.ben)
    await browser.open('/alerts')
    await browser.should_see('Priya Nair has waited 2 h', retries=40)
    browser.find('Priya Nair has waited 2 h').trigger('resolve', str(alert.id))
    await browser.should_see('Resolved', retries=40)
    await browser.should_see('All clear', retries=40)
    await browser.open('/alerts?show=settled')
    await browser.should_see('Priya Nair has waited 2 h', retries=40)


async def test_alerts_of_what_one_may_not_see_are_hidden(browser: User, cast: Cast, enter: Enter) -> None:
    await raised(cast)
    enter(factories.person('Dora Lee', cast.workspace.id, can_inbox=False))
    await browser.open('/alerts')
    await browser.should_see('All clear', retries=40)
    enter(cast.eve)
    await browser.open('/alerts')
    await browser.should_see('All clear', retries=40)
