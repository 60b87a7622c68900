"""Saved replies: words that the team puts into its answers in one action."""

from uuid import UUID

from nicegui import APIRouter, html, ui

from careops_ui.feedback import feedback
from careops_ui.kit import RowList
from careops_ui.session import OwnerActor
from careops_ui.unfolding import NEW, Save, Unfolding, removal
from domain import saved_replies
from domain.actor import Actor
from domain.work import act, read
from pages.settings.frame import frame

router = APIRouter(prefix='/settings/saved-replies')
NOTHING = 'Answers that you give often, such as the way to you, are kept here and put into a reply in one action.'


@router.page('')
async def page(actor: OwnerActor) -> None:
    with frame(actor, 'Saved replies'):
        names = ', '.join(f'{{{name}}}' for name in saved_replies.VARIABLES)
        await replies(actor).build()
        html.p(f'Filled in when a reply is written: {names}.').classes('muted')


def replies(actor: Actor) -> Unfolding:
    """The list; a row unfolds into its form."""

    async def rows() -> RowList:
        found = await read(saved_replies.listing, actor)
        return [
            {'id': str(one.id), 'name': one.title, 'under': one.body[:120], 'icon': 'bolt', 'tone': ''} for one in found
        ]

    async def draw(row_id: str) -> Save:
        reply = None if row_id == NEW else await read(saved_replies.one, actor, saved_reply_id=UUID(row_id))
        title = ui.input('Title', value=reply.title if reply else '').props('maxlength=80').mark('title')
        body = ui.textarea('Words', value=reply.body if reply else '').mark('body')

        async def save() -> bool:
            given = {'title': title.value or '', 'body': body.value or ''}
            with feedback('Saved', {'title': title, 'body': body}):
                if reply is None:
                    await act(saved_replies.create, actor, **given)
                else:
                    await act(saved_replies.update, actor, saved_reply_id=reply.id, **given)
                return True
            return False

        async def remove() -> None:
            with feedback('Removed'):
                await act(saved_replies.delete, actor, saved_reply_id=UUID(row_id))
                await listed.fold()

        if reply is not None:
            removal(f'Remove “{reply.title}”?', remove)
        return save

    listed = Unfolding(rows, draw, title='Saved replies', add='Add a saved reply', nothing=NOTHING)
    return listed
