"""The simulated customers of a run, drawn by a seed: what is wrong, who they are, how they talk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.customers import home, phone
from bench.customers.home import CABLES, kinds_of_trouble
from bench.customers.phone import (
    ABROAD,
    ALWAYS_ABROAD,
    IN_THE_OFFICE,
    ONLY_A_PERSON,
    RELEVANT,
    Phone,
    possible,
)

MOST_FAULTS = 8
PHONES = ("android", "iphone")
LANGUAGES = ("nl", "en")
TYPING = (0.0, 0.4, 1.0)
"""How likely an answer is typed and not tapped, of three kinds of people."""

MOBILE_COMPLAINTS = tuple(sorted(phone.RELEVANT))
HOME_COMPLAINTS = tuple(sorted(home.RELEVANT))
ALWAYS_LOCKED = {"mobile_sim_locked"}
FOR_A_PERSON = 0.12
IS_ABROAD = 0.25
ON_COMPANYS_SIDE = 0.25
SIZES_AT_HOME = (1, 1, 2, 2, 3, 4)
MOST_TROUBLES = 2
"""Whoever has three kinds of trouble at once comes back with the third."""

ENDS_IT = {"outage", "line_fault", "channel_not_in_plan"}
"""What ends the conversation by itself: until it is mended nothing else can be seen."""

ANONYMOUS = 0.1
ASKS_HOW = 0.12


@dataclass(frozen=True)
class Person:
    """How a customer talks; `is_known` when they are signed in, `asks_how` when they need help once."""

    language: str
    typing: float
    is_known: bool
    asks_how: bool


@dataclass(frozen=True)
class Case:
    """One customer; `expects` is the skill and a word of the reason when only a person can help them."""

    number: int
    kind: str
    complaint: str
    faults: frozenset[str]
    person: Person
    device: str = "android"
    abroad: bool = False
    apn_kills: str = "signal"
    technology: str = "fiber"
    expects: tuple[str, str] | None = None

    @property
    def chance(self) -> Random:
        """The chance in this customer's own choices."""
        return Random(f"{self.number} {self.complaint} {sorted(self.faults)}")

    def __str__(self) -> str:
        where = " abroad" if self.abroad else ""
        known = "" if self.person.is_known else " anonymous"
        faults = ", ".join(sorted(self.faults))
        return f"{self.kind} {self.number} ({self.person.language}{known}{where}) {self.complaint}: {faults}"


def mobile_cases(count: int, seed: int, languages: Sequence[str] = LANGUAGES) -> Iterator[Case]:
    """Phones with one to eight faults at once."""
    chance, number = Random(f"mobile {seed}"), 0
    while number < count:
        case = _mobile_case(number, chance, languages)
        if case is not None:
            number += 1
            yield case


def _mobile_case(number: int, chance: Random, languages: Sequence[str]) -> Case | None:
    complaint = chance.choice(MOBILE_COMPLAINTS)
    abroad = complaint in ALWAYS_ABROAD or chance.random() < IS_ABROAD
    faults = _phone_faults(complaint, abroad, chance)
    apn_kills = chance.choice(("signal", "data")) if "data_off" in RELEVANT[complaint] else "signal"
    if not possible(faults, abroad) or not _is_felt(complaint, faults, abroad, apn_kills):
        return None
    return Case(
        number,
        "mobile",
        complaint,
        faults,
        draw_person(chance, languages),
        chance.choice(PHONES),
        abroad,
        apn_kills,
        expects=_person_for(faults),
    )


def _phone_faults(complaint: str, abroad: bool, chance: Random) -> frozenset[str]:
    """One to eight; now and then one among them that only a person can mend."""
    relevant = [fault for fault in RELEVANT[complaint] if abroad or fault not in ABROAD]
    own = [fault for fault in relevant if fault not in ONLY_A_PERSON]
    personal = complaint in ALWAYS_LOCKED or chance.random() < FOR_A_PERSON
    size = chance.randint(1, min(MOST_FAULTS, len(own) + personal))
    others = chance.sample(own, size - personal)
    return frozenset(others + (chance.sample(sorted(ONLY_A_PERSON), 1) if personal else []))


def _is_felt(complaint: str, faults: frozenset[str], abroad: bool, apn_kills: str) -> bool:
    """Whether somebody with this phone would say so: slow is not dead, and locked asks for a code."""
    theirs = Phone(set(faults), abroad, apn_kills)
    return {
        "mobile_no_service": not theirs.calls(),
        "mobile_sim_locked": theirs.bar() == "pin",
        "mobile_data_slow": theirs.online() and not theirs.excellent(),
        "mobile_mms_fails": not theirs.sends(),
    }.get(complaint, not theirs.online())


def _person_for(faults: frozenset[str]) -> tuple[str, str] | None:
    """The skill of the agent whom only a person's faults need, and what the reason must speak of."""
    if not faults & ONLY_A_PERSON:
        return None
    return ("sales", "contract") if "contract_ended" in faults else ("mobile_tech", r"\b(pin|puk)")


def draw_person(chance: Random, languages: Sequence[str]) -> Person:
    """Somebody who taps, types or does both, mostly signed in."""
    return Person(
        chance.choice(list(languages)),
        chance.choice(TYPING),
        chance.random() >= ANONYMOUS,
        chance.random() < ASKS_HOW,
    )


def known_to_office(case: Case) -> frozenset[str]:
    """The faults of a case that the company's own systems can tell."""
    return case.faults & (IN_THE_OFFICE | {"outage", "line_fault"})


def home_cases(count: int, seed: int, languages: Sequence[str] = LANGUAGES) -> Iterator[Case]:
    """Homes and living rooms with one to four faults at once, or one for a person or the company."""
    chance, number = Random(f"home {seed}"), 0
    while number < count:
        case = _home_case(number, chance, languages)
        if kinds_of_trouble(case.faults, case.complaint) <= MOST_TROUBLES:
            number += 1
            yield case


def _home_case(number: int, chance: Random, languages: Sequence[str]) -> Case:
    complaint, technology = chance.choice(HOME_COMPLAINTS), chance.choice(sorted(CABLES))
    fault, skill, reason = home.ONLY_A_PERSON[complaint]
    personal = chance.random() < FOR_A_PERSON
    faults = {fault} if personal else _home_faults(complaint, technology, chance)
    return Case(
        number,
        "home",
        complaint,
        frozenset(faults),
        draw_person(chance, languages),
        technology=technology,
        expects=(skill, reason) if personal else home.EXTRAS if "channel_not_in_plan" in faults else None,
    )


def _home_faults(complaint: str, technology: str, chance: Random) -> set[str]:
    """What the company has to do with, or what the customer can mend; some of the first with the second."""
    cable = chance.choice(CABLES[technology])
    own = [cable if fault == "CABLE" else fault for fault in home.RELEVANT[complaint]]
    faults = set(chance.sample(own, chance.choice(SIZES_AT_HOME)))
    if chance.random() >= ON_COMPANYS_SIDE:
        return faults
    theirs = chance.choice(home.COMPANY[complaint])
    return {theirs} if theirs in ENDS_IT else {theirs, *faults}


def draw_cases(count: int, seed: int, only: str | None, languages: Sequence[str]) -> list[Case]:
    """So many cases, of which five in eight are mobile unless `only` one kind is wanted."""
    mobile = {"mobile": count, "home": 0}.get(only or "", count * 5 // 8)
    return [*mobile_cases(mobile, seed, languages), *home_cases(count - mobile, seed, languages)]
