"""Moments: kept in UTC whatever zone they came in, aware when they come back, refused without a zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from data import db
from data.models import Conversation
from tests import factories
from tests.conftest import Cast

SUMMER = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo('Europe/Berlin'))


def noted(cast: Cast, moment: datetime) -> None:
    priya = factories.contact(cast.workspace.id)
    with db.transaction() as session:
        session.execute(
            sa.update(Conversation).where(Conversation.contact_id == priya.id).values(last_inbound_at=moment)
        )


def test_moments_are_kept_in_utc(cast: Cast) -> None:
    noted(cast, SUMMER)
    with db.reading() as session:
        [kept] = session.scalars(
            sa.select(Conversation.last_inbound_at).where(Conversation.last_inbound_at.is_not(None))
        ).all()
        assert (kept, kept.utcoffset()) == (SUMMER, timedelta())
        before = sa.select(sa.func.count()).where(Conversation.last_inbound_at < SUMMER + timedelta(minutes=1))
        after = sa.select(sa.func.count()).where(Conversation.last_inbound_at > SUMMER - timedelta(minutes=1))
        assert (session.scalar(before), session.scalar(after)) == (1, 1)


def test_a_moment_without_a_zone_is_refused(cast: Cast) -> None:
    with pytest.raises(StatementError):
        noted(cast, datetime(2026, 7, 1, 12))
