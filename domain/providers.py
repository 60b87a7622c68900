"""The providers of messages that an owner can choose from, with what each wants to know."""

from data.gateways import providers
from data.gateways.base import Provider
from domain.errors import NotFound


def offered(kind: str) -> list[Provider]:
    """Every real provider of the kind (`email`, `sms`); test mode has a place of its own."""
    return [one for one in providers().values() if kind in one.kinds and not one.test_mode]


def one(key: str) -> Provider:
    """A provider by its key; NotFound."""
    found = providers().get(key)
    if found is None:
        raise NotFound
    return found
