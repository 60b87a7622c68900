"""How a message on its way fares, in words that a person reads. Pure."""

from data.models import DeliveryState

WORDS = {
    DeliveryState.QUEUED: 'Waiting to be sent',
    DeliveryState.SENDING: 'Sending',
    DeliveryState.SENT: 'Sent',
    DeliveryState.DELIVERED: 'Delivered',
    DeliveryState.BOUNCED: 'Came back',
    DeliveryState.FAILED: 'Not sent',
    DeliveryState.CANCELLED: 'Not sent',
    DeliveryState.UNKNOWN: 'We stopped while the provider was answering; it may have arrived',
}
AGAIN = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.UNKNOWN})


def words(state: DeliveryState, error: str = '', *, attempts: int = 0, repeated: bool = False) -> str:
    """The state with its reason."""
    said = WORDS[state]
    if state in (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.CANCELLED) and error:
        return f'{said}: {error}'
    if state == DeliveryState.QUEUED and attempts:
        return f'Trying again, {error}' if error else 'Trying again'
    if repeated and state in (DeliveryState.SENT, DeliveryState.DELIVERED):
        return f'{said}, possibly twice'
    return said


def can_try_again(state: DeliveryState) -> bool:
    """Whether a person may send it once more."""
    return state in AGAIN
