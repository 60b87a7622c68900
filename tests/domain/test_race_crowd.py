"""A crowd does everything at once for a while; afterwards the tables alone are asked whether anything was sold twice.

OPERATIONS=10000 makes the long run: every kind at least 200 times.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

from data import db
from domain import bookings, clock, work
from domain.errors import Refusal
from tests import factories
from tests.conftest import Cast
from tests.domain import crowd, racing
from tests.domain.racing import Outcome

OPERATIONS = int(os.environ.get('OPERATIONS', '260'))
OFTEN = OPERATIONS // 50 if OPERATIONS >= 10_000 else 1


def test_whatever_a_crowd_does_at_once_nothing_is_sold_twice(cast: Cast) -> None:
    scene, kinds = crowd.stage(cast, days=9 + OPERATIONS // 250), crowd.deck(OPERATIONS)
    seen = racing.spread(partial(_operate, scene), list(zip(kinds, range(len(kinds)), strict=True)))
    outcomes = {
        kind: Counter(one.said for name, one in zip(kinds, seen, strict=True) if name == kind) for kind in crowd.KINDS
    }
    tried = {
        kind: sum(many for said, many in found.items() if said != crowd.NOTHING) for kind, found in outcomes.items()
    }
    for kind, found in outcomes.items():
        refused = {said: many for said, many in found.most_common() if said not in ('done', crowd.NOTHING)}
        print(
            f'{kind:>16} tried {tried[kind]:>5}  succeeded {found["done"]:>5}  refused {sum(refused.values()):>5}  {refused}'
        )
    print(f'deadlocks {racing.deadlocks()}')
    assert [one.said for one in seen if one.said.startswith('BUG')] == []
    assert racing.wrong() == {}
    rare = [kind for kind, many in tried.items() if many < OFTEN]
    assert len(rare) <= (0 if OPERATIONS >= 10_000 else 2), rare  # in a short run there may be nothing to answer, say
    assert sum(found['done'] for found in outcomes.values()) >= 0.3 * sum(tried.values())


def _operate(scene: crowd.Stage, job: tuple[str, int]) -> Outcome:
    return crowd.operate(scene, *job)


def test_the_guard_does_not_depend_on_the_servers_isolation(cast: Cast, engine: str) -> None:
    """A server whose default is REPEATABLE READ would let the trigger look at the past."""
    if engine == 'postgresql':
        with db.engine().execution_options(isolation_level='AUTOCOMMIT', writes=True).connect() as connection:
            name = db.engine().url.database
            connection.exec_driver_sql(f'ALTER DATABASE {name} SET default_transaction_isolation = "repeatable read"')
        db.close()
    try:
        kind = factories.booking_type(cast.workspace.id)
        start = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)

        def book(_: int) -> str:
            person = {'name': 'Racer', 'email': f'{uuid4().hex}@example.com'}
            given = {'booking_type_id': kind.id, 'start': start, 'contact': person}
            try:
                work.act_now(bookings.book, cast.guest, member_id=cast.ada.member_id, **given)
            except Refusal as refusal:
                return type(refusal).__name__
            return 'done'

        with ThreadPoolExecutor(8) as pool:
            assert Counter(pool.map(book, range(16))) == {'done': 1, 'Taken': 15}
        assert racing.wrong() == {}
    finally:
        if engine == 'postgresql':
            with db.engine().execution_options(isolation_level='AUTOCOMMIT', writes=True).connect() as connection:
                connection.exec_driver_sql(f'ALTER DATABASE {name} RESET default_transaction_isolation')
