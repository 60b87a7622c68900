"""Contacts out of a CSV file: columns are recognised or chosen, every row is looked at, and the good ones come in together or not at all."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, select

from data.models import Contact, Conversation, Workspace
from domain import addresses, clock, contact_changes, contacts, csv_files, events, text, work
from domain.actor import Actor
from domain.csv_files import Line, NoTable, Table
from domain.errors import Invalid

BIGGEST = 5_000_000
MOST = 20_000
CHUNK = 1000
FIELDS = {
    'name': 'Name',
    'first_name': 'First name',
    'last_name': 'Last name',
    'email': 'E-mail',
    'phone': 'Phone',
    'tags': 'Tags',
    'notes': 'Notes',
}
HEADERS = {
    'name': 'name|full name|fullname|contact|customer|client|kunde|kontakt|vollständiger name',
    'first_name': 'first name|firstname|given name|vorname',
    'last_name': 'last name|lastname|surname|family name|nachname|familienname',
    'email': 'email|e-mail|mail|email address|e-mail address|e-mail-adresse|e-mail 1 - value|mailadresse',
    'phone': 'phone|phone number|mobile|mobile phone|telephone|tel|cell|telefon|handy|mobil|telefonnummer|phone 1 - value',
    'tags': 'tags|labels|groups|gruppen|schlagwörter',
    'notes': 'notes|note|comment|comments|remarks|notizen|bemerkung|bemerkungen',
}


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot come in: the line of the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """A row as it will be stored."""

    name: str
    email: str | None
    phone: str | None
    tags: tuple[str, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows are new people, how many are known already (or stand twice in the file) and stay as they are, and what is wrong with
    the others. `mapping`: which column is taken for what; `examples`: the first new people."""

    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    new: int
    known: int
    bad: tuple[Bad, ...]
    examples: tuple[Person, ...]


async def look(actor: Actor, *, content: bytes, mapping: Mapping[str, str] | None = None) -> Outcome:
    """What `take` would do; nothing is changed. Owner. Invalid (file, mapping)."""
    return await _through(actor, content, mapping, keep=False)


def columns(content: bytes) -> tuple[str, ...]:
    """The names of a file's columns, to choose from; none where it is no table."""
    try:
        return csv_files.table(content).headers if len(content) <= BIGGEST else ()
    except NoTable:
        return ()


async def take(actor: Actor, *, content: bytes, mapping: Mapping[str, str] | None = None) -> Outcome:
    """Bring the new people in, in one transaction. Whoever is known by e-mail or phone stays as he is, and nobody is written to. Owner.

    `mapping` says which column is what (`{'email': 'Mail address'}`); without it columns are recognised. Invalid (file, mapping).
    """
    return await _through(actor, content, mapping, keep=True)


async def _through(actor: Actor, content: bytes, mapping: Mapping[str, str] | None, *, keep: bool) -> Outcome:
    region = await work.read(_region, actor)
    table, chosen, people, bad = await asyncio.to_thread(_understood, content, mapping, region)
    new = await (work.act(_stored, actor, people=people) if keep else work.read(_unknown, actor, people=people))
    return Outcome(table.headers, chosen, len(new), len(people) - len(new), tuple(bad), tuple(new[:5]))


def _region(session: Session, actor: Actor) -> str:
    actor.require_owner()
    return session.get_one(Workspace, actor.workspace).region


def _understood(
    content: bytes, mapping: Mapping[str, str] | None, region: str
) -> tuple[Table, dict[str, str], list[Person], list[Bad]]:
    if len(content) > BIGGEST:
        raise Invalid({'file': f'Please choose a file of at most {BIGGEST // 1_000_000} MB'})
    try:
        table = csv_files.table(content)
    except NoTable as error:
        raise Invalid({'file': str(error)}) from error
    if len(table.lines) > MOST:
        raise Invalid({'file': f'Please import at most {MOST:,} people at once'})
    chosen = _columns(table, mapping)
    people: list[Person] = []
    bad: list[Bad] = []
    for line in table.lines:
        wrong: list[str] = []
        person = _person(dict(_cells(line, table, chosen)), region, wrong)
        if len(line.cells) > len(table.headers):
            wrong.append(f'There are {len(line.cells)} cells for {len(table.headers)} columns')
        if wrong:
            bad.append(Bad(line.number, '; '.join(wrong)))
        else:
            people.append(person)
    return table, chosen, people, bad


def _columns(table: Table, mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Field to column, as chosen or recognised. Invalid (mapping)."""
    if mapping is None:
        chosen = recognised(table.headers)
    else:
        chosen = {field: column for field, column in mapping.items() if column}
        if not set(chosen) <= FIELDS.keys() or not set(chosen.values()) <= set(table.headers):
            raise Invalid({'mapping': f'Please choose columns of the file for {", ".join(FIELDS)}'})
    if not {'name', 'first_name', 'last_name'} & chosen.keys():
        raise Invalid({'mapping': 'Please say which column holds the name'})
    if not {'email', 'phone'} & chosen.keys():
        raise Invalid({'mapping': 'Please say which column holds the e-mail address or the phone number'})
    return chosen


def recognised(headers: tuple[str, ...]) -> dict[str, str]:
    """Field to column, by what the columns are called."""
    names = {header.strip().casefold().rstrip(':'): header for header in reversed(headers)}
    found = {}
    for field, words in HEADERS.items():
        column = next((names[word] for word in words.split('|') if word in names), None)
        if column is not None:
            found[field] = column
    return found


def _cells(line: Line, table: Table, chosen: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field, column in chosen.items():
        index = table.headers.index(column)
        yield field, line.cells[index] if index < len(line.cells) else ''


def _person(cells: Mapping[str, str], region: str, wrong: list[str]) -> Person:
    parts = (cells.get(field, '') for field in ('first_name', 'last_name'))
    name = text.line(cells.get('name', '') or ' '.join(part for part in parts if part))
    if not name:
        wrong.append('The name is missing')
    elif len(name) > contacts.NAME_LENGTH:
        wrong.append('The name is too long')
    email = _address(cells.get('email', ''), wrong)
    phone = _number(cells.get('phone', ''), region, wrong)
    if not wrong and email is None and phone is None:
        wrong.append('There is neither an e-mail address nor a phone number')
    tags = tuple(
        dict.fromkeys(tag for part in cells.get('tags', '').replace(';', ',').split(',') if (tag := text.line(part)))
    )
    if len(tags) > contact_changes.TAGS or any(len(tag) > contact_changes.TAG for tag in tags):
        wrong.append(
            f'There are more than {contact_changes.TAGS} tags, or one is longer than {contact_changes.TAG} characters'
        )
    notes = text.block(cells.get('notes', ''))
    if len(notes) > contact_changes.NOTES:
        wrong.append(f'The notes are longer than {contact_changes.NOTES:,} characters')
    return Person(name, email, phone, tags, notes)


def _address(typed: str, wrong: list[str]) -> str | None:
    try:
        return addresses.email(typed) if typed else None
    except ValueError:
        wrong.append(f'“{typed[:60]}” is no e-mail address')
        return None


def _number(typed: str, region: str, wrong: list[str]) -> str | None:
    try:
        return addresses.phone(typed, region) if typed else None
    except ValueError:
        wrong.append(f'“{typed[:60]}” is no phone number; with its country code it may be one')
        return None


def _unknown(session: Session, actor: Actor, *, people: list[Person]) -> list[Person]:
    """Those whose e-mail and phone nobody has here, nobody of an earlier row either."""
    seen: set[str] = set()
    for row in session.execute(select(Contact.email, Contact.phone).where(Contact.workspace_id == actor.workspace)):
        seen.update(value for value in row if value)
    new = []
    for person in people:
        reach = {value for value in (person.email, person.phone) if value}
        if not reach & seen:
            new.append(person)
            seen |= reach
    return new


def _stored(session: Session, actor: Actor, *, people: list[Person]) -> list[Person]:
    actor.require_owner()
    new = _unknown(session, actor, people=people)
    now = clock.now()
    rows = [
        Contact(
            workspace_id=actor.workspace,
            created_at=now,
            name=one.name,
            email=one.email,
            phone=one.phone,
            tags=list(one.tags),
            notes=one.notes,
        )
        for one in new
    ]
    threads = [Conversation(workspace_id=actor.workspace, contact_id=row.id, last_activity_at=now) for row in rows]
    for table, made in ((Contact, rows), (Conversation, threads)):
        for start in range(0, len(made), CHUNK):
            session.execute(insert(table), [row.model_dump() for row in made[start : start + CHUNK]])
    if rows:
        here = session.get_one(Workspace, actor.workspace)
        events.record(session, actor, events.Name.CONTACTS_IMPORTED, here, people=len(rows))
    return new
