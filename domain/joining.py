"""Accepting an invitation with a password: the slow hash beside the database, as at the front door."""

from domain import callers, entry, invitations, limits, passwords, text, work
from domain.actor import Actor
from domain.errors import Invalid
from domain.invitations import Accepted, Offer

QUARTER = 900


async def join(actor: Actor, *, token: str, offer: Offer, full_name: str, password: str) -> Accepted:
    """Join with the account of the invited address, proven by its password, or with a new one.

    Invalid (full_name, password), entry.WrongPassword, TooMany, and what `invitations` refuses.
    """
    if offer.account:
        user_id = await entry.check(actor, login=offer.email, password=password)
        return await work.act(invitations.accept_known, actor, token=token, user_id=user_id)
    wrong: dict[str, str] = {}
    if not 0 < len(text.line(full_name)) <= 200:
        wrong['full_name'] = 'Please write your name'
    if sentence := passwords.problem(password, email=offer.email):
        wrong['password'] = sentence
    if wrong:
        raise Invalid(wrong)
    await work.act(limits.hit, actor, key=f'join:{callers.network(actor.address)}', capacity=20, per_seconds=QUARTER)
    password_hash = await work.hashing(passwords.hashed, password)
    return await work.act(invitations.accept_new, actor, token=token, full_name=full_name, password_hash=password_hash)
