"""The four kinds of refusal. The docstring of an error is the sentence that a person reads."""

from typing import Any


class Refusal(Exception):
    """That is not possible."""

    def __init__(self, message: str = '', **details: Any) -> None:
        self.message = message or ' '.join((type(self).__doc__ or '').split())
        self.details = details
        super().__init__(self.message)


class NotFound(Refusal):
    """That is not there, or not yours to see."""


class Forbidden(Refusal):
    """You are not allowed to do that."""


class Conflict(Refusal):
    """Somebody was faster, or the present state does not allow that."""


class Invalid(Refusal):
    """Please check the marked fields."""

    def __init__(self, fields: dict[str, str], message: str = '') -> None:
        self.fields = fields
        super().__init__(message or (next(iter(fields.values())) if len(fields) == 1 else ''))


class TooMany(Refusal):
    """That was a lot in a short time. Please wait a moment and try again."""

    def __init__(self, retry_after: int = 60) -> None:
        self.retry_after = retry_after
        super().__init__()


class SignedOut(Forbidden):
    """You are signed out. Please sign in again."""
