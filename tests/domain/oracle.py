"""The slow and obvious oracle of free times: minute by minute, on the wall clock. It imports nothing of the product."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

Case = dict[str, Any]
Ranges = list[tuple[int, int]]
Found = list[tuple[datetime, tuple[str, ...], int]]


class Oracle:
    """Answers 'is this minute open', 'is this minute taken' by looking, and puts the answers together.

    A case asks about its day and the next one; three days before it everybody is closed, so that the beginning of all that is open is seen.
    """

    def __init__(self, case: Case) -> None:
        self.case, self.zone = case, ZoneInfo(case['zone'])
        self.first, self.after = (
            datetime.combine(day, time(), self.zone).astimezone(UTC) for day in (case['day'], case['day'] + 2 * DAY)
        )
        begin = self.first - 2.5 * DAY
        minutes = [begin + MINUTE * number for number in range(int((self.after + DAY - begin) / MINUTE))]
        self.wall = {minute: minute.astimezone(self.zone).replace(tzinfo=None) for minute in minutes}

    def offers(self) -> Found:
        """Every start of the two days with those who are free, and the seats left among them."""
        found: dict[datetime, list[tuple[str, int]]] = {}
        kind = self.open_on_the_wall(self.ranges_of_kind)
        for person in self.case['people']:
            hers = self.open_on_the_wall(lambda day, own=person['hours']: self.ranges_of_person(own, day)) & kind
            opened, since = {minute for minute, wall in self.wall.items() if wall in hers}, None
            taken = {name: self.minutes(person[name]) for name in ('held', 'off', 'external')}
            taken['resource'] = self.minutes(self.case['held'])
            for minute in self.wall:
                since = None if minute not in opened else since or minute
                if since and self.first <= minute < self.after and self.allowed(minute):
                    seats = self.seats(person, minute, since, opened, taken)
                    if seats > 0:
                        found.setdefault(minute, []).append((person['name'], seats))
        return [(m, tuple(name for name, _ in free), sum(n for _, n in free)) for m, free in sorted(found.items())]

    def ranges_of_person(self, own: Case | None, day: date) -> Ranges:
        business = self.case['business']
        for said in (business,) if business['overrides'].get(day) == [] else (own, business):
            if said is not None and (day in said['overrides'] or said['weekly'] is not None):
                return said['overrides'][day] if day in said['overrides'] else said['weekly'][day.weekday()]
        return []

    def ranges_of_kind(self, day: date) -> Ranges:
        kind = self.case['kind'] or {'weekly': None, 'overrides': {}}
        return kind['overrides'].get(day, [(0, 0)] if kind['weekly'] is None else kind['weekly'][day.weekday()])

    def open_on_the_wall(self, ranges_of: Callable[[date], Ranges]) -> set[datetime]:
        shown = set()
        for day in (self.case['day'] + DAY * number for number in range(-4, 6)):
            for begin, finish in ranges_of(day):
                until = finish if finish > begin else finish + 1440
                shown |= {datetime.combine(day, time()) + MINUTE * number for number in range(begin, until)}
        return shown

    def minutes(self, spans: list[tuple[datetime, int, int]]) -> Counter[datetime]:
        taken = Counter[datetime]()
        for start, length, units in spans:
            taken.update({start + MINUTE * number: units for number in range(length)})
        return taken

    def allowed(self, start: datetime) -> bool:
        case, day, today = self.case, self.wall[start].date(), self.case['now'].astimezone(self.zone).date()
        few = case['limit'] is None or case['booked'].get(day, 0) < case['limit']
        return few and start >= case['now'] + MINUTE * case['notice'] and day <= today + DAY * case['furthest']

    def seats(self, person: Case, start: datetime, since: datetime, opened: set[datetime], taken: Case) -> int:
        case, group = self.case, person['groups'].get(start)
        length, left = group or (case['duration'], case['capacity'])
        during = [start + MINUTE * number for number in range(length)]
        around = [start + MINUTE * number for number in range(-case['before'], length + case['after'])]
        if not all(m in opened and not taken['off'][m] for m in during) or any(taken['external'][m] for m in around):
            return 0
        if group:
            return left
        room = all(taken['resource'][m] + case['units'] <= case['quantity'] and not taken['held'][m] for m in around)
        return left if room and (start - since) / MINUTE % case['step'] == 0 else 0
