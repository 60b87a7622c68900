"""Every provider keeps the same contract: accepted, for now not, never, or unsure; against servers that speak the real protocols."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller

from data.gateways import providers, resend, sendgrid, smtp, twilio
from data.gateways.base import FinalFailure, Mail, PassingFailure, Sms, UnsureFailure
from tests.mailbox import Mailbox
from tests.server import free_port

LETTER = Mail(
    message_id='<one@example.com>',
    to='priya@example.com',
    subject='Grüße, and a subject that is long enough to be folded over more than one line of the header',
    text='Hello',
    html='<p>Hello</p>',
    sender_name='Juniper Street',
    in_reply_to='<' + 'x' * 90 + '@mail.example.com>',
    references='<' + 'x' * 90 + '@mail.example.com>',
)


class Moody(Mailbox):
    """A mail server that answers as it is told."""

    rcpt, data = '250 OK', '250 Accepted'

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data == 'gone':
            server.transport.abort()
        await super().handle_DATA(server, session, envelope)
        return self.data


@pytest.fixture
def moody() -> Iterator[Moody]:
    box = Moody()
    controller = Controller(box, hostname='127.0.0.1', port=box.port)
    controller.start()
    yield box
    controller.stop()


def mailer(port: int) -> smtp.Smtp:
    return smtp.Smtp(host='127.0.0.1', port=port, encryption='none', username='', password='', sender='a@example.com')


async def test_smtp_accepts_and_breaks_no_header(moody: Moody) -> None:
    await mailer(moody.port).send(LETTER)
    [mail] = moody.mails
    assert (mail['Subject'], mail['Message-ID'], mail['In-Reply-To']) == (
        LETTER.subject,
        LETTER.message_id,
        LETTER.in_reply_to,
    )


@pytest.mark.parametrize(
    ('rcpt', 'data', 'failure', 'provider'),
    [
        ('550 No such user', '', FinalFailure, None),
        ('451 Greylisted', '', PassingFailure, False),
        ('421 Too busy', '', PassingFailure, True),
        ('250 OK', '554 Spam', FinalFailure, None),
        ('250 OK', '452 Mailbox full', PassingFailure, False),
        ('250 OK', 'gone', UnsureFailure, True),
    ],
)
async def test_smtp_failures(moody: Moody, rcpt: str, data: str, failure: type[Exception], provider: Any) -> None:
    moody.rcpt, moody.data = rcpt, data or moody.data
    with pytest.raises(failure) as found:
        await mailer(moody.port).send(LETTER)
    assert type(found.value) is failure
    assert getattr(found.value, 'provider', None) is provider


async def test_nobody_listens() -> None:
    with pytest.raises(PassingFailure, match='cannot be reached'):
        await mailer(free_port()).send(LETTER)


class Stand(BaseHTTPRequestHandler):
    """Twilio's Messages resource, as documented."""

    answer: tuple[int, dict[str, Any]] = (201, {'sid': 'SM1', 'status': 'queued'})
    asked: list[dict[str, Any]] = []
    headers_seen: dict[str, str] = {}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        form = {} if body.startswith('{') else {key: value[0] for key, value in parse_qs(body).items()}
        Stand.asked.append((json.loads(body) if body.startswith('{') else form) | {'path': self.path})
        Stand.headers_seen = dict(self.headers)
        status, content = Stand.answer
        if status == 0:
            self.connection.close()
            return
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('X-Message-Id', 'SG1')
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def stand() -> Iterator[str]:
    server = ThreadingHTTPServer(('127.0.0.1', 0), Stand)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Stand.answer, Stand.asked = (201, {'sid': 'SM1', 'status': 'queued'}), []
    yield f'http://127.0.0.1:{server.server_port}'
    server.shutdown()
    server.server_close()


def texter(api: str) -> twilio.Twilio:
    return twilio.Twilio(account='AC1', token='secret', sender='+15550001111', api=api)


async def test_twilio_accepts(stand: str) -> None:
    accepted = await texter(stand).send(Sms(to='+351912345678', text='Hello'))
    assert accepted.provider_id == 'SM1'
    path = '/2010-04-01/Accounts/AC1/Messages.json'
    assert Stand.asked == [{'To': '+351912345678', 'From': '+15550001111', 'Body': 'Hello', 'path': path}]


@pytest.mark.parametrize(
    ('answer', 'failure'),
    [
        ((400, {'code': 21211, 'message': 'Invalid number', 'status': 400}), FinalFailure),
        ((401, {'code': 20003, 'message': 'Authenticate', 'status': 401}), PassingFailure),
        ((429, {'code': 20429, 'message': 'Too many', 'status': 429}), PassingFailure),
        ((500, {'code': 20500, 'message': 'Oops', 'status': 500}), PassingFailure),
        ((0, {}), UnsureFailure),
    ],
)
async def test_twilio_failures(stand: str, answer: tuple[int, dict[str, Any]], failure: type[Exception]) -> None:
    Stand.answer = answer
    with pytest.raises(failure) as found:
        await texter(stand).send(Sms(to='+351912345678', text='Hello'))
    assert type(found.value) is failure


async def test_twilio_is_not_there() -> None:
    with pytest.raises(PassingFailure) as found:
        await texter(f'http://127.0.0.1:{free_port()}').send(Sms(to='+351912345678', text='Hello'))
    assert type(found.value) is PassingFailure


async def test_twilio_is_told_where_to_report(stand: str) -> None:
    gateway = twilio.Twilio(account='AC1', token='secret', sender='MG1', receipts='https://us.example/hooks', api=stand)
    await gateway.send(Sms(to='+351912345678', text='Hello', reference='ours'))
    assert (Stand.asked[0]['StatusCallback'], Stand.asked[0]['MessagingServiceSid']) == (
        'https://us.example/hooks?delivery=ours',
        'MG1',
    )


FULL = replace(
    LETTER,
    calendar='BEGIN:VCALENDAR',
    calendar_method='REQUEST',
    unsubscribe='https://us.example/u/1',
    reference='ours',
    once='ours:',
)
MAILERS: dict[str, Any] = {'resend': resend.Resend, 'sendgrid': sendgrid.SendGrid}


@pytest.mark.parametrize('name', MAILERS)
async def test_mail_services_get_the_whole_letter(stand: str, name: str) -> None:
    Stand.answer = (200, {'id': 'RE1'})
    accepted = await MAILERS[name](key='key', sender='a@example.com', api=stand).send(FULL)
    [asked] = Stand.asked
    assert Stand.headers_seen['Authorization'] == 'Bearer key'
    assert asked['subject'] == FULL.subject
    assert asked['headers'] == {
        'Message-ID': FULL.message_id,
        'In-Reply-To': FULL.in_reply_to,
        'References': FULL.references,
        'Auto-Submitted': 'auto-generated',
        'List-Unsubscribe': '<https://us.example/u/1>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }
    assert base64.b64decode(asked['attachments'][0]['content']) == b'BEGIN:VCALENDAR'
    if name == 'resend':
        assert (accepted.provider_id, asked['path'], asked['to']) == ('RE1', '/emails', ['priya@example.com'])
        assert (asked['from'], asked['text'], asked['html']) == (
            'Juniper Street <a@example.com>',
            'Hello',
            '<p>Hello</p>',
        )
        assert asked['tags'] == [{'name': 'delivery', 'value': 'ours'}]
        assert Stand.headers_seen['Idempotency-Key'] == 'ours:'
    else:
        assert (accepted.provider_id, asked['path']) == ('SG1', '/v3/mail/send')
        assert asked['personalizations'] == [{'to': [{'email': 'priya@example.com'}]}]
        assert [part['type'] for part in asked['content']] == ['text/plain', 'text/html']
        assert asked['custom_args'] == {'delivery': 'ours'}


@pytest.mark.parametrize('name', MAILERS)
@pytest.mark.parametrize(
    ('answer', 'failure'),
    [
        ((400, {'errors': [{'message': 'No such domain'}], 'message': 'No such domain'}), FinalFailure),
        ((422, {'message': 'Wrong', 'name': 'validation_error'}), FinalFailure),
        ((401, {'message': 'Bad key'}), PassingFailure),
        ((403, {}), PassingFailure),
        ((429, {}), PassingFailure),
        ((503, {}), PassingFailure),
        ((302, {}), FinalFailure),
        ((0, {}), UnsureFailure),
    ],
)
async def test_mail_services_fail(stand: str, name: str, answer: Any, failure: type[Exception]) -> None:
    Stand.answer = answer
    with pytest.raises(failure) as found:
        await MAILERS[name](key='key', sender='a@example.com', api=stand).send(LETTER)
    assert type(found.value) is failure


@pytest.mark.parametrize('name', MAILERS)
async def test_mail_services_are_not_there(name: str) -> None:
    with pytest.raises(PassingFailure) as found:
        await MAILERS[name](key='key', sender='a@example.com', api=f'http://127.0.0.1:{free_port()}').send(LETTER)
    assert type(found.value) is PassingFailure


async def test_resend_knows_a_repetition(stand: str) -> None:
    Stand.answer = (409, {'name': 'invalid_idempotent_request', 'message': 'Same key, other words'})
    assert (await resend.Resend(key='key', sender='a@example.com', api=stand).send(FULL)).provider_id == ''


def test_every_provider_describes_itself() -> None:
    assert set(providers()) >= {'smtp', 'resend', 'sendgrid', 'twilio', 'test'}
    assert providers()['smtp'].secrets == {'password'}
    assert all(provider.title and provider.about for provider in providers().values())
