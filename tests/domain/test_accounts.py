"""Registering, signing in, changing and resetting passwords."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from data import db
from data.models import Delivery, Event, Member, PasswordReset, Resource, Role, User, Workspace, WorkspaceStatus
from data.settings import settings
from domain import accounts, clock, entry, resets, sessions
from domain.accounts import RegistrationClosed
from domain.actor import Actor
from domain.entry import WrongPassword
from domain.errors import Invalid, SignedOut, TooMany
from domain.resets import LinkUsedUp, NoSuchPerson
from domain.work import act_now, read, read_now
from tests.conftest import Cast

GUEST = Actor.guest(address='198.51.100.4')
ZOE = {
    'full_name': 'Zoë  Ångström 🌿',
    'email': 'Zoe@Example.com',
    'password': 'long enough pw',
    'workspace_name': 'Café Zoë & Co.',
    'timezone': 'Europe/Lisbon',
}


@pytest.fixture
def policy() -> Iterator[None]:
    """Give settings back as they were."""
    yield
    for name in ('CAREOPS_REGISTRATION', 'CAREOPS_RATE_LIMITS'):
        os.environ.pop(name, None)
    os.environ['CAREOPS_RATE_LIMITS'] = 'off'
    settings.cache_clear()


def use(**given: str) -> None:
    os.environ.update({f'CAREOPS_{name.upper()}': value for name, value in given.items()})
    settings.cache_clear()


async def test_registering_makes_a_person_who_owns_a_workspace(engine: str) -> None:
    made = await entry.register(GUEST, **ZOE)
    with db.reading() as session:
        user, workspace = session.get_one(User, made.user_id), session.get_one(Workspace, made.workspace_id)
        member = session.exec(select(Member).where(Member.workspace_id == workspace.id)).one()
        resource = session.exec(select(Resource).where(Resource.member_id == member.id)).one()
        names = [event.name for event in session.exec(select(Event))]
    assert (user.full_name, user.email) == ('Zoë Ångström 🌿', 'zoe@example.com')
    assert (workspace.slug, workspace.status, workspace.currency) == ('cafe-zoe-and-co', WorkspaceStatus.SETUP, 'EUR')
    assert (member.role, member.user_id, member.bookable, resource.quantity) == (Role.OWNER, user.id, True, 1)
    assert {'user.registered', 'workspace.created'} <= set(names)


@pytest.mark.parametrize(
    ('field', 'value'),
    [
        ('full_name', ' '),
        ('full_name', 'x' * 201),
        ('email', 'nonsense'),
        ('email', ''),
        ('password', 'short'),
        ('workspace_name', ''),
        ('timezone', 'Mars/Olympus'),
        ('username', 'a b'),
    ],
)
async def test_each_wrong_field_is_named(engine: str, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        await entry.register(GUEST, **ZOE | {field: value})
    assert list(refused.value.fields) == [field]


async def test_an_address_belongs_to_one_account(engine: str) -> None:
    await entry.register(GUEST, **ZOE)
    with pytest.raises(Invalid) as refused:
        await entry.register(GUEST, **ZOE | {'email': 'zoe@example.COM'})
    assert 'email' in refused.value.fields


async def test_two_workspaces_of_one_name_get_two_addresses(engine: str) -> None:
    await entry.register(GUEST, **ZOE)
    made = await entry.register(GUEST, **ZOE | {'email': 'other@example.com'})
    with db.reading() as session:
        assert session.get_one(Workspace, made.workspace_id).slug == 'cafe-zoe-and-co-2'


async def test_first_lets_only_the_first_person_in(engine: str, policy: None) -> None:
    use(registration='first')
    await entry.register(GUEST, **ZOE)
    with pytest.raises(RegistrationClosed):
        await entry.register(GUEST, **ZOE | {'email': 'second@example.com'})


async def test_by_invitation_nobody_registers(engine: str, policy: None) -> None:
    use(registration='invitation')
    with pytest.raises(RegistrationClosed):
        await entry.register(GUEST, **ZOE)


async def test_signing_in_by_address_or_username(engine: str) -> None:
    made = await entry.register(GUEST, **ZOE, username='Zoe.A')
    for login in ('ZOE@example.com ', 'zoe.a'):
        started = await entry.sign_in(GUEST, login=login, password=ZOE['password'], user_agent='Firefox/130 (Windows)')
        person = read_now(sessions.by_token, GUEST, token=started.token)
        assert person is not None
        assert (person.user_id, person.workspace_id, person.role) == (made.user_id, made.workspace_id, 'owner')


@pytest.mark.parametrize(
    ('login', 'password'), [('zoe@example.com', 'wrong'), ('nobody@example.com', 'long enough pw')]
)
async def test_one_answer_for_every_wrong_pair(engine: str, login: str, password: str) -> None:
    await entry.register(GUEST, **ZOE)
    with pytest.raises(WrongPassword):
        await entry.sign_in(GUEST, login=login, password=password)


async def test_guessing_is_slowed_down_and_the_owner_is_not_locked_out(engine: str, policy: None) -> None:
    await entry.register(GUEST, **ZOE)
    await entry.sign_in(GUEST, login='zoe@example.com', password=ZOE['password'])
    use(rate_limits='on')
    thief = Actor.guest(address='203.0.113.66')
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await entry.check(thief, login='zoe@example.com', password='guess')
    with pytest.raises(TooMany):
        await entry.check(thief, login='zoe@example.com', password=ZOE['password'])
    assert await entry.check(GUEST, login='zoe@example.com', password=ZOE['password'])


async def test_no_spelling_of_a_name_has_tries_of_its_own(engine: str, policy: None) -> None:
    use(rate_limits='on')
    spellings = [
        'zoe@example.com',
        'ZOE@example.com ',
        '\x00zoe@example.com',
        'zoe\x01@example.com',
        '\u2028zoe@example.com',
    ]
    for number in range(30):
        await entry._slow_down(Actor.guest(address=f'203.0.113.{number}'), spellings[number % len(spellings)])
    with pytest.raises(TooMany):
        await entry._slow_down(Actor.guest(address='203.0.113.99'), spellings[-1])


async def test_one_household_of_ipv6_is_one_caller(engine: str, policy: None) -> None:
    use(rate_limits='on')
    for number in range(10):
        await entry._slow_down(Actor.guest(address=f'2001:db8:1:2::{number:x}'), 'zoe@example.com')
    with pytest.raises(TooMany):
        await entry._slow_down(Actor.guest(address='2001:db8:1:2:ffff::99'), 'zoe@example.com')


async def test_a_changed_password_ends_the_other_sessions(engine: str) -> None:
    await entry.register(GUEST, **ZOE)
    here = await entry.sign_in(GUEST, login='zoe@example.com', password=ZOE['password'])
    there = await entry.sign_in(GUEST, login='zoe@example.com', password=ZOE['password'])
    actor = read_now(sessions.by_token, GUEST, token=here.token)
    assert actor is not None
    with pytest.raises(Invalid) as refused:
        await entry.change_password(actor, old='wrong', new='another long one')
    assert list(refused.value.fields) == ['old']
    await entry.change_password(actor, old=ZOE['password'], new='another long one')
    assert read_now(sessions.by_token, GUEST, token=there.token) is None
    assert read_now(sessions.by_token, GUEST, token=here.token) is not None
    assert await entry.check(GUEST, login='zoe@example.com', password='another long one')


async def test_a_reset_link_works_once_and_signs_out_everywhere(engine: str) -> None:
    made = await entry.register(GUEST, **ZOE)
    started = await entry.sign_in(GUEST, login='zoe@example.com', password=ZOE['password'])
    token = link_token('zoe@example.com')
    assert await read(resets.whose, GUEST, token=token) == 'zoe@example.com'
    with pytest.raises(Invalid):
        await entry.reset_password(GUEST, token=token, password='short')
    assert await entry.reset_password(GUEST, token=token, password='a fresh password') == made.user_id
    assert read_now(sessions.by_token, GUEST, token=started.token) is None
    with pytest.raises(LinkUsedUp):
        await entry.reset_password(GUEST, token=token, password='yet another one')
    assert await entry.check(GUEST, login='zoe@example.com', password='a fresh password')


async def test_a_newer_link_and_an_hour_end_a_link(engine: str) -> None:
    await entry.register(GUEST, **ZOE)
    first, second = link_token('zoe@example.com'), link_token('zoe@example.com')
    with pytest.raises(LinkUsedUp):
        await read(resets.whose, GUEST, token=first)
    with clock.frozen(clock.now() + timedelta(minutes=61)), pytest.raises(LinkUsedUp):
        read_now(resets.whose, GUEST, token=second)


async def test_asking_for_a_link_tells_nobody_who_exists(engine: str) -> None:
    await entry.register(GUEST, **ZOE)
    await entry.request_reset(GUEST, email='nobody@example.com')
    with db.reading() as session:
        assert session.exec(select(PasswordReset)).all() == []
    await entry.request_reset(GUEST, email='ZOE@example.com')
    with db.reading() as session:
        mail = session.exec(select(Delivery)).one()
        assert (mail.system, mail.address) == (True, 'zoe@example.com')
        assert '/reset/' not in str(mail.context)


def test_the_command_names_unknown_people(engine: str) -> None:
    with pytest.raises(NoSuchPerson):
        act_now(resets.link_for, Actor.system(), email='nobody@example.com')


def link_token(email: str) -> str:
    link = act_now(resets.link_for, Actor.system(), email=email)
    found = re.search(r'/reset/(.+)$', link)
    assert found
    return found[1]


def test_a_signed_out_actor_reads_nothing(cast: Cast) -> None:
    act_now(sessions.end, cast.ben, session_id=cast.ben.session_id)
    with pytest.raises(SignedOut):
        read_now(accounts.me, cast.ben)
