"""How many parts a text message is sent and paid in (GSM 03.38, 3GPP TS 23.038). Pure."""

from dataclasses import dataclass

BASIC = frozenset(
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿'
    'abcdefghijklmnopqrstuvwxyzäöñüà'
)
ESCAPED = frozenset('\f^{}\\[~]|€')


@dataclass(frozen=True, slots=True)
class Size:
    """Units used, units that fit in as many segments, and the segments. `plain`: the 7-bit alphabet was enough."""

    used: int
    room: int
    segments: int
    plain: bool


def size(text: str) -> Size:
    """The size of a text message; an empty one has one segment with room for all."""
    plain = all(character in BASIC or character in ESCAPED for character in text)
    used = sum(_units(character, plain) for character in text)
    alone, joined = (160, 153) if plain else (70, 67)
    if used <= alone:
        return Size(used, alone, 1, plain)
    segments = _packed(text, joined, plain)
    return Size(used, segments * joined, segments, plain)


def _units(character: str, plain: bool) -> int:
    """Septets of the 7-bit alphabet, else 16-bit units of UCS-2."""
    if plain:
        return 2 if character in ESCAPED else 1
    return 2 if ord(character) > 0xFFFF else 1


def _packed(text: str, joined: int, plain: bool) -> int:
    """Segments needed when no character may be cut in two."""
    segments, free = 1, joined
    for character in text:
        units = _units(character, plain)
        if units > free:
            segments, free = segments + 1, joined
        free -= units
    return segments
