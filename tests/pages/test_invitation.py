"""Accepting an invitation in a browser: a new account, a known one, the signed-in one, and links that are over."""

from nicegui.testing import User
from sqlmodel import col, select

from data import db
from data.models import Delivery, Member
from data.models import User as Person
from domain import crypto, invitations, sessions
from domain.work import act_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


def invite(cast: Cast, email: str = 'lou@example.com') -> str:
    """The path in the mail that the invited person gets."""
    act_now(invitations.invite, cast.ada, email=email, full_name='Lou Reyes', permissions=['inbox'])
    with db.reading() as session:
        delivery = session.exec(select(Delivery).order_by(col(Delivery.created_at).desc())).first()
        assert delivery is not None
        _, link = crypto.open(delivery.context['sealed'])['button']
    return '/invitation/' + str(link).rsplit('/', 1)[1]


def members(cast: Cast) -> set[str]:
    with db.reading() as session:
        rows = session.exec(
            select(Member.full_name).where(Member.workspace_id == cast.workspace.id, col(Member.user_id).is_not(None))
        )
        return set(rows)


async def test_a_new_person_makes_an_account_and_is_inside(browser: User, cast: Cast) -> None:
    path = invite(cast)
    page = await browser.http_client.get(path)
    assert 'Join Juniper Street' in page.text
    assert 'Answer customers in the inbox' in page.text
    short = await browser.http_client.post(path, data={'full_name': 'Lou Reyes', 'password': 'short'})
    assert short.status_code == 422
    assert 'Please take at least 8 characters' in short.text
    assert 'value="Lou Reyes"' in short.text
    done = await browser.http_client.post(path, data={'full_name': 'Lou Reyes', 'password': 'four words in a row'})
    assert (done.status_code, done.headers['location']) == (303, '/')
    assert sessions.COOKIE in done.cookies
    assert 'Lou Reyes' in members(cast)
    again = await browser.http_client.get(path)
    assert again.status_code == 404
    assert 'This invitation is over' in again.text


async def test_a_known_person_needs_the_password(browser: User, cast: Cast) -> None:
    known = factories.person('Kim Known', cast.eve.workspace)
    with db.reading() as session:
        email = session.get_one(Person, known.user_id).email
    path = invite(cast, email)
    wrong = await browser.http_client.post(path, data={'password': 'not this one'})
    assert wrong.status_code == 403
    assert 'That is not the password of this account' in wrong.text
    assert 'Kim Known' not in members(cast)


async def test_whoever_is_signed_in_joins_with_one_press(browser: User, cast: Cast, enter: Enter) -> None:
    path = invite(cast)
    enter(cast.eve)
    page = await browser.http_client.get(path)
    assert 'Join as Eve Stranger' in page.text
    done = await browser.http_client.post(path, data={'as': 'me'})
    assert done.status_code == 303
    assert 'Eve Stranger' in members(cast)


async def test_no_other_link_opens(browser: User, cast: Cast) -> None:
    for method in ('get', 'post'):
        answer = await getattr(browser.http_client, method)('/invitation/nothing')
        assert answer.status_code == 404
        assert 'Please ask for a new one' in answer.text
