"""Text messages are counted as GSM 03.38 says."""

import pytest

from domain import segments


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', (0, 160, 1)),
        ('a' * 160, (160, 160, 1)),
        ('a' * 161, (161, 306, 2)),
        ('a' * 306, (306, 306, 2)),
        ('a' * 307, (307, 459, 3)),
        ('€' * 80, (160, 160, 1)),
        ('a' * 152 + '€' + 'a' * 10, (164, 306, 2)),
        ('“' * 70, (70, 70, 1)),
        ('“' * 71, (71, 134, 2)),
        ('😀' * 35, (70, 70, 1)),
        ('😀' * 67, (134, 201, 3)),
        ('Ñandú à la façade', (17, 70, 1)),
    ],
)
def test_segments(text: str, expected: tuple[int, int, int]) -> None:
    size = segments.size(text)
    assert (size.used, size.room, size.segments) == expected
