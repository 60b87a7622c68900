"""A message that one channel could not bring goes by the other, where its rule allows it."""

from sqlmodel import Session

from data.models import Contact, Delivery
from domain import checks, conversations, deliveries, reaching, rules
from domain.actor import Actor

NOT_AGAIN = ('user_id', 'instead_of', 'asked_by')


def other_way(session: Session, actor: Actor, row: Delivery) -> Delivery | None:
    """Queue the message once more for the rule's other channel. None where the rule has none, the customer is not reached by it,
    the message makes no sense any more, or this was the other way already."""
    if not row.rule or row.contact_id is None or any(mark in row.context for mark in NOT_AGAIN):
        return None
    rule = rules.effective(session, actor.workspace, row.rule)
    contact = session.get_one(Contact, row.contact_id)
    channel = next((one for one in rule.channel.channels if one != row.channel), None)
    if not rule.channel.choosing or channel is None or checks.reason(session, row):
        return None
    if reaching.why_not(session, rule, contact, channel):
        return None
    return deliveries.queue(
        session,
        actor,
        key=f'{row.key}:{channel.value}',
        channel=channel,
        address=reaching.address(contact, channel),
        conversation=conversations.of(session, actor, contact_id=contact.id),
        rule=row.rule,
        booking_id=row.booking_id,
        contact_id=contact.id,
        event_id=row.event_id,
        context={**row.context, 'instead_of': str(row.id)},
        good_until=row.good_until,
    )
