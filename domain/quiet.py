"""Hours in which no text message leaves by itself. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def over_at(now: datetime, zone: ZoneInfo, start: str, end: str) -> datetime | None:
    """When the quiet hours that hold `now` are over; None outside of them. `start` and `end` are HH:MM in `zone`, empty: never quiet."""
    if not start or not end or start == end:
        return None
    begins, ends = time.fromisoformat(start), time.fromisoformat(end)
    local = now.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        opens = datetime.combine(day, begins, zone)
        closes = datetime.combine(day if ends > begins else day + timedelta(days=1), ends, zone)
        if opens <= local < closes:
            return closes.astimezone(now.tzinfo)
    return None
