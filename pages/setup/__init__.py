"""The set-up wizard, one module per group of steps."""

from pages.setup.screen import router

__all__ = ['router']
