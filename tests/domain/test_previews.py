"""A rule's words as a real customer reads them, and as a message to oneself."""

import pytest

from data.models import Channel, IntegrationKind
from domain import clock, previews, work
from domain.errors import Invalid, NotFound
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON


def test_a_real_customer_with_the_next_booking(cast: Cast) -> None:
    with clock.frozen(NOON):
        priya = factories.contact(cast.workspace.id, language='de')
        stage.booking(cast, contact=priya)
        shown = work.read_now(previews.preview, cast.ada, key='reminder', contact_id=priya.id)
    assert shown.subject == 'Erinnerung: Cut and finish am Mittwoch, 3. März 2027 um 12:00 Uhr'
    assert shown.about == 'Priya Nair, booking of Mittwoch, 3. März 2027'
    assert '/m/' not in shown.html + shown.text  # links lead nowhere
    assert '/u/' not in shown.html
    assert '@media all' in shown.dark
    assert '@media not all' in shown.html


def test_words_that_are_not_saved_and_what_is_wrong_with_them(cast: Cast) -> None:
    shown = work.read_now(previews.preview, cast.ada, key='welcome', body='Moin {first_name}, {nobody}', subject='')
    assert shown.text.startswith('Moin Alex')
    assert shown.wrong.keys() == {'body', 'subject'}
    text = work.read_now(previews.preview, cast.ada, key='welcome', channel=Channel.SMS, sms='Hello {first_name} 🙂')
    assert text.size is not None
    assert (text.text, text.size.segments, text.size.plain, text.html) == ('Hello Alex 🙂', 1, False, '')


def test_no_stranger_and_no_rule_that_is_not_there(cast: Cast) -> None:
    eves = factories.contact(cast.eve.workspace, 'Eve’s')
    for given in ({'key': 'welcome', 'contact_id': eves.id}, {'key': 'nonsense'}):
        with pytest.raises(NotFound):
            work.read_now(previews.preview, cast.ada, **given)


async def test_to_oneself_by_mail_and_by_text(cast: Cast) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    work.act_now(previews.to_oneself, cast.ada, key='welcome', body='Moin {first_name}\n\n{business}')
    work.act_now(previews.to_oneself, cast.ada, key='reminder_sms', channel=Channel.SMS, phone='+351 912 345 678')
    await stage.send_all()
    [mail] = stage.kept()
    [text] = stage.kept(Channel.SMS)
    assert mail.subject == 'Example: Thank you for getting in touch, Alex'
    assert 'Moin Alex' in mail.html
    assert 'Juniper Street' in mail.html
    assert text.address == '+351912345678'
    with pytest.raises(Invalid) as refused:
        work.act_now(previews.to_oneself, cast.ada, key='reminder_sms', channel=Channel.SMS, phone='nonsense')
    assert 'country code' in refused.value.fields['phone']
    with pytest.raises(Invalid):
        work.act_now(previews.to_oneself, cast.ada, key='welcome', body='{nobody}')
