"""What a person is told by mail is the person's own choice, in each workspace."""

import pytest

from domain import wishes
from domain.actor import Actor
from domain.errors import NotFound
from domain.work import act_now, read_now
from tests.conftest import Cast


def test_each_person_says_what_to_be_told_of(cast: Cast) -> None:
    act_now(wishes.wish, cast.ben, workspace_id=cast.workspace.id, bookings=False, messages=True)
    [mine] = read_now(wishes.mine, cast.ben)
    assert (mine.workspace, mine.bookings, mine.messages) == ('Juniper Street', False, True)
    [hers] = read_now(wishes.mine, cast.ada)
    assert (hers.bookings, hers.messages) == (True, True)


@pytest.mark.parametrize('who', ['eve', 'guest'])
def test_nobody_wishes_for_a_workspace_of_others(cast: Cast, who: str) -> None:
    stranger: Actor = getattr(cast, who)
    with pytest.raises(NotFound):
        act_now(wishes.wish, stranger, workspace_id=cast.workspace.id, bookings=False, messages=False)
