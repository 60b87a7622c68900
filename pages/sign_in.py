"""Signing in and out: plain pages and real form posts, because only an answer to HTTP can set a cookie."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from careops_ui import forms, public, session
from careops_ui.public import moved
from careops_ui.tags import Tags
from domain import accounts, demo, entry, sessions, visits, work
from domain.errors import Refusal, TooMany

router = APIRouter(include_in_schema=False)


@router.get('/sign-in')
async def page(request: Request, next: str = '/') -> Response:
    """The sign-in form; whoever is signed in goes on at once, and a server without anybody shows its registration."""
    guest = session.guest(request)
    token = request.cookies.get(sessions.COOKIE, '')
    if token and await work.read(visits.visit, guest, token=token):
        return moved(session.local(next))
    if await work.read(accounts.empty, guest):
        return moved('/register')
    return await draw(request, next=session.local(next))


@router.post('/sign-in')
async def sign_in(
    request: Request,
    login: Annotated[str, Form()] = '',
    password: Annotated[str, Form()] = '',
    next: Annotated[str, Form()] = '/',
) -> Response:
    """Check, start a session of its own for this browser, go on to where the person wanted to be."""
    try:
        started = await entry.sign_in(
            session.guest(request), login=login, password=password, user_agent=request.headers.get('user-agent', '')
        )
    except Refusal as refusal:
        status = 429 if isinstance(refusal, TooMany) else 403
        return await draw(request, login=login, next=session.local(next), wrong=refusal.message, status=status)
    await session.leave(request)
    answer = moved(session.local(next))
    session.keep(answer, started.token)
    return answer


@router.post('/sign-out')
async def sign_out(request: Request) -> Response:
    """End this browser's session; its other open pages go at once."""
    await session.leave(request)
    answer = moved('/sign-in')
    session.forget(answer)
    return answer


async def draw(request: Request, *, login: str = '', next: str = '/', wrong: str = '', status: int = 200) -> Response:
    """The form, with what was typed and what was wrong with it."""
    may_register = await work.read(accounts.registration_open, session.guest(request))
    shows_demo = await work.read(demo.exists, session.guest(request))

    def build(tags: Tags) -> None:
        forms.title(tags, 'Sign in')
        if shows_demo:
            with tags.div(**{'data-icon': 'info'}).classes('banner info'):
                tags.p(
                    f'This is the demo. {demo.OWNER} is the owner, {demo.STAFF} is staff; the password is “{demo.PASSWORD}”.'
                )
        with tags.form(method='post', action='/sign-in').classes('stack'):
            forms.alert(tags, wrong)
            tags.input(type='hidden', name='next', value=next)
            forms.field(
                tags,
                'login',
                'E-mail or username',
                {'login': login},
                {},
                autocomplete='username',
                required=True,
                autofocus=not login,
                autocapitalize='none',
                spellcheck='false',
            )
            forms.field(
                tags,
                'password',
                'Password',
                {},
                {},
                type='password',
                autocomplete='current-password',
                required=True,
                autofocus=bool(login),
            )
            tags.button('Sign in', type='submit').classes('btn')
        with tags.p().classes('between'):
            tags.a('Forgot your password?', href='/reset')
            if may_register:
                tags.a('Create an account', href='/register')

    return public.document(build, None, public.reader(request), 'Sign in', status=status)
