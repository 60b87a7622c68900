"""Mail that a provider tells of: announced by Resend and fetched there, or posted by SendGrid with its signature."""

from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways import providers, sendgrid
from data.gateways.base import Announced, Call, Failure, FinalFailure, NotSigned
from data.models import Integration, Message
from data.settings import settings
from domain import clock, crypto, integrations, receiving, work
from domain.actor import Actor
from domain.errors import Conflict, Invalid, NotFound
from domain.integrations import Route
from domain.receipts import WrongSignature


class NotYet(Conflict):
    """The mail cannot be fetched at the moment. Please announce it again later."""


class NotThere(Invalid):
    """The provider does not have this mail any more."""

    def __init__(self) -> None:
        super().__init__({'email': 'The provider does not have this mail any more.'})


def address(provider: str, integration_id: UUID) -> str:
    """Where a provider posts incoming mail, signed; '' for one that does not."""
    found = providers().get(provider)
    if found is None or not found.inbound:
        return ''
    return f'{settings().base_url}/hooks/{provider}/{integration_id}/{found.inbound}'


async def fetch(actor: Actor, *, provider: str, integration_id: UUID, call: Call) -> None:
    """Take the mail that a call announces, if it announces one that is news. `actor` is nobody: the signature lets the call in.

    WrongSignature, NotFound; NotYet where the provider should call again; Invalid as `receiving.receive`.
    """
    found = await work.read(_announced, actor, provider=provider, integration_id=integration_id, call=call)
    if found is None:
        return
    route, mail = found
    try:
        raw = await route.gateway().received(mail.provider_id, most=receiving.BIGGEST)  # type: ignore[attr-defined]
    except FinalFailure as error:
        raise NotThere from error
    except (Failure, crypto.Unreadable) as error:
        raise NotYet(str(error)) from error
    await work.act(receiving.receive, Actor.system(route.workspace_id), raw=raw)


def _announced(
    session: Session, actor: Actor, *, provider: str, integration_id: UUID, call: Call
) -> tuple[Route, Announced] | None:
    """The way to the mail and its name; None for a call about something else, and for mail that is here already."""
    row = _integration(session, provider, integration_id)
    announced = providers()[provider].announced
    if announced is None:
        return None
    try:
        mail = announced(call, crypto.open(row.secrets), clock.now())
    except (NotSigned, crypto.Unreadable) as error:
        raise WrongSignature from error
    if mail is None or _here(session, row, mail):
        return None
    return integrations.route(session, Actor.system(row.workspace_id), integration_id=row.id), mail


def _here(session: Session, row: Integration, mail: Announced) -> bool:
    same = select(Message.id).where(Message.workspace_id == row.workspace_id, col(Message.email_id) == mail.email_id)
    return bool(mail.email_id) and session.exec(same).first() is not None


def take_posted(session: Session, actor: Actor, *, integration_id: UUID, call: Call, raw: bytes) -> Message | None:
    """Take a mail that SendGrid posted with its signature. `actor` is nobody. WrongSignature, NotFound; else as `receiving.receive`."""
    row = _integration(session, 'sendgrid', integration_id)
    try:
        key = str(crypto.open(row.secrets).get('parse_key', ''))
    except crypto.Unreadable as error:
        raise WrongSignature from error
    if not sendgrid.signed(call, key, clock.now()):
        raise WrongSignature
    return receiving.receive(session, Actor.system(row.workspace_id), raw=raw)


def _integration(session: Session, provider: str, integration_id: UUID) -> Integration:
    row = session.get(Integration, integration_id)
    if row is None or row.provider != provider or provider not in providers():
        raise NotFound
    return row
