"""What a person wrote himself: the display folds the quoted mail and the signature away; the original keeps them. Pure."""

import re

LONGEST_LINE = 400
MOST_LINES = 1_500
# Who wrote when, in one line or broken into up to three; each names a day or an hour, so that words like "you wrote:" are no quote.
ATTRIBUTION = re.compile(
    r'^(?=.*\d)(?:> ?){0,9}(?:'
    r'-*\s*On .* wrote\s?(?::|-{2,})'
    r'|Am .* ?schrieb .*:'
    r'|.* schrieb am .*:'
    r'|Le .* a écrit\s?:'
    r'|El .* escribió\s?:'
    r'|Il .* ha scritto\s?:'
    r'|Op .* schreef .*:'
    r'|Op .* het volgende geschreven\s?:'
    r'|(?:Em|No dia|Às|A) .* escreveu\s?:'
    r'|.* escreveu \(.*\)\s?:'
    r'|\d{4}[年/].*<.*>\s?(?:のメール)?:'
    r')$'
)
# The four lines that Outlook and others put above a quoted mail, in whatever order.
LABELS = {
    'from': 'From|Von|De|Da|Van|差出人',
    'date': 'Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Enviada em|Fecha|Data|Inviato|Verzonden|送信日時|日付',
    'to': 'To|An|À|A|Para|Aan|Pour|宛先',
    'subject': 'Subject|Betreff|Objet|Sujet|Asunto|Oggetto|Onderwerp|Assunto|件名',
}
LABEL = re.compile(
    '^[>* ]*(?:' + '|'.join(f'(?P<{name}>{words})' for name, words in LABELS.items()) + r')\*?\s?:\*?(?:\s|$)'
)
ORIGINAL = re.compile(
    r'^-{2,} ?(Original[- ]?(Message|Nachricht)|Ursprüngliche Nachricht|Message d.origine|Mensaje original|Messaggio originale|'
    r'Oorspronkelijk bericht|Mensagem original|元のメッセージ) ?-{2,}$',
    re.IGNORECASE,
)
RULE = re.compile(r'^[-_=—]{5,}$')
FORWARDED = re.compile(
    r'^-{5,} ?(Forwarded|Weitergeleitete|Message transféré|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd|Mensagem encaminhada)'
    r'|^(Begin forwarded|Anfang der weitergeleiteten|Début du message (réexpédié|transféré)|Inicio del mensaje reenviado|'
    r'Inizio messaggio inoltrato|Begin doorgestuurd|Início da mensagem)',
    re.IGNORECASE,
)
PASSED_ON = re.compile(r'^(fwd?|wg|tr|rv|i|enc|doorst|vs|転送)\s?:', re.IGNORECASE)
SIGNED = re.compile(
    r'^(--'
    r'|(Sent|Gesendet|Envoyé|Enviad[oa]|Inviat[oa]|Verzonden|Verstuurd) (from|with|via|von|mit|de mon|depuis|avec|desde|con|da|dal|vanaf|'
    r'met|do|pelo|com) .{2,80}'
    r'|Von (meinem|meiner).{1,40} gesendet'
    r'|Diese Nachricht wurde von .{2,60} gesendet\.?'
    r'|(Get|Holen Sie sich|Hol dir|Télécharger|Obtenir|Obtener|Scarica|Ottieni|Obter o|Download) Outlook .{2,80}'
    r'|Outlook (voor|for) .{2,80}'
    r'|.{2,20}から送信)$'
)
QUOTED = '>'


def visible(words: str, subject: str = '') -> str:
    """The words without what is quoted below them; an answer between the lines stays whole, and so does a forwarded mail."""
    lines = [line[:LONGEST_LINE].strip() for line in words.split('\n')[:MOST_LINES]]
    at = _quote(lines)
    if PASSED_ON.match(subject) or any(FORWARDED.match(line) for line in lines[:at]):
        return words
    at = next((one for one, line in enumerate(lines[:at]) if SIGNED.match(line)), at)
    own = words.split('\n')[:at] if at < len(lines) else words.split('\n')
    while own and (not own[-1].strip() or RULE.match(own[-1].strip())):
        own.pop()
    return re.sub(r'(?m)^ (?! )', '', '\n'.join(own)).strip() or words


def _quote(lines: list[str]) -> int:
    """Where the quoted mail begins; behind the end where nothing is to be folded."""
    for at, line in enumerate(lines):
        if ORIGINAL.match(line) or (LABEL.match(line) and _headed(lines[at : at + 7])):
            return at
        if length := _attributed(lines[at : at + 3]):
            return len(lines) if _between(lines[at + length :]) else at
    return len(lines) if _between(lines) else _trailing(lines)


def _headed(lines: list[str]) -> bool:
    """Whether at least three of sender, day, recipient and subject stand here, the sender among them."""
    found = {
        name for line in lines if (label := LABEL.match(line)) for name, words in label.groupdict().items() if words
    }
    return 'from' in found and len(found) >= 3


def _attributed(lines: list[str]) -> int:
    """How many lines say who wrote when; 0 where none does."""
    if not lines[0] or RULE.match(lines[0]):
        return 0
    for length in range(1, len(lines) + 1):
        if length > 1 and not lines[length - 1]:
            return 0
        joined = ' '.join(lines[:length])
        if joined[-1] in ':-' and ATTRIBUTION.match(joined):
            return length
    return 0


def _between(lines: list[str]) -> bool:
    """Whether somebody wrote below a quoted line (a signature is no answer)."""
    quoted = False
    for line in lines:
        if line.startswith(QUOTED):
            quoted = True
        elif quoted and SIGNED.match(line):
            return False
        elif quoted and line:
            return True
    return False


def _trailing(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line.startswith(QUOTED)), len(lines))
