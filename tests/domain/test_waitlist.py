"""The waiting list: a free time is held for the next whom it fits, and offered; one winner, nothing stuck."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import db
from data.models import (
    Booking,
    BookingType,
    Channel,
    IntegrationKind,
    Occurrence,
    PromiseState,
    WaitlistEntry,
    WaitState,
)
from domain import bookings, clock, letters, links, public_booking, public_waitlist, rules, tick, waitlist, work
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound
from domain.links import BadLink
from domain.placing import Taken
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
GUEST = Actor.guest(address='203.0.113.7')
DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    stage.channel(cast)
    return factories.booking_type(cast.workspace.id, 'Colour', slug='colour')


def at(hour: int, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def fill(cast: Cast, kind: BookingType) -> list[Booking]:
    """Every time of the wished day with Ben is taken."""
    found = []
    given = {'slug': 'juniper-street', 'service_slug': kind.slug, 'member_id': cast.ben.member_id, 'day': DAY}
    while times := work.read_now(public_booking.times_page, GUEST, **given).times:
        contact = {'name': 'Somebody', 'email': 'somebody@example.com'}
        asked = {'booking_type_id': kind.id, 'start': times[0].start, 'contact': contact}
        found.append(work.act_now(bookings.book, cast.ada, member_id=cast.ben.member_id, **asked))
    return found


def join(cast: Cast, kind: BookingType, name: str = 'Priya', **given: Any) -> str:
    asked: dict[str, Any] = {
        'slug': 'juniper-street',
        'booking_type_id': kind.id,
        'contact': {'name': name, 'email': f'{name.lower()}@example.com'},
        'first_day': DAY,
        'last_day': DAY,
        'member_id': cast.ben.member_id,
    }
    turn = ('Priya', 'Noor', 'Ines').index(name)
    with clock.frozen(NOW - timedelta(minutes=3 - turn)):
        return work.act_now(public_waitlist.join, GUEST, **asked | given)


def look(token: str) -> public_waitlist.WaitPage:
    return work.read_now(public_waitlist.wait_page, GUEST, token=token)


def cancel(cast: Cast, booking: Booking) -> None:
    work.act_now(bookings.cancel, cast.ada, booking_id=booking.id)


def test_a_cancellation_offers_the_gap_to_the_first_and_nobody_else_gets_it(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    first, second = join(cast, kind), join(cast, kind, 'Noor')
    assert (look(first).state, look(first).start) == ('waiting', None)
    cancel(cast, taken[0])
    assert (look(first).start, look(first).until) == (taken[0].start, NOW + timedelta(hours=2))
    assert look(second).start is None
    contact = {'name': 'Quick', 'email': 'quick@example.com'}
    asked = {'booking_type_id': kind.id, 'start': taken[0].start, 'contact': contact}
    with pytest.raises(Taken):
        work.act_now(public_booking.book, GUEST, slug='juniper-street', member_id=cast.ben.member_id, **asked)
    assert [one.address for one in stage.queued('waitlist_offer')] == ['priya@example.com']
    assert stage.firings('waitlist_offer') == [('done', '')]
    manage = work.act_now(public_waitlist.claim, GUEST, token=first)
    assert manage == work.act_now(public_waitlist.claim, GUEST, token=first)
    booked = stage.all_of(Booking, Booking.source == 'waitlist')
    assert [(one.start, one.status) for one in booked] == [(taken[0].start, 'confirmed')]
    assert look(first).manage_url.endswith(manage)
    assert not [one for one in stage.all_of(WaitlistEntry) if one.occurrence_id]


PHONE_ONLY = {'name': 'Priya', 'phone': '+351912345678'}


def test_who_has_only_a_telephone_is_offered_by_text_with_the_link(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token = join(cast, kind, contact=PHONE_ONLY)
    cancel(cast, taken[0])
    assert look(token).start is None  # SMS is not connected: staff see a number to call
    assert [row.call for row in work.read_now(waitlist.listing, cast.ada)] == ['+351912345678']
    stage.channel(cast, IntegrationKind.SMS)
    cancel(cast, taken[1])
    assert look(token).start == taken[0].start
    (text,) = stage.queued('waitlist_offer')
    assert (text.channel, text.address) == (Channel.SMS, '+351912345678')
    with db.reading() as session:
        assert f'/w/{token}' in letters.draft(session, text).text
    assert [row.call for row in work.read_now(waitlist.listing, cast.ada)] == ['']


def test_nothing_is_held_at_night_for_one_who_reads_texts_only(cast: Cast, kind: BookingType) -> None:
    stage.channel(cast, IntegrationKind.SMS)
    stage.change(cast.workspace, quiet_from='07:00', quiet_until='09:00')
    taken = fill(cast, kind)
    token, other = join(cast, kind, contact=PHONE_ONLY), join(cast, kind, 'Noor')
    cancel(cast, taken[0])
    assert (look(token).start, look(other).start) == (None, taken[0].start)
    cancel(cast, taken[1])
    assert look(token).start is None
    with clock.frozen(at(9, day=2)):
        tick.keep_promises()
        assert look(token).start == taken[1].start


@pytest.mark.parametrize('how', ['declined', 'expired', 'left'])
def test_an_offer_that_is_not_taken_goes_to_the_next(cast: Cast, kind: BookingType, how: str) -> None:
    taken = fill(cast, kind)
    first, second = join(cast, kind), join(cast, kind, 'Noor')
    cancel(cast, taken[0])
    if how == 'declined':
        work.act_now(public_waitlist.decline, GUEST, token=first)
    elif how == 'left':
        work.act_now(public_waitlist.leave, GUEST, token=first)
    later = timedelta(hours=2, seconds=1) if how == 'expired' else timedelta(seconds=5)
    with clock.frozen(NOW + later):
        if how == 'expired':
            with pytest.raises(public_waitlist.OfferOver):
                work.act_now(public_waitlist.claim, GUEST, token=first)
            tick.keep_promises()
        assert look(first).start is None
        assert look(first).state == ('left' if how == 'left' else 'waiting')
        work.act_now(public_waitlist.claim, GUEST, token=second)
    assert [one.start for one in stage.all_of(Booking, Booking.source == 'waitlist')] == [taken[0].start]


def test_a_press_on_an_old_page_takes_and_declines_no_other_time(cast: Cast, kind: BookingType) -> None:
    """The page showed the first time; by now it went to somebody else and another one is held."""
    taken = fill(cast, kind)
    token = join(cast, kind)
    cancel(cast, taken[0])
    work.act_now(public_waitlist.decline, GUEST, token=token, start=taken[0].start)
    cancel(cast, taken[-1])
    with pytest.raises(public_waitlist.OfferOver):
        work.act_now(public_waitlist.claim, GUEST, token=token, start=taken[0].start)
    work.act_now(public_waitlist.decline, GUEST, token=token, start=taken[0].start)
    assert look(token).start == taken[-1].start
    work.act_now(public_waitlist.claim, GUEST, token=token, start=taken[-1].start)
    assert [one.start for one in stage.all_of(Booking, Booking.source == 'waitlist')] == [taken[-1].start]


def test_the_last_one_who_declines_leaves_the_time_free_again(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token = join(cast, kind)
    cancel(cast, taken[0])
    work.act_now(public_waitlist.decline, GUEST, token=token)
    work.act_now(public_waitlist.decline, GUEST, token=token)
    assert taken[0].start not in [one.start for one in stage.all_of(Occurrence)]
    entry = stage.all_of(WaitlistEntry)[0]
    assert [one.state for one in stage.promised(entry.id, 'waitlist_expiry')] == [PromiseState.CANCELLED]


def test_only_what_fits_is_offered_and_every_free_time_finds_somebody(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    evening = join(cast, kind, parts=['evening'])
    one, two = join(cast, kind, 'Noor'), join(cast, kind, 'Ines')
    cancel(cast, taken[0])
    cancel(cast, taken[1])
    with clock.frozen(NOW + timedelta(seconds=5)):
        tick.keep_promises()
    assert look(evening).start is None
    assert [look(one).start, look(two).start] == [taken[0].start, taken[1].start]


def test_switched_off_nothing_is_held(cast: Cast, kind: BookingType) -> None:
    taken = fill(cast, kind)
    token = join(cast, kind)
    work.act_now(rules.update, cast.ada, key='waitlist_offer', enabled=False)
    cancel(cast, taken[0])
    assert look(token).start is None


def test_wishes_are_checked_and_the_same_wish_is_one_entry(cast: Cast, kind: BookingType) -> None:
    fill(cast, kind)
    for given in (
        {'last_day': DAY - timedelta(days=9)},
        {'first_day': DAY + timedelta(days=1)},
        {'last_day': DAY + timedelta(days=900)},
        {'parts': ['night']},
        {'contact': {'name': 'X'}},
    ):
        with pytest.raises(Invalid):
            join(cast, kind, **given)
    assert join(cast, kind) == join(cast, kind)


def test_staff_see_add_and_remove(cast: Cast, kind: BookingType) -> None:
    fill(cast, kind)
    token = join(cast, kind)
    [row] = work.read_now(waitlist.listing, cast.ada)
    assert (row.contact_name, row.booking_type_name, row.state) == ('Priya', 'Colour', WaitState.WAITING)
    for actor in (GUEST.in_workspace(cast.workspace.id), cast.eve):
        with pytest.raises((Forbidden, NotFound)):
            work.act_now(waitlist.remove, actor, entry_id=row.id)
    work.act_now(waitlist.remove, cast.ada, entry_id=row.id)
    assert work.read_now(waitlist.listing, cast.ada) == []
    assert look(token).state == 'left'


def test_a_link_of_another_kind_opens_nothing(cast: Cast, kind: BookingType) -> None:
    fill(cast, kind)
    join(cast, kind)
    entry = stage.all_of(WaitlistEntry)[0]
    for token in (links.sign('booking', entry.id, entry.link_nonce), links.sign('waitlist', entry.id, entry.id)):
        with pytest.raises(BadLink):
            look(token)
