"""Series: the same booking again and again at the same time of the clock, all of them saved or none."""

from domain.series.changing import cancel, edit
from domain.series.making import Plan, create, preview
from domain.series.moving import Shift, move, preview_move
from domain.series.reaching import NothingLeft, Reach
from domain.series.trying import Choice, Clashes, Planned
from domain.series.viewing import View, view

__all__ = [
    'Choice',
    'Clashes',
    'NothingLeft',
    'Plan',
    'Planned',
    'Reach',
    'Shift',
    'View',
    'cancel',
    'create',
    'edit',
    'move',
    'preview',
    'preview_move',
    'view',
]
