"""Editors that the wizard and the settings share: the same fields, the same commands."""
