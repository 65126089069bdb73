"""Guides for the conversation: begins them, takes answers, asks the next step."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Protocol
from uuid import uuid4

from frontline.conversations.types import Button, Level
from frontline.customers.checks import CheckResult
from frontline.customers.checks.base import allowed
from frontline.customers.identity import Identified
from frontline.customers.offers import OfferResult
from frontline.customers.types import Address, Subject
from frontline.guides.asking import CLAIM, HOME, OTHER_FIRST, SOLVED, START_OVER
from frontline.guides.effort import effort_of
from frontline.guides.engine import Engine, Need
from frontline.guides.library import Library
from frontline.guides.matching import Match, Matcher
from frontline.guides.phrases import PLACE
from frontline.guides.proving import CLAIMS, DOWN, KNOWN
from frontline.guides.types import AskStep, Choice, Ending, IdentifyStep, OfferStep, Prompt, Turn, Walk
from frontline.guides.values import VALUES, Mention, Said
from frontline.triage.taxonomy import GENERAL_SKILL, Taxonomy

logger = logging.getLogger(__name__)

MOVES = ("stop", "goodbye", "start_over", "problem_solved", "go_back", "repeat")
"""Intents that move the walk as a whole rather than answer its question."""

SOUNDS_LIKE: Mapping[str, str] = {"problem_solved": SOLVED, "start_over": START_OVER}
"""Moves whose words may as well be an answer ("it's green", "restarted"), by the choice that is none."""

NO_VALUES = (*MOVES, "affirm", "deny", "dont_know")
"""Intents of messages that are no value, though nearly any words can be one."""

UNMISTAKABLE = (*CLAIMS, "iban", "order_number", "postcode", "house_number")
"""Mentions that are kept for later questions; a day or an amount may be about anything."""

ASIDE = "_aside"
"""Stands for the step in the payload of the question whether to turn to another problem."""

FALLBACK = "nlu_fallback"

SURE_OF_MATCH = 0.72
"""Cosine from which an answer is taken for a choice though it also looks like something else."""


SURE_OF_TOLD = 0.85
"""Cosine from which the message that named the problem is taken for an answer to the first question too."""


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
    mentions: Sequence[Mention] = ()
    unseen: bool = False


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
        confidence: Confidence = Confidence(),
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Without `identity` nobody can prove who they are; who is known well enough need not."""
        self._library = library
        self._checks = checks
        self._offers = offers
        self._matcher = matcher
        self._taxonomy = taxonomy
        self._identity = identity
        self._confidence = confidence
        self._now = now

    def has(self, problem: str) -> bool:
        """Whether there is a guide for this problem (an intent)."""
        return self._library.for_problem(problem) is not None

    def begin(
        self,
        problem: str,
        *,
        language: str,
        customer: Subject,
        known: Mapping[str, Any] = {},
        conversation_id: str = "",
        words: str = "",
    ) -> Turn:
        """Begins the guide for a problem; KeyError when there is none.

        `known` facts are not asked, nor the first question where the `words` that began it answer that.
        """
        guide = self._library.for_problem(problem)
        if guide is None:
            raise KeyError(problem)
        walk = Walk(str(uuid4()), guide.id, language, guide.start, conversation_id, known=dict(known))
        engine = Engine(guide, self._library.phrases, walk, self._now())
        turn = self._go_on(engine, customer)
        return self._go_on(engine, customer) if self._is_told(engine, words) else turn

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
        customer: Subject,
        language: str | None = None,
    ) -> Turn:
        """Takes a tapped or typed answer. `text` is what the customer typed, or the title of the button.

        `payload` is a button's `/answer{"guide_answer": ...}` or only the value in it; `mentions` is what the
        entity rules found in the text; `unseen` says that it was written before the question could be read.
        """
        state = Walk.from_dict(walk)
        state.language = language or state.language
        engine = self._engine(state)
        if engine is None:
            return self._guide_is_gone(state)
        if not engine.is_lost:
            answer = Answer(text, payload, *_understood(intent, confidence, ranking), mentions, unseen)
            other = self._tapped(engine, answer) if payload else self._typed(engine, answer)
            if other is not None:
                return Turn(state.to_dict(), engine.says, None, other)
        return self._go_on(engine, customer)

    def is_worth_going_on(self, walk: Mapping[str, Any], other: str) -> bool:
        """Whether a walk got somewhere before the customer turned to another problem, of another service."""
        engine = self._engine(Walk.from_dict(walk))
        return engine is not None and bool(engine.walk.path) and not self._is_of_this_service(engine, other)

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
        if engine.ending is not None:
            self._log_end(engine.walk, engine.ending.outcome)
        return Turn(engine.walk.to_dict(), engine.says, self._with_skill(engine))

    def _is_told(self, engine: Engine, words: str) -> bool:
        """Whether the words that began the walk answer its first question; then the customer hears which.

        Only where they ask for something to be done: what is wrong with a service, few tell exactly at once,
        and a yes or no answers a question that was not yet put.
        """
        step = engine.asking.step
        asked = engine.ending is None and engine.walk.asking is None and not engine.walk.path
        troubles = self._taxonomy.is_service(self._category(engine))
        if troubles or not asked or not isinstance(step, AskStep) or step.field is not None:
            return False
        telling = {option.id: option for option in step.options if option.means is None}
        match = self._matcher.clearest(words, tuple(telling.values())) if telling else None
        if match is None or match.score < SURE_OF_TOLD:
            return False
        label = telling[match.choice].label[engine.walk.language]
        engine.says.append(engine.asking.line("told").replace("{answer}", label))
        engine.choose(match.choice, words)
        return True

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
        reason = self._library.phrases.line_in_all("reason_guide_changed")
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
            engine.walk.tapped += 1
            engine.choose(choice, words)

    def _leave_aside(self, engine: Engine, choice: str) -> str | None:
        other, engine.walk.aside = engine.walk.aside, None
        return other if choice == OTHER_FIRST else None

    # -- typed -------------------------------------------------------------------------------------

    def _typed(self, engine: Engine, answer: Answer) -> str | None:
        days = [mention.value for mention in answer.mentions if mention.kind == "date"]
        match = self._matcher.match(
            answer.text, engine.answers(), answer.intent, answer.confidence, days=days
        )
        if engine.walk.aside is not None:
            return self._answer_aside(engine, answer, match)
        engine.walk.typed += 1
        exact = match is not None and match.exact
        if not exact and (self._took_value(engine, answer, match) or self._took_next_value(engine, answer)):
            return None
        self._keep_mentions(engine, answer)
        return self._typed_words(engine, answer, match)

    def _typed_words(self, engine: Engine, answer: Answer, match: Match | None) -> str | None:
        other = self._other_problem(engine, answer)
        moves = self._moves(engine, answer, match)
        elsewhere = other is not None and not self._is_of_this_service(engine, other)
        doubtful = elsewhere or moves or self._still_has_it(engine, answer, match)
        if answer.unseen and match is not None and isinstance(engine.asking.step, OfferStep):
            engine.says.append(engine.asking.line("offer_unseen"))  # nobody agrees to what they have not read
        elif match is not None and (match.exact or not doubtful or match.score >= SURE_OF_MATCH):
            engine.choose(match.choice, answer.text)
        elif self._moved(engine, answer):
            return None
        elif other is not None:
            return self._turn_to(engine, other, sure=match is None and self._is_sure(answer))
        else:
            engine.miss()
        return None

    def _still_has_it(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whoever names the problem once more hardly says that it is solved."""
        names_it = answer.intent in (*engine.guide.problems, "problem_not_solved")
        return match is not None and match.choice == SOLVED and names_it and self._is_sure(answer)

    def _answer_aside(self, engine: Engine, answer: Answer, match: Match | None) -> str | None:
        if match is not None:
            return self._leave_aside(engine, match.choice)
        engine.walk.aside = None
        return self._typed(engine, answer)

    def _took_value(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it holds what the step takes: a value, who they are, or a change of what is offered."""
        step, said = engine.guide.steps.get(engine.walk.at), self._said(answer)
        if engine.walk.asking is not None:
            return False
        if isinstance(step, IdentifyStep):
            return self._took_proof(engine, said)
        if isinstance(step, OfferStep):
            return self._took_change(engine, step, said)
        if not isinstance(step, AskStep) or step.field is None:
            return False
        means_else = self._is_no_value(answer) or (match is not None and match.score >= SURE_OF_MATCH)
        return not (VALUES[step.field].loose and means_else) and self._took_field(engine, step, said)

    def _took_field(self, engine: Engine, step: AskStep, said: Said) -> bool:
        values = VALUES[str(step.field)].read(said)
        if values is not None:
            engine.type_value(values, said.text)
        return values is not None

    def _took_next_value(self, engine: Engine, answer: Answer) -> bool:
        """Whether it is what one of the answers would ask next: an e-mail address instead of "my e-mail"."""
        step, said = engine.guide.steps.get(engine.walk.at), self._said(answer)
        if engine.walk.asking is not None or not isinstance(step, AskStep):
            return False
        values = {option.id: _value_at(engine.guide.steps.get(option.next), said) for option in step.options}
        meant = [id for id, value in values.items() if value is not None]
        if len(meant) != 1:
            return False
        engine.choose(meant[0], answer.text)
        engine.type_value(values[meant[0]] or {}, answer.text)
        return True

    def _took_proof(self, engine: Engine, said: Said) -> bool:
        mentioned = ((kind, said.last(kind)) for kind in CLAIMS)
        claims = ({kind: found.value} for kind, found in mentioned if found)
        claim = next(claims, None) or VALUES["customer_number"].read(said)
        told = {CLAIM: claim, HOME: VALUES["address"].read(said)}
        found = {key: value for key, value in told.items() if value}
        if engine.walk.proof.get("asks") not in found:
            return False
        engine.prove(found)
        return True

    def _took_change(self, engine: Engine, offer: OfferStep, said: Said) -> bool:
        """ "No, 8 December": another value than the offer is made with, typed instead of a yes or a no."""
        for step in engine.behind(offer):
            kind = VALUES[str(step.field)]
            values = None if kind.loose else kind.read(said)
            if values is not None and not engine.has_given(step, values) and engine.rewind(step.id):
                engine.type_value(values, said.text)
                return True
        return False

    def _said(self, answer: Answer) -> Said:
        return Said(answer.text, answer.mentions, self._now().astimezone(PLACE).date())

    def _is_no_value(self, answer: Answer) -> bool:
        return answer.intent in NO_VALUES and self._is_sure(answer)

    def _is_sure(self, answer: Answer) -> bool:
        return answer.confidence >= self._confidence.sure

    def _keep_mentions(self, engine: Engine, answer: Answer) -> None:
        """What the customer tells before it is asked; who they are is not for the walk."""
        if isinstance(engine.asking.step, IdentifyStep):
            return
        for mention in answer.mentions:
            if mention.kind in UNMISTAKABLE:
                engine.walk.known.setdefault(mention.kind, mention.value)

    def _moves(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it moves the walk even where it matches an answer."""
        if answer.intent not in MOVES or not self._is_sure(answer):
            return False
        rival = SOUNDS_LIKE.get(answer.intent)
        if rival is None:
            return True
        possible = [*engine.answers(), self._library.phrases.choices[rival]]
        nearest = self._matcher.match(answer.text, possible)
        if nearest is None:  # as near as an answer of the question, unless that asks for this very thing
            return match is None or any(choice.id == rival for choice in engine.answers())
        return nearest.choice == rival

    def _moved(self, engine: Engine, answer: Answer) -> bool:
        """A move in the conversation rather than an answer: True when it was one."""
        if answer.confidence < self._confidence.maybe:
            return False
        steer = _STEERS.get(answer.intent or "")
        if steer is not None:
            steer(engine)
            return True
        if answer.intent == "problem_solved":
            engine.solve(answer.text)
            return True
        if answer.intent == "dont_know":
            return engine.does_not_know(answer.text)
        still = answer.intent == "problem_not_solved" or answer.intent in engine.guide.problems
        return still and engine.does_not_work(answer.text)

    def _other_problem(self, engine: Engine, answer: Answer) -> str | None:
        """Another problem that the message may be about; what is wrong here sounds much like it elsewhere."""
        intent = answer.intent
        if intent not in self._taxonomy or intent in engine.guide.problems:
            return None
        if intent is None or answer.confidence < self._confidence.maybe:
            return None
        return intent if self._is_named(engine, intent, answer) else None

    def _is_named(self, engine: Engine, other: str, answer: Answer) -> bool:
        """Whether it can be about the other problem: that of another service must name that service."""
        category, here = self._taxonomy.problem(other).category, self._category(engine)
        if category == here or not all(map(self._taxonomy.is_service, (category, here))):
            return True
        return category in {self._taxonomy.service_of(str(mention.value)) for mention in answer.mentions}

    def _is_of_this_service(self, engine: Engine, other: str) -> bool:
        """Whether both are troubles of one service, so that the same words describe them."""
        category = self._taxonomy.problem(other).category
        return self._taxonomy.is_service(category) and category == self._category(engine)

    def _category(self, engine: Engine) -> str | None:
        known = [problem for problem in engine.guide.problems if problem in self._taxonomy]
        return self._taxonomy.problem(known[0]).category if known else None

    def _turn_to(self, engine: Engine, other: str, *, sure: bool) -> str | None:
        if sure:
            return other
        engine.walk.aside = other
        return None

    def _aside_question(self, walk: Walk, problem: str) -> str:
        label = self._taxonomy.problem(problem).button[walk.language]
        return self._library.phrases.line("aside", walk.language).replace("{problem}", label)


_STEERS: Mapping[str, Callable[[Engine], object]] = {
    "stop": Engine.stop,
    "goodbye": Engine.stop,
    "start_over": Engine.start_over,
    "go_back": Engine.go_back,
    "repeat": Engine.ask_again,
}
"""Moves that need no words."""


def _value_at(step: object, said: Said) -> Mapping[str, Any] | None:
    """The value that a message holds for a step, of a kind that cannot be just any words."""
    if not isinstance(step, AskStep) or step.field is None or VALUES[step.field].loose:
        return None
    return VALUES[step.field].read(said)


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
