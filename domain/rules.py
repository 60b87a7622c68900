"""The rules as they hold in a workspace: the book's defaults with what the owner changed."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import RuleSetting, Way
from domain import events, rule_book, scope, text
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.rule_book import RULES, Rule

__all__ = ['RULES', 'Effective', 'Rule', 'Way', 'effective', 'listing', 'one', 'reset', 'update']

LONGEST = {'subject': 300, 'body': 5000, 'sms': 1000}
LONGEST_TIMING = 14 * 1440
WORDS = ('subject', 'body', 'sms')
PARTS = ('enabled', 'pausable', 'channel', 'timing_minutes', *WORDS)
_SETTINGS = select(RuleSetting).where(col(RuleSetting.workspace_id) == sa.bindparam('workspace'))
_VARIABLE = re.compile(r'\{(\w*)\}')


@dataclass(frozen=True, slots=True)
class Effective:
    """A rule as it works now; `own` are the words that are the owner's (sent as they are), ours are said in the reader's language."""

    rule: Rule
    enabled: bool
    pausable: bool
    channel: Way
    subject: str
    body: str
    sms: str
    timing_minutes: int | None
    own: frozenset[str]

    @property
    def key(self) -> str:
        return self.rule.key

    @property
    def edited(self) -> bool:
        return bool(self.own)

    @property
    def sentence(self) -> str:
        """What it does, to read."""
        return rule_book.sentence(self.rule, self.channel, self.timing_minutes)


def effective(session: Session, workspace_id: UUID, key: str) -> Effective:
    """The rule as it holds in the workspace; KeyError for a rule that does not exist. A transaction reads them all, once."""
    known: dict[UUID, dict[str, RuleSetting]] = session.info.setdefault('rule_settings', {})
    if workspace_id not in known:
        rows = session.exec(_SETTINGS, params={'workspace': workspace_id})
        known[workspace_id] = {row.key: row for row in rows}
    return _merged(RULES[key], known[workspace_id].get(key))


def listing(session: Session, actor: Actor) -> list[Effective]:
    """Every rule, in the order of the book. Owner only."""
    actor.require_owner()
    changed = {row.key: row for row in session.exec(scope.rows(actor, RuleSetting))}
    return [_merged(rule, changed.get(key)) for key, rule in RULES.items()]


def one(session: Session, actor: Actor, *, key: str) -> Effective:
    """The rule of this key. NotFound; owner only."""
    row, rule = _setting(session, actor, key)
    return _merged(rule, row)


def update(
    session: Session,
    actor: Actor,
    *,
    key: str,
    enabled: bool | None = None,
    pausable: bool | None = None,
    channel: Way | None = None,
    subject: str | None = None,
    body: str | None = None,
    sms: str | None = None,
    timing_minutes: int | None = None,
) -> Effective:
    """Change a rule; None leaves a part as it is. Invalid (subject, body, sms, channel, timing_minutes, pausable); owner only."""
    row, rule = _setting(session, actor, key)
    given: dict[str, Any] = {
        'enabled': enabled,
        'pausable': pausable,
        'channel': channel,
        'timing_minutes': timing_minutes,
        'subject': subject and text.line(subject),
        'body': body and text.block(body),
        'sms': sms and text.block(sms),
    }
    given = {name: value for name, value in given.items() if value is not None}
    if wrong := {name: sentence for name, value in given.items() if (sentence := problem(rule, name, value))}:
        raise Invalid(wrong)
    for name, value in given.items():
        setattr(row, name, value)
    return _changed(session, actor, row, rule, list(given))


def reset(session: Session, actor: Actor, *, key: str) -> Effective:
    """Back to our own words; the switch, the channel and the timing stay."""
    row, rule = _setting(session, actor, key)
    row.subject = row.body = row.sms = None
    return _changed(session, actor, row, rule, ['text'])


def _setting(session: Session, actor: Actor, key: str) -> tuple[RuleSetting, Rule]:
    actor.require_owner()
    if key not in RULES:
        raise NotFound
    row = session.exec(scope.rows(actor, RuleSetting).where(col(RuleSetting.key) == key)).first()
    return row or RuleSetting(workspace_id=actor.workspace, key=key), RULES[key]


def _changed(session: Session, actor: Actor, row: RuleSetting, rule: Rule, parts: list[str]) -> Effective:
    session.add(row)
    session.flush()
    session.info.pop('rule_settings', None)
    events.record(session, actor, events.Name.RULE_CHANGED, row, rule=rule.key, changed=parts)
    return _merged(rule, row)


def _merged(rule: Rule, row: RuleSetting | None) -> Effective:
    kept = {name: getattr(row, name) for name in PARTS} if row else {}
    holds: dict[str, Any] = {
        name: getattr(rule, name, True) if kept.get(name) is None else kept[name] for name in PARTS
    }
    return Effective(rule=rule, own=frozenset(name for name in WORDS if kept.get(name) is not None), **holds)


def problem(rule: Rule, name: str, value: Any) -> str:
    """Why a part of a rule must not be that; '' when it may."""
    if name == 'pausable' and value != rule.pausable and not rule.pausing_is_a_choice:
        return 'Whether this rule pauses cannot be changed.'
    if name == 'channel' and value not in rule.ways:
        return 'This rule has its fixed way.'
    if name == 'timing_minutes' and (rule.timing_minutes is None or not rule.shortest <= value <= LONGEST_TIMING):
        shortest = rule_book.span(rule.shortest)
        return (
            f'Please give a time between {shortest} and 14 days.' if rule.timing_minutes else 'This rule has no timing.'
        )
    return _wording(rule, value, LONGEST[name]) if name in WORDS else ''


def _wording(rule: Rule, value: str, longest: int) -> str:
    """What is wrong with a text of the owner's; '' when nothing is."""
    unknown = [name for name in _VARIABLE.findall(value) if name not in rule.variables]
    if not value.strip():
        return 'Please write something.'
    if len(value) > longest:
        return f'This is longer than {longest} characters.'
    known = ', '.join('{' + name + '}' for name in rule.variables)
    return f'{{{unknown[0]}}} is not known here. Known are: {known}' if unknown else ''
