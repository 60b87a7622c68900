"""Providers of messages: each is one module of this package with a `PROVIDER`; adding the file adds the provider."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from data.gateways.base import Provider


@lru_cache(maxsize=1)
def providers() -> Mapping[str, Provider]:
    """Every provider by its key."""
    modules = [import_module(f'{__name__}.{found.name}') for found in iter_modules(__path__)]
    known: list[Provider] = [module.PROVIDER for module in modules if hasattr(module, 'PROVIDER')]
    return {provider.key: provider for provider in known}
