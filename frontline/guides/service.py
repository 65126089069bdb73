"""Guides for the conversation: begins them, takes answers, asks the next step."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Protocol
from uuid import uuid4

from frontline.conversations.types import Button, Level
from frontline.customers.checks import CHECKS, CheckResult
from frontline.customers.checks.base import allowed
from frontline.customers.identity import Identified
from frontline.customers.offers import OfferResult
from frontline.customers.types import Address, Subject
from frontline.guides.answer import SURE_OF_MATCH, Answer, understood
from frontline.guides.answering import ASIDE, Answering
from frontline.guides.asking import CLAIM, HOME, OUTSIDE
from frontline.guides.effort import effort_of
from frontline.guides.engine import Engine
from frontline.guides.identifying import UNKNOWN
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.proving import ADDRESS, DOWN, KNOWN
from frontline.guides.standing import Need
from frontline.guides.taking import Taking
from frontline.guides.types import Choice, Ending, IdentifyStep, Prompt, Turn, Walk
from frontline.guides.values import Mention
from frontline.triage.taxonomy import GENERAL_SKILL, Taxonomy

logger = logging.getLogger(__name__)


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


class Identifying(Protocol):
    """What finds out who a customer is: `frontline.customers.identity.Identity`."""

    def identify(
        self,
        conversation_id: str,
        customer: Subject,
        level: Level,
        claim: Mapping[str, str] | None,
        home: Mapping[str, str] | None,
    ) -> Identified:
        """What is still to be asked, or who it is."""


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
        identity: Identifying | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Without `identity` nobody can prove who they are; who is known well enough need not."""
        self._library = library
        self._checks = checks
        self._offers = offers
        self._taxonomy = taxonomy
        self._identity = identity
        self._now = now
        self._matcher = matcher
        self._taking = Taking(now)
        self._answering = Answering(library.phrases, matcher, taxonomy, self._taking)

    def has(self, problem: str) -> bool:
        """Whether there is a guide for this problem (an intent)."""
        return self._library.for_problem(problem) is not None

    def is_contented(self, text: str) -> bool:
        """Whether the customer agrees without asking for anything ("prima", "great, thanks")."""
        return self._library.phrases.is_contented(text)

    def pointed_at(self, text: str, choices: Sequence[Choice], intent: str | None) -> str | None:
        """The choice of a question outside a guide that a typed answer points at ("de tweede", "nee")."""
        return self._matcher.pointed_at(text, choices, intent)

    def outside(self, text: str, language: str) -> str | None:
        """What is said to a question asked before we know what it is about; None where it is none."""
        phrases = self._library.phrases
        asked = [question for question in phrases.side_questions if OUTSIDE in question.at]
        near = self._matcher.clearest(text, asked) if asked else None
        if near is None or near.score < SURE_OF_MATCH:
            return None
        return next(question.say[language] for question in asked if question.id == near.choice)

    def _remembered(self, walks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """What customers told in earlier walks and would not like to tell again; the latest counts.

        That is what all guides ask alike, and where they live: the address at which a check has looked.
        """
        facts: dict[str, Any] = {}
        for walk in walks:
            at_home = any(check in CHECKS and CHECKS[check].at_home for check in walk.get("checks", ()))
            names = (*self._library.phrases.questions, *(ADDRESS if at_home else ()))
            known = walk.get("known", {})
            facts.update({name: known[name] for name in names if known.get(name) is not None})
        return facts

    def _left_unproven(self, walk: Mapping[str, Any]) -> bool:
        """Whether it went on without knowing who the customer is, which they were asked."""
        guide = self._library.get(str(walk["guide"]))
        left = [row["step"] for row in walk.get("path", ()) if row["choice"] == UNKNOWN]
        return guide is not None and any(isinstance(guide.steps.get(step), IdentifyStep) for step in left)

    def begin(
        self,
        problem: str,
        *,
        language: str,
        customer: Subject,
        known: Mapping[str, Any] = {},
        earlier: Sequence[Mapping[str, Any]] = (),
        conversation_id: str = "",
        words: str = "",
    ) -> Turn:
        """Begins the guide for a problem; KeyError when there is none.

        `known` facts are not asked, nor what the `earlier` walks of the conversation tell, nor the first
        question where the `words` that began it answer that.
        """
        guide = self._library.for_problem(problem)
        if guide is None:
            raise KeyError(problem)
        walk = Walk(str(uuid4()), guide.id, language, guide.start, conversation_id, words)
        walk.known = {**self._remembered(earlier), **known}
        walk.unproven = any(map(self._left_unproven, earlier))
        engine = Engine(guide, self._library.phrases, walk, self._now())
        if "date" not in known:
            self._taking.keep_day(engine, Answer(words))
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
        buttons = [_button(state, step, choice) for choice in engine.asking.choices()]
        return Prompt([*again, *texts], buttons)

    def answer(  # noqa: PLR0913 - all that Rasa tells of a message
        self,
        walk: Mapping[str, Any],
        *,
        text: str,
        payload: str | None = None,
        intent: str | None = None,
        confidence: float = 0.0,
        ranking: Sequence[Mapping[str, Any]] = (),
        mentions: Sequence[Mention] = (),
        unseen: bool = False,
        tapped: bool = False,
        customer: Subject,
        language: str | None = None,
    ) -> Turn:
        """Takes a tapped or typed answer. `text` is what the customer typed, or the title of the button.

        `payload` is a button's `/answer{"guide_answer": ...}` or only the value in it; `mentions` is what the
        entity rules found in the text; `unseen` says that it was written before the question could be read,
        `tapped` that the intent is a button's.
        """
        state = Walk.from_dict(walk)
        state.language = language or state.language
        engine = self._engine(state)
        if engine is None:
            return self._guide_is_gone(state)
        if not engine.is_lost:
            answer = Answer(text, payload, *understood(intent, confidence, ranking), mentions, unseen, tapped)
            other = self._answering.take(engine, answer)
            if other is not None:
                return Turn(state.to_dict(), engine.says, None, other)
        return self._go_on(engine, customer)

    def is_worth_going_on(self, walk: Mapping[str, Any], other: str) -> bool:
        """Whether a walk got somewhere before the customer turned to another problem, of another service.

        One that came to an offer did, though nothing was answered yet.
        """
        engine = self._engine(Walk.from_dict(walk))
        if engine is None or not (engine.walk.path or engine.walk.offers):
            return False
        return not self._answering.is_of_this_service(engine, other)

    def leave(self, walk: Mapping[str, Any]) -> None:
        """Notes that a walk ends where it is: the customer went elsewhere."""
        self._log_end(Walk.from_dict(walk), "left")

    # -- one turn ------------------------------------------------------------------------------

    def _engine(self, walk: Walk) -> Engine | None:
        guide = self._library.get(walk.guide)
        return Engine(guide, self._library.phrases, walk, self._now()) if guide else None

    def _go_on(self, engine: Engine, customer: Subject) -> Turn:
        need = engine.run()
        while need is not None:
            if need.kind == "identify":
                customer = self._identify(engine, need, customer)
            else:
                result = self._fetch(need, engine.walk, _placed(customer, engine.walk))
                engine.feed(need, result.ok, result.facts)
            need = engine.run()
        if self._answering.take_told(engine):
            return self._go_on(engine, customer)
        if engine.ending is not None:
            self._log_end(engine.walk, engine.ending.outcome)
        return Turn(engine.walk.to_dict(), engine.says, self._ending(engine))

    def _identify(self, engine: Engine, need: Need, customer: Subject) -> Subject:
        """The customer as they are known after it, for all that comes later in this turn."""
        if self._identity is None:
            engine.feed(need, True, {"state": KNOWN if allowed(customer, Level(need.name)) else DOWN})
            return customer
        claim, home = need.arguments.get(CLAIM), need.arguments.get(HOME)
        conversation = engine.walk.conversation
        found = self._identity.identify(conversation, customer, Level(need.name), claim, home)
        engine.feed(need, True, {"state": found.state.value})
        return found.customer

    def _log_end(self, walk: Walk, outcome: str) -> None:
        told = {"guide": walk.guide, "outcome": outcome, **effort_of(vars(walk))}
        logger.info("walk ended: %s", " ".join(f"{name}={value}" for name, value in told.items()))

    def _fetch(self, need: Need, walk: Walk, customer: Subject) -> Any:
        if need.kind == "check":
            return self._checks.run(need.name, customer)
        if need.kind == "quote":
            return self._offers.quote(need.name, customer, need.arguments)
        return self._offers.perform(need.name, customer, need.arguments, f"{walk.id}:{need.step}")

    def _ending(self, engine: Engine) -> Ending | None:
        """How it ended: with the skill of the problem, and with what the customer wants in its place."""
        ending = engine.ending
        if ending is None:
            return None
        if ending.outcome == "escalate":
            return replace(ending, skill=ending.skill or self._skill(engine.guide.problems))
        return replace(ending, problem=ending.problem or engine.wish)

    def _skill(self, problems: Sequence[str]) -> str:
        known = [problem for problem in problems if problem in self._taxonomy]
        return self._taxonomy.problem(known[0]).skill if known else GENERAL_SKILL

    def _guide_is_gone(self, walk: Walk) -> Turn:
        walk.ended = "escalate"
        reason = self._library.phrases.line_in_all("reason_guide_changed")
        return Turn(walk.to_dict(), [], Ending("escalate", GENERAL_SKILL, reason, "failed"))

    def _aside_question(self, walk: Walk, problem: str) -> str:
        label = self._taxonomy.problem(problem).button[walk.language]
        return self._library.phrases.line("aside", walk.language).replace("{problem}", label)


def _button(walk: Walk, step: str, choice: Choice) -> Button:
    value = json.dumps({"guide_answer": f"{walk.guide}/{step}/{choice.id}"})
    return Button(choice.label[walk.language], f"/answer{value}")


def _placed(customer: Subject, walk: Walk) -> Subject:
    """The customer, at the address that they named in this walk."""
    code, number = walk.known.get("postcode"), walk.known.get("house_number")
    return replace(customer, address=Address(str(code), str(number))) if code and number else customer
