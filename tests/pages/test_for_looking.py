"""The dashboard is for looking, its figures and alerts lead to what they speak of, and what is invented says so on every page."""

import ast
import inspect
from typing import Any

import pytest
from nicegui.testing import User

from careops_ui.times import Times
from data.models import Priority
from domain import alerts, dashboard, work
from domain.actor import Actor
from domain.work import read
from pages import dashboard as screen
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.pages.conftest import Enter


def test_nothing_is_changed_from_the_dashboard() -> None:
    tree = ast.parse(inspect.getsource(screen))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, 'attr')}
    assert 'read' in names
    assert not names & {'act', 'act_now'}
    assert not called & {'button', 'input', 'select', 'checkbox', 'switch', 'act'}


async def test_every_figure_is_a_link(browser: User, cast: Cast) -> None:
    figures = await read(dashboard.figures, cast.ada)
    rows = screen.stats(figures, Times.of(figures.timezone))
    assert len(rows) == 5
    for row in rows:
        assert row['href'].startswith(('/bookings', '/inbox', '/contacts', '/forms', '/inventory')), row


@pytest.mark.parametrize(
    ('kind', 'path'), [('conversation', '/inbox/{}'), ('booking', '/bookings/{}'), ('item', '/inventory/{}')]
)
def test_an_alert_opens_the_very_object(cast: Cast, kind: str, path: str) -> None:
    thing: Any = factories.contact(cast.workspace.id)
    alert = work.act_now(
        alerts.raise_,
        Actor.system(cast.workspace.id),
        kind='any',
        cause='any',
        priority=Priority.HIGH,
        title='Look here',
        thing=thing,
    )
    stage.change(alert, object_type=kind)
    [view] = work.read_now(alerts.listing, cast.ada)
    assert view.url == path.format(thing.id)


async def test_an_invented_workspace_says_so_on_every_page_and_a_real_one_does_not(
    browser: User, cast: Cast, enter: Enter
) -> None:
    enter(cast.ada)
    await browser.open('/contacts')
    await browser.should_see('Contacts', retries=40)
    await browser.should_not_see('Demo')
    stage.change(cast.workspace, demo=True)
    for path in ('/', '/inbox', '/contacts'):
        await browser.open(path)
        await browser.should_see('Demo', retries=40)
