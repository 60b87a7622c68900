"""Mail of the house itself: password resets, invitations, broken channels. What it says is sealed until it has left."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from data.models import Channel, Delivery
from domain import crypto, deliveries
from domain.actor import Actor


def send(
    session: Session,
    actor: Actor,
    *,
    address: str,
    subject: str,
    paragraphs: list[str],
    button: tuple[str, str] | None = None,
    key: str = '',
    good_until: datetime | None = None,
    only_for: UUID | None = None,
) -> Delivery:
    """Queue a mail that leaves by CAREOPS_SMTP_URL where set, else by the channel of the actor's workspace.

    `button` is (label, link). The text is finished, in the reader's language; it may hold single-use links, so it is kept encrypted
    and forgotten once the mail has left or failed for good. `key` makes it unique per cause. What is `only_for` one person never leaves by
    a workspace that is not theirs alone, and nobody else reads it where test mode keeps it.
    """
    sealed = crypto.seal({'subject': subject, 'paragraphs': paragraphs, 'button': button})
    return deliveries.queue(
        session,
        actor,
        key=key or f'system:{uuid4()}',
        channel=Channel.EMAIL,
        address=address,
        context={'sealed': sealed} | ({'only_for': str(only_for)} if only_for else {}),
        good_until=good_until,
        system=True,
    )
