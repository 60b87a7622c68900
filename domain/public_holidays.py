"""Public holidays of the business's country, which the owner adopts as closed days: all of a year, or one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import holidays
from babel import Locale
from sqlmodel import Session

from data.models import Workspace
from domain import clock, events, hours
from domain.actor import Actor
from domain.errors import Conflict, Invalid, NotFound

YEARS_AHEAD = 3
NEXT_YEAR_FROM = 10  # October


class NoCountry(Conflict):
    """We know no public holidays for the country of your business."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """`adopted`: the business is closed for it; `other_hours`: the day has a word of its own already."""

    day: date
    name: str
    adopted: bool
    other_hours: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The holidays of a year that are still to come, and the parts of the country one can choose from."""

    year: int
    region: str
    subdivision: str
    subdivisions: tuple[str, ...]
    holidays: tuple[Holiday, ...]


def coming(session: Session, actor: Actor, *, year: int | None = None) -> Year:
    """The holidays of a year (default: this one) from today on; none for a country that is not known. Owner; Invalid (year)."""
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace)
    today = clock.now().astimezone(ZoneInfo(workspace.timezone)).date()
    year = year or today.year
    if not today.year <= year <= today.year + YEARS_AHEAD:
        raise Invalid({'year': f'Please choose a year from {today.year} to {today.year + YEARS_AHEAD}'})
    said = {one['date']: one for one in hours.of_workspace(session, actor)['overrides']}
    found = []
    for day, name in _named(workspace, year):
        special = said.get(day.isoformat())
        adopted = special is not None and not special['ranges']
        if day >= today:
            found.append(Holiday(day, name, adopted, special is not None and not adopted))
    return Year(year, workspace.region, workspace.subdivision, _subdivisions(workspace.region), tuple(found))


def offered(session: Session, actor: Actor) -> tuple[Year, ...]:
    """What is left of this year, and from October on the next year too. Owner."""
    this = coming(session, actor)
    today = clock.now().astimezone(ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)).date()
    return (this,) if today.month < NEXT_YEAR_FROM else (this, coming(session, actor, year=this.year + 1))


def adopt(session: Session, actor: Actor, *, year: int, days: Sequence[date] | None = None) -> Year:
    """Close on these holidays of the year (None: on all that are left), each with its name; days with hours of their own stay.

    Owner; Invalid (days) for a day that is no holiday, NoCountry.
    """
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace, with_for_update={'key_share': True})
    if workspace.region not in holidays.list_supported_countries():
        raise NoCountry
    known = {one.day: one for one in coming(session, actor, year=year).holidays}
    if unknown := [day for day in days or [] if day not in known]:
        raise Invalid({'days': f'{unknown[0].isoformat()} is no coming public holiday'})
    present = hours.of_workspace(session, actor)
    said = {one['date'] for one in present['overrides']}
    closed = [
        hours.Override(date=day.isoformat(), ranges=[], note=known[day].name, holiday=True)
        for day in (known if days is None else days)
        if day.isoformat() not in said
    ]
    if closed:
        hours.put(session, actor, hours={'weekly': present['weekly'], 'overrides': [*present['overrides'], *closed]})
    return coming(session, actor, year=year)


def give_back(session: Session, actor: Actor, *, day: date) -> None:
    """Open again on a holiday, as on any such weekday. Owner; NotFound where the business is not closed on it for the whole day."""
    actor.require_owner()
    session.get_one(Workspace, actor.workspace, with_for_update={'key_share': True})
    present = hours.of_workspace(session, actor)
    left = [one for one in present['overrides'] if one['date'] != day.isoformat() or one['ranges']]
    if len(left) == len(present['overrides']):
        raise NotFound
    hours.put(session, actor, hours={'weekly': present['weekly'], 'overrides': left})


def choose(session: Session, actor: Actor, *, subdivision: str, region: str | None = None) -> None:
    """The country (None: as it is) and which part of it the business is in ('': only what the whole country has).

    Closed days that were adopted stay. Owner; Invalid (region, subdivision).
    """
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace)
    region = workspace.region if region is None else region
    if region != workspace.region and region not in holidays.list_supported_countries():
        raise Invalid({'region': 'Please choose a country from the list'})
    if subdivision and subdivision not in _subdivisions(region):
        raise Invalid({'subdivision': 'Please choose a part of your country'})
    workspace.region, workspace.subdivision = region, subdivision
    session.add(workspace)
    events.record(session, actor, events.Name.WORKSPACE_CHANGED, workspace)


def countries() -> dict[str, str]:
    """The countries whose holidays we know: code and name, by name."""
    names = Locale('en').territories
    known = {code: str(names.get(code, code)) for code in holidays.list_supported_countries(include_aliases=False)}
    return dict(sorted(known.items(), key=lambda one: one[1]))


def parts(region: str) -> dict[str, str]:
    """The parts of a country one can choose from: code and name, by name."""
    if not _subdivisions(region):
        return {}
    names = holidays.country_holidays(region).get_subdivision_aliases()
    known = {code: next(iter(names.get(code, ())), code) for code in _subdivisions(region)}
    return dict(sorted(known.items(), key=lambda one: one[1]))


def _subdivisions(region: str) -> tuple[str, ...]:
    return tuple(holidays.list_supported_countries().get(region, ()))


def _named(workspace: Workspace, year: int) -> list[tuple[date, str]]:
    known = _subdivisions(workspace.region)
    if workspace.region not in holidays.list_supported_countries():
        return []
    part = workspace.subdivision if workspace.subdivision in known else None
    language = _language(workspace.region, workspace.language)
    found = holidays.country_holidays(workspace.region, subdiv=part, years=year, language=language)
    return sorted(found.items())


def _language(region: str, language: str) -> str | None:
    """What the library calls the language, else English, else the country's own; left alone it would take that of this computer."""
    country = holidays.country_holidays(region)
    fitting = [one for wanted in (language, 'en') for one in country.supported_languages if one.split('_')[0] == wanted]
    return fitting[0] if fitting else country.default_language
