"""When the team is there. Pure: a moment in, an answer out; moments carry their zone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FURTHEST = 30
"""Days that are looked ahead for the next opening."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpeningHours:
    """Opening and closing time by weekday (0 is Monday; a day that is not there is closed), in `zone`.

    `closed_on` are days of every year, as (month, day).
    """

    zone: ZoneInfo
    days: Mapping[int, tuple[time, time]]
    closed_on: Collection[tuple[int, int]] = ()

    def is_open(self, at: datetime) -> bool:
        """Whether the team is there at that moment."""
        return any(opens <= at < closes for opens, closes in self._from(at, days=1))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while the team is there, else when it comes; ValueError when it never comes."""
        for opens, closes in self._from(at, FURTHEST):
            if closes > at:
                return max(opens, at)
        raise ValueError("there are no opening hours")

    def moments(self, start: datetime, every: timedelta, count: int) -> list[datetime]:
        """The first `count` moments from `start` on, on whole steps of the day, while the team is there."""
        found: list[datetime] = []
        for opens, closes in self._from(start, FURTHEST):
            at = opens
            while at < closes and len(found) < count:
                if at >= start:
                    found.append(at)
                at += every
        return found

    def _from(self, at: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(self.zone).date()
        spans = (self._span(today + number * DAY) for number in range(days))
        return (span for span in spans if span)

    def _span(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.days.get(day.weekday())
        if hours is None or (day.month, day.day) in self.closed_on:
            return None
        opens, closes = (datetime.combine(day, each, self.zone) for each in hours)
        return opens, closes
