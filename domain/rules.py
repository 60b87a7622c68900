"""The rules as they hold in a workspace: the book's defaults with what the owner changed, and the log of what they did."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import Channel, Contact, Firing, Outcome, RuleSetting
from domain import alerts, events, scope, text
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.rule_book import RULES, Rule

__all__ = [
    'RULES',
    'Rule',
    'Effective',
    'LogLine',
    'Outcome',
    'effective',
    'listing',
    'log',
    'log_total',
    'reset',
    'update',
]

LONGEST_BODY = 5000
LONGEST_TIMING = 14 * 1440
_VARIABLE = re.compile(r'\{(\w*)\}')


@dataclass(frozen=True, slots=True)
class Effective:
    """A rule as it works now; `edited` tells the owner's own words (sent as they are) from ours (said in the reader's language)."""

    rule: Rule
    enabled: bool
    pausable: bool
    channel: Channel
    subject: str
    body: str
    timing_minutes: int | None
    edited: bool

    @property
    def key(self) -> str:
        return self.rule.key


def effective(session: Session, workspace_id: UUID, key: str) -> Effective:
    """The rule as it holds in the workspace; KeyError for a rule that does not exist. A transaction reads them all, once."""
    known: dict[UUID, dict[str, RuleSetting]] = session.info.setdefault('rule_settings', {})
    if workspace_id not in known:
        rows = session.exec(select(RuleSetting).where(RuleSetting.workspace_id == workspace_id))
        known[workspace_id] = {row.key: row for row in rows}
    return _merged(RULES[key], known[workspace_id].get(key))


def listing(session: Session, actor: Actor) -> list[Effective]:
    """Every rule, in the order of the book. Owner only."""
    actor.require_owner()
    changed = {row.key: row for row in session.exec(scope.rows(actor, RuleSetting))}
    return [_merged(rule, changed.get(key)) for key, rule in RULES.items()]


def update(
    session: Session,
    actor: Actor,
    *,
    key: str,
    enabled: bool | None = None,
    pausable: bool | None = None,
    subject: str | None = None,
    body: str | None = None,
    timing_minutes: int | None = None,
) -> Effective:
    """Change a rule; None leaves a part as it is. Invalid (subject, body, timing_minutes, pausable); owner only."""
    row, rule = _setting(session, actor, key)
    _check(rule, pausable=pausable, subject=subject, body=body, timing_minutes=timing_minutes)
    given: dict[str, bool | int | str | None] = {
        'enabled': enabled,
        'pausable': pausable,
        'timing_minutes': timing_minutes,
    }
    given |= {'subject': subject and text.line(subject), 'body': body and text.block(body)}
    for name, value in given.items():
        if value is not None:
            setattr(row, name, value)
    return _changed(session, actor, row, rule, [name for name, value in given.items() if value is not None])


def reset(session: Session, actor: Actor, *, key: str) -> Effective:
    """Back to our own words; the switch and the timing stay."""
    row, rule = _setting(session, actor, key)
    row.subject = row.body = None
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
    plain = Effective(
        rule=rule,
        enabled=True,
        pausable=rule.pausable,
        channel=rule.channel,
        subject=rule.subject,
        body=rule.body,
        timing_minutes=rule.timing_minutes,
        edited=False,
    )
    if row is None:
        return plain
    kept = {name: getattr(row, name) for name in ('enabled', 'pausable', 'subject', 'body', 'timing_minutes')}
    words = row.subject is not None or row.body is not None
    return replace(plain, edited=words, **{name: value for name, value in kept.items() if value is not None})


def _check(
    rule: Rule, *, pausable: bool | None, subject: str | None, body: str | None, timing_minutes: int | None
) -> None:
    wrong: dict[str, str] = {}
    if pausable is not None and pausable != rule.pausable and not rule.pausing_is_a_choice:
        wrong['pausable'] = 'Whether this rule pauses cannot be changed.'
    if timing_minutes is not None and (rule.timing_minutes is None or not 10 <= timing_minutes <= LONGEST_TIMING):
        wrong['timing_minutes'] = 'Please give a time between 10 minutes and 14 days.'
    for field, value, longest in (('subject', subject, 300), ('body', body, LONGEST_BODY)):
        if value is not None and (problem := _problem(rule, value, longest)):
            wrong[field] = problem
    if wrong:
        raise Invalid(wrong)


def _problem(rule: Rule, value: str, longest: int) -> str:
    """What is wrong with a text of the owner's; '' when nothing is."""
    unknown = [name for name in _VARIABLE.findall(value) if name not in rule.variables]
    if not value.strip():
        return 'Please write something.'
    if len(value) > longest:
        return f'This is longer than {longest} characters.'
    known = ', '.join('{' + name + '}' for name in rule.variables)
    return f'{{{unknown[0]}}} is not known here. Known are: {known}' if unknown else ''


@dataclass(frozen=True, slots=True)
class LogLine:
    """One answer of a rule to an event, with the object that it was about."""

    id: UUID
    at: datetime
    event: str
    rule: str
    title: str
    outcome: Outcome
    reason: str
    contact_name: str
    object_type: str
    object_id: UUID
    url: str


def log(
    session: Session,
    actor: Actor,
    *,
    outcome: Outcome | None = None,
    rule: str = '',
    limit: int = 50,
    offset: int = 0,
) -> list[LogLine]:
    """What the rules did, newest first. Owner only."""
    actor.require_owner()
    query = _log(actor, outcome, rule).order_by(col(Firing.created_at).desc(), col(Firing.id)).limit(limit)
    rows = session.exec(query.offset(offset)).all()
    names = _names(session, rows)
    return [_line(row, names.get(row.contact_id, '')) for row in rows]


def log_total(session: Session, actor: Actor, *, outcome: Outcome | None = None, rule: str = '') -> int:
    """How many lines `log` has in all."""
    actor.require_owner()
    return scope.count(session, _log(actor, outcome, rule))


def _log(actor: Actor, outcome: Outcome | None, rule: str) -> SelectOfScalar[Firing]:
    query = scope.rows(actor, Firing)
    if outcome is not None:
        query = query.where(col(Firing.outcome) == outcome)
    return query.where(col(Firing.rule) == rule) if rule else query


def _names(session: Session, rows: Sequence[Firing]) -> dict[UUID | None, str]:
    ids = {row.contact_id for row in rows if row.contact_id}
    found = session.exec(select(Contact.id, Contact.name).where(col(Contact.id).in_(ids)))
    return dict(found.all())


def _line(row: Firing, contact_name: str) -> LogLine:
    rule = RULES.get(row.rule)
    return LogLine(
        id=row.id,
        at=row.created_at,
        event=row.event_name,
        rule=row.rule,
        title=rule.title if rule else row.rule.replace('_', ' ').capitalize(),
        outcome=row.outcome,
        reason=row.reason,
        contact_name=contact_name,
        object_type=row.object_type,
        object_id=row.object_id,
        url=alerts.url(row.object_type, row.object_id),
    )
