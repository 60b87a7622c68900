"""By which channels a rule reaches a customer, and what happens when the first does not bring it."""

import pytest

from data.gateways import keep
from data.gateways.base import Accepted, FinalFailure, Mail, Sms
from data.models import Channel, Delivery, DeliveryState, IntegrationKind, Way
from domain import alerts, clock, rules, work
from domain.errors import Invalid
from domain.events import Name
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON

MAIL, PHONE = 'priya@example.com', '+351912345678'


@pytest.mark.parametrize(
    ('way', 'email', 'phone', 'sms', 'sent', 'why'),
    [
        (Way.EMAIL, MAIL, PHONE, True, ['email'], ''),
        (Way.SMS, MAIL, PHONE, True, ['sms'], ''),
        (Way.SMS, MAIL, None, True, [], 'no phone number is known'),
        (Way.SMS, MAIL, PHONE, False, [], 'SMS is not connected'),
        (Way.EMAIL_OR_SMS, MAIL, PHONE, True, ['email'], ''),
        (Way.EMAIL_OR_SMS, None, PHONE, True, ['sms'], ''),
        (Way.EMAIL_OR_SMS, None, PHONE, False, [], 'no e-mail address is known, and SMS is not connected'),
        (Way.SMS_OR_EMAIL, MAIL, PHONE, True, ['sms'], ''),
        (Way.SMS_OR_EMAIL, MAIL, PHONE, False, ['email'], ''),
        (Way.BOTH, MAIL, PHONE, True, ['email', 'sms'], ''),
        (Way.BOTH, None, PHONE, True, ['sms'], ''),
    ],
)
def test_each_way(
    cast: Cast, way: Way, email: str | None, phone: str | None, sms: bool, sent: list[str], why: str
) -> None:
    stage.channel(cast)
    if sms:
        stage.channel(cast, IntegrationKind.SMS)
    work.act_now(rules.update, cast.ada, key='confirmation', channel=way)
    with clock.frozen(NOON):
        stage.booking(cast, contact=factories.contact(cast.workspace.id, email=email, phone=phone))
    assert sorted(row.channel.value for row in stage.queued('confirmation')) == sent
    assert stage.firings('confirmation') == [('skipped', why) if why else ('done', '')]


async def test_what_mail_cannot_bring_goes_by_text_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    _mail_is_refused(monkeypatch)
    work.act_now(rules.update, cast.ada, key='confirmation', channel=Way.EMAIL_OR_SMS)
    with clock.frozen(NOON):
        stage.booking(cast, contact=factories.contact(cast.workspace.id, email=MAIL, phone=PHONE))
        await stage.send_all()
        await stage.send_all()
    mail, text = sorted(stage.queued('confirmation'), key=lambda row: row.channel.value)
    assert (mail.channel, mail.state) == (Channel.EMAIL, DeliveryState.FAILED)
    assert mail.error.endswith('It goes out by SMS instead.')
    assert (text.channel, text.state, text.address) == (Channel.SMS, DeliveryState.SENT, PHONE)
    [kept] = stage.kept(Channel.SMS)
    assert kept.text.startswith('Juniper Street: confirmed: Cut and finish')
    assert MAIL not in str([view.title for view in work.read_now(alerts.listing, cast.ada)])


async def test_a_rule_of_one_way_has_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    _mail_is_refused(monkeypatch)
    with clock.frozen(NOON):
        stage.booking(cast, contact=factories.contact(cast.workspace.id, email=MAIL, phone=PHONE))
        await stage.send_all()
    assert [row.state for row in stage.queued('confirmation')] == [DeliveryState.FAILED]
    assert alerts.Kind.DELIVERY in {view.kind for view in work.read_now(alerts.listing, cast.ada)}


def _mail_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider knows no such mailbox, for good."""
    keeps = keep.Keep.send

    async def send(self: keep.Keep, letter: Mail | Sms) -> Accepted:
        if isinstance(letter, Mail):
            raise FinalFailure('The mail server does not know this address.')
        return await keeps(self, letter)

    monkeypatch.setattr(keep.Keep, 'send', send)


def test_the_owner_chooses_among_the_ways_of_a_rule(cast: Cast) -> None:
    changed = work.act_now(rules.update, cast.ada, key='reminder', channel=Way.BOTH, timing_minutes=90)
    assert changed.sentence == '90 minutes before a booking, remind the customer by e-mail and by SMS.'
    with pytest.raises(Invalid) as refused:
        work.act_now(rules.update, cast.ada, key='team_booking', channel=Way.SMS)
    assert refused.value.fields == {'channel': 'This rule has its fixed way.'}
    with pytest.raises(Invalid) as refused:
        work.act_now(rules.update, cast.ada, key='reminder', sms='Dear {nobody}')
    assert '{nobody} is not known here' in refused.value.fields['sms']


def test_every_rule_reads_as_a_sentence(cast: Cast) -> None:
    for rule in work.read_now(rules.listing, cast.ada):
        assert not rule.sentence[0].islower()
        assert rule.sentence.endswith('.')
        assert '{' not in rule.sentence
    said = {rule.key: rule.sentence for rule in work.read_now(rules.listing, cast.ada)}
    assert said['team_message'].startswith('When a customer’s message has been unread for 10 minutes')


async def test_only_the_words_that_are_the_owners_stay_in_one_language(cast: Cast) -> None:
    stage.channel(cast)
    work.act_now(rules.update, cast.ada, key='welcome', subject='Moin {first_name}')
    german = factories.contact(cast.workspace.id, email='d@example.com', language='de')
    stage.happens(cast.guest, Name.CONTACT_CREATED, german)
    await stage.send_all()
    [mail] = stage.kept()
    assert mail.subject == 'Moin Priya'
    assert 'Guten Tag Priya' in mail.text
    assert stage.all_of(Delivery)[0].state == DeliveryState.SENT
