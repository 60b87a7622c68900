"""The clockwork: every job leaves its row, and one that fails or is late is an alert until it runs again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain import alerts, clock, job, jobs, schedule, work
from domain.actor import OwnerOnly
from domain.errors import NotFound
from domain.job import Job
from tests.conftest import Cast
from tests.domain.stage import NOON


def _alerts(cast: Cast) -> list[str]:
    return [view.title for view in work.read_now(alerts.listing, cast.ada)]


def _state(cast: Cast, name: str) -> jobs.State:
    return next(one for one in work.read_now(jobs.listing, cast.ada) if one.name == name)


def test_a_job_that_fails_is_alerted_until_it_works(cast: Cast) -> None:
    answers: Iterator[int] = iter([3])
    broken = Job('cleaning', 3600, lambda: next(answers), 'Cleaning', 'Cleans.')
    with clock.frozen(NOON):
        job.run(broken)
        assert (_state(cast, 'cleaning').done, _state(cast, 'cleaning').error) == (3, '')
    with clock.frozen(NOON + timedelta(hours=1)):
        job.run(broken)
        failed = _state(cast, 'cleaning')
        assert failed.error.startswith('StopIteration')
        assert failed.next_at == NOON + timedelta(hours=2)
        assert _alerts(cast) == ['“Cleaning” did not work']
        assert work.read_now(alerts.listing, cast.ben) == []
    with clock.frozen(NOON + timedelta(hours=2)):
        job.run(Job('cleaning', 3600, lambda: 0, 'Cleaning', 'Cleans.'))
        assert _alerts(cast) == []
        worked = _state(cast, 'cleaning')
        assert (worked.error, worked.last_error, worked.failed_at) == ('', failed.error, NOON + timedelta(hours=1))


def test_a_job_that_stands_still_is_alerted(cast: Cast) -> None:
    slow, quick = (Job(name, 60, lambda: 0, name, 'Works.') for name in ('alerts', 'jobs'))
    with clock.frozen(NOON):
        job.run(slow)
    with clock.frozen(NOON + timedelta(minutes=10)):
        assert job.late([slow, quick]) == 0  # nothing has run: the server was down
        job.run(quick)
        assert job.late([slow, quick]) == 1
        assert _alerts(cast) == ['“alerts” has not run for a while']
        assert _state(cast, 'alerts').late
        job.run(slow)
        assert job.late([slow, quick]) == 0
        assert _alerts(cast) == []


async def test_an_owner_runs_one_now(cast: Cast) -> None:
    with pytest.raises(OwnerOnly):
        await jobs.run_now(cast.ben, name='cleaning')
    with pytest.raises(NotFound):
        await jobs.run_now(cast.ada, name='nonsense')
    await jobs.run_now(cast.ada, name='cleaning')
    assert _state(cast, 'cleaning').runs == 1
    with pytest.raises(jobs.JustRun):
        await jobs.run_now(cast.ada, name='cleaning')


def test_every_job_is_named_and_told(cast: Cast) -> None:
    listed = work.read_now(jobs.listing, cast.ada)
    assert [one.name for one in listed] == [one.name for one in schedule.JOBS]
    assert all(one.title and one.sentence.endswith('.') and one.every > timedelta(0) for one in listed)
