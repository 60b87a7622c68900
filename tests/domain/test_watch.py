"""Alerts that follow from the passing of time: raised once, ended by the house, and not raised again over a person's word."""

from datetime import timedelta
from typing import Any

import pytest

from data.models import BookingStatus, Conversation
from domain import alerts, clock, watch, work
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON


def look(cast: Cast) -> list[tuple[str, str]]:
    work.act_now(watch.look, Actor.system(cast.workspace.id))
    return [(view.kind, view.title) for view in work.read_now(alerts.listing, cast.ada)]


def waiting(cast: Cast) -> Any:
    priya = factories.contact(cast.workspace.id)
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    stage.change(thread, unanswered_since=NOON)
    return thread


def test_a_customer_who_waits_longer_than_the_target_is_an_alert_until_answered(cast: Cast) -> None:
    thread = waiting(cast)
    with clock.frozen(NOON + timedelta(hours=2)):
        assert look(cast) == []
    with clock.frozen(NOON + timedelta(hours=2, minutes=1)):
        assert look(cast) == look(cast) == [(alerts.Kind.MISSED_MESSAGE, 'Priya Nair is waiting for an answer')]
        stage.change(thread, unanswered_since=None)
        assert look(cast) == []


def test_requests_and_bookings_that_nobody_settles_are_alerts(cast: Cast) -> None:
    with clock.frozen(NOON):
        request = stage.booking(cast, hours=20, status=BookingStatus.PENDING)
    with clock.frozen(NOON + timedelta(hours=3)):
        assert look(cast) == [(alerts.Kind.UNCONFIRMED_BOOKING, 'Priya Nair is waiting for a confirmation')]
        stage.change(request, status=BookingStatus.CONFIRMED)
        assert look(cast) == []
    with clock.frozen(NOON + timedelta(hours=46)):
        assert look(cast) == [(alerts.Kind.UNCONFIRMED_BOOKING, 'Priya Nair’s booking is over and was never closed')]


def test_a_flood_of_causes_is_raised_in_small_transactions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, 'AT_ONCE', 2)
    for number in range(5):
        thread = stage.all_of(Conversation, Conversation.contact_id == factories.contact(cast.workspace.id).id)[0]
        stage.change(thread, unanswered_since=NOON + timedelta(seconds=number))
    with clock.frozen(NOON + timedelta(hours=3)):
        assert work.act_now(watch.look, Actor.system(cast.workspace.id)) == 2
        assert watch.watch() == 3
        assert watch.watch() == 0
        assert len(work.read_now(alerts.listing, cast.ada)) == 5


def test_what_a_person_has_resolved_does_not_come_back_for_the_same_wait(cast: Cast) -> None:
    thread = waiting(cast)
    with clock.frozen(NOON + timedelta(hours=3)):
        look(cast)
        [alert] = work.read_now(alerts.listing, cast.ada)
        work.act_now(alerts.resolve, cast.ben, alert_id=alert.id)
        assert look(cast) == []
        stage.change(thread, unanswered_since=NOON + timedelta(minutes=30))
        assert len(look(cast)) == 1
