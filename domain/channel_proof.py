"""Proving a channel: one real message to the owner, or a look into the mailbox, and the outcome written down."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

from sqlmodel import Session

from data.gateways.base import Failure, Mail, Sms
from data.models import User, Workspace
from domain import addresses, integrations, work
from domain.actor import Actor
from domain.crypto import Unreadable
from domain.errors import Conflict, Invalid

SECONDS = 30


class NotAccepted(Conflict):
    """The provider did not take the test message."""


async def prove(actor: Actor, *, integration_id: UUID, to: str = '') -> integrations.View:
    """Send a real message through this provider; it counts as connected only when it was accepted.

    `to` defaults to the owner's own e-mail address; a text message needs a number. NotAccepted carries the provider's sentence,
    which is also kept as the integration's last error. A mailbox is opened instead, and its folders are named. Invalid (to) for an address that is none.
    """
    route, letter = await work.read(_prepared, actor, integration_id=integration_id, to=to)
    folders: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(SECONDS):
            if letter is None:
                folders = tuple(await asyncio.to_thread(lambda: route.source().folders()))
            else:
                await route.gateway().send(letter)
    except (Failure, Unreadable, TimeoutError) as error:
        sentence = str(error) or f'There was no answer within {SECONDS} seconds.'
        await work.act(integrations.refused, actor, integration_id=integration_id, sentence=sentence)
        raise NotAccepted(sentence) from error
    return replace(await work.act(_proved, actor, integration_id=integration_id), folders=folders)


def _prepared(
    session: Session, actor: Actor, *, integration_id: UUID, to: str
) -> tuple[integrations.Route, Mail | Sms | None]:
    route = integrations.route(session, actor, integration_id=integration_id)
    if route.kind == 'inbox':
        return route, None
    workspace = session.get_one(Workspace, actor.workspace)
    if route.kind == 'sms':
        return route, Sms(to=_number(to, workspace.region), text=f'{workspace.name}: this channel works.')
    subject = f'{workspace.name}: this channel works'
    body = 'This is the test message that you asked for. E-mail from CareOps goes out through this channel from now on.'
    return route, Mail(
        message_id=f'<{uuid4()}@careops.test>',
        to=_mailbox(to or _own_address(session, actor)),
        subject=subject,
        text=body,
        sender_name=workspace.name,
    )


def _own_address(session: Session, actor: Actor) -> str:
    user = session.get(User, actor.user_id) if actor.user_id else None
    return user.email if user else ''


def _mailbox(to: str) -> str:
    try:
        return addresses.email(to)
    except ValueError as error:
        raise Invalid({'to': str(error)}) from None


def _number(to: str, region: str) -> str:
    try:
        return addresses.phone(to, region)
    except ValueError as error:
        raise Invalid({'to': str(error)}) from None


def _proved(session: Session, actor: Actor, *, integration_id: UUID) -> integrations.View:
    integrations.worked(session, actor, integration_id=integration_id, tested=True)
    return integrations.one(session, actor, integration_id=integration_id)
