"""Files that a person chooses: the browser's own dialog behind a button of ours."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from careops_ui.feedback import refuse

Picked = Callable[[events.UploadEventArguments], Awaitable[None]]


def ask(button: ui.button, picked: Picked, *, types: str, limit: int, too_big: str, many: bool = False) -> ui.upload:
    """Let the button ask for files; each one that comes is handed to `picked`, a larger one is refused with `too_big`.

    (The uploader stands in a hidden place instead of being invisible: what NiceGUI knows as invisible may not upload.)
    """
    with ui.element('div').props('hidden'):
        upload = ui.upload(
            multiple=many,
            auto_upload=True,
            max_file_size=limit,
            on_upload=picked,
            on_rejected=lambda: refuse(too_big),
        )
    upload.props['accept'] = types
    button.on('click', js_handler=f'() => getElement({upload.id}).$refs.qRef.pickFiles()')
    return upload
