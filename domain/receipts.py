"""What providers report after they took a message: it only moves forward, and a repetition changes nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from data.gateways import providers
from data.gateways.base import Call, NotSigned, Receipt
from data.models import Contact, Delivery, DeliveryState, Integration
from domain import clock, crypto, opting, sending
from domain.actor import Actor
from domain.errors import Forbidden, NotFound

BEFORE = {DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN}
FORWARD: Mapping[DeliveryState, set[DeliveryState]] = {
    DeliveryState.DELIVERED: BEFORE,
    DeliveryState.BOUNCED: BEFORE | {DeliveryState.DELIVERED},
    DeliveryState.FAILED: BEFORE,
}


class WrongSignature(Forbidden):
    """This call is not signed by the provider."""


def take(session: Session, actor: Actor, *, provider: str, integration_id: UUID, call: Call) -> int:
    """Believe what a provider posts about messages of its own; how many moved. NotFound, WrongSignature.

    `actor` is nobody: the signature, made with the secret of this very integration, is what lets the call in.
    """
    row = session.get(Integration, integration_id)
    chosen = providers().get(provider)
    if row is None or row.provider != provider or chosen is None or chosen.reported is None:
        raise NotFound
    try:
        found = chosen.reported(call, crypto.open(row.secrets), clock.now())
    except (NotSigned, crypto.Unreadable) as error:
        raise WrongSignature from error
    house = Actor.system(row.workspace_id)
    return sum(_noted(session, house, row, receipt) for receipt in found)


def _noted(session: Session, actor: Actor, integration: Integration, receipt: Receipt) -> bool:
    delivery = _delivery(session, actor, receipt)
    if delivery is None or delivery.channel.value != integration.kind.value:
        return False
    if delivery.provider_id and delivery.provider_id != receipt.provider_id:  # an earlier attempt
        return False
    if receipt.state == 'unwanted':
        return _unwanted(session, actor, delivery)
    state = DeliveryState(receipt.state)
    if delivery.state not in FORWARD[state] or delivery.attempts == 0:
        return False
    delivery.provider, delivery.provider_id = integration.provider, receipt.provider_id
    sending.reported(session, actor, delivery, state, '' if state == DeliveryState.DELIVERED else receipt.sentence)
    return True


def _delivery(session: Session, actor: Actor, receipt: Receipt) -> Delivery | None:
    try:
        reference = UUID(receipt.reference)
    except ValueError:
        return None
    query = select(Delivery).where(Delivery.id == reference, Delivery.workspace_id == actor.workspace)
    return session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).first()


def _unwanted(session: Session, actor: Actor, delivery: Delivery) -> bool:
    """Somebody pressed "spam": no more of what can be stopped."""
    contact = session.get(Contact, delivery.contact_id) if delivery.contact_id and delivery.message_id else None
    return contact is not None and opting.opt_out(session, actor, contact_id=contact.id, channel=delivery.channel)
