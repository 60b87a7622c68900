"""What a person wrote himself: the display folds the quoted mail and the signature away; the original keeps them. Pure."""

import re

LONGEST_LINE = 400
ATTRIBUTION = re.compile(
    r'^(On .*wrote:|Am .*schrieb .*:|Le .*a écrit ?:|El .*escribió:|Il .*ha scritto:|Op .*schreef .*:|.*escreveu .*:|Em .*escreveu:|'
    r'\d{4}年\d{1,2}月\d{1,2}日.*<.*>:)$'
)
HEADED = re.compile(r'^\*?(From|Von|De|Da|Van|差出人):\*? ')
DATED = re.compile(r'^\*?(Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|送信日時)( el)? ?:', re.IGNORECASE)
ORIGINAL = re.compile(
    r'^-{2,} ?(Original Message|Ursprüngliche Nachricht|Message d.origine|Mensaje original) ?-{2,}$', re.I
)
FORWARDED = re.compile(
    r'^-{5,} ?(Forwarded|Weitergeleitete|Message transféré|Mensaje reenviado)|^Begin forwarded', re.I
)
SIGNED = re.compile(
    r'^(--|Sent from my .{2,40}|Von meinem .{2,40} gesendet|Envoyé de mon .{2,40}|Enviado desde mi .{2,40}|Inviato da .{2,40}|'
    r'Verzonden vanaf mijn .{2,40}|Enviado do meu .{2,40}|.{2,20}から送信)$'
)


def visible(words: str) -> str:
    """The words without what is quoted below them; an answer between the lines stays whole, and so does a forwarded mail."""
    lines = words.split('\n')
    if any(FORWARDED.match(line) for line in lines):
        return words
    own = lines[: _quote(lines)]
    own = own[: next((at for at, line in enumerate(own) if SIGNED.match(line[:LONGEST_LINE].rstrip())), len(own))]
    return '\n'.join(own).strip() or words


def _quote(lines: list[str]) -> int:
    """Where the quoted mail begins; behind the end where nothing is to be folded."""
    for at in range(len(lines)):
        first = lines[at][:LONGEST_LINE].strip()
        both = ' '.join(line[:LONGEST_LINE].strip() for line in lines[at : at + 2])
        if ORIGINAL.match(first) or (HEADED.match(first) and any(DATED.match(line) for line in lines[at + 1 : at + 4])):
            return at
        if ATTRIBUTION.match(first) or (first and not first.startswith('>') and ATTRIBUTION.match(both)):
            after = at + (1 if ATTRIBUTION.match(first) else 2)
            return len(lines) if _between(lines[after:]) else at
    return len(lines) if _between(lines) else _trailing(lines)


def _between(lines: list[str]) -> bool:
    """Whether somebody wrote below a quoted line."""
    quoted = False
    for line in lines:
        if line.startswith('>'):
            quoted = True
        elif quoted and line.strip():
            return True
    return False


def _trailing(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.startswith('>')), len(lines))
