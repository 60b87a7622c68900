"""One open alert for each cause; it is read, dismissed, resolved, and ends by itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from data.models import Priority
from domain import alerts, work
from domain.actor import Actor
from domain.errors import Forbidden, NotFound
from tests import factories
from tests.conftest import Cast


def raised(cast: Cast, thing: Any, cause: str = 'cause', priority: Priority = Priority.HIGH, **given: Any) -> Any:
    house = Actor.system(cast.workspace.id)
    given = {'kind': alerts.Kind.MISSED_MESSAGE, 'title': 'Priya waits'} | given
    return work.act_now(alerts.raise_, house, cause=cause, priority=priority, thing=thing, **given)


def test_a_cause_has_one_open_alert_with_the_newest_words(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    raised(cast, priya)
    raised(cast, priya, title='Priya waits for a day', priority=Priority.CRITICAL)
    [view] = work.read_now(alerts.listing, cast.ada)
    assert (view.title, view.priority, view.url) == (
        'Priya waits for a day',
        Priority.CRITICAL,
        f'/contacts/{priya.id}',
    )


def test_a_race_raises_one(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: raised(cast, priya), range(10)))
    assert work.read_now(alerts.count, cast.ada).total == 1


def test_it_ends_with_its_cause_and_may_come_back(cast: Cast) -> None:
    priya, house = factories.contact(cast.workspace.id), Actor.system(cast.workspace.id)
    raised(cast, priya)
    assert work.act_now(alerts.resolve_cause, house, cause='cause')
    assert not work.act_now(alerts.resolve_cause, house, cause='cause')
    assert work.read_now(alerts.listing, cast.ada) == []
    raised(cast, priya)
    assert len(work.read_now(alerts.listing, cast.ada)) == 1
    assert len(work.read_now(alerts.listing, cast.ada, resolved=True)) == 1


def test_dismissed_stays_away_while_the_cause_lasts(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    one = raised(cast, priya)
    work.act_now(alerts.read, cast.ben, alert_id=one.id)
    assert work.read_now(alerts.count, cast.ben) == alerts.Count(total=1, critical=0, unread=0)
    work.act_now(alerts.dismiss, cast.ben, alert_id=one.id)
    raised(cast, priya)
    assert work.read_now(alerts.count, cast.ben).total == 0


def test_the_most_urgent_stands_first(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    for priority in (Priority.LOW, Priority.CRITICAL, Priority.MEDIUM):
        raised(cast, priya, cause=priority.value, priority=priority)
    found = work.read_now(alerts.listing, cast.ada)
    assert [view.priority for view in found] == [Priority.CRITICAL, Priority.MEDIUM, Priority.LOW]


def test_who_may_see_it(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id)
    one = raised(cast, priya)
    quiet = factories.person('Quinn Quiet', cast.workspace.id, can_inbox=False)
    assert work.read_now(alerts.listing, quiet) == []
    assert work.read_now(alerts.listing, cast.eve) == []
    with pytest.raises(Forbidden):
        work.act_now(alerts.resolve, quiet, alert_id=one.id)
    with pytest.raises(NotFound):
        work.act_now(alerts.resolve, cast.eve, alert_id=one.id)
    with pytest.raises(Forbidden):
        work.read_now(alerts.listing, cast.guest)
