"""Industry templates: what a salon, a clinic, a tutor, … starts with, so that the owner edits instead of typing."""

from domain.industries.base import Form, Industry, Service, Stock, in_currency
from domain.industries.clinic import CLINIC
from domain.industries.consulting import CONSULTING
from domain.industries.fitness import FITNESS
from domain.industries.repair import REPAIR
from domain.industries.salon import SALON
from domain.industries.tutoring import TUTORING

INDUSTRIES = {industry.key: industry for industry in (SALON, CLINIC, TUTORING, REPAIR, FITNESS, CONSULTING)}

__all__ = ['INDUSTRIES', 'Form', 'Industry', 'Service', 'Stock', 'in_currency']
