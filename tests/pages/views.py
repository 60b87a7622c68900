"""Frozen views of customers' pages, as the domain gives them: enough to draw every state without a database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from data.models import BookingStatus, FormState, LocationKind
from domain import form_filling
from domain.public_views import (
    Business,
    ContactPage,
    Day,
    DetailsPage,
    FormLink,
    ManagePage,
    Part,
    Person,
    Service,
    ServicesPage,
    Time,
    TimesPage,
)

LISBON = ZoneInfo('Europe/Lisbon')
FRIDAY = date(2026, 8, 14)
EXTRA = (
    {'key': 'topic', 'label': 'What is it about?', 'kind': 'choice', 'required': True, 'options': ['Cut', 'Colour']},
    {
        'key': 'first',
        'label': 'Is this your first visit?',
        'kind': 'yes_no',
        'required': False,
        'help': 'Just so we know',
    },
)
QUESTIONS = (
    {'key': 'about', 'label': 'Before your visit', 'kind': 'heading', 'help': 'It takes two minutes.'},
    {'key': 'dye', 'label': 'Have you coloured your hair in the last 12 months?', 'kind': 'yes_no', 'required': True},
    {
        'key': 'react',
        'label': 'Do you react to any of these?',
        'kind': 'multiple_choice',
        'required': True,
        'options': ['Hair dye or henna', 'Latex', 'Perfume', 'None of these'],
    },
    {'key': 'what', 'label': 'What happened, and when?', 'kind': 'long_text', 'required': False},
    {'key': 'test', 'label': 'Date of your patch test', 'kind': 'date', 'required': False},
    {'key': 'agree', 'label': 'I have read the colour care sheet and agree.', 'kind': 'consent', 'required': True},
)


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LISBON)


def business(**given: Any) -> Business:
    return Business(
        **{
            'id': UUID(int=1),
            'slug': 'juniper-street',
            'name': 'Juniper Street Salon',
            'address': '14 Juniper Street, Lisbon',
            'timezone': 'Europe/Lisbon',
            'email': 'salon@example.com',
            'phone': '+351 912 345 678',
            'currency': 'EUR',
            'language': 'en',
            'colour': '#1f6f54',
            'logo_id': None,
        }
        | given
    )


def service(**given: Any) -> Service:
    return Service(
        **{
            'id': UUID(int=2),
            'slug': 'cut-and-finish',
            'name': 'Cut and finish',
            'description': 'Wash, cut and blow-dry',
            'duration_minutes': 45,
            'price': Decimal(38),
            'colour': '#1f8a70',
            'location_kind': LocationKind.IN_PERSON,
            'location': '',
            'capacity': 1,
            'auto_confirm': True,
            'questions': (),
        }
        | given
    )


ADA, BEN = Person(UUID(int=11), 'Ada', None), Person(UUID(int=12), 'Ben', None)


def contact_page(**given: Any) -> ContactPage:
    return ContactPage(
        **{
            'business': business(),
            'heading': '',
            'intro': 'We answer within two hours.',
            'fields': EXTRA,
            'bookable': True,
        }
        | given
    )


def services_page(**given: Any) -> ServicesPage:
    more = (
        service(slug='colour', name='Full colour', duration_minutes=120, price=Decimal(85), colour='#7a5cc0'),
        service(slug='talk', name='Colour consultation', duration_minutes=20, price=Decimal(0), colour='#c08a2a'),
    )
    return ServicesPage(**{'business': business(), 'services': (service(), *more)} | given)


def times_page(**given: Any) -> TimesPage:
    starts = [at(11), at(11, 15), at(11, 30), at(13), at(13, 15), at(13, 45), at(14), at(16, 30), at(17, 15)]
    return TimesPage(
        **{
            'business': business(),
            'service': service(),
            'people': (ADA, BEN),
            'person': None,
            'timezone': 'Europe/Lisbon',
            'day': FRIDAY,
            'days': tuple(Day(FRIDAY + timedelta(days=n - 1), (0, 9, 4, 0, 0, 2, 5)[n]) for n in range(7)),
            'times': tuple(Time(start, start + timedelta(minutes=45), 1) for start in starts),
            'next_free': None,
            'earlier': None,
            'later': FRIDAY + timedelta(days=6),
        }
        | given
    )


def full_page(**given: Any) -> TimesPage:
    days = tuple(Day(FRIDAY + timedelta(days=n), 0) for n in range(7))
    return times_page(**{'times': (), 'days': days, 'person': ADA, 'next_free': date(2026, 8, 25)} | given)


def details_page(**given: Any) -> DetailsPage:
    return DetailsPage(
        **{
            'business': business(),
            'service': service(questions=EXTRA),
            'person': None,
            'timezone': 'Europe/Lisbon',
            'start': at(13, 45),
            'end': at(14, 30),
            'free': True,
            'nearest': (),
        }
        | given
    )


def taken_page(**given: Any) -> DetailsPage:
    return details_page(**{'free': False, 'nearest': (at(13, 15), at(14), at(16, 30))} | given)


def manage_page(**given: Any) -> ManagePage:
    return ManagePage(
        **{
            'business': business(),
            'service': service(),
            'person': BEN,
            'booking_id': uuid4(),
            'status': BookingStatus.CONFIRMED,
            'start': at(13, 45, date(2099, 8, 14)),
            'end': at(14, 30, date(2099, 8, 14)),
            'timezone': 'Europe/Lisbon',
            'location': '14 Juniper Street, Lisbon',
            'contact_name': 'Priya Nair',
            'notes': '',
            'may_change': True,
            'change_until': at(13, 45, date(2099, 8, 13)),
            'manage_url': 'http://localhost/m/token',
            'calendar_url': 'http://localhost/m/token/calendar.ics',
            'forms': (FormLink(name='Patch test and allergies', url='http://localhost/f/token', completed=False),),
        }
        | given
    )


def two_services(**given: Any) -> ManagePage:
    """One visit with two services."""
    day, colour = date(2099, 8, 14), service(slug='colour', name='Full colour', duration_minutes=120, price=Decimal(85))
    parts = (
        Part(uuid4(), service(), BEN, BookingStatus.CONFIRMED, at(13, 45, day), at(14, 30, day)),
        Part(uuid4(), colour, ADA, BookingStatus.CONFIRMED, at(14, 30, day), at(16, 30, day)),
    )
    return manage_page(**{'parts': parts, 'end': parts[1].end} | given)


def form_page(**given: Any) -> form_filling.Page:
    return form_filling.Page(
        **{
            'id': uuid4(),
            'business': business(),
            'name': 'Patch test and allergies',
            'description': '',
            'fields': QUESTIONS,
            'answers': {'dye': True, 'react': ['Hair dye or henna'], 'what': 'A rash in 2023.'},
            'state': FormState.IN_PROGRESS,
            'due_at': None,
            'overdue': False,
            'withdrawn': False,
            'completed_at': None,
            'customer': 'Sofia Lind',
            'service': 'Colour consultation',
            'start': datetime(2026, 8, 13, 13, 30, tzinfo=UTC),
            'timezone': 'Europe/Lisbon',
        }
        | given
    )
