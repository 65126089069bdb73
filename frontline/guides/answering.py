"""What a customer's answer, tapped or typed, does to a walk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from frontline.guides.answer import MAYBE_INTENT, SURE_OF_MATCH, Answer
from frontline.guides.asking import OTHER_FIRST, SOLVED, START_OVER
from frontline.guides.engine import Engine
from frontline.guides.matching import AFFIRM, DENY, Match, Matcher
from frontline.guides.phrases import Phrases
from frontline.guides.steering import Steering
from frontline.guides.taking import Taking
from frontline.guides.types import AskStep, OfferStep, SideQuestion, named
from frontline.triage.taxonomy import Taxonomy

SOUNDS_LIKE: Mapping[str, str] = {"problem_solved": SOLVED, "start_over": START_OVER}
"""Moves whose words may as well be an answer ("it's green", "restarted"), by the choice that is none."""

ASIDE = "_aside"
"""Stands for the step in the payload of the question whether to turn to another problem."""

SURE_OF_TOLD = 0.85
"""Cosine from which the message that named the problem is taken for an answer to the first question too."""


class Answering:
    """Puts answers to the engine of a walk."""

    def __init__(
        self,
        phrases: Phrases,
        matcher: Matcher,
        taxonomy: Taxonomy,
        taking: Taking,
    ) -> None:
        self._phrases = phrases
        self._matcher = matcher
        self._taxonomy = taxonomy
        self._taking = taking

    def take(self, engine: Engine, answer: Answer) -> str | None:
        """Puts the answer to the engine, which then goes on; the intent of a problem to turn to instead."""
        if answer.payload:
            return self._tapped(engine, answer)
        if answer.tapped and answer.intent in self._taxonomy:  # a problem's button, of an earlier question
            return None if answer.intent in engine.guide.problems else answer.intent
        return self._typed(engine, answer)

    def take_told(self, engine: Engine) -> bool:
        """Whether the words that began the walk answer its question; then the customer hears which answer.

        Only the first question, where something is to be done, or one whose guide says what may be told: what
        is wrong with a service, few tell exactly at once, and a yes or no answers what was not yet asked.
        """
        step, words = engine.asking.step, engine.walk.words
        if not words or not isinstance(step, AskStep) or not self._may_be_told(engine, step):
            return False
        telling = {option.id: option for option in step.options if option.means not in (AFFIRM, DENY)}
        match = self._matcher.clearest(words, tuple(telling.values())) if telling else None
        if match is None or match.score < SURE_OF_TOLD or (step.told and match.choice not in step.told):
            return False
        label = telling[match.choice].label[engine.walk.language].strip("'")
        engine.says.append(engine.asking.line("told").replace("{answer}", label))
        engine.walk.told.append(step.id)
        engine.deciding.choose(match.choice, words)
        return True

    def _may_be_told(self, engine: Engine, step: AskStep) -> bool:
        """Whether a question is one that was told; whoever takes it back is asked."""
        walk = engine.walk
        if engine.ending is not None or walk.asking is not None or step.field is not None:
            return False
        if step.told:
            return step.id not in walk.told
        return not walk.path and not walk.told and not self._taxonomy.is_service(self._category(engine))

    # -- tapped ----------------------------------------------------------------------------------

    def _tapped(self, engine: Engine, answer: Answer) -> str | None:
        guide, step, choice = parse_payload(answer.payload or "")
        if guide != engine.guide.id:
            return None
        if step == ASIDE:
            return self._leave_aside(engine, choice)
        engine.walk.aside = None
        if step != engine.walk.at and engine.walk.decided(step) in (None, choice):
            return None
        if step != engine.walk.at and not engine.steering.rewind(step):
            return None
        self._choose(engine, choice, answer.text)
        return None

    def _choose(self, engine: Engine, choice: str, words: str) -> None:
        if choice in [known.id for known in engine.asking.choices()]:
            engine.walk.tapped += 1
            engine.deciding.choose(choice, words)

    def _leave_aside(self, engine: Engine, choice: str) -> str | None:
        other, engine.walk.aside = engine.walk.aside, None
        return other if choice == OTHER_FIRST else None

    # -- typed -------------------------------------------------------------------------------------

    def _typed(self, engine: Engine, answer: Answer) -> str | None:
        days = [mention.value for mention in answer.mentions if mention.kind == "date"]
        match = self._matcher.match(
            answer.text, engine.asking.answers(), answer.intent, answer.confidence, days=days
        )
        if engine.walk.aside is not None:
            return self._answer_aside(engine, answer, match)
        if _only_asks(answer, match):
            match = None
        engine.walk.typed += 1
        self._taking.keep_day(engine, answer)
        exact = match is not None and match.exact
        if not exact and self._taking.took(engine, answer, match):
            return None
        if not exact and self._told_aside(engine, answer, match):
            return None
        self._taking.keep_mentions(engine, answer)
        return self._typed_words(engine, answer, match)

    def _typed_words(self, engine: Engine, answer: Answer, match: Match | None) -> str | None:
        other = self._other_problem(engine, answer)
        moves = self._moves(engine, answer, match)
        elsewhere = other is not None and not self.is_of_this_service(engine, other)
        doubtful = elsewhere or moves or self._still_has_it(engine, answer, match)
        if answer.unseen and match is not None and isinstance(engine.asking.step, OfferStep):
            engine.says.append(engine.asking.line("offer_unseen"))  # nobody agrees to what they have not read
        elif match is not None and (match.exact or not doubtful or match.score >= SURE_OF_MATCH):
            if other is not None and answer.likely_means_it and self._declines(engine, match):
                engine.wish = other
            engine.deciding.choose(match.choice, answer.text)
        elif match is None and self._says_solved(engine, answer):
            engine.steering.solve(answer.text)
        elif self._moved(engine, answer):
            return None
        elif other is not None:
            return self._turn_to(engine, other, sure=match is None and answer.is_sure)
        else:
            engine.steering.miss()
        return None

    def _declines(self, engine: Engine, match: Match) -> bool:
        """Whether it says no to what is offered."""
        meant = [choice.means for choice in engine.asking.answers() if choice.id == match.choice]
        return isinstance(engine.asking.step, OfferStep) and meant == [DENY]

    def _told_aside(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it was a question of the customer's, which is answered before ours is put again.

        "Yes, and what does it cost?" agrees to nothing yet.
        """
        if answer.moves:
            return False
        agrees = match is not None and not isinstance(engine.asking.step, OfferStep)
        least = max(SURE_OF_MATCH, match.score if match is not None and agrees else 0.0)
        for known in engine.asking.side_questions():
            if self._told(engine, known, named(answer.text, known)):
                return True
            near = self._matcher.clearest(answer.text, [*engine.asking.answers(), *known])
            sure = near is not None and near.score >= least
            if self._told(engine, known, near.choice if near and sure else None):
                return True
        return False

    def _told(self, engine: Engine, known: Sequence[SideQuestion], asked: str | None) -> bool:
        """Whether it is one of these questions, which is then answered."""
        question = next((question for question in known if question.id == asked), None)
        if question is not None:
            engine.steering.tell(question)
        return question is not None

    def _says_solved(self, engine: Engine, answer: Answer) -> bool:
        """Whether it works, though something else was asked: "put it on hdmi 2 and now I have a picture"."""
        mends = self._taxonomy.is_service(self._category(engine))
        verdicts = engine.asking.verdicts() if mends else ()
        denies = answer.intent in (*_STEERS, "problem_not_solved") and answer.is_sure
        if not verdicts or denies or answer.asks:
            return False
        near = self._matcher.clearest(answer.text, [*engine.asking.answers(), *verdicts])
        return near is not None and near.choice == SOLVED and near.score >= SURE_OF_MATCH

    def _still_has_it(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whoever names the problem once more hardly says that it is solved."""
        names_it = answer.intent in (*engine.guide.problems, "problem_not_solved")
        return match is not None and match.choice == SOLVED and names_it and answer.is_sure

    def _answer_aside(self, engine: Engine, answer: Answer, match: Match | None) -> str | None:
        other, engine.walk.aside = engine.walk.aside, None
        if match is None:
            return self._typed(engine, answer)
        any_words = match.exact or self._taking.takes_any_words(engine)
        if not any_words and self._taking.took_value(engine, answer, match):
            return None  # "no wait, 8 December" says no with what is to happen in its place
        engine.walk.aside = other
        return self._leave_aside(engine, match.choice)

    def _moves(self, engine: Engine, answer: Answer, match: Match | None) -> bool:
        """Whether it moves the walk even where it matches an answer."""
        if not answer.moves:
            return False
        rival = SOUNDS_LIKE.get(answer.intent or "")
        if rival is None:
            return True
        possible = [*engine.asking.answers(), self._phrases.choices[rival]]
        nearest = self._matcher.match(answer.text, possible)
        if nearest is None:  # as near as an answer of the question, unless that asks for this very thing
            return match is None or any(choice.id == rival for choice in engine.asking.answers())
        return nearest.choice == rival

    def _moved(self, engine: Engine, answer: Answer) -> bool:
        """A move in the conversation rather than an answer: True when it was one."""
        if answer.confidence < MAYBE_INTENT:
            return False
        steer = _STEERS.get(answer.intent or "")
        if steer is not None:
            steer(engine.steering)
            return True
        if answer.intent == "problem_solved":
            engine.steering.solve(answer.text)
            return True
        if answer.intent == "dont_know":
            return engine.steering.does_not_know(answer.text)
        still = answer.intent == "problem_not_solved" or answer.intent in engine.guide.problems
        return still and engine.steering.does_not_work(answer.text)

    def _other_problem(self, engine: Engine, answer: Answer) -> str | None:
        """Another problem that the message may be about; what is wrong here sounds much like it elsewhere."""
        intent = answer.intent
        if intent not in self._taxonomy or intent in engine.guide.problems:
            return None
        if intent is None or answer.confidence < MAYBE_INTENT:
            return None
        return intent if self._is_named(engine, intent, answer) else None

    def _is_named(self, engine: Engine, other: str, answer: Answer) -> bool:
        """Whether it can be about the other problem: that of another service must name that service."""
        category, here = self._taxonomy.problem(other).category, self._category(engine)
        if category == here or not all(map(self._taxonomy.is_service, (category, here))):
            return True
        return category in {self._taxonomy.service_of(str(mention.value)) for mention in answer.mentions}

    def is_of_this_service(self, engine: Engine, other: str) -> bool:
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


_STEERS: Mapping[str, Callable[[Steering], object]] = {
    "stop": Steering.stop,
    "goodbye": Steering.stop,
    "start_over": Steering.start_over,
    "go_back": Steering.go_back,
    "repeat": Steering.ask_again,
}
"""Moves that need no words."""


def _only_asks(answer: Answer, match: Match | None) -> bool:
    """Whether it asks what it seems to say: "is it working again?"."""
    return match is not None and match.choice == SOLVED and not match.exact and answer.asks


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
