"""A forgotten password: asking for a link, and using it once. Opening the link uses nothing up; only the form does."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from careops_ui import forms, public, session
from careops_ui.public import moved
from careops_ui.tags import Tags
from domain import entry, resets, sessions
from domain.errors import Invalid, Refusal, TooMany
from domain.work import act, read

router = APIRouter(include_in_schema=False)


@router.get('/reset')
async def page(request: Request) -> Response:
    """Where the link is asked for."""
    return ask(request)


@router.post('/reset')
async def request_link(request: Request, email: Annotated[str, Form()] = '') -> Response:
    """Mail the link, if there is such a person; the answer is the same for everybody."""
    try:
        await entry.request_reset(session.guest(request), email=email)
    except TooMany as refusal:
        return ask(request, email, refusal.message, status=429)
    return asked(request, email)


@router.get('/reset/{token}')
async def form(request: Request, token: str) -> Response:
    """Where the new password is typed; a page that says so for a link that is used up."""
    try:
        email = await read(resets.whose, session.guest(request), token=token)
    except Refusal as refusal:
        return used_up(request, refusal.message)
    return draw(request, token, email)


@router.post('/reset/{token}')
async def use(request: Request, token: str, password: Annotated[str, Form()] = '') -> Response:
    """Set the password, sign every other browser out and this one in."""
    guest = session.guest(request)
    try:
        user_id = await entry.reset_password(guest, token=token, password=password)
    except Invalid as refusal:
        email = await read(resets.whose, guest, token=token)
        return draw(request, token, email, refusal.fields, status=422)
    except TooMany as refusal:
        return used_up(request, refusal.message, status=429)
    except Refusal as refusal:
        return used_up(request, refusal.message)
    agent = request.headers.get('user-agent', '')
    started = await act(sessions.start, guest, user_id=user_id, user_agent=agent)
    answer = moved('/')
    session.keep(answer, started.token)
    return answer


def ask(request: Request, email: str = '', alert: str = '', *, status: int = 200) -> Response:
    """The form that asks for the link."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'Forgot your password?', 'We mail you a link. It works once, within an hour.')
        with tags.form(method='post', action='/reset').classes('stack'):
            forms.alert(tags, alert)
            forms.field(
                tags, 'email', 'E-mail', {'email': email}, {}, type='email', autocomplete='email', required=True
            )
            tags.button('Send the link', type='submit').classes('btn')
        tags.a('Back to sign-in', href='/sign-in').classes('target')

    return public.document(build, None, public.reader(request), 'Forgot your password?', status=status)


def asked(request: Request, email: str) -> Response:
    """The same words whether the person exists or not."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'Check your e-mail')
        tags.p(f'If there is an account for {email.strip()[:254] or "this address"}, a link is on its way there.')
        tags.p(
            'Nothing arrived after a few minutes? Check the spam folder, or ask the person who runs this server: '
            'they can make a link for you.'
        ).classes('muted')
        tags.a('Back to sign-in', href='/sign-in').classes('target')

    return public.document(build, None, public.reader(request), 'Check your e-mail')


def draw(
    request: Request, token: str, email: str, wrong: Mapping[str, str] | None = None, *, status: int = 200
) -> Response:
    """The form for the new password."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'Choose a new password', f'For {email}. You are signed out on every other device.')
        with tags.form(method='post', action=f'/reset/{token}').classes('stack'):
            tags.input(name='username', value=email, autocomplete='username', hidden=True)
            forms.field(
                tags,
                'password',
                'New password',
                {},
                wrong or {},
                type='password',
                autocomplete='new-password',
                required=True,
                minlength='8',
                hint='At least 8 characters. A few words in a row are easy to remember.',
            )
            tags.button('Save and sign in', type='submit').classes('btn')

    return public.document(build, None, public.reader(request), 'Choose a new password', status=status)


def used_up(request: Request, words: str, *, status: int = 410) -> Response:
    """The link cannot be used."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'This link does not work', words)
        tags.a('Ask for a new link', href='/reset').classes('btn')

    return public.document(build, None, public.reader(request), 'This link does not work', status=status)
