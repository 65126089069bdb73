"""How customers reach a person, by `content/channels.yml`: hours, tickets, and other ways than waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
from babel.dates import format_date
from ruamel.yaml import YAML

from frontline.handoffs.hours import OpeningHours
from frontline.handoffs.types import NotAMoment, NotAPhoneNumber, Text
from frontline.place import zone_named

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REGION = "NL"
"""Where a phone number without a country code is."""
CALLBACK = "callback"


class ChannelsError(ValueError):
    """`content/channels.yml` says something that cannot be true."""


@dataclass(frozen=True)
class Alternative:
    """Another way than waiting; `link` opens it, and a call back has moments to choose from instead."""

    id: str
    label: Text
    wait: Text
    cost: Text
    link: str | None = None
    only_open: bool = False


@dataclass(frozen=True)
class Contact:
    """What a customer can count on. `answered_within` counts from the next opening."""

    hours: OpeningHours
    prefix: str
    answered_within: timedelta
    callback_after: timedelta
    callback_every: timedelta
    callback_offered: int
    alternatives: Sequence[Alternative]
    words: Mapping[str, Any]
    anyone_there: Callable[[], bool] = lambda: False
    always_open: bool = False

    @classmethod
    def load(cls, path: Path, anyone_there: Callable[[], bool], *, always_open: bool = False) -> Contact:
        """Reads the file; `anyone_there` says whether an agent is there, also outside the hours, which do not
        count where it is `always_open`.

        Raises ChannelsError with one plain sentence on what is wrong.
        """
        document = YAML(typ="safe").load(path)
        ticket, callback = document["ticket"], document["callback"]
        return cls(
            hours=_hours(document),
            prefix=ticket["prefix"],
            answered_within=timedelta(minutes=ticket["answered_within_minutes"]),
            callback_after=timedelta(minutes=callback["first_after_minutes"]),
            callback_every=timedelta(minutes=callback["every_minutes"]),
            callback_offered=callback["offered"],
            alternatives=[_alternative(row) for row in document["alternatives"]],
            words=document["moments"],
            anyone_there=anyone_there,
            always_open=always_open,
        )

    def closed(self, at: datetime) -> bool:
        """Whether nobody can be expected at that moment, which is now."""
        return not self._open(at) and not self.anyone_there()

    def _open(self, at: datetime) -> bool:
        return self.always_open or self.hours.is_open(at)

    def promise(self, at: datetime) -> datetime:
        """By when a ticket of this moment is answered."""
        return self.hours.next_opening(at) + self.answered_within

    def callback_moments(self, at: datetime) -> list[datetime]:
        """When we can call back, soonest first."""
        return self.hours.moments(at + self.callback_after, self.callback_every, self.callback_offered)

    def callback_moment(self, wanted: str, at: datetime) -> datetime:
        """The offered moment that the customer chose. Raises NotAMoment for another one."""
        for moment in self.callback_moments(at):
            if moment.isoformat() == wanted:
                return moment
        raise NotAMoment()

    def ways(self, at: datetime) -> list[Alternative]:
        """The other ways that make sense at this moment: who is at the desk after hours answers no phone."""
        is_open = self._open(at)
        return [way for way in self.alternatives if is_open or not way.only_open]

    def say_moment(self, moment: datetime, at: datetime, language: str) -> str:
        """A moment in words, as seen from `at`."""
        local, today = moment.astimezone(self.hours.zone), at.astimezone(self.hours.zone).date()
        key = {0: "today", 1: "tomorrow"}.get((local.date() - today).days, "later")
        return str(self.words[key][language]).format(
            time=f"{local:%H:%M}",
            day=format_date(local, "EEEE d MMMM", locale=language),
        )


def read_phone(text: str) -> str:
    """A phone number as E.164. Raises NotAPhoneNumber for what cannot be called."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise NotAPhoneNumber() from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhoneNumber()
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _hours(document: Mapping[str, Any]) -> OpeningHours:
    try:
        zone = zone_named(document["timezone"])
    except ValueError as error:
        raise ChannelsError(str(error)) from error
    unknown = set(document["hours"]) - set(WEEKDAYS)
    if unknown:
        raise ChannelsError(f"hours: {', '.join(sorted(unknown))} is no day of the week.")
    days = {
        WEEKDAYS.index(day): _span(day, text) for day, text in document["hours"].items() if text != "closed"
    }
    if not days:
        raise ChannelsError("hours: at least one day must have opening hours.")
    return OpeningHours(zone, days, frozenset(_day_of_year(str(day)) for day in document["closed_on"]))


def _span(day: str, text: str) -> tuple[time, time]:
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in str(text).split("-"))
    except ValueError as error:
        raise ChannelsError(f'hours: {day} must be like "08:00-21:00", or closed.') from error
    if opens >= closes:
        raise ChannelsError(f"hours: {day} closes before it opens.")
    return opens, closes


def _day_of_year(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError as error:
        raise ChannelsError(f"closed_on: {text} must be a month and a day, like 12-25.") from error
    return day.month, day.day


def _alternative(row: Mapping[str, Any]) -> Alternative:
    if row["id"] != CALLBACK and not row.get("link"):
        raise ChannelsError(f"alternatives: {row['id']} needs a link.")
    only_open = row.get("only") == "open"
    return Alternative(row["id"], row["label"], row["wait"], row["cost"], row.get("link"), only_open)
