"""Polderlink's rules and rates, read from policy.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from frontline.customers.types import (
    Address,
    Connection,
    Coverage,
    DayPart,
    MobileNetwork,
    Moment,
    RoamingRate,
    Technology,
    Words,
)

FILE = Path(__file__).parent / "policy.yml"


class Policy:
    """What is allowed, and what it costs."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Policy:
        """The file, read once."""
        return cls(YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))

    def days(self, topic: str, name: str) -> timedelta:
        """A number of days, such as `orders`, `return_days`."""
        return timedelta(days=self.number(topic, name))

    def number(self, topic: str, name: str) -> int:
        """A whole number."""
        return int(self._data[topic][name])

    def money(self, topic: str, name: str) -> Decimal:
        """An amount in euros."""
        return Decimal(self._data[topic][name])

    def words(self, name: str, **values: str) -> Words:
        """Why money goes back, in both languages."""
        return {language: text.format(**values) for language, text in self._data["words"][name].items()}

    def sim_product(self, language: str) -> str:
        """What a SIM card is called as an order."""
        return str(self._data["sim_product"][language])

    def moment(self, day: date, part: str) -> Moment:
        """A part of a day, with its hours."""
        return Moment(f"{day:%Y-%m-%d}-{part}", day, DayPart(part), self._data["hours"][part])

    def delivery_moments(self, today: date) -> list[Moment]:
        """When a parcel can come, soonest first."""
        rules = self._data["orders"]
        days = _days(today, rules["delivery_from"], rules["delivery_days"], rules["no_delivery_on"])
        return [self.moment(day, part) for day in days for part in rules["delivery_parts"]]

    def visit_moments(self, today: date) -> list[Moment]:
        """When technicians work, soonest first."""
        rules = self._data["visits"]
        days = _days(today, rules["first_day"], rules["days"], rules["none_on"])
        return [self.moment(day, part) for day in days for part in rules["parts"]]

    def roaming_rates(self) -> list[RoamingRate]:
        """What use abroad costs, the cheapest zone first."""
        return [
            RoamingRate(
                id=id,
                where=row["where"],
                minute=Decimal(row["minute"]),
                message=Decimal(row["message"]),
                megabyte=Decimal(row["megabyte"]),
            )
            for id, row in self._data["roaming"].items()
        ]

    def coverage(self, address: Address) -> Coverage:
        """What can be had at an address, by its postcode."""
        found = [row for row in self._data["coverage"] if _covers(row, address)]
        connections = tuple(Connection(Technology(row["technology"]), row["speed"]) for row in found)
        networks = [row["network"] for row in self._data["mobile"] if _covers(row, address)]
        return Coverage(connections, MobileNetwork(networks[0]) if networks else MobileNetwork.NONE)


def _covers(row: Mapping[str, Any], address: Address) -> bool:
    return address.postcode.startswith(tuple(row["areas"]))


def _days(today: date, first: int, count: int, except_on: list[int]) -> Iterator[date]:
    """So many days from the first on, without some days of the week."""
    day = today + timedelta(days=first)
    while count > 0:
        if day.weekday() not in except_on:
            yield day
            count -= 1
        day += timedelta(days=1)
