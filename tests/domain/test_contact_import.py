"""Contacts out of CSV files: what is recognised, what is wrong with which line, that a second import changes nothing, and the way out."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from data.models import Contact, Conversation, Delivery, Firing
from domain import contact_import, contact_reads, csv_files, events, exports, work
from domain.errors import Forbidden, Invalid
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

HEADER = 'Name,E-mail,Phone,Tags,Notes\n'
ANNA = 'Änne Groß,anne@example.com,+351 912 345 678,"regular, colour","Two\nlines"\n'


def known(cast: Cast) -> dict[str, Contact]:
    return {one.name: one for one in stage.all_of(Contact, Contact.workspace_id == cast.workspace.id)}


async def taken(cast: Cast, content: str | bytes, mapping: Mapping[str, str] | None = None) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return await contact_import.take(cast.ada, content=raw, mapping=mapping)


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'cp1252'])
@pytest.mark.parametrize('separator', [',', ';', '\t', '|'])
def test_encodings_and_separators_are_recognised(encoding: str, separator: str) -> None:
    rows = [('Name', 'E-mail'), ('Änne Groß', 'anne@example.com'), ('Ömer, Junior', 'oe@example.com')]
    quoted = ('\r\n'.join(separator.join(f'"{cell}"' for cell in row) for row in rows)).encode(encoding)
    found = csv_files.table(quoted)
    assert [found.headers, *(line.cells for line in found.lines)] == rows


async def test_every_bad_row_is_named_and_the_good_ones_come_in_once(cast: Cast) -> None:
    factories.contact(cast.workspace.id, 'Known', email='known@example.com', notes='ours')
    text = (
        HEADER
        + ANNA
        + (
            ',nobody@example.com,,,\n'
            'No Reach,,,,\n'
            '\n'
            'Wrong,not an address,12,,\n'
            'Renamed,KNOWN@example.com,,new,other\n'
            'Twice,anne@example.com,,,\n'
            'Long,long@example.com,,,,extra\n'
            f'{"x" * 201},x@example.com,,,\n'
            'Emoji 💇‍♀️,emoji@example.com,,,\n'
        )
    )
    seen = await contact_import.look(cast.ada, content=text.encode())
    assert set(known(cast)) == {'Known'}
    found = await taken(cast, text)
    assert (found, found.new, found.known) == (seen, 2, 2)
    assert [one.line for one in found.bad] == [4, 5, 7, 10, 11]
    assert found.bad[2].reason.startswith('“not an address” is no e-mail address; “12” is no phone number')
    anna = known(cast)['Änne Groß']
    assert (anna.email, anna.phone, anna.tags) == ('anne@example.com', '+351912345678', ['regular', 'colour'])
    assert anna.notes == 'Two\nlines'
    assert known(cast)['Known'].notes == 'ours'
    assert stage.all_of(Conversation, Conversation.contact_id == anna.id)
    assert not stage.all_of(Firing) and not stage.all_of(Delivery)  # noqa: PT018 (one fact: nobody is written to)
    again = await taken(cast, text)
    assert (again.new, again.known) == (0, 4)
    assert work.read_now(contact_reads.page, cast.ada, q='groß').total == 1


async def test_columns_are_chosen_where_they_are_not_recognised(cast: Cast) -> None:
    text = 'Wer;Vorname;Post\nMeier;Anna;anna@example.com\n'
    with pytest.raises(Invalid, match='e-mail address or the phone number'):
        await taken(cast, text)
    found = await taken(cast, text, {'first_name': 'Vorname', 'last_name': 'Wer', 'email': 'Post', 'phone': ''})
    assert (found.new, set(known(cast))) == (1, {'Anna Meier'})
    for wrong in {'name': 'Nothing', 'email': 'Post'}, {'age': 'Wer', 'email': 'Post'}:
        with pytest.raises(Invalid):
            await taken(cast, text, wrong)


@pytest.mark.parametrize('content', [b'', b'\n\n', b'\x00\x01\x02', b'\x89PNG\r\n\x1a\n\x00', b'"', b'x' * 5_000_001])
async def test_what_is_no_table_is_said(cast: Cast, content: bytes) -> None:
    with pytest.raises(Invalid):
        await taken(cast, content)


async def test_ten_thousand_with_three_hundred_bad(cast: Cast) -> None:
    rows = [
        f'Person {n},p{n}@example.com,,,' if n % 33 or n > 9900 else f'Person {n},broken,,,' for n in range(1, 10_001)
    ]
    text = HEADER + '\n'.join(rows)
    started = time.perf_counter()
    found = await taken(cast, text)
    print(f'10,000 rows in {time.perf_counter() - started:.1f} s')
    assert [one.line for one in found.bad] == [n + 1 for n in range(33, 9901, 33)]
    assert (len(found.bad), found.new) == (300, 9700)
    again = await taken(cast, text)
    assert (again.new, again.known, len(again.bad)) == (0, 9700, 300)


async def test_what_fails_half_way_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(events, 'record', fails)
    with pytest.raises(ZeroDivisionError):
        await taken(cast, HEADER + ANNA)
    assert known(cast) == {}


async def test_what_went_out_comes_in_next_door_and_runs_nothing(cast: Cast) -> None:
    factories.contact(cast.workspace.id, '=HYPERLINK("x")', email='a@example.com', phone='+351912345678', notes='-1+1')
    factories.contact(cast.workspace.id, 'Sample', email='s@example.com', sample=True)
    stage.booking(cast, contact=factories.contact(cast.workspace.id, '@sum'), tell=False)
    out = work.act_now(exports.contacts, cast.ada)
    cells = [cell for line in csv_files.csv.reader(out.lstrip('\ufeff').splitlines()) for cell in line]
    assert not [cell for cell in cells if cell.startswith(csv_files.RISKY)]
    assert "'=HYPERLINK" in out
    assert 'Sample' not in out
    assert "'@sum" in work.act_now(exports.bookings, cast.ada)
    found = await contact_import.take(cast.eve, content=out.encode())
    assert (found.new, found.bad) == (2, ())
    names = {one.name: one for one in stage.all_of(Contact, Contact.workspace_id == cast.eve.workspace_id)}
    copy = names['=HYPERLINK("x")']
    assert (copy.phone, copy.notes) == ('+351912345678', '-1+1')


async def test_only_the_owner(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await contact_import.take(cast.ben, content=(HEADER + ANNA).encode())
    for export in exports.contacts, exports.bookings:
        with pytest.raises(Forbidden):
            work.act_now(export, cast.ben)
