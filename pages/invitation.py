"""Accepting an invitation: a plain form for a new account, a known one, or the one that is signed in."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from careops_ui import forms, public, session
from careops_ui.public import moved
from careops_ui.tags import Tags
from domain import entry, invitations, joining, sessions, staff, work
from domain.actor import Actor
from domain.errors import Invalid, NotFound, Refusal, TooMany
from domain.invitations import Offer

router = APIRouter(prefix='/invitation', include_in_schema=False)


@router.get('/{token}')
async def page(request: Request, token: str) -> Response:
    """What is offered, and what is asked for. Looking changes nothing."""
    try:
        offer = await work.read(invitations.opened, session.guest(request), token=token)
    except NotFound as refusal:
        return over(request, refusal.message)
    return draw(request, token, offer, await signed_in(request))


@router.post('/{token}')
async def accept(request: Request, token: str) -> Response:
    """Join, sign this browser in, go to the workspace."""
    guest, sent = session.guest(request), await request.form()
    given = {name: value for name in ('full_name', 'password', 'as') if isinstance(value := sent.get(name, ''), str)}
    person = await signed_in(request)
    try:
        offer = await work.read(invitations.opened, guest, token=token)
    except NotFound as refusal:
        return over(request, refusal.message)
    try:
        if given.get('as') == 'me' and person is not None and person.user_id is not None:
            joined = await work.act(invitations.accept_known, guest, token=token, user_id=person.user_id)
        else:
            joined = await joining.join(
                guest,
                token=token,
                offer=offer,
                full_name=given.get('full_name', ''),
                password=given.get('password', ''),
            )
    except Invalid as refusal:
        return draw(request, token, offer, person, given, refusal.fields, status=422)
    except entry.WrongPassword:
        wrong = {'password': 'That is not the password of this account'}
        return draw(request, token, offer, person, given, wrong, status=403)
    except Refusal as refusal:
        status = 429 if isinstance(refusal, TooMany) else 409
        return draw(request, token, offer, person, given, alert=refusal.message, status=status)
    return await enter(request, joined)


async def enter(request: Request, joined: invitations.Accepted) -> Response:
    """A session of the one who joined, in the workspace that was joined; another person's session here ends."""
    guest = session.guest(request)
    await session.leave(request)
    agent = request.headers.get('user-agent', '')
    started = await work.act(sessions.start, guest, user_id=joined.user_id, user_agent=agent)
    person = Actor(kind='user', user_id=joined.user_id, session_id=started.session_id, address=guest.address)
    await work.act(sessions.enter, person, workspace_id=joined.workspace_id)
    answer = moved('/')
    session.keep(answer, started.token)
    return answer


async def signed_in(request: Request) -> Actor | None:
    """The person who is signed in on this browser, if anybody is."""
    token = request.cookies.get(sessions.COOKIE, '')
    return await work.read(sessions.by_token, session.guest(request), token=token) if token else None


def draw(
    request: Request,
    token: str,
    offer: Offer,
    person: Actor | None,
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    alert: str = '',
    status: int = 200,
) -> Response:
    """The offer with the form that fits, what was typed, and what was wrong with it."""
    said, errors = given or {'full_name': offer.full_name}, wrong or {}

    def build(tags: Tags) -> None:
        forms.title(tags, f'Join {offer.workspace}', f'This invitation is for {offer.email}.')
        permitted(tags, offer)
        forms.alert(tags, alert)
        if person is not None:
            with tags.form(method='post', action=f'/invitation/{token}').classes('stack'):
                tags.input(type='hidden', name='as', value='me')
                tags.button(f'Join as {person.name}', type='submit').classes('btn')
            tags.p('Or join with another account:').classes('muted')
        with tags.form(method='post', action=f'/invitation/{token}').classes('stack'):
            account_fields(tags, offer, said, errors)
            look = 'btn' if person is None else 'btn outline'
            tags.button(
                'Join with this account' if offer.account else 'Create account and join', type='submit'
            ).classes(look)

    return public.document(build, None, public.reader(request), f'Join {offer.workspace}', status=status)


def permitted(tags: Tags, offer: Offer) -> None:
    """What the person will be able to do there."""
    if offer.permissions:
        with tags.div().classes('stack tight'):
            tags.p('There you will be able to:')
            with tags.ul():
                for name in offer.permissions:
                    tags.li(staff.SWITCHES[name])


def account_fields(tags: Tags, offer: Offer, said: Mapping[str, str], errors: Mapping[str, str]) -> None:
    """The password of the account that is there, or name and password of a new one."""
    if offer.account:
        forms.field(
            tags,
            'password',
            f'Password of {offer.email}',
            said,
            errors,
            type='password',
            autocomplete='current-password',
            required=True,
        )
        return
    forms.field(tags, 'full_name', 'Your full name', said, errors, autocomplete='name', required=True)
    forms.field(
        tags,
        'password',
        'Choose a password',
        said,
        errors,
        type='password',
        autocomplete='new-password',
        required=True,
        minlength='8',
        hint='At least 8 characters. A few words in a row are easy to remember.',
    )


def over(request: Request, words: str) -> Response:
    """The link is used, withdrawn or has run out."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'This invitation is over', words)
        tags.a('Sign in', href='/sign-in').classes('btn')

    return public.document(build, None, public.reader(request), 'Invitation', status=404)
