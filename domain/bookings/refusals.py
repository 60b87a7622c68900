"""What cannot be done with a booking as it stands."""

from domain.errors import Conflict


class NotPending(Conflict):
    """Only a requested booking can be confirmed."""


class NotConfirmed(Conflict):
    """Only a confirmed booking can be closed."""


class AlreadyOver(Conflict):
    """This booking is closed or cancelled already."""


class StillOpen(Conflict):
    """This booking is still open."""


class TooLate(Conflict):
    """It is too late to change this online. Please call us."""
