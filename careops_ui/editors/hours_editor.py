"""Weekly hours and days off, edited in the browser and kept here as the domain writes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel import Locale
from nicegui import ui

Ranges = list[dict[str, Any]]


class HoursEditor(ui.element, component='hours.js'):
    """A week: for each day open or closed, with any number of ranges. `value` is `[{weekday, start, end}]`."""

    def __init__(
        self,
        weekly: Sequence[Mapping[str, Any]],
        *,
        locale: str = 'en',
        on_change: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__()
        self.value: Ranges = [dict(one) for one in weekly]
        names = Locale.parse(locale).days['stand-alone']['wide']
        self._props.update(value=self.value, names=[str(names[day]) for day in range(7)], errors={})
        self._on_change = on_change
        self.on('change', self._changed)

    def show(self, weekly: Sequence[Mapping[str, Any]]) -> None:
        """Replace the whole week."""
        self.value = [dict(one) for one in weekly]
        self._props['value'] = self.value
        self.wrong({})

    def wrong(self, fields: Mapping[str, str]) -> None:
        """Show sentences at the ranges; `fields` as the domain names them (`weekly.3.end`)."""
        errors: dict[str, str] = {}
        for name, sentence in fields.items():
            parts = name.split('.')
            if parts[0] == 'weekly' and len(parts) > 1 and int(parts[1]) < len(self.value):
                errors[str(self.value[int(parts[1])]['weekday'])] = sentence
        self._props['errors'] = errors
        self.update()

    def _changed(self, event: Any) -> None:
        self.value = sorted(
            (
                {'weekday': int(one['weekday']), 'start': str(one['start']), 'end': str(one['end'])}
                for one in event.args
            ),
            key=lambda one: (one['weekday'], one['start']),
        )
        if self._on_change:
            self._on_change()


class DaysOffEditor(ui.element, component='days_off.js'):
    """Dates with other hours or none. `value` is `[{date, ranges: [{start, end}], note}]`."""

    def __init__(
        self, overrides: Sequence[Mapping[str, Any]], *, today: str, on_change: Callable[[], Any] | None = None
    ) -> None:
        super().__init__()
        self.value: list[dict[str, Any]] = [dict(one) for one in overrides]
        self._props.update(value=self.value, today=today, errors={})
        self._on_change = on_change
        self.on('change', self._changed)

    def show(self, overrides: Sequence[Mapping[str, Any]]) -> None:
        """Replace all dates."""
        self.value = [dict(one) for one in overrides]
        self.wrong({})

    def wrong(self, fields: Mapping[str, str]) -> None:
        """Show sentences at the dates; `fields` as the domain names them (`overrides.0.date`)."""
        self._props['value'] = self.value  # what was typed, or the browser would go back to what it was given first
        self._props['errors'] = {
            name.split('.')[1]: sentence for name, sentence in fields.items() if name.startswith('overrides.')
        }
        self.update()

    def _changed(self, event: Any) -> None:
        self.value = [
            {
                'date': str(one['date']),
                'ranges': [{'start': str(part['start']), 'end': str(part['end'])} for part in one['ranges']],
                'note': str(one.get('note') or '')[:200],
                'holiday': one.get('holiday') is True,
            }
            for one in event.args
        ]
        if self._on_change:
            self._on_change()
