"""Registering: a person and the workspace that they own, on one plain page."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from careops_ui import assets, forms, public, session
from careops_ui.public import moved
from careops_ui.tags import Tags
from careops_ui.visit import form_of
from domain import accounts, entry, files, profiles, regions, sessions, work
from domain.accounts import RegistrationClosed
from domain.errors import Invalid, Refusal, TooMany

router = APIRouter(include_in_schema=False)
FIELDS = ('full_name', 'email', 'username', 'password', 'workspace_name', 'timezone')


@router.get('/register')
async def page(request: Request) -> Response:
    """The form, or the sentence that says why there is none."""
    guest = session.guest(request)
    if not await work.read(accounts.registration_open, guest):
        return closed(request, nobody_yet=await work.read(accounts.empty, guest))
    return draw(request)


@router.post('/register')
async def register(request: Request) -> Response:
    """Make person and workspace, sign this browser in, go on to the set-up."""
    sent = await form_of(request)
    given = {name: value if isinstance(value := sent.get(name, ''), str) else '' for name in FIELDS}
    guest = session.guest(request)
    photo = chosen(sent.get('photo'))
    try:
        if photo and (sentence := files.problem(photo[1], files.IMAGES)):
            raise Invalid({'photo': sentence})
        made = await entry.register(guest, **given)
    except RegistrationClosed:
        return closed(request)
    except Invalid as refusal:
        return draw(request, given, refusal.fields, status=422)
    except Refusal as refusal:
        return draw(request, given, {}, refusal.message, status=429 if isinstance(refusal, TooMany) else 409)
    agent = request.headers.get('user-agent', '')
    started = await work.act(sessions.start, guest, user_id=made.user_id, user_agent=agent)
    person = await work.read(sessions.by_token, guest, token=started.token)
    if photo and person:
        await work.act(profiles.set_photo, person, file_name=photo[0], content=photo[1])
    answer = moved('/setup')
    session.keep(answer, started.token)
    return answer


def chosen(sent: Any) -> tuple[str, bytes] | None:
    """Name and content of a file that was chosen; an empty field of a form sends an empty one without a name."""
    return sent if isinstance(sent, tuple) and sent[0] else None


def draw(
    request: Request,
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    alert: str = '',
    *,
    status: int = 200,
) -> Response:
    """The form, with what was typed and what was wrong with it."""
    said, errors = given or {}, wrong or {}

    def build(tags: Tags) -> None:
        forms.title(tags, 'Create your account', 'One account for you, one workspace for your business.')
        with tags.form(method='post', action='/register', enctype='multipart/form-data').classes('stack'):
            forms.alert(tags, alert)
            forms.field(tags, 'full_name', 'Your full name', said, errors, autocomplete='name', required=True)
            forms.field(tags, 'email', 'E-mail', said, errors, type='email', autocomplete='email', required=True)
            forms.field(
                tags,
                'password',
                'Password',
                said,
                errors,
                type='password',
                autocomplete='new-password',
                required=True,
                minlength='8',
                hint='At least 8 characters. A few words in a row are easy to remember.',
            )
            forms.field(
                tags,
                'username',
                'Username (optional)',
                said,
                errors,
                autocomplete='username',
                autocapitalize='none',
                hint='If you would rather not sign in with your e-mail address.',
            )
            forms.file(
                tags,
                'photo',
                'Photo of you (optional)',
                errors,
                accept=','.join(sorted(files.IMAGES)),
                hint='PNG, JPEG, GIF or WebP, at most 5 MB.',
            )
            forms.field(
                tags,
                'workspace_name',
                'Name of your business',
                said,
                errors,
                autocomplete='organization',
                required=True,
            )
            zones(tags, said.get('timezone', ''), errors)
            tags.button('Create account', type='submit').classes('btn')
        with tags.p():
            tags.span('Already registered? ').classes('muted')
            tags.a('Sign in', href='/sign-in')
        tags.script(src=assets.url('account.js'), defer=True)

    return public.document(build, None, public.reader(request), 'Create your account', status=status)


def zones(tags: Tags, chosen: str, wrong: Mapping[str, str]) -> None:
    """The zone of the business: guessed from the browser (account.js) until somebody has chosen."""
    guess = {} if chosen else {'data-guess': ''}
    options = [(zone, zone.replace('_', ' ')) for zone in regions.zones()]
    hint = 'Opening hours and bookings are kept in this time.'
    forms.choice(tags, 'timezone', 'Time zone of your business', options, chosen or 'UTC', wrong, hint=hint, **guess)


def closed(request: Request, *, nobody_yet: bool = False) -> Response:
    """Registration is closed on this server; where nobody is there who could invite, how the first person gets in."""

    def build(tags: Tags) -> None:
        forms.title(tags, 'Registration is closed', ' '.join((RegistrationClosed.__doc__ or '').split()))
        if nobody_yet:
            with tags.div(**{'data-icon': 'info'}).classes('banner info'):
                tags.p(
                    'Nobody is here yet who could invite. Whoever runs this server starts it once with '
                    'CAREOPS_REGISTRATION=first, registers, and sets it to invitation again.'
                )
        else:
            tags.a('Sign in', href='/sign-in').classes('btn')

    return public.document(build, None, public.reader(request), 'Registration is closed', status=403)
