"""Forms go out with bookings, keep their words, are filled in by link, and become overdue by the clock alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from data import db
from data.models import Booking, BookingStatus, BookingType, Event, FormRequest, FormState
from domain import clock, form_filling, form_requests, form_tracking, forms, links, work
from domain.actor import Actor, OwnerOnly
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIELDS: list[dict[str, Any]] = [
    {'label': 'Do you take medicine?', 'kind': 'yes_no', 'required': True},
    {'label': 'Which?', 'kind': 'long_text'},
]
ANSWERS = {'do_you_take_medicine': 'yes', 'which': 'Aspirin'}


@dataclass
class Scene:
    form: forms.View
    kind: BookingType
    booking: Booking


def scene(cast: Cast, hours: int = 72) -> Scene:
    kind = factories.booking_type(cast.workspace.id)
    form = work.act_now(forms.create, cast.ada, name='Health', fields=FIELDS, booking_type_ids=[kind.id])
    return Scene(form, kind, booking(cast, kind, hours))


def booking(cast: Cast, kind: BookingType, hours: int) -> Booking:
    start = clock.now() + timedelta(hours=hours)
    contact = factories.contact(cast.workspace.id)
    return factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=kind.id,
            member_id=cast.ada.member_id,
            contact_id=contact.id,
            start=start,
            end=start + timedelta(hours=1),
        )
    )


def house(cast: Cast) -> Actor:
    return Actor.system(cast.workspace.id)


def send(cast: Cast, booking: Booking) -> list[FormRequest]:
    return work.act_now(form_requests.send_for, house(cast), booking)


def follow(cast: Cast, changed: Booking, **change: Any) -> None:
    for name, value in change.items():
        setattr(changed, name, value)

    def moved(session: Session, actor: Actor) -> None:
        form_requests.follow(session, actor, session.merge(changed))

    work.act_now(moved, house(cast))


def stored(request: FormRequest) -> FormRequest:
    with db.reading() as session:
        return session.get_one(FormRequest, request.id)


def token(request: FormRequest) -> str:
    return links.sign('form', request.id, request.link_nonce)


def events(request: FormRequest) -> list[str]:
    with db.reading() as session:
        return sorted(session.exec(select(Event.name).where(Event.object_id == request.id)))


@pytest.mark.parametrize(
    ('start', 'expected'),
    [
        (72, 24),  # a day after sending
        (36, 12),  # a day before the appointment
        (24, 24),  # that would be now: at the appointment
        (5, 5),
        (-1, 0),  # never in the past
    ],
)
def test_when_a_form_is_due(start: int, expected: int) -> None:
    due = form_requests.due(start=NOW + timedelta(hours=start), sent=NOW, now=NOW)
    assert due == NOW + timedelta(hours=expected)


def test_a_booking_sends_its_forms_once(cast: Cast) -> None:
    told = scene(cast)
    (request,) = send(cast, told.booking)
    assert send(cast, told.booking) == []
    assert (request.name, request.state, request.version) == ('Health', FormState.PENDING, 1)
    assert events(request) == ['form.sent']


def test_what_was_sent_keeps_its_words(cast: Cast) -> None:
    told = scene(cast)
    (request,) = send(cast, told.booking)
    changed = work.act_now(forms.update, cast.ada, form_id=told.form.id, name='Health', fields=FIELDS[:1])
    assert (changed.version, len(changed.fields), changed.booking_type_ids) == (2, 1, (told.kind.id,))
    assert len(work.act_now(form_filling.open, cast.guest, token=token(request)).fields) == 2
    same = work.act_now(forms.update, cast.ada, form_id=told.form.id, name='Health', fields=changed.fields)
    assert same.version == 2
    assert work.act_now(forms.delete, cast.ada, form_id=told.form.id) is False
    assert work.act_now(form_filling.open, cast.guest, token=token(request)).name == 'Health'
    assert work.read_now(forms.listing, cast.ada, active_only=True) == []


def test_a_form_that_was_never_sent_can_go(cast: Cast) -> None:
    told = scene(cast)
    assert work.act_now(forms.delete, cast.ada, form_id=told.form.id) is True
    assert send(cast, told.booking) == []


def test_draft_then_handed_in(cast: Cast) -> None:
    (request,) = send(cast, scene(cast).booking)
    page = work.act_now(form_filling.save, cast.guest, token=token(request), answers={'which': 'Aspi', 'evil': 'x'})
    assert (page.state, page.answers, page.answered, page.questions) == (FormState.IN_PROGRESS, {'which': 'Aspi'}, 1, 2)
    with pytest.raises(Invalid) as refused:
        work.act_now(form_filling.submit, cast.guest, token=token(request), answers={'which': 'Aspirin'})
    assert set(refused.value.fields) == {'answers.do_you_take_medicine'}
    for _ in range(2):
        page = work.act_now(form_filling.submit, cast.guest, token=token(request), answers=ANSWERS)
    assert page.state == FormState.COMPLETED
    assert stored(request).answers == {'do_you_take_medicine': True, 'which': 'Aspirin'}
    assert events(request) == ['form.changed', 'form.completed', 'form.sent']
    for act in (form_filling.save, form_filling.submit):
        with pytest.raises(form_filling.AlreadyHandedIn):
            work.act_now(act, cast.guest, token=token(request), answers={**ANSWERS, 'which': 'Other'})


def test_only_the_right_link_opens_a_form(cast: Cast) -> None:
    (request,) = send(cast, scene(cast).booking)
    wrong = ['', 'x', token(request)[:-1], links.sign('booking', request.id, request.link_nonce)]
    for bad in [*wrong, links.sign('form', request.id, request.id)]:
        with pytest.raises(NotFound):
            work.read_now(form_filling.open, cast.guest, token=bad)


def test_overdue_is_a_matter_of_the_clock(cast: Cast) -> None:
    with clock.frozen(NOW):
        told = scene(cast, hours=72)
        (request,) = send(cast, told.booking)
    assert request.due_at == NOW + timedelta(hours=24)
    with clock.frozen(NOW + timedelta(hours=24)):
        assert not form_requests.overdue(stored(request))
    with clock.frozen(NOW + timedelta(hours=25)):
        assert form_requests.overdue(stored(request))
        assert work.read_now(form_filling.open, cast.guest, token=token(request)).overdue


def test_moving_the_booking_moves_the_due_date(cast: Cast) -> None:
    with clock.frozen(NOW):
        told = scene(cast, hours=36)
        (request,) = send(cast, told.booking)
        assert request.due_at == NOW + timedelta(hours=12)
    with clock.frozen(NOW + timedelta(hours=13)):
        assert form_requests.overdue(stored(request))
        follow(cast, told.booking, start=NOW + timedelta(days=9))
        assert stored(request).due_at == NOW + timedelta(hours=24)
        assert not form_requests.overdue(stored(request))


def test_a_cancelled_booking_needs_no_form_until_it_lives_again(cast: Cast) -> None:
    told = scene(cast)
    (request,) = send(cast, told.booking)
    follow(cast, told.booking, status=BookingStatus.CANCELLED)
    assert work.read_now(form_filling.open, cast.guest, token=token(request)).withdrawn
    for act in (form_filling.save, form_filling.submit):
        with pytest.raises(form_filling.NotNeeded):
            work.act_now(act, cast.guest, token=token(request), answers=ANSWERS)
    told.booking.status = BookingStatus.CONFIRMED
    assert [again.id for again in send(cast, told.booking)] == [request.id]
    assert not work.read_now(form_filling.open, cast.guest, token=token(request)).withdrawn


def test_readiness(cast: Cast) -> None:
    told = scene(cast)
    other = booking(cast, factories.booking_type(cast.workspace.id), 10)
    (request,) = send(cast, told.booking)

    def ready(session: Session, actor: Actor) -> list[str]:
        both = form_requests.readiness(session, [told.booking.id, other.id])
        return [both[told.booking.id].state, both[other.id].state]

    assert work.read_now(ready, cast.ada) == ['forms_pending', 'ready']
    work.act_now(form_filling.submit, cast.guest, token=token(request), answers=ANSWERS)
    assert work.read_now(ready, cast.ada) == ['ready', 'ready']


def test_only_the_owner_writes_forms_and_nobody_from_next_door(cast: Cast) -> None:
    told = scene(cast)
    with pytest.raises(OwnerOnly):
        work.act_now(forms.create, cast.ben, name='Mine', fields=FIELDS)
    with pytest.raises(NotFound):
        work.act_now(forms.update, cast.eve, form_id=told.form.id, name='Hers', fields=FIELDS)
    with pytest.raises(NotFound):
        work.read_now(forms.one, cast.eve, form_id=told.form.id)
    with pytest.raises(Invalid) as refused:
        work.act_now(forms.create, cast.eve, name='Hers', fields=FIELDS, booking_type_ids=[told.kind.id])
    assert set(refused.value.fields) == {'booking_type_ids'}
    assert work.read_now(forms.listing, cast.eve) == []
    locked_out = factories.person('Lou', cast.workspace.id, can_forms=False)
    with pytest.raises(Forbidden):
        work.read_now(forms.listing, locked_out)


@pytest.mark.parametrize(('name', 'fields'), [('', FIELDS), ('x' * 201, FIELDS), ('Health', [])])
def test_a_form_needs_a_name_and_a_question(cast: Cast, name: str, fields: list[Any]) -> None:
    with pytest.raises(Invalid):
        work.act_now(forms.create, cast.ada, name=name, fields=fields)


def test_the_team_follows_what_went_out(cast: Cast) -> None:
    with clock.frozen(NOW):
        told = scene(cast)
        (late,) = send(cast, told.booking)
        (done,) = send(cast, booking(cast, told.kind, 80))
        work.act_now(form_filling.submit, cast.guest, token=token(done), answers=ANSWERS)
        (gone,) = send(cast, cancelled := booking(cast, told.kind, 90))
        follow(cast, cancelled, status=BookingStatus.CANCELLED)
    with clock.frozen(NOW + timedelta(hours=30)):
        rows, count = work.read_now(form_tracking.listing, cast.ben)
        assert ([row.id for row in rows], count) == ([late.id, done.id], 2)
        for state, expected in (('overdue', [late.id]), ('completed', [done.id]), ('in_progress', [])):
            assert [row.id for row in work.read_now(form_tracking.listing, cast.ben, state=state)[0]] == expected
        assert work.read_now(form_tracking.listing, cast.ben, q='priya')[1] == 2
        assert work.read_now(form_tracking.listing, cast.ben, q='%')[1] == 0
        assert work.read_now(form_tracking.listing, cast.ben, booking_id=told.booking.id)[1] == 1
        assert work.read_now(form_tracking.counts, cast.ben) == form_tracking.Counts(1, 0, 1, 1)
        assert work.read_now(form_tracking.one, cast.ben, request_id=gone.id).row.withdrawn
    sheet = work.read_now(form_tracking.one, cast.ben, request_id=done.id)
    assert [(answer.label, answer.answer) for answer in sheet.answers] == [
        ('Do you take medicine?', 'Yes'),
        ('Which?', 'Aspirin'),
    ]
    assert work.read_now(form_tracking.counts, cast.eve) == form_tracking.Counts()
    with pytest.raises(NotFound):
        work.read_now(form_tracking.one, cast.eve, request_id=done.id)
    locked_out = factories.person('Lou', cast.workspace.id, can_forms=False)
    for call in (form_tracking.listing, form_tracking.counts):
        with pytest.raises(Forbidden):
            work.read_now(call, locked_out)
