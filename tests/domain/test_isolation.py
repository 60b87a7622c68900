"""Every function of the domain that a page or a route can call, found by itself and tried by those who must not.

Who calls: a stranger, the owner next door with our ids, and a colleague whose switches are off. A new function is tried at
once; one that strangers may call stands in OPEN with its reason.
"""

import ast
import dataclasses
import datetime as dates
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import EnumType
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import domain
from data import db
from data.models import (
    Alert,
    Attachment,
    Channel,
    Conversation,
    Draft,
    Firing,
    FormRequest,
    FormTemplate,
    HeldMail,
    Integration,
    IntegrationKind,
    Invitation,
    Item,
    KeptMessage,
    Member,
    Priority,
    SavedReply,
    StoredFile,
    WaitlistEntry,
    Webhook,
)
from data.models.base import Owned, Table
from domain import clock, idempotency, resets
from domain.actor import Actor
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, SignedOut
from domain.work import act_now
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

ROOT = Path(domain.__file__).parent.parent
FACES = ('api', 'careops_ui', 'pages')
SECRET = 'Juniper secret'

# What a stranger may call in the name of a workspace, and why.
OPEN = {
    'accounts.registration_open': 'says whether strangers may register',
    'accounts.empty': 'says whether the server is new',
    'accounts.register': 'registering',
    'availability.slots': 'free times are public; who asks in public has passed storefront.business',
    'availability.next_free': 'the same',
    'badges.counts': 'figures of what one may see: none',
    'contact_forms.view': 'the words of the public form; who asks in public has passed storefront.business',
    'demo.exists': 'the sign-in page of a demo names its people',
    'feeds.book': 'needs the secret address',
    'idempotency.once': 'runs the call that it is given, as the actor',
    'idempotency.kept': 'looks up by a key of the caller',
    'invitations.accept_known': 'needs the token of the invitation; who calls it has proved the account',
    'limits.hit': 'counts',
    'receipts.take': 'needs the signature of the provider',
    'resets.whose': 'needs the token of the mail',
    'sessions.by_token': 'needs the cookie',
    'sessions.seen': 'touches the own session only',
    'sessions.listing': 'lists the own sessions only',
    'sessions.start': 'signing in; who calls it has checked the password',
    'tokens.start': 'signing in; who calls it has checked the password',
    'tokens.refresh': 'needs the refresh token',
    'tokens.sign_out': 'ends the own sign-in only',
    'visits.visit': 'needs the cookie',
    'visits.rights': 'names the own rights only',
    'bookings.book': 'customers book; who calls it in public has passed storefront.business',
    'memberships.workspaces': 'lists the own workspaces only',
}
# What every colleague may call, whatever his switches: it shows nothing that a switch guards, or only what he himself is.
COLLEAGUES = {
    'alerts.count': 'counts the alerts of his own switches',
    'alerts.listing': 'the alerts of his own switches',
    'alerts.total': 'the alerts of his own switches',
    'booking_types.listing': 'what the business offers is public',
    'booking_types.one': 'the same',
    'dashboard.figures': 'the parts of his own switches',
    'forms.listing': 'names',
    'forms.one': 'names',
    'hours.of_member': 'hours are public',
    'hours.of_type': 'hours are public',
    'hours.of_workspace': 'hours are public',
    'sessions.enter': 'a workspace that he belongs to',
    'search.find': 'what his own switches show',
    'workspaces.view': 'where he works',
    'workspaces.create': 'a workspace of his own',
    'memberships.me': 'himself',
    'profiles.mine': 'himself',
    'wishes.mine': 'himself',
    'wishes.wish': 'himself',
    'profiles.set_photo': 'himself',
    'profiles.remove_photo': 'himself',
    'profiles.set_dark': 'himself',
}


def named_by_faces() -> set[str]:
    """`module.function` of every domain function that pages, routes and their helpers name."""
    found = set()
    for path in (path for face in FACES for path in (ROOT / face).rglob('*.py')):
        tree = ast.parse(path.read_text())
        names = {
            alias.asname or alias.name: f'{node.module}.{alias.name}'
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or '').split('.')[0] == 'domain'
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                found.add(f'{names[node.value.id]}.{node.attr}')
            elif isinstance(node, ast.Name) and node.id in names:
                found.add(names[node.id])
    return {name.removeprefix('domain.') for name in found}


def discovered() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public `function(session, actor, …)` of the domain that a face names."""
    called = named_by_faces()
    for info in pkgutil.walk_packages(domain.__path__, 'domain.'):
        module = importlib.import_module(info.name)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or not _of(info.name, function) or name.startswith('_'):
                continue
            full = f'{info.name}.{name}'.removeprefix('domain.')
            if list(inspect.signature(function).parameters)[:2] == ['session', 'actor'] and full in called:
                yield full, function


def _of(module: str, function: Callable[..., Any]) -> bool:
    """Whether it is written in the module, or in a file of the package that gives it away."""
    return function.__module__ == module or function.__module__.startswith(f'{module}.')


FUNCTIONS = dict(discovered())


def parameters(function: Callable[..., Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(function)
    given = list(inspect.signature(function).parameters.values())[2:]
    return {each.name: hints.get(each.name, Any) for each in given if each.kind is not each.VAR_KEYWORD}


def ids_of(function: Callable[..., Any]) -> list[str]:
    hints = dict(parameters(function))
    for kind in (hint for hint in list(hints.values()) if dataclasses.is_dataclass(hint)):
        hints |= typing.get_type_hints(kind)
    return [name for name, hint in hints.items() if UUID in (hint, *typing.get_args(hint))]


def value(name: str, hint: Any, ids: Mapping[str, UUID]) -> Any:
    """Something of the right kind for a parameter: our thing's id where it wants one."""
    kinds = typing.get_args(hint) if typing.get_origin(hint) in {typing.Union, types.UnionType} else (hint,)
    kind = next(each for each in kinds if each is not types.NoneType)
    origin = typing.get_origin(kind) or kind
    if kind is UUID:
        return ids.get(name, uuid4())
    if origin is typing.Literal:
        return typing.get_args(kind)[0]
    if isinstance(origin, EnumType):
        return next(iter(origin))
    if origin in {Mapping, dict} or origin in {Sequence, list, tuple}:
        return SHAPES.get(name, {} if origin in {Mapping, dict} else [])
    if dataclasses.is_dataclass(kind) and name not in SHAPES:
        return kind(**{each: value(each, inner, ids) for each, inner in typing.get_type_hints(kind).items()})
    simple: dict[Any, Any] = {
        str: SHAPES.get(name, 'x'),
        int: 1,
        bool: True,
        bytes: b'x',
        float: 9.0,
        dates.date: clock.now().date(),
        dates.datetime: clock.now(),
    }
    return simple.get(origin, SHAPES.get(name))


SHAPES: dict[str, Any] = {
    'email': 'x@example.com',
    'given': {'name': 'x'},
    'contact': {'name': 'x', 'email': 'x@example.com'},
    'timezone': 'Europe/Lisbon',
    'key': 'welcome',
    'template': 'salon',
    'step': 'staff',
    'hours': {'weekly': []},
    'permissions': [],
    'call': lambda session, actor: None,
    'claim': idempotency.Claim('nobody', 'x', 'x'),
}


def arguments(function: Callable[..., Any], ids: Mapping[str, UUID]) -> dict[str, Any]:
    signature = inspect.signature(function).parameters
    return {
        name: value(name, hint, ids)
        for name, hint in parameters(function).items()
        if signature[name].default is inspect.Parameter.empty or name.endswith('_id') or name in {'body', 'name'}
    }


@pytest.fixture
def cast(sqlite: None) -> Cast:
    """Rights do not depend on the engine."""
    return factories.cast()


@pytest.fixture
def ids(cast: Cast) -> dict[str, UUID]:
    """One of everything of Ada's, by the names that parameters have."""
    here = {'workspace_id': cast.workspace.id}
    contact = factories.contact(cast.workspace.id, SECRET)
    booking = stage.booking(cast, contact=contact, staff_notes=SECRET)
    conversation = stage.all_of(Conversation, Conversation.contact_id == contact.id)[0]
    template = factories.save(FormTemplate(name=SECRET, fields=[], **here))
    whose = {'booking_id': booking.id, 'contact_id': contact.id, 'form_template_id': template.id}
    delivery = stage.queued('confirmation')[0]
    alert = Alert(
        kind='missed_message',
        cause='x',
        priority=Priority.HIGH,
        title=SECRET,
        object_type='conversation',
        object_id=conversation.id,
        **here,
    )
    integration = factories.save(Integration(kind=IntegrationKind.EMAIL, provider='test', **here))
    kept = KeptMessage(channel=Channel.EMAIL, address='a@example.com', subject=SECRET, **here)
    chair = factories.save(Member(full_name=SECRET, email='chair@example.com', **here))
    invitation = Invitation(
        member_id=chair.id, email='chair@example.com', token_hash='x', expires_at=clock.now(), **here
    )
    wish = {'booking_type_id': booking.booking_type_id, 'first_day': clock.now().date(), 'last_day': clock.now().date()}
    draft = factories.save(
        Draft(conversation_id=conversation.id, user_id=cast.ada.user_id, typed_at=clock.now(), **here)
    )
    file = factories.save(StoredFile(name=SECRET, content_type='text/plain', size=1, **here))
    beside = Attachment(draft_id=draft.id, file_id=file.id, name=SECRET, content_type='text/plain', size=1, **here)
    hook = factories.save(Webhook(url='https://hooks.example.com/', secret=SECRET, **here))
    return {
        'alert_id': factories.save(alert).id,
        'attachment_id': factories.save(beside).id,
        'booking_id': booking.id,
        'booking_type_id': booking.booking_type_id,
        'contact_id': contact.id,
        'other_id': factories.contact(cast.workspace.id, SECRET).id,
        'conversation_id': conversation.id,
        'delivery_id': delivery.id,
        'firing_id': stage.all_of(Firing)[0].id,
        'entry_id': factories.save(WaitlistEntry(contact_id=contact.id, **wish, **here)).id,
        'form_id': template.id,
        'request_id': factories.save(FormRequest(name=SECRET, **whose, **here)).id,
        'integration_id': integration.id,
        'held_id': factories.save(HeldMail(integration_id=integration.id, digest='x', subject=SECRET, **here)).id,
        'invitation_id': factories.save(invitation).id,
        'item_id': factories.save(Item(name=SECRET, **here)).id,
        'member_id': cast.ben.member_id or uuid4(),
        'message_id': factories.save(kept).id,
        'saved_reply_id': factories.save(SavedReply(title=SECRET, body=SECRET, **here)).id,
        'session_id': cast.ada.session_id or uuid4(),
        'user_id': cast.ada.user_id or uuid4(),
        'webhook_id': hook.id,
        'webhook_delivery_id': factories.hooked(hook, body=SECRET).id,
        'workspace_id': cast.workspace.id,
    }


def everything(workspace_id: UUID) -> dict[str, list[str]]:
    """All rows of a workspace, to see whether a refused call left a trace."""
    tables = [*Table.__subclasses__(), *Owned.__subclasses__()]
    return {
        table.__name__: [str(row.model_dump()) for row in stage.all_of(table, table.workspace_id == workspace_id)]
        for table in tables
        if hasattr(table, '__table__') and 'workspace_id' in table.model_fields
    }


def test_there_is_something_to_try() -> None:
    assert len(FUNCTIONS) > 120
    unknown = (OPEN.keys() | COLLEAGUES.keys()) - FUNCTIONS.keys() - {'limits.hit'}
    assert not unknown, f'exceptions for functions that no face calls: {unknown}'


def refused(function: Callable[..., Any], actor: Actor, given: dict[str, Any]) -> Refusal | None:
    """The refusal of a call, None for one that went through; anything else that it raises is a defect and rises."""
    try:
        answer = act_now(function, actor, **given)
    except Refusal as refusal:
        return refusal
    assert SECRET not in repr(answer), f'{function.__name__} tells a secret'
    return None


def holes(
    actor: Actor, ids: Mapping[str, UUID], names: Iterable[str], *, fine: Callable[[str, Any], bool]
) -> list[str]:
    """Call every function as the actor: which were not refused as they should, and which left a trace in our workspace."""
    found, before = [], everything(ids['workspace_id'])
    for name in sorted(names):
        refusal = refused(FUNCTIONS[name], actor, arguments(FUNCTIONS[name], ids))
        if not fine(name, refusal):
            found.append(f'{name}: {refusal!r}')
        if everything(ids['workspace_id']) != before:
            found.append(f'{name} left a trace')
            before = everything(ids['workspace_id'])
    return found


def test_a_stranger_may_nothing_that_is_not_meant_for_him(cast: Cast, ids: dict[str, UUID]) -> None:
    guest = Actor.guest(cast.workspace.id, address='198.51.100.66')
    shut = Forbidden | NotFound | SignedOut | resets.LinkUsedUp
    assert not holes(guest, ids, FUNCTIONS.keys() - OPEN.keys(), fine=lambda _, refusal: isinstance(refusal, shut))


def test_the_owner_next_door_sees_and_moves_nothing_here(cast: Cast, ids: dict[str, UUID]) -> None:
    def fine(name: str, refusal: Refusal | None) -> bool:
        signature = inspect.signature(FUNCTIONS[name]).parameters
        named = [each for each in signature if each in ids and signature[each].default is inspect.Parameter.empty]
        return not named or isinstance(refusal, NotFound | Forbidden | Invalid)

    assert not holes(cast.eve, ids, FUNCTIONS.keys() - OPEN.keys(), fine=fine)


def test_a_colleague_without_switches_may_nothing(cast: Cast, ids: dict[str, UUID]) -> None:
    off = dict.fromkeys(('can_inbox', 'can_bookings', 'can_forms', 'can_inventory'), False)
    carl = factories.person('Carl Off', cast.workspace.id, **off)
    kept = FUNCTIONS.keys() - OPEN.keys() - COLLEAGUES.keys()
    assert not holes(carl, ids, kept, fine=lambda _, refusal: isinstance(refusal, Forbidden | NotFound | Conflict))


def test_whoever_was_removed_a_moment_ago_is_out(cast: Cast, ids: dict[str, UUID]) -> None:
    with db.reading() as session:
        ben = session.get_one(Member, cast.ben.member_id)
    stage.change(ben, removed_at=clock.now())
    assert not holes(cast.ben, ids, FUNCTIONS, fine=lambda _, refusal: isinstance(refusal, Forbidden))
