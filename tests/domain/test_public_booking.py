"""The public pages' reads and the customer's few acts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from data import db
from data.models import (
    Booking,
    BookingType,
    BookingTypeForm,
    BookingTypeMember,
    ContactForm,
    FormTemplate,
    Member,
    OldSlug,
    Schedule,
    Workspace,
    WorkspaceStatus,
)
from domain import automation, bookings, clock, links, public_booking, public_manage, public_views, storefront, work
from domain.actor import Actor
from domain.errors import NotFound
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
GUEST = Actor.guest(address='203.0.113.7')
PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def read(page: Any, **given: Any) -> Any:
    return work.read_now(page, GUEST, **given)


def act(function: Any, **given: Any) -> Any:
    return work.act_now(function, GUEST, **given)


def change(table: Any, row_id: Any, **given: Any) -> None:
    with db.transaction() as session:
        row = session.get_one(table, row_id)
        for name, value in given.items():
            setattr(row, name, value)


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    return factories.booking_type(cast.workspace.id, 'Colour', slug='colour')


def times(**given: Any) -> public_views.TimesPage:
    return read(public_booking.times_page, **{'slug': 'juniper-street', 'service_slug': 'colour'} | given)


def book(kind: BookingType, start: datetime, **given: Any) -> str:
    given = {'slug': 'juniper-street', 'booking_type_id': kind.id, 'start': start, 'contact': PRIYA} | given
    return act(public_booking.book, **given)


def at(hour: int, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ('status', 'refusal'),
    [(WorkspaceStatus.SETUP, storefront.NotOpen), (WorkspaceStatus.SUSPENDED, storefront.Closed)],
)
def test_what_is_not_open_shows_its_name_only_and_what_is_closed_keeps_its_manage_links(
    cast: Cast, kind: BookingType, status: WorkspaceStatus, refusal: type[Exception]
) -> None:
    token = book(kind, at(10))
    change(Workspace, cast.workspace.id, status=status)
    calls: list[tuple[Any, dict[str, Any]]] = [
        (storefront.business, {}),
        (public_booking.contact_page, {}),
        (public_booking.services_page, {}),
        (public_booking.times_page, {'service_slug': 'colour'}),
        (public_booking.details_page, {'service_slug': 'colour', 'start': at(10)}),
        (public_booking.book, {'booking_type_id': kind.id, 'start': at(12), 'contact': PRIYA}),
    ]
    for call, given in calls:
        with pytest.raises(refusal) as refused:
            act(call, slug='juniper-street', **given)
        assert refused.value.details == {'name': 'Juniper Street'}
    if status == WorkspaceStatus.SETUP:
        with pytest.raises(refusal):
            read(public_manage.manage_page, token=token)
        return
    assert read(public_manage.manage_page, token=token).may_change
    assert act(public_manage.reschedule, token=token, start=at(12)).start == at(12)
    assert act(public_manage.cancel, token=token).status == 'cancelled'


def test_an_old_address_names_the_new_one_and_an_unknown_one_nothing(cast: Cast) -> None:
    factories.save(OldSlug(workspace_id=cast.workspace.id, slug='juniper'))
    with pytest.raises(storefront.Moved) as moved:
        read(storefront.business, slug='juniper')
    assert moved.value.details == {'slug': 'juniper-street'}
    with pytest.raises(NotFound):
        read(storefront.business, slug='nobody')


def test_the_contact_page_carries_the_owners_words(cast: Cast, kind: BookingType) -> None:
    factories.save(ContactForm(workspace_id=cast.workspace.id, heading='Hello', fields=[{'key': 'pet'}]))
    page = read(public_booking.contact_page, slug='juniper-street')
    assert (page.heading, page.fields, page.bookable, page.business.name) == (
        'Hello',
        ({'key': 'pet'},),
        True,
        'Juniper Street',
    )


def test_only_active_services_are_listed(cast: Cast, kind: BookingType) -> None:
    hidden = factories.booking_type(cast.workspace.id, 'Hidden', active=False, slug='hidden')
    assert [one.name for one in read(public_booking.services_page, slug='juniper-street').services] == ['Colour']
    with pytest.raises(NotFound):
        times(service_slug=hidden.slug)


def test_the_strip_the_day_and_its_times(cast: Cast, kind: BookingType) -> None:
    page = times()
    assert (page.day, page.earlier, page.later) == (date(2026, 3, 2), None, date(2026, 3, 16))
    assert [one.day for one in page.days] == [date(2026, 3, 2) + timedelta(days=number) for number in range(14)]
    assert page.days[1].free == len(times(day=date(2026, 3, 3)).times) == 15
    assert page.next_free is None
    assert [one.name for one in page.people] == ['Ada Moreno', 'Ben Okafor']
    later = times(day=date(2026, 3, 20), days=7)
    assert (later.days[0].day, later.earlier, later.later) == (date(2026, 3, 16), date(2026, 3, 9), date(2026, 3, 23))
    assert times(day=date(2030, 1, 1)).later is None
    assert times(day=date.min).day == times(day=date(2026, 3, 2)).day


def test_times_are_the_visitors(cast: Cast, kind: BookingType) -> None:
    page = times(day=date(2026, 3, 3), timezone='Asia/Tokyo')
    assert page.timezone == 'Asia/Tokyo'
    assert page.times[0].start.isoformat() == '2026-03-03T00:00:00+09:00'
    assert times(timezone='Mars/Olympus').timezone == 'Europe/Lisbon'


def test_a_full_day_names_the_next_free_one_and_a_full_year_says_so(cast: Cast, kind: BookingType) -> None:
    with db.transaction() as session:
        schedule = session.exec(public_booking.select(Schedule).where(Schedule.workspace_id == cast.workspace.id)).one()
        schedule.overrides = [{'date': f'2026-03-{day:02}', 'ranges': []} for day in range(2, 32)]
        schedule_id = schedule.id
    assert times(day=date(2026, 3, 5)).next_free == date(2026, 4, 1)
    assert times().day == date(2026, 4, 1)
    change(Schedule, schedule_id, weekly=[])
    page = times()
    assert (page.day, page.times, page.next_free) == (date(2026, 3, 2), (), None)


def test_a_person_can_be_asked_for(cast: Cast, kind: BookingType) -> None:
    page = times(member_id=cast.ben.member_id)
    assert page.person is not None
    assert page.person.name == 'Ben Okafor'
    with pytest.raises(NotFound):
        times(member_id=cast.eve.member_id)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    assert times().people == ()
    change(Member, cast.ada.member_id, public=False)
    assert times().times


def test_details_look_once_more(cast: Cast, kind: BookingType) -> None:
    given = {'slug': 'juniper-street', 'service_slug': 'colour', 'start': at(10), 'timezone': 'Asia/Tokyo'}
    page = read(public_booking.details_page, **given)
    assert (page.free, page.start.isoformat(), page.nearest) == (True, '2026-03-04T19:00:00+09:00', ())
    book(kind, at(10))
    book(kind, at(10))
    page = read(public_booking.details_page, **given)
    assert (page.free, len(page.nearest)) == (False, 3)
    for absurd in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        assert not read(public_booking.details_page, **given | {'start': absurd}).free


def test_a_customer_books_sees_moves_and_cancels(cast: Cast, kind: BookingType) -> None:
    token = book(kind, at(10), timezone='Asia/Tokyo', notes='Short', submission_key='k')
    assert book(kind, at(10), submission_key='k') == token
    page = read(public_manage.manage_page, token=token)
    assert (page.status, page.start.isoformat(), page.contact_name, page.notes) == (
        'confirmed',
        '2026-03-04T19:00:00+09:00',
        'Priya Nair',
        'Short',
    )
    assert page.manage_url.endswith(f'/m/{token}')
    assert page.may_change
    move = read(public_manage.move_page, token=token, day=date(2026, 3, 4), timezone='Europe/Lisbon')
    assert at(10) in [one.start for one in move.times]
    assert act(public_manage.reschedule, token=token, start=at(11)).start == at(11)
    cancelled = act(public_manage.cancel, token=token, reason='Ill')
    assert (cancelled.status, cancelled.may_change) == ('cancelled', False)
    for call in (public_manage.cancel, public_manage.move_page):
        with pytest.raises(bookings.AlreadyOver):
            act(call, token=token)


def test_the_owners_notice_ends_the_customers_choice(cast: Cast, kind: BookingType) -> None:
    token = book(kind, at(10))
    with clock.frozen(at(10, day=3) + timedelta(seconds=1)):
        assert not read(public_manage.manage_page, token=token).may_change
        for call, given in (
            (public_manage.cancel, {}),
            (public_manage.move_page, {}),
            (public_manage.reschedule, {'start': at(12)}),
        ):
            with pytest.raises(bookings.TooLate):
                act(call, token=token, **given)


def test_who_booked_somebody_that_left_moves_to_anyone(cast: Cast, kind: BookingType) -> None:
    token = book(kind, at(10), member_id=cast.ben.member_id)
    change(Member, cast.ben.member_id, removed_at=NOW)
    assert read(public_manage.move_page, token=token).person is None
    assert act(public_manage.reschedule, token=token, start=at(12)).person.name == 'Ada Moreno'


def test_a_revoked_or_foreign_link_opens_nothing(cast: Cast, kind: BookingType) -> None:
    token = book(kind, at(10))
    booking_id, _ = links.opened(token, 'booking')
    change(Booking, booking_id, link_nonce=uuid4())
    for spoiled in (token, links.sign('form', booking_id, uuid4()), links.sign('booking', uuid4(), uuid4()), 'x'):
        for call in (public_manage.manage_page, public_manage.move_page, public_manage.cancel):
            with pytest.raises(links.BadLink):
                act(call, token=spoiled)


def test_booking_is_limited_for_each_address(cast: Cast, kind: BookingType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_booking.limits.settings(), 'rate_limits', 'on')
    monkeypatch.setattr(public_booking, 'BOOKINGS_AN_HOUR', 1)
    book(kind, at(10))
    with pytest.raises(public_booking.limits.TooMany):
        book(kind, at(12))
    work.act_now(
        public_booking.book,
        replace(GUEST, address='203.0.113.8'),
        slug='juniper-street',
        booking_type_id=kind.id,
        start=at(12),
        contact=PRIYA,
    )


def test_the_forms_of_a_booking_are_on_its_page_as_soon_as_automation_has_answered(
    cast: Cast, kind: BookingType
) -> None:
    template = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Allergies'))
    factories.save(BookingTypeForm(booking_type_id=kind.id, form_template_id=template.id))
    with db.transaction() as session:
        given = {'slug': 'juniper-street', 'booking_type_id': kind.id, 'start': at(10), 'contact': PRIYA}
        token = public_booking.book(session, GUEST, **given)
        automation.react(session)
        (form,) = public_manage.manage_page(session, GUEST, token=token).forms
    assert (form.name, form.completed) == ('Allergies', False)
    assert '/f/' in form.url
