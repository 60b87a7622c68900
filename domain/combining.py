"""When several services fit one after the other, and who does each: pure rules on values, beside those of `slots`.

Each part begins when the one before it ends. Between two parts that the same person does in turn no buffer is needed; any other two
parts that need the same person or thing keep their buffers apart.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import combinations, product
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from domain.slots import Offer, Person, Rules, barred, bookable, full_days, grid
from domain.spans import EVER, Span, covers, merged, overlap

Key = TypeVar('Key', bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Key]):
    """One service of the combination, with the people who may do it in the order in which they are asked.

    `needs`: the things that it holds besides its person; `booked` counts its type's bookings per local day.
    """

    rules: Rules
    people: Sequence[Person[Key]]
    needs: frozenset[Hashable] = frozenset()
    booked: Mapping[date, int] = field(default_factory=dict)


def offers(parts: Sequence[Part[Key]], *, zone: ZoneInfo, within: Span, now: datetime) -> list[Offer[Key]]:
    """Every start within the span at which the whole fits, on the grid of the first part; `people`: who does it, in order."""
    search = Search(parts, zone)
    found = ((start, search.chain(start)) for start in sorted(_starts(parts[0], within)) if search.offered(start, now))
    return [
        Offer(start, start + search.length, tuple(dict.fromkeys(chain)), 1)
        for start, chain in found
        if chain is not None
    ]


def starts_of(durations: Sequence[timedelta], start: datetime) -> list[datetime]:
    """When each part begins."""
    return [start + sum(durations[:place], timedelta()) for place in range(len(durations))]


def trimmed(rules: Rules, *, after_same: bool, before_same: bool) -> Rules:
    """The rules of a part without the buffer towards a neighbour that the same person does."""
    return replace(
        rules,
        before=timedelta() if after_same else rules.before,
        after=timedelta() if before_same else rules.after,
    )


def joined(rules: Sequence[Rules], chain: Sequence[Key]) -> list[Rules]:
    """The rules of all parts, each as its neighbours leave it."""
    last = len(chain) - 1
    return [
        trimmed(
            one,
            after_same=place > 0 and chain[place - 1] == chain[place],
            before_same=place < last and chain[place + 1] == chain[place],
        )
        for place, one in enumerate(rules)
    ]


def _starts(part: Part[Key], within: Span) -> set[datetime]:
    return {
        start
        for person in part.people
        for stretch in person.stretches
        for start in grid(stretch, part.rules.step, part.rules.duration, within)
    }


class Search(Generic[Key]):
    """Finds who does what at a start; keeps what it has worked out for the next start."""

    def __init__(self, parts: Sequence[Part[Key]], zone: ZoneInfo) -> None:
        self.parts, self.zone = parts, zone
        self.durations = [part.rules.duration for part in parts]
        self.length = sum(self.durations, timedelta())
        self.people = [{person.key: person for person in part.people} for part in parts]
        self.full = [full_days(part.rules, part.booked) for part in parts]
        self.rules = {
            (place, after, before): trimmed(part.rules, after_same=after, before_same=before)
            for place, part in enumerate(parts)
            for after, before in product((False, True), repeat=2)
        }
        self.shut: dict[tuple[int, Key, bool, bool], list[Span]] = {}
        self.known: dict[tuple[int, Key, bool, bool, datetime], bool] = {}

    def offered(self, start: datetime, now: datetime) -> bool:
        """Whether notice and furthest day of every part leave the start."""
        times = starts_of(self.durations, start)
        windows = (bookable(part.rules, zone=self.zone, within=EVER, now=now) for part in self.parts)
        return all(window.start <= time < window.end for window, time in zip(windows, times, strict=True))

    def chain(self, start: datetime) -> tuple[Key, ...] | None:
        """Who does each part from this start: one person all of them where possible, else as few changes as the order finds first."""
        times = starts_of(self.durations, start)
        if any(part.rules.daily_limit == 0 for part in self.parts) or any(
            time.astimezone(self.zone).date() in full for time, full in zip(times, self.full, strict=True)
        ):
            return None
        alone = ((key,) * len(times) for key in self.people[0])
        return next((chain for chain in alone if self._fits(chain, times)), None) or self._extended((), times, set())

    def _extended(
        self, chosen: tuple[Key, ...], times: Sequence[datetime], dead: set[tuple[int, tuple[Key, ...]]]
    ) -> tuple[Key, ...] | None:
        """The first way to go on from those chosen so far; what led nowhere is not tried again."""
        if len(chosen) == len(times):
            return chosen
        for key in self._candidates(chosen):
            longer = (*chosen, key)
            same = (len(longer), longer[self._first_that_matters(len(longer), times) :])
            if same in dead or not self._fits(longer, times, len(chosen) - 1):
                continue
            if (whole := self._extended(longer, times, dead)) is not None:
                return whole
            dead.add(same)
        return None

    def _candidates(self, chosen: tuple[Key, ...]) -> Iterator[Key]:
        """The one who is there already, then the others in their order."""
        here = self.people[len(chosen)]
        if chosen and chosen[-1] in here:
            yield chosen[-1]
        yield from (key for key in here if not chosen or key != chosen[-1])

    def _first_that_matters(self, count: int, times: Sequence[datetime]) -> int:
        """The first of the chosen parts whose hold the parts to come can still meet: most often the one before the last."""
        earliest = min(times[place] - self.parts[place].rules.before for place in range(count - 1, len(times)))
        holds = (self.parts[place].rules.hold(times[place]) for place in range(count))
        living = next((place for place, hold in enumerate(holds) if hold.end > earliest), count)
        return max(min(living, count - 2), 0)

    def _fits(self, chain: tuple[Key, ...], times: Sequence[datetime], since: int = 0) -> bool:
        """Whether these people can do the first parts so, those before `since` being known to; the buffer after the last part counts
        where it ends the whole."""
        held: list[tuple[Span, frozenset[Hashable]]] = []
        for place, (key, time) in enumerate(zip(chain, times, strict=False)):
            if key not in self.people[place]:
                return False
            after_same = place > 0 and chain[place - 1] == key
            before_same = chain[place + 1] == key if place + 1 < len(chain) else len(chain) < len(times)
            if place >= since and not self._free(place, key, after_same, before_same, time):
                return False
            held.append((self.rules[place, after_same, before_same].hold(time), self.parts[place].needs | {key}))
        return not any(one[1] & other[1] and overlap(one[0], other[0]) for one, other in combinations(held, 2))

    def _free(self, place: int, key: Key, after_same: bool, before_same: bool, start: datetime) -> bool:
        """Whether the person is open and free for the part at its time."""
        asked = (place, key, after_same, before_same)
        if (*asked, start) not in self.known:
            person, rules = self.people[place][key], self.rules[place, after_same, before_same]
            if asked not in self.shut:
                self.shut[asked] = merged(barred(rules, block) for block in person.blocks)
            shut = self.shut[asked]
            before = bisect_right(shut, start, key=lambda span: span.start)
            free = not (before and shut[before - 1].end > start) and covers(person.stretches, rules.time(start))
            self.known[(*asked, start)] = free
        return self.known[(*asked, start)]
