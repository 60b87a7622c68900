"""What may stand in the fields of a booking type: each wrong one gets a sentence of its own."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import FormTemplate, Item, LocationKind, Member
from domain import questions, text
from domain.actor import Actor
from domain.errors import Invalid
from domain.scope import rows

Checked = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """Checked values: columns of the row, and the links (None: not given). `items` says how much of each."""

    columns: dict[str, Any]
    staff_ids: list[UUID] | None
    form_ids: list[UUID] | None
    items: dict[UUID, int] | None


def checked(session: Session, actor: Actor, given: Mapping[str, Any], *, whole: bool) -> Fields:
    """The given fields as they are stored; with `whole`, `name` and `duration_minutes` must be there. Invalid names each wrong field."""
    wrong: dict[str, str] = {}
    columns = {}
    for name, check in CHECKS.items():
        if name not in given and not (whole and name in {'name', 'duration_minutes'}):
            continue
        try:
            columns[name] = check(given.get(name))
        except ValueError as error:
            wrong[name] = str(error)
    if 'questions' in given:
        columns['questions'] = _questions(given['questions'] or [], wrong)
    fields = Fields(
        columns,
        _staff(session, actor, given, wrong),
        _forms(session, actor, given, wrong),
        _items(session, actor, given, wrong),
    )
    if wrong:
        raise Invalid(wrong)
    return fields


def slug(name: str) -> str:
    """The name as a part of an address: lower case, letters, digits and dashes."""
    plain = unicodedata.normalize('NFKD', name.replace('ß', 'ss')).encode('ascii', 'ignore').decode().lower()
    return re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60].strip('-') or 'appointment'


def _line(longest: int, *, needed: str = '') -> Checked:
    def check(value: Any) -> str:
        line = text.line(str(value or ''))
        if needed and not line:
            raise ValueError(needed)
        if len(line) > longest:
            raise ValueError(f'Please use at most {longest} characters')
        return line

    return check


def _block(longest: int) -> Checked:
    def check(value: Any) -> str:
        block = text.block(str(value or ''))
        if len(block) > longest:
            raise ValueError(f'Please use at most {longest:,} characters')
        return block

    return check


def _whole(low: int, high: int, *, optional: bool = False) -> Checked:
    def check(value: Any) -> int | None:
        if optional and value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0:
            raise ValueError(f'Please give a whole number from {low:,} to {high:,}')
        if not low <= value <= high:
            raise ValueError(f'Please choose from {low:,} to {high:,}')
        return int(value)

    return check


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError('Please say yes or no')
    return value


def _price(value: Any) -> Decimal | None:
    if value is None or value == '':
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 100_000_000 or amount != round(amount, 3):
        raise ValueError('Please give an amount, like 45.00')
    return amount


def _colour(value: Any) -> str:
    if not re.fullmatch(r'#[0-9a-fA-F]{6}', str(value)):
        raise ValueError('Please choose a colour, like #1f8a70')
    return str(value).lower()


def _location_kind(value: Any) -> LocationKind:
    try:
        return LocationKind(value)
    except ValueError:
        raise ValueError(f'Please choose one of {", ".join(LocationKind)}') from None


CHECKS: dict[str, Checked] = {
    'name': _line(200, needed='Please give it a name'),
    'description': _block(2000),
    'duration_minutes': _whole(1, 14 * 1440),
    'slot_step_minutes': _whole(1, 1440),
    'buffer_before_minutes': _whole(0, 1440),
    'buffer_after_minutes': _whole(0, 1440),
    'minimum_notice_minutes': _whole(0, 365 * 1440),
    'furthest_days': _whole(0, 730),
    'capacity': _whole(1, 1000),
    'daily_limit': _whole(1, 1000, optional=True),
    'price': _price,
    'colour': _colour,
    'location_kind': _location_kind,
    'location': _line(400),
    'auto_confirm': _truth,
    'active': _truth,
    'position': _whole(0, 10_000),
}


def _questions(given: Any, wrong: dict[str, str]) -> list[dict[str, Any]]:
    problems: dict[str, str] = {}
    kept = questions.checked(given, problems)
    wrong |= {place.replace('fields', 'questions', 1): sentence for place, sentence in problems.items()}
    if len(kept) > 12:
        wrong['questions'] = 'Twelve questions are the most; few people answer more'
    return kept


def _staff(session: Session, actor: Actor, given: Mapping[str, Any], wrong: dict[str, str]) -> list[UUID] | None:
    ours = select(Member.id).where(Member.workspace_id == actor.workspace, col(Member.removed_at).is_(None))
    return _known(session, given, 'staff_ids', ours, 'This person is not in your team', wrong)


def _forms(session: Session, actor: Actor, given: Mapping[str, Any], wrong: dict[str, str]) -> list[UUID] | None:
    ours = rows(actor, FormTemplate).with_only_columns(col(FormTemplate.id))
    return _known(session, given, 'form_ids', ours, 'This form is not there', wrong)


def _known(
    session: Session, given: Mapping[str, Any], name: str, ours: Any, sentence: str, wrong: dict[str, str]
) -> list[UUID] | None:
    """The ids without repetitions, all of them ours; None where the field is not given."""
    if name not in given:
        return None
    wanted = list(dict.fromkeys(given[name] or []))
    known = set(session.scalars(ours)) if wanted else set()
    if not known.issuperset(wanted):
        wrong[name] = sentence
    return wanted


def _items(session: Session, actor: Actor, given: Mapping[str, Any], wrong: dict[str, str]) -> dict[UUID, int] | None:
    if 'items' not in given:
        return None
    wanted: dict[UUID, int] = {}
    check = _whole(1, 10_000)
    for index, one in enumerate(given['items'] or []):
        try:
            wanted[one['item_id']] = check(one.get('quantity', 1))
        except ValueError as error:
            wrong[f'items.{index}.quantity'] = str(error)
    known = set(session.scalars(rows(actor, Item).with_only_columns(col(Item.id)))) if wanted else set()
    if not known.issuperset(wanted):
        wrong['items'] = 'This item is not there'
    return wanted
