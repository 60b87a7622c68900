"""The questions of a form, edited in the browser and kept here as the domain writes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

LISTS = ('choice', 'multiple_choice')


class QuestionsEditor(ui.element, component='questions.js'):
    """Questions that can be added, removed and put in order. `value` is `[{key, label, kind, required, options, help}]`.

    `kinds` are the kinds to choose from with their names; those in `silent` are only read, never answered.
    """

    def __init__(
        self,
        fields: Sequence[Mapping[str, Any]],
        *,
        kinds: Mapping[str, str],
        silent: Sequence[str] = ('heading',),
        most: int = 12,
        on_change: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__()
        self.value: list[dict[str, Any]] = [dict(field) for field in fields]
        self._props.update(
            value=self.value,
            kinds=[{'value': key, 'label': name} for key, name in kinds.items()],
            lists=list(LISTS),
            silent=list(silent),
            most=most,
            errors={},
        )
        self._on_change = on_change
        self.on('change', self._changed)

    def wrong(self, fields: Mapping[str, str]) -> None:
        """Show sentences at the questions; `fields` as the domain names them (`fields.2.label`)."""
        self._props['errors'] = {name: words for name, words in fields.items() if name.startswith('fields')}
        self.update()

    def _changed(self, event: Any) -> None:
        self.value = [dict(field) for field in event.args if isinstance(field, dict)]
        if self._on_change:
            self._on_change()
