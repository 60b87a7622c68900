"""Duels: whatever two do at the same moment ends as one after the other would have, and who came too late can book what is named instead.

ROUNDS=40 makes the long run.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Cast
from tests.domain import racing
from tests.domain.duels import DUELS, Duel, Scene
from tests.domain.racing import Outcome, Processes, Threads, Try

ROUNDS = int(os.environ.get('ROUNDS', '2'))


@pytest.fixture(scope='module')
def runners() -> Iterator[dict[str, Any]]:
    """Two threads on SQLite, two processes on PostgreSQL; they stay for all duels."""
    made: dict[str, Any] = {}
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize('duel', DUELS, ids=lambda duel: duel.name)
def test_it_ends_as_one_after_the_other(cast: Cast, engine: str, runners: dict[str, Any], duel: Duel) -> None:
    scene = Scene(cast)
    scene.turn()
    left, right = duel.pair(scene)
    judge((left, right), racing.overlapping(left, right), [duel.left_first])
    scene.turn()
    left, right = duel.pair(scene)
    later, sooner = racing.overlapping(right, left)
    judge((left, right), (sooner, later), [duel.right_first])
    if engine not in runners:
        runners[engine] = Threads() if engine == 'sqlite' else Processes()
    seen = Counter[tuple[str, ...]]()
    for _ in range(ROUNDS):
        scene.turn()
        pair = duel.pair(scene)
        outcomes = runners[engine](*pair)
        judge(pair, outcomes, [duel.left_first, duel.right_first])
        seen[tuple(one.said for one in outcomes)] += 1
    print(f'{engine:>10}  {duel.name}: {dict(seen)}')


def judge(pair: tuple[Try, Try], outcomes: tuple[Outcome, Outcome], expected: list[tuple[str, str]]) -> None:
    """The two heard what was expected, nothing is wrong in the tables, and the times that were named can be booked."""
    assert tuple(one.said for one in outcomes) in expected
    assert racing.wrong() == {}
    for one, outcome in zip(pair, outcomes, strict=True):
        if outcome.said in ('Taken', 'Clashes'):
            assert len(outcome.nearest) >= 3
            assert one.later is not None
            assert racing.attempt(one.later(one, outcome.nearest[1])).said == 'done'
            assert racing.wrong() == {}
