"""Simulated escalations: demo customers with each of our problems who end up with a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from frontline.bootstrap import Frontline
from frontline.conversations.types import Author, InboundMessage, Level
from frontline.guides.types import Turn
from frontline.handoffs.types import HandoffRequest, Pack
from frontline.review.training_files import examples_in
from frontline.settings import PROJECT_ROOT

CUSTOMERS = [f"PK1002{number:02}" for number in range(1, 37)]
MOST_ANSWERS = 8
"""After so many answers the customer asks for a person."""


@dataclass(frozen=True)
class Escalation:
    """Who escalates, with which problem, in which language; `seed` decides what they answer."""

    problem: str
    words: str
    customer_id: str | None
    language: str
    seed: int


def escalations(problems: Sequence[str], customers: Sequence[str], count: int) -> Iterator[Escalation]:
    """`count` of them: each problem in turn, by changing customers, every tenth by nobody we know."""
    for number, problem in enumerate(islice(cycle(problems), count)):
        language = "en" if number % 3 == 2 else "nl"
        words = _words_of(language)[problem]
        customer = None if number % 10 == 9 else customers[number * 7 % len(customers)]
        yield Escalation(problem, words[number % len(words)], customer, language, number)


class Escalating:
    """Plays one escalation: the customer tells the problem, answers the guide, and ends up with a person."""

    def __init__(self, services: Frontline, escalation: Escalation) -> None:
        self._services = services
        self._told = escalation
        self._random = Random(escalation.seed)
        address, customer_id = f"visitor-{escalation.seed}", escalation.customer_id
        level = Level.VERIFIED if customer_id else Level.ANONYMOUS
        conversations = services.conversations
        self.conversation = conversations.open(
            "website", address, language=escalation.language, customer_id=customer_id, level=level
        )

    def play(self) -> Pack:
        """The pack that the agent gets."""
        told, services = self._told, self._services
        self._write(told.words)
        problem = services.triage.record(self.conversation.id, told.problem, words=told.words, confidence=0.9)
        self.walks, reason = self._walk()
        request = HandoffRequest(
            self.conversation.id,
            "guide" if reason else "asked",
            reason=reason,
            problem=problem.to_dict(),
            walks=self.walks,
            language=told.language,
        )
        return services.handoffs.request(request).pack

    def unfilled(self, pack: Pack) -> Iterator[str]:
        """Fields of the pack that do not hold all there is to tell."""
        told, services = self._told, self._services
        said = services.conversations.transcript(self.conversation.id)
        trail = [entry for walk in self.walks for entry in walk["trail"] if entry["kind"] != "check"]
        holds = {
            "problem": (pack["problem"]["intent"], pack["problem"]["words"]) == (told.problem, told.words),
            "customer": pack["customer"]["id"] == told.customer_id
            and all(pack["customer"].values()) is (told.customer_id is not None),
            "transcript": [entry["text"] for entry in pack["transcript"]]
            == [message.text for message in said],
            "effort": pack["effort"]["turns"] == sum(one.author is Author.CUSTOMER for one in said),
            "skill": pack["skill"] in services.taxonomy.skills,
            "steps": len(pack["steps"]) + len(pack["offers"]) == len(trail),
            "checks": {check["name"] for check in pack["checks"]}
            == {name for walk in self.walks for name in walk["checks"]},
            "facts": "{" not in "".join(fact["label"]["nl"] + fact["value"] for fact in pack["facts"]),
        }
        yield from (field for field, whole in holds.items() if not whole)

    def _walk(self) -> tuple[list[dict[str, Any]], Mapping[str, str] | None]:
        """The guide, as far as taps bring it, and why it ended in a person."""
        guides, told = self._services.guides, self._told
        if not guides.has(told.problem):
            return [], None
        customer = self._services.customers.subject(told.customer_id, self.conversation.level)
        turn = guides.begin(told.problem, language=told.language, customer=customer)
        for _ in range(MOST_ANSWERS):
            if turn.ending or not self._tap(turn):
                break
            text, payload = self._tapped.title, self._tapped.payload
            turn = guides.answer(
                turn.walk, text=text, payload=payload, customer=customer, language=told.language
            )
        return [turn.walk], turn.ending.reason if turn.ending else None

    def _tap(self, turn: Turn) -> bool:
        """Taps any of the buttons; False where something is to be typed."""
        prompt = self._services.guides.ask(turn.walk, self._told.language)
        self._say(*turn.says, *prompt.texts)
        if not prompt.buttons:
            return False
        self._tapped = self._random.choice(prompt.buttons)
        self._write(self._tapped.title)
        return True

    def _write(self, text: str) -> None:
        address = self.conversation.address
        inbound = InboundMessage("website", address, text, f"m{self._random.random()}")
        self._services.conversations.receive(inbound)

    def _say(self, *texts: str) -> None:
        for text in texts:
            self._services.conversations.say(self.conversation.id, Author.ASSISTANT, text)


def _words_of(language: str) -> dict[str, list[str]]:
    """The training messages of each problem."""
    if language not in _WORDS:
        folder = PROJECT_ROOT / "data" / "nlu" / language
        _WORDS[language] = {
            intent: messages[:10]
            for path in sorted(folder.glob("*.yml"))
            for intent, messages in examples_in(path.read_text(encoding="utf-8")).items()
        }
    return _WORDS[language]


_WORDS: dict[str, dict[str, list[str]]] = {}
