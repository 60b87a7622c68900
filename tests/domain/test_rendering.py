"""Templates become messages: variables filled in, people's text only ever text, headers that nobody else can write."""

from email import message_from_bytes, policy
from typing import Any

import pytest

from data.gateways import mime
from data.gateways.base import Mail
from data.models import Channel
from domain import letters, mail_parts, rendering, rules, sending, work
from domain.actor import Actor
from domain.events import Name
from domain.mail_parts import Brand
from domain.rendering import Button, Card, Paragraph
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

EVIL = '<script>alert(1)</script><img src=x onerror=y> "&\''
BREAKS = ['Priya\r\nBcc: evil@example.com', 'Priya\nX: y', 'Priya\rX: y', 'Priya\u2028X: y', 'Priya\x85X: y']


@pytest.mark.parametrize(
    ('template', 'text'),
    [
        ('Hello {name}!', 'Hello Priya!'),
        ('{name}{name}', 'PriyaPriya'),
        ('{unknown}x', 'x'),
        ('{ name } {{name}} {}', '{ name } {Priya} {}'),
        ('{name.__class__} {0}', '{name.__class__} '),
        ('{sly}', '{name} {{name}}'),
        ('{links}', 'https://a.example, https://b.example'),
        ('{card}', 'What: Cut\nWhen: Noon'),
        ('', ''),
    ],
)
def test_variables_are_filled_in_once(template: str, text: str) -> None:
    values: dict[str, rendering.Value] = {
        'name': 'Priya',
        'sly': '{name} {{name}}',
        'links': (Button('A', 'https://a.example'), Button('B', 'https://b.example')),
        'card': Card((('What', 'Cut'), ('When', 'Noon'))),
    }
    assert rendering.filled(template, values) == text


def test_a_body_becomes_paragraphs_cards_and_buttons_and_empty_ones_go_away() -> None:
    link, card = Button('Book', 'https://a.example'), Card((('What', 'Cut'),))
    found = rendering.parts(
        'Hello {name}\nagain\n\n\n{card}\n\n{nothing}\n\n{link}\n\nOr: {link}',
        {'name': 'Priya', 'card': card, 'link': (link,), 'nothing': ''},
    )
    assert found == [Paragraph('Hello Priya\nagain'), card, link, Paragraph('Or: https://a.example')]
    assert rendering.plain(found) == (
        'Hello Priya\nagain\n\nWhat: Cut\n\nBook:\nhttps://a.example\n\nOr: https://a.example'
    )


def test_what_people_typed_is_text_in_the_html() -> None:
    brand = Brand(
        name=EVIL,
        colour='#1f6f54',
        address=EVIL,
        phone=EVIL,
        footer=EVIL,
        unsubscribe_label=EVIL,
        unsubscribe_url=f'https://example.com/"{EVIL}',
        logo_url=f'https://example.com/"{EVIL}',
        language='"><script>',
    )
    parts: list[rendering.Part] = [Paragraph(EVIL), Card(((EVIL, EVIL),)), Button(EVIL, f'https://example.com/"{EVIL}')]
    html = mail_parts.html(brand, EVIL, parts)
    assert '<script' not in html
    assert '<img src=x' not in html
    assert html.count('&lt;script&gt;') >= 10


@pytest.mark.parametrize(('colour', 'ink'), [('#ffffff', '#111111'), ('#000000', '#ffffff'), ('#1f6f54', '#ffffff')])
def test_the_words_on_a_button_can_be_read(colour: str, ink: str) -> None:
    html = mail_parts.html(Brand(name='x', colour=colour), 'x', [Button('Go', 'https://a.example')])
    assert f'background:{colour};color:{ink}' in html


def headers(raw: bytes) -> Any:
    return message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize('typed', BREAKS)
def test_nobody_writes_a_header_of_his_own(cast: Cast, typed: str) -> None:
    """Names and subjects with line breaks, wherever they come from, as the wire would carry them."""
    stage.change(cast.workspace, name=typed, contact_email='salon@example.com')
    priya = factories.contact(cast.workspace.id, typed, email='priya@example.com')
    work.act_now(rules.update, cast.ada, key='welcome', subject='Hello {name} of {business}')
    stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
    [delivery] = stage.queued('welcome')
    _, letter = work.read_now(_mail, cast.ada, delivery=delivery)
    raw = mime.encoded(letter, 'salon@example.com')
    parsed = headers(raw)
    assert set(parsed.keys()) <= {
        *('Message-ID', 'From', 'To', 'Subject', 'Date', 'Auto-Submitted', 'MIME-Version', 'Content-Type'),
        *('List-Unsubscribe', 'List-Unsubscribe-Post', 'Content-Transfer-Encoding', 'In-Reply-To', 'References'),
        'Reply-To',
    }
    assert parsed['To'] == 'priya@example.com'
    assert 'Pri' in parsed['Subject']
    assert [address.addr_spec for address in parsed['From'].addresses] == ['salon@example.com']


def _mail(session: Any, actor: Actor, *, delivery: Any) -> Any:
    return letters.mail(session, delivery)


@pytest.mark.parametrize('typed', BREAKS[:3])
@pytest.mark.parametrize('field', ['to', 'subject', 'sender_name', 'reply_to', 'unsubscribe'])
def test_a_letter_with_a_break_in_a_header_never_reaches_the_wire(field: str, typed: str) -> None:
    given = {'message_id': '<a@b>', 'to': 'a@example.com', 'subject': 'x', 'text': 'x', field: typed}
    with pytest.raises(ValueError):
        mime.encoded(Mail(**given), 'salon@example.com')


def test_ids_from_strangers_cannot_break_out() -> None:
    raw = mime.encoded(
        Mail(
            message_id='<one@careops>',
            to='a@example.com',
            subject='x',
            text='x',
            in_reply_to='<a@b>\r\nBcc: evil@example.com\r\n <c@d>',
            references='<a@b> <x\r\ny@z> <c@d>',
        ),
        'salon@example.com',
    )
    parsed = headers(raw)
    assert parsed['Bcc'] is None
    assert str(parsed['References']).split() == ['<a@b>', '<c@d>']


async def test_a_message_that_cannot_be_written_fails_alone(cast: Cast) -> None:
    stage.channel(cast)
    for number, name in enumerate(('Priya', 'Ben')):
        priya = factories.contact(cast.workspace.id, name, email=f'c{number}@example.com')
        stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
    broken, _ = stage.queued('welcome')
    stage.change(broken, context={'values': 'not a dictionary'})
    await stage.send_all()
    assert sorted(row.state.value for row in stage.queued('welcome')) == ['failed', 'sent']
    assert [kept.address for kept in stage.kept(Channel.EMAIL)] == ['c1@example.com']
    assert sending.MOST_ROUTES


def test_nothing_that_people_write_makes_a_mail_wider_than_a_phone() -> None:
    html = mail_parts.html(Brand(name='x', colour='#1f6f54'), 'x', [Paragraph('https://a.example/' + 'x' * 200)])
    assert 'table-layout:fixed' in html
    assert 'overflow-wrap:anywhere' in html


def test_an_address_that_was_written_out_can_be_clicked_and_nothing_else() -> None:
    words = 'See (https://a.example/b?c=1&d=2), or <b>http://x.example</b>. javascript:alert(1)'
    html = mail_parts.html(Brand(name='x', colour='#1f6f54'), 'x', [Paragraph(words)])
    assert 'href="https://a.example/b?c=1&amp;d=2"' in html
    assert '<b>' not in html
    assert 'href="javascript' not in html
