"""A creating call happens once per key, also when twenty equal ones come together."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from data import db
from data.models import Contact, IdempotencyKey
from domain import contacts, idempotency
from domain.actor import Actor
from domain.errors import Conflict
from domain.idempotency import Answer, Claim, KeyReused
from domain.work import act_now
from tests.conftest import Cast


def create(session: Session, actor: Actor) -> Any:
    made = contacts.find_or_create(session, actor, name=f'New {uuid4()}', email=f'{uuid4()}@example.com')
    return {'id': str(made.contact.id)}


def refuse(session: Session, actor: Actor) -> Any:
    create(session, actor)
    raise Conflict


def once(cast: Cast, key: str = 'k', body: str = 'b', scope: str = 's', call: Any = create) -> Answer:
    return act_now(idempotency.once, cast.ada, claim=Claim(scope, key, body), call=call)


def made(cast: Cast) -> int:
    with db.reading() as session:
        return len(session.exec(select(Contact).where(Contact.workspace_id == cast.workspace.id)).all())


def test_a_repetition_gets_the_first_answer(cast: Cast) -> None:
    first, second = once(cast), once(cast)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.content == second.content
    assert made(cast) == 1
    assert once(cast, key='other').content != first.content
    assert once(cast, scope='somebody else').content != first.content


def test_another_body_is_refused(cast: Cast) -> None:
    once(cast)
    with pytest.raises(KeyReused):
        once(cast, body='changed')
    assert made(cast) == 1


def test_a_refused_call_may_be_tried_again(cast: Cast) -> None:
    with pytest.raises(Conflict):
        once(cast, call=refuse)
    assert made(cast) == 0
    assert once(cast, body='changed').repeated is False


def test_twenty_equal_requests_create_one(cast: Cast) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: once(cast), range(20)))
    assert len({answer.content['id'] for answer in answers}) == 1
    assert sum(answer.repeated for answer in answers) == 19
    assert made(cast) == 1


def test_answers_are_sealed_at_rest(cast: Cast) -> None:
    answer = once(cast)
    with db.reading() as session:
        kept = session.connection().execute(sa.select(IdempotencyKey)).one()
    assert answer.content['id'] not in str(kept)


def test_the_order_of_members_is_no_difference() -> None:
    assert idempotency.fingerprint({'a': 1, 'b': [1]}) == idempotency.fingerprint({'b': [1], 'a': 1})
    assert idempotency.fingerprint({'a': 1}) != idempotency.fingerprint({'a': '1'})
