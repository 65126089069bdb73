"""Small guides, walks and back offices for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from textwrap import dedent
from typing import Any

from frontline.customers.checks import CheckResult
from frontline.customers.offers import OfferResult
from frontline.customers.types import Subject
from frontline.guides.engine import Engine
from frontline.guides.reader import read_guide
from frontline.guides.source import Source
from frontline.guides.standing import Need
from frontline.guides.types import AskStep, Guide, Walk
from frontline.guides.values import VALUES, Mention, Said
from tests.library import LIBRARY

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)


Facts = Mapping[str, Any]
Told = Facts | None | Callable[[Facts], Facts | None]


def guide_of(steps: str) -> Guide:
    """A guide with these steps; it starts at the first."""
    body = dedent(steps).strip("\n")
    first = body.partition(":")[0]
    head = f"id: small\ntitle: {{nl: Klein, en: Small}}\nproblems: [internet_down]\nstart: {first}\nsteps:\n"
    return read_guide(Source("small.yml", head + "\n".join(f"  {line}" for line in body.splitlines())))


class Turns:
    """A walk through a guide turn by turn, with what the back office will say."""

    def __init__(
        self,
        guide: Guide,
        checks: Mapping[str, Mapping[str, Any] | None] | None = None,
        offers: Mapping[str, Told] | None = None,
        known: Mapping[str, Any] | None = None,
        identity: Sequence[str] = (),
        language: str = "nl",
    ) -> None:
        """An offer may be told by its arguments; `refused` says that it is not to be had."""
        self.guide = guide
        self.phrases = LIBRARY.phrases
        self.checks, self.offers = dict(checks or {}), dict(offers or {})
        self.identity = list(identity)
        self.asked_for: list[str] = []
        self.given: list[Mapping[str, Any]] = []
        self.walk = Walk("walk", guide.id, language, guide.start, known=dict(known or {}))
        self.says: list[str] = []
        self.engine = self._engine()
        self._go_on()

    @property
    def at(self) -> str:
        """Where the walk waits."""
        return self.walk.at

    @property
    def outcome(self) -> str | None:
        """How it ended."""
        return self.walk.ended

    def choices(self) -> list[str]:
        """What can be tapped now."""
        return [choice.id for choice in self.engine.asking.choices()]

    def texts(self) -> list[str]:
        """What is asked now."""
        return self._engine().asking.texts()

    def choose(self, *choices: str) -> Turns:
        """One tap after another."""
        for choice in choices:
            self.engine = self._engine()
            assert choice in self.choices(), f"{choice} is not among {self.choices()} at {self.at}"
            self.engine.deciding.choose(choice, choice)
            self._go_on()
        return self

    def type(self, *words: str, mentions: Mapping[str, str] | None = None) -> Turns:
        """Types the value that the step takes; `mentions` by kind are what the entity rules find in it."""
        for text in words:
            self.engine = self._engine()
            step = self.guide.steps[self.at]
            assert isinstance(step, AskStep)
            found = [Mention(kind, value, text) for kind, value in (mentions or {}).items()]
            values = VALUES[str(step.field)].read(Said(text, found, NOW.date()))
            assert values is not None, f"{text} is no {step.field}"
            self.engine.deciding.type_value(values, text)
            self._go_on()
        return self

    def prove(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """Types who they are, or where they live."""
        self.engine = self._engine()
        self.engine.deciding.prove(told)
        self._go_on()

    def go_on(self) -> None:
        """Another turn, in which nothing is said."""
        self.engine = self._engine()
        self._go_on()

    def do(self, move: str, *arguments: Any) -> Any:
        """A move of the walk as a whole, by its name."""
        self.engine = self._engine()
        result = getattr(self.engine.steering, move)(*arguments)
        self._go_on()
        return result

    def _engine(self) -> Engine:
        return Engine(self.guide, self.phrases, self.walk, NOW)

    def _go_on(self) -> None:
        need = self.engine.run()
        while need is not None:
            self.asked_for.append(f"{need.kind}:{need.name}")
            told = self._told(need)
            self.engine.feed(need, told is not None and "refused" not in told, dict(told or {}))
            need = self.engine.run()
        self.says = list(self.engine.says)

    def _told(self, need: Need) -> Mapping[str, Any] | None:
        if need.kind == "identify":
            self.given.append(need.arguments)
            return {"state": self.identity.pop(0)}
        if need.kind == "check":
            return self.checks.get(need.name)
        self.given.append(need.arguments)
        told = self.offers.get(need.name)
        return told(need.arguments) if callable(told) else told


class FakeChecks:
    """Checks with fixed results; a check without one cannot be done."""

    def __init__(self, **results: Mapping[str, Any]) -> None:
        self.results = results
        self.asked: list[tuple[str, Subject]] = []

    def run(self, name: str, customer: Subject) -> CheckResult:
        """The fixed result."""
        self.asked.append((name, customer))
        found = self.results.get(name)
        return CheckResult(name, ok=found is not None, facts=dict(found or {}))


class FakeOffers:
    """Offers with fixed facts, which remember what was carried out."""

    def __init__(self, **facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.performed: list[tuple[str, str]] = []

    def quote(self, name: str, customer: Subject, arguments: Mapping[str, Any]) -> OfferResult:
        """The fixed facts."""
        found = self.facts.get(name)
        return OfferResult(name, ok=found is not None, facts=dict(found or {}))

    def perform(self, name: str, customer: Subject, arguments: Mapping[str, Any], key: str) -> OfferResult:
        """Remembers the name and the key."""
        self.performed.append((name, key))
        return self.quote(name, customer, arguments)
