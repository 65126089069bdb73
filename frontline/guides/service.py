"""Guides for the conversation: begins them, takes answers, asks the next step."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Protocol
from uuid import uuid4

from frontline.conversations.types import Button
from frontline.customers.checks import CheckResult
from frontline.customers.offers import OfferResult
from frontline.customers.types import Address, Subject
from frontline.guides.asking import OTHER_FIRST
from frontline.guides.engine import Engine, Need
from frontline.guides.library import Library
from frontline.guides.matching import Match, Matcher
from frontline.guides.types import AskStep, Choice, Ending, Prompt, Turn, Walk
from frontline.guides.values import VALUES
from frontline.triage.taxonomy import GENERAL_SKILL, Taxonomy

logger = logging.getLogger(__name__)

MOVES = ("stop", "problem_solved", "go_back", "repeat")
"""Intents that move the walk as a whole rather than answer its question."""

ASIDE = "_aside"
"""Stands for the step in the payload of the question whether to turn to another problem."""

FALLBACK = "nlu_fallback"

SURE_OF_MATCH = 0.72
"""Cosine from which an answer is taken for a choice though it also looks like something else."""


class Checking(Protocol):
    """What runs the checks of guides: `frontline.customers.checks.Checks`."""

    def run(self, name: str, customer: Subject) -> CheckResult:
        """The result of a declared check."""


class Offering(Protocol):
    """What quotes and carries out the offers of guides: `frontline.customers.offers.Offers`."""

    def quote(self, name: str, customer: Subject, arguments: Mapping[str, Any]) -> OfferResult:
        """Price and effect."""

    def perform(self, name: str, customer: Subject, arguments: Mapping[str, Any], key: str) -> OfferResult:
        """Carries it out once per key."""


@dataclass(frozen=True)
class Confidence:
    """From which intent confidence a message is another problem (`sure`), or worth a question (`maybe`)."""

    sure: float = 0.75
    maybe: float = 0.4


@dataclass(frozen=True)
class Answer:
    """What came from the customer, as Rasa understood it."""

    text: str
    payload: str | None = None
    intent: str | None = None
    confidence: float = 0.0


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Guides:
    """Walks customers through the guides of a library."""

    def __init__(
        self,
        library: Library,
        checks: Checking,
        offers: Offering,
        matcher: Matcher,
        taxonomy: Taxonomy,
        confidence: Confidence = Confidence(),
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._library = library
        self._checks = checks
        self._offers = offers
        self._matcher = matcher
        self._taxonomy = taxonomy
        self._confidence = confidence
        self._now = now

    def has(self, problem: str) -> bool:
        """Whether there is a guide for this problem (an intent)."""
        return self._library.for_problem(problem) is not None

    def begin(self, problem: str, *, language: str, customer: Subject, known: Mapping[str, Any] = {}) -> Turn:
        """Begins the guide for a problem; `known` facts are not asked. KeyError when there is no guide."""
        guide = self._library.for_problem(problem)
        if guide is None:
            raise KeyError(problem)
        walk = Walk(str(uuid4()), guide.id, language, guide.start, known=dict(known))
        engine = Engine(guide, self._library.phrases, walk, self._now())
        return self._go_on(engine, customer)

    def ask(self, walk: Mapping[str, Any], language: str, *, resumed: bool = False) -> Prompt:
        """What to ask now, with its buttons; `resumed` after something else came in between."""
        state = replace(Walk.from_dict(walk), language=language)
        engine = self._engine(state)
        if engine is None or engine.is_lost:
            return Prompt([], [])
        again = [self._library.phrases.line("go_on", language, len(state.trail))] if resumed else []
        texts = [self._aside_question(state, state.aside)] if state.aside else engine.asking.texts()
        step = ASIDE if state.aside else state.at
        buttons = [_button(state, step, choice) for choice in engine.choices()]
        return Prompt([*again, *texts], buttons)

    def answer(
        self,
        walk: Mapping[str, Any],
        *,
        text: str,
        payload: str | None = None,
        intent: str | None = None,
        confidence: float = 0.0,
        ranking: Sequence[Mapping[str, Any]] = (),
        customer: Subject,
        language: str | None = None,
    ) -> Turn:
        """Takes a tapped or typed answer. `text` is what the customer typed, or the title of the button.

        `payload` is a button's `/answer{"guide_answer": ...}` or only the value in it.
        """
        state = Walk.from_dict(walk)
        state.language = language or state.language
        engine = self._engine(state)
        if engine is None:
            return self._guide_is_gone(state)
        if not engine.is_lost:
            answer = Answer(text, payload, *_understood(intent, confidence, ranking))
            other = self._tapped(engine, answer) if payload else self._typed(engine, answer)
            if other is not None:
                return Turn(state.to_dict(), engine.says, None, other)
        return self._go_on(engine, customer)

    # -- one turn ------------------------------------------------------------------------------

    def _engine(self, walk: Walk) -> Engine | None:
        guide = self._library.get(walk.guide)
        return Engine(guide, self._library.phrases, walk, self._now()) if guide else None

    def _go_on(self, engine: Engine, customer: Subject) -> Turn:
        need = engine.run()
        while need is not None:
            result = self._fetch(need, engine.walk, _placed(customer, engine.walk))
            engine.feed(need, result.ok, result.facts)
            need = engine.run()
        return Turn(engine.walk.to_dict(), engine.says, self._with_skill(engine))

    def _fetch(self, need: Need, walk: Walk, customer: Subject) -> Any:
        if need.kind == "check":
            return self._checks.run(need.name, customer)
        if need.kind == "quote":
            return self._offers.quote(need.name, customer, need.arguments)
        return self._offers.perform(need.name, customer, need.arguments, f"{walk.id}:{need.step}")

    def _with_skill(self, engine: Engine) -> Ending | None:
        ending = engine.ending
        if ending is None or ending.outcome != "escalate" or ending.skill:
            return ending
        return replace(ending, skill=self._skill(engine.guide.problems))

    def _skill(self, problems: Sequence[str]) -> str:
        known = [problem for problem in problems if problem in self._taxonomy]
        return self._taxonomy.problem(known[0]).skill if known else GENERAL_SKILL

    def _guide_is_gone(self, walk: Walk) -> Turn:
        walk.ended = "escalate"
        reason = self._library.phrases.line("reason_guide_changed", walk.language)
        return Turn(walk.to_dict(), [], Ending("escalate", GENERAL_SKILL, reason, "failed"))

    # -- tapped ----------------------------------------------------------------------------------

    def _tapped(self, engine: Engine, answer: Answer) -> str | None:
        guide, step, choice = parse_payload(answer.payload or "")
        if guide != engine.guide.id:
            return None
        if step == ASIDE:
            return self._leave_aside(engine, choice)
        engine.walk.aside = None
        if step != engine.walk.at and engine.decided(step) in (None, choice):
            return None
        if step != engine.walk.at and not engine.rewind(step):
            return None
        self._choose(engine, choice, answer.text)
        return None

    def _choose(self, engine: Engine, choice: str, words: str) -> None:
        if choice in [known.id for known in engine.choices()]:
            engine.choose(choice, words)

    def _leave_aside(self, engine: Engine, choice: str) -> str | None:
        other, engine.walk.aside = engine.walk.aside, None
        return other if choice == OTHER_FIRST else None

    # -- typed -------------------------------------------------------------------------------------

    def _typed(self, engine: Engine, answer: Answer) -> str | None:
        match = self._matcher.match(answer.text, engine.choices(), answer.intent, answer.confidence)
        if engine.walk.aside is not None:
            return self._answer_aside(engine, answer, match)
        other = self._other_problem(engine, answer)
        moves = answer.intent in MOVES and answer.confidence >= self._confidence.sure
        doubtful = other is not None or moves
        if match is not None and (match.exact or not doubtful or match.score >= SURE_OF_MATCH):
            engine.choose(match.choice, answer.text)
        elif self._typed_value(engine, answer.text) or self._moved(engine, answer):
            return None
        elif other is not None:
            return self._turn_to(engine, other, answer.confidence)
        else:
            engine.miss()
        return None

    def _answer_aside(self, engine: Engine, answer: Answer, match: Match | None) -> str | None:
        if match is not None:
            return self._leave_aside(engine, match.choice)
        engine.walk.aside = None
        return self._typed(engine, answer)

    def _typed_value(self, engine: Engine, text: str) -> bool:
        step = engine.guide.steps.get(engine.walk.at)
        if not isinstance(step, AskStep) or step.field is None or engine.walk.asking:
            return False
        values = VALUES[step.field].read(text)
        if values is None:
            return False
        engine.type_value(values, text)
        return True

    def _moved(self, engine: Engine, answer: Answer) -> bool:
        """A move in the conversation rather than an answer: True when it was one."""
        if answer.confidence < self._confidence.maybe:
            return False
        if answer.intent == "stop":
            engine.stop()
        elif answer.intent == "problem_solved":
            engine.solve(answer.text)
        elif answer.intent == "go_back":
            engine.go_back()
        elif answer.intent == "dont_know":
            return engine.does_not_know(answer.text)
        elif answer.intent == "problem_not_solved" or answer.intent in engine.guide.problems:
            return engine.does_not_work(answer.text)
        else:
            return answer.intent == "repeat"
        return True

    def _other_problem(self, engine: Engine, answer: Answer) -> str | None:
        if answer.intent not in self._taxonomy or answer.intent in engine.guide.problems:
            return None
        return answer.intent if answer.confidence >= self._confidence.maybe else None

    def _turn_to(self, engine: Engine, other: str, confidence: float) -> str | None:
        if confidence >= self._confidence.sure:
            return other
        engine.walk.aside = other
        return None

    def _aside_question(self, walk: Walk, problem: str) -> str:
        label = self._taxonomy.problem(problem).button[walk.language]
        return self._library.phrases.line("aside", walk.language).replace("{problem}", label)


def parse_payload(payload: str) -> tuple[str, str, str]:
    """Guide, step and choice of a button's payload; empty strings for anything else."""
    value: Any = payload
    if payload.startswith("/"):
        try:
            value = json.loads(payload[payload.index("{") :])["guide_answer"]
        except (ValueError, KeyError, TypeError):
            return "", "", ""
    parts = value.split("/") if isinstance(value, str) else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _button(walk: Walk, step: str, choice: Choice) -> Button:
    value = json.dumps({"guide_answer": f"{walk.guide}/{step}/{choice.id}"})
    return Button(choice.label[walk.language], f"/answer{value}")


def _understood(
    intent: str | None, confidence: float, ranking: Sequence[Mapping[str, Any]]
) -> tuple[str | None, float]:
    """The intent, or the likeliest one behind a fallback."""
    if intent != FALLBACK:
        return intent, confidence
    likeliest = next((row for row in ranking if row.get("name") != FALLBACK), None)
    return (likeliest["name"], float(likeliest["confidence"])) if likeliest else (None, 0.0)


def _placed(customer: Subject, walk: Walk) -> Subject:
    """The customer, at the address that they named in this walk."""
    code, number = walk.known.get("postcode"), walk.known.get("house_number")
    return replace(customer, address=Address(str(code), str(number))) if code and number else customer
