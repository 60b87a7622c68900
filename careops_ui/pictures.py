"""A picture that a person chooses: photo or logo, with its initials where there is none."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from careops_ui import kit, uploads

TYPES = 'image/png,image/jpeg,image/gif,image/webp'


class Picture:
    """The picture, a button that asks the browser for another one, and one that takes it away."""

    def __init__(
        self,
        name: str,
        url: str,
        what: str,
        *,
        keep: Callable[[str, bytes], Awaitable[str]],
        remove: Callable[[], Awaitable[None]],
        limit: int = 5_000_000,
    ) -> None:
        """`keep` takes file name and content and returns the new address ('' when it was refused)."""
        self.name, self.keep, self.gone = name, keep, remove
        too_big = f'Please take a picture of at most {limit // 1_000_000} MB'
        with ui.element('div').classes('cluster'):
            self.frame = ui.element('div')
            choose = ui.button(f'Choose a {what}').props('outline')
            self.upload = uploads.ask(choose, self._picked, types=TYPES, limit=limit, too_big=too_big)
            self.away = ui.button('Remove', on_click=self._removed).props('flat')
        self.show(url)

    def show(self, url: str) -> None:
        """Show the picture at `url`, or the initials for ''."""
        self.frame.clear()
        with self.frame:
            kit.face(self.name, url, classes='big brand')
        self.away.set_visibility(bool(url))

    async def _picked(self, event: events.UploadEventArguments) -> None:
        url = await self.keep(event.file.name, await event.file.read())
        self.upload.reset()
        if url:
            self.show(url)

    async def _removed(self) -> None:
        await self.gone()
        self.show('')
