"""What a message brings about: the team hears of one that nobody has read, and a reply pauses the rules."""

from sqlmodel import Session, col, select

from data.models import Contact, Conversation, Event, Message
from domain import checks, conversations, deliveries, planning, team
from domain.actor import Actor


def look_again(session: Session, actor: Actor, event: Event) -> None:
    """Look again in a while."""
    planning.unread(session, actor, session.get_one(Conversation, event.object_id))


def tell_team(session: Session, actor: Actor, event: Event) -> None:
    """Tell the team of a message that nobody has read."""
    row = session.get_one(Conversation, event.object_id)
    if not conversations.unread(row):
        raise checks.Skip('somebody has read it')
    last = session.exec(
        select(Message)
        .where(Message.conversation_id == row.id, Message.direction == 'in')
        .order_by(col(Message.created_at).desc())
    ).first()
    contact = session.get_one(Contact, row.contact_id)
    told = team.tell(
        session,
        actor,
        event,
        rule='team_message',
        members=team.concerned(session, actor, row.assigned_to, 'told_of_messages'),
        contact_id=row.contact_id,
        opens=('conversation', row.id),
        values={'name': contact.name, 'excerpt': last.body[:500] if last else ''},
    )
    if not told:
        raise checks.Skip(team.NOBODY)


def pause(session: Session, actor: Actor, event: Event) -> None:
    """A person has taken over: queued messages of pausable rules are taken back."""
    for delivery in deliveries.queued(session, contact_id=event.contact_id):
        if delivery.rule and checks.paused(session, delivery):
            deliveries.cancel(session, actor, deliveries=[delivery], reason=checks.PAUSED)
