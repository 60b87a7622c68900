"""The inbox: list, thread, composer, and who is kept out."""

import pytest
from nicegui import ui
from nicegui.testing import User
from sqlmodel import Session, select

from data.models import Channel, Conversation, Delivery, DeliveryState, Direction, MessageKind
from domain import conversations, threads
from domain.actor import Actor
from domain.work import act, read
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


async def written(cast: Cast, name: str = 'Priya Nair', body: str = 'Do you have time?', **given: str) -> Conversation:
    contact = factories.contact(cast.workspace.id, name, **given)
    thread = await read(conversations.of, cast.ada, contact_id=contact.id)

    def receive(session: Session, actor: Actor) -> None:
        conversations.append(
            session,
            actor,
            conversation=session.get_one(Conversation, thread.id),
            channel=Channel.EMAIL,
            direction=Direction.IN,
            kind=MessageKind.MANUAL,
            body=body,
            sender_name=name,
        )

    await act(receive, Actor.system(cast.workspace.id))
    return thread


async def test_the_list_shows_and_filters(browser: User, cast: Cast, enter: Enter) -> None:
    await written(cast)
    factories.contact(cast.workspace.id, 'Marcus Bell')
    enter(cast.ben)
    await browser.open('/inbox')
    await browser.should_see('Priya Nair', retries=40)
    await browser.should_see('Marcus Bell', retries=40)
    await browser.should_see('Unread 1', retries=40)
    await browser.should_not_see('Secret customer')
    await browser.open('/inbox?show=unanswered')
    await browser.should_see('Priya Nair', retries=40)
    await browser.should_not_see('Marcus Bell')
    await browser.open('/inbox?show=closed')
    await browser.should_see('Nothing is closed yet', retries=40)


async def test_a_reply_is_sent_once_and_pauses_automation(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast)
    enter(cast.ben)
    await browser.open(f'/inbox/{thread.id}')
    await browser.should_see('Do you have time?', retries=40)
    browser.find(marker='composer').type('Yes, at noon.')
    browser.find(marker='send').click().click()
    await browser.should_see('On its way', retries=40)
    await browser.should_see('Automatic messages are paused', retries=40)
    shown = await read(threads.thread, cast.ada, conversation_id=thread.id)
    assert [line.body for line in shown.messages.items] == ['Do you have time?', 'Yes, at noon.']
    browser.find('Resume').click()
    await browser.should_see('Automatic messages are on again', retries=40)
    await browser.should_not_see('Automatic messages are paused')


async def test_closing_and_a_message_that_arrives_by_itself(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast)
    enter(cast.ben)
    await browser.open(f'/inbox/{thread.id}')
    browser.find(marker='close').click()
    await browser.should_see('Reopen', retries=40)
    await written(cast, 'Marcus Bell', 'Hello from Marcus')
    await browser.should_see('Hello from Marcus', retries=40)


async def test_a_note_is_for_the_team(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast)
    enter(cast.ben)
    await browser.open(f'/inbox/{thread.id}')
    browser.find(kind=ui.toggle).elements.pop().set_value('note')
    browser.find(marker='composer').type('Call her back')
    browser.find(marker='send').click()
    await browser.should_see('Noted', retries=40)
    await browser.should_see('Only your team sees this', retries=40)


async def test_a_failed_message_says_why_and_goes_again(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast)
    enter(cast.ben)
    await browser.open(f'/inbox/{thread.id}')
    browser.find(marker='composer').type('Yes!')
    browser.find(marker='send').click()
    await browser.should_see('Waiting to be sent', retries=40)

    def fail(session: Session, _: Actor) -> None:
        delivery = session.exec(select(Delivery)).one()
        delivery.state, delivery.error = DeliveryState.FAILED, 'the mailbox is full'

    await act(fail, cast.ada)
    await browser.open(f'/inbox/{thread.id}')
    await browser.should_see('Not sent: the mailbox is full', retries=40)
    rows = next(each for each in browser.find('Not sent: the mailbox is full').elements)
    again = next(row['again'] for row in rows.props['rows'] if row.get('again'))
    browser.find('Not sent: the mailbox is full').trigger('retry', again)
    await browser.should_see('Trying again', retries=40)


@pytest.mark.parametrize('path', ['/inbox', '/inbox/2b8e2a0e-6c41-4e0c-9d37-0a7f3a4d6a11'])
async def test_without_the_inbox_nothing_is_shown(browser: User, cast: Cast, enter: Enter, path: str) -> None:
    enter(factories.person('Dora Lee', cast.workspace.id, can_inbox=False))
    assert (await browser.http_client.get(path)).status_code == 403


async def test_another_workspaces_thread_is_not_there(browser: User, cast: Cast, enter: Enter) -> None:
    thread = await written(cast)
    enter(cast.eve)
    answer = await browser.http_client.get(f'/inbox/{thread.id}')
    assert answer.status_code == 404
    assert 'Do you have time?' not in answer.text
