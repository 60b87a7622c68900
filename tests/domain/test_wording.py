"""What was written is found: on both engines the same, in one's own workspace only, by the beginnings of words."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from data import db, folding, migrate
from data.models import Conversation, Message, MessageWords
from domain import (
    clock,
    contact_changes,
    conversation_reads,
    conversation_scroll,
    conversations,
    search,
    threads,
    wording,
)
from domain.actor import Actor
from domain.conversation_reads import Filter
from domain.conversation_scroll import Place, Window
from domain.errors import Forbidden
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.test_conversations import START, conversation_of, write

BEFORE = 14  # the migration before the one that made the index
SAID = {
    'Ana': 'Könnten wir die Haarfarbe am Freitag auffrischen? Straße 12',
    'Björn': "I don't want the FRINGE cut; see price-list_2026.pdf",
    'Chiyo': '来週の予約を変更したいです。よろしくお願いします',
    'Dora': 'Friday is fine. Łódź, naïve café, Ørsted',
}
FOUND = {
    'haarfarbe': ['Ana'],
    'konnten FREITAG': ['Ana'],
    'Strasse': ['Ana'],
    'fri': ['Björn', 'Dora'],
    'fringe cut': ['Björn'],
    'ringe': [],
    "don't": ['Björn'],
    '2026': ['Björn'],
    '予約': ['Chiyo'],
    '予約を変更': ['Chiyo'],
    '予変': [],
    'lodz cafe orsted': ['Dora'],
    'friday haarfarbe': [],
    'w': ['Ana', 'Björn'],
    '"': [],
    "') OR 1 --": [],
    '*': [],
    'NEAR(a b)': [],
    'Secret': [],
}


def window(actor: Actor, filter: Filter = 'all', **given: str | int | Place | list[UUID] | None) -> Window:
    return read_now(conversation_scroll.window, actor, filter=filter, **given)


def names(found: Window) -> list[str]:
    return [line.name for line in found.items]


@pytest.fixture
def said(cast: Cast) -> dict[str, Conversation]:
    eve = conversation_of(cast.eve, factories.contact(cast.eve.workspace, 'Next'))
    write(cast.eve, eve, body=' '.join(SAID.values()) + ' Secret words')
    threads_ = {}
    for number, (name, body) in enumerate(SAID.items()):
        with clock.frozen(START + timedelta(minutes=number)):
            threads_[name] = conversation_of(cast.ada, factories.contact(cast.workspace.id, name, email=None))
            write(cast.ada, threads_[name], body=body)
    return threads_


def test_each_question_finds_the_same_on_both_engines(cast: Cast, said: dict[str, Conversation]) -> None:
    for q, expected in FOUND.items():
        assert sorted(names(window(cast.ben, q=q))) == expected, q
        page = read_now(conversation_reads.page, cast.ben, filter='all', q=q)
        assert (sorted(line.name for line in page.items), page.total) == (expected, len(expected)), q
    own = folding.own(cast.workspace.id)
    assert names(window(cast.ben, q=own)) == []
    with pytest.raises(Forbidden):
        window(cast.guest, q='friday')


def test_the_words_stand_beside_what_was_found(cast: Cast, said: dict[str, Conversation]) -> None:
    write(cast.ada, said['Ana'], body='long ' * 40 + 'and then the café')
    write(cast.ada, said['Ana'], body='nothing of it')
    [ana, dora] = window(cast.ben, q='CAFE').items
    assert ana.found is not None
    assert ana.found[1] == 'café'
    assert ana.found[0].startswith('…')
    assert dora.found is not None
    hits = [hit for hit in read_now(search.find, cast.ben, q='cafe') if hit.kind == 'conversation']
    assert [(hit.id, 'then the café' in hit.detail) for hit in hits] == [
        (said['Ana'].id, True),
        (said['Dora'].id, False),
    ]


def test_people_come_first_and_nobody_twice(cast: Cast, said: dict[str, Conversation]) -> None:
    for _ in range(3):
        write(cast.ada, said['Björn'], body='I have met Dora, and dora has met me')
    write(cast.ada, said['Ana'], body='Is dora there?')
    assert names(window(cast.ben, q='dora')) == ['Dora', 'Ana', 'Björn']
    seen: list[str] = []
    after: Place | None = None
    known: list[UUID] = []
    for _ in range(4):
        part = window(cast.ben, q='dora', limit=1, after=after, known=known)
        seen += names(part)
        known += [line.id for line in part.items]
        after = part.after
        if after is None:
            break
    assert seen == ['Dora', 'Ana', 'Björn']


def test_the_list_scrolls_by_place_while_it_moves(cast: Cast) -> None:
    made = []
    for number in range(9):
        with clock.frozen(START + timedelta(minutes=number // 2)):  # two at a time at the same moment
            made.append(conversation_of(cast.ada, factories.contact(cast.workspace.id, f'Customer {number}')))
    first = window(cast.ben, limit=3)
    with clock.frozen(START + timedelta(hours=1)):
        write(cast.ada, made[0], body='I come to the top')
    second = window(cast.ben, limit=3, after=first.after)
    third = window(cast.ben, limit=3, after=second.after)
    assert third.after is None
    assert sorted(names(first) + names(second) + names(third)) == [f'Customer {number}' for number in range(1, 9)]
    assert names(window(cast.ben, limit=3))[0] == 'Customer 0'


def test_the_filter_holds_for_what_is_found(cast: Cast, said: dict[str, Conversation]) -> None:
    act_now(conversations.close, cast.ada, conversation_id=said['Dora'].id)
    assert names(window(cast.ben, 'open', q='fri')) == ['Björn']
    assert names(window(cast.ben, 'closed', q='fri')) == ['Dora']


def test_what_is_erased_is_found_no_more(cast: Cast, said: dict[str, Conversation]) -> None:
    act_now(contact_changes.delete, cast.ada, contact_id=said['Ana'].contact_id)
    assert names(window(cast.ben, q='haarfarbe')) == []
    gone = [row.words for row in all_words() if 'haarfarbe' in row.words and row.workspace_id == cast.workspace.id]
    assert gone == []
    if db.engine().dialect.name == 'sqlite':
        with db.engine().connect() as connection:
            kept = 'SELECT count(*) FROM message_index WHERE message_index MATCH \'"haarfarbe"\''
            assert connection.exec_driver_sql(kept).scalar() == 1  # the one next door


def test_merged_and_rewritten_messages_are_found_where_they_are(cast: Cast, said: dict[str, Conversation]) -> None:
    act_now(contact_changes.merge, cast.ada, contact_id=said['Dora'].contact_id, other_id=said['Ana'].contact_id)
    assert names(window(cast.ben, q='haarfarbe')) == ['Dora']
    [line] = [
        one
        for one in read_now(threads.thread, cast.ada, conversation_id=said['Björn'].id).messages.items
        if 'FRINGE' in one.body
    ]

    def rewrite(session: Session, actor: Actor) -> None:
        message = session.get_one(Message, line.id)
        message.body = 'Other words altogether'
        wording.note(session, message)

    act_now(rewrite, cast.ada)
    assert names(window(cast.ben, q='fringe')) == []
    assert names(window(cast.ben, q='altogether')) == ['Björn']


def test_what_was_written_before_the_index_is_found_too(cast: Cast, said: dict[str, Conversation]) -> None:
    db.close()
    migrate.downgrade(f'{BEFORE:04}')
    migrate.upgrade()
    for q in ('haarfarbe', 'fri'):
        assert sorted(names(window(cast.ben, q=q))) == FOUND[q]


def all_words() -> list[MessageWords]:
    with db.reading() as session:
        return list(session.exec(select(MessageWords)))


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    for text, words in {
        'Ärger, ÄRGER!': ['arger'],
        'Straße': ['strasse'],
        'don’t': ['don', 't'],
        'a_b': ['a', 'b'],
        'x' * 50: ['x' * 40],
        '美容院A店': ['美容', '容院', 'a', '店'],
        '🎉': [],
    }.items():
        assert folding.words(text) == words, text
