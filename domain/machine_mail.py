"""Which mails a machine wrote: reports of failed delivery, automatic replies, mailing lists, answers of calendars."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from domain import text

Kind = Literal['message', 'auto_reply', 'bounce', 'list']
Header = Callable[[str], str]
OUT_OF_OFFICE = re.compile(
    r'^(automatic reply|auto(matic)?[ -]?reply|out of (the )?office|automatische antwort|abwesenheits|réponse automatique|'
    r'respuesta automática|risposta automatica|automatisch antwoord|resposta automática|自動応答|自動返信)',
    re.IGNORECASE,
)
CAME_BACK = re.compile(
    r'^(undeliver|delivery status notification|mail delivery (failed|failure|subsystem)|failure notice|returned mail|'
    r'unzustellbar|non remis|mensaje no entregado|mancato recapito|niet te bezorgen|não entregue|delivery has failed)',
    re.IGNORECASE,
)
DAEMON = re.compile(r'^(mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]+)@', re.IGNORECASE)
_MESSAGE_ID = re.compile(r'(?im)^message-id:\s*(<[^<>\s]{1,198}>)')
_DIAGNOSIS = re.compile(r'(?im)^diagnostic-code:\s*(?:[\w-]+;)?\s*(.+)')
_STATUS_LINE = re.compile(r'(?m)^[ \t]{0,20}(5\d\d[ -].+)')
LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Told:
    """What kind of mail it is; `bounced` are the Message-IDs that came back, with the `reason`."""

    kind: Kind
    bounced: tuple[str, ...] = ()
    reason: str = ''


def told(header: Header, *, sender: str, words: str, returned: str, calendar: str) -> Told:
    """Judged by the headers, by the parts of a report (`returned`) and by a `calendar` file with an answer."""
    words, returned, calendar = words[:LONGEST], returned[:LONGEST], calendar[:LONGEST]
    if report := _bounce(header, sender, words, returned):
        return report
    if calendar and 'PARTSTAT=DECLINED' not in calendar.upper():
        return Told('auto_reply')
    automatic, precedence = header('Auto-Submitted').lower().strip(), header('Precedence').lower().strip()
    replied = automatic.startswith('auto-replied') or header('X-Autoreply') or header('X-Autorespond')
    if not calendar and (replied or OUT_OF_OFFICE.match(header('Subject').strip())):
        return Told('auto_reply')
    if header('List-Id') or header('List-Unsubscribe') or precedence in {'bulk', 'list', 'junk'}:
        return Told('list')
    return Told('message' if calendar or automatic in {'', 'no'} else 'auto_reply')


def _bounce(header: Header, sender: str, words: str, returned: str) -> Told | None:
    """A report as RFC 3464 has it, or as mail servers wrote it before; one about a mere delay brings nothing back."""
    if 'report-type=delivery-status' in re.sub(r'["\s]', '', header('Content-Type').lower()):
        failed = re.search(r'(?im)^action:\s*failed', returned)
        reason = _DIAGNOSIS.search(returned)
        return Told(
            'bounce',
            tuple(_MESSAGE_ID.findall(returned)) if failed else (),
            text.line(reason[1])[:500] if reason else '',
        )
    by_machine = bool(DAEMON.match(sender)) or header('Return-Path').strip() == '<>'
    if header('X-Failed-Recipients') or (by_machine and CAME_BACK.match(header('Subject').strip())):
        reason = _STATUS_LINE.search(words)
        ids = _MESSAGE_ID.findall(f'{words}\n{returned}')
        return Told('bounce', tuple(ids), text.line(reason[1])[:500] if reason else '')
    return None
