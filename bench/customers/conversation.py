"""One simulated customer in the chat: reads, does what is asked, answers what is true."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import yaml

from bench.customers.cases import Case
from bench.customers.office import Account
from bench.customers.reading import NO, YES, Heard, Lexicon, NotUnderstood
from bench.customers.worlds import World
from tools.website_customer import Customer

WORDINGS = yaml.safe_load((Path(__file__).parent / "wordings.yml").read_text(encoding="utf-8"))
MOST_TURNS = 60
TOO_FAST = "rate_limited"
"""Nobody taps as fast as these customers do."""

HELP, CONSENTS, DONE, ELSEWHERE = "calls_for_help", "consents", "done", "something_else"
MOMENT = "any_moment"
WHO, HOME = "who_are_you", "home_address"
VAGUE = {"offline", "all_devices"}
"""True of many things: said only where nothing says it better."""

OFFERED = {CONSENTS, "add_data"}
NOT_A_QUESTION = {HELP, "cannot", "cannot_test", "another_moment", "declines", "unknown", "problem_other"}
"""What this customer never answers by themselves: they can do all, and tell what they know."""


@dataclass
class Told:
    """How it went. `messages` counts what was sent after the first, `useful` those that mended something.

    `asked` holds what it was about, the text, and how much had been done by then.
    """

    transcript: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    messages: int = 0
    useful: int = 0
    acted: int = 0
    missed: int = 0
    over: bool = False
    with_person: bool = False
    not_understood: str | None = None


class Conversation:
    """Between the assistant and one customer with their world."""

    def __init__(self, visitor: Customer, case: Case, account: Account, world: World, site: str) -> None:
        self.told = Told()
        self._visitor = visitor
        self._case = case
        self._account = account
        self._world = world
        self._site = site
        self._lexicon = Lexicon.load(case.person.language)
        self._chance = case.chance
        self._to_do: Sequence[str] = ()
        self._link: str | None = None
        self._wants_help = case.person.asks_how
        self._explained = False
        self._must_tap = self._was_missed = False
        self._consented = False

    def run(self) -> Told:
        """From the complaint to the end, whatever it is."""
        try:
            self._send(self._chance.choice(WORDINGS["complaints"][self._case.complaint][self._language]))
            while not self._is_over():
                self._answer()
        except NotUnderstood as words:
            self.told.not_understood = str(words)
        return self.told

    @property
    def _language(self) -> str:
        return self._case.person.language

    def _is_over(self) -> bool:
        told = self.told
        told.with_person = self._visitor.status.get("owner") == "human"
        if not told.with_person:
            self._heard = self._lexicon.read(self._news, self._explained)
            told.over = self._heard.over
        if told.messages > MOST_TURNS:
            raise NotUnderstood(f"this takes too long: {self._heard.text}")
        return told.with_person or told.over

    # -- one turn --------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        heard, told = self._heard, self.told
        missed = heard.sorry or heard.question == ELSEWHERE
        told.missed += missed
        for news in heard.news:
            self._world.hears(news)
        self._must_tap = bool(heard.answers) and (missed or self._was_missed)
        self._was_missed = heard.question == ELSEWHERE
        self._link = heard.link or self._link
        self._count_consent(heard)
        self._note(heard)
        self._to_do = heard.actions or self._to_do
        if self._asks_for_help(heard):
            return
        told.useful += self._follow()
        self._world.meets_company()
        self._reply(heard)

    def _count_consent(self, heard: Heard) -> None:
        """A yes was needed where the company then did something that helps, or gave a link to pay by."""
        helped = self._world.meets_company() or heard.link is not None
        self.told.useful += self._consented and helped
        self.told.acted += self._consented
        self._consented = False

    def _note(self, heard: Heard) -> None:
        told = self.told
        if heard.question not in (None, ELSEWHERE) and not self._must_tap and not self._explained:
            told.asked.append((heard.question, heard.text, told.acted + bool(heard.actions)))

    def _asks_for_help(self, heard: Heard) -> bool:
        """Once, at the first instruction that there is help for."""
        title = next((title for title, meaning in heard.answers.items() if meaning == HELP), None)
        self._explained = self._wants_help and title is not None and bool(heard.actions)
        if self._explained and title is not None:
            self._wants_help = False
            self._send_tap(title)
        return self._explained

    def _follow(self) -> bool:
        """Does what was asked; whether that changed anything."""
        changed = [self._do(action) for action in self._to_do]
        self.told.acted += bool(self._to_do)
        self._to_do = ()
        return any(changed)

    def _do(self, action: str) -> bool:
        if action == "wait":
            return False
        if action == "pay":
            self._pay()
        try:
            return self._world.do(action)
        except KeyError as unknown:
            raise NotUnderstood(f"{self._heard.text} [{action}]") from unknown

    def _pay(self) -> None:
        if self._link is None:
            raise NotUnderstood("a bill to pay, but no link to pay it with")
        path = urlsplit(self._link).path
        requests.post(f"{self._site}{path}", timeout=30).raise_for_status()

    # -- the answer ------------------------------------------------------------------------------------------

    def _reply(self, heard: Heard) -> None:
        if heard.question in (WHO, HOME):
            self._send(self._proof(heard.question))
            return
        title, meaning = self._truth(heard)
        self._consented = heard.question == CONSENTS or meaning in OFFERED
        words = self._words(heard.question, meaning)
        if words and not self._must_tap and self._chance.random() < self._case.person.typing:
            self._send(self._chance.choice(words))
        else:
            self._send_tap(title)

    def _proof(self, question: str) -> str:
        if question == WHO:
            return self._chance.choice([self._account.email, self._account.id])
        return " ".join(self._account.home)

    def _truth(self, heard: Heard) -> tuple[str, str]:
        """The button that says what is so: one with words of its own before a plain yes or no."""
        told = {title: meaning for title, meaning in heard.answers.items() if meaning not in NOT_A_QUESTION}
        plain = {meaning: title for title, meaning in told.items() if meaning in (YES, NO)}
        for title, meaning in sorted(told.items(), key=lambda pair: pair[1] in VAGUE):
            if meaning not in (YES, NO) and self._holds(meaning):
                return title, meaning
        verdict = YES if YES in plain and heard.question is not None and self._holds(heard.question) else NO
        if verdict not in plain:
            raise NotUnderstood(f"{heard.text} {list(heard.answers)}")
        return plain[verdict], verdict

    def _holds(self, claim: str) -> bool:
        if claim in (CONSENTS, DONE):
            return True
        if claim.startswith("problem_"):
            return claim == f"problem_{self._case.complaint}"
        if claim == ELSEWHERE:
            return False
        if self._heard.question == MOMENT:
            return True
        try:
            return self._world.claims()[claim]()
        except KeyError as unknown:
            raise NotUnderstood(f"{self._heard.text} [{claim}]") from unknown

    def _words(self, question: str | None, meaning: str) -> Sequence[str]:
        """How this customer could type the answer; nothing where they would tap."""
        if meaning in (YES, NO):
            known: Mapping[str, Any] = WORDINGS["answers"].get(question, {})
            return known.get(self._language, {}).get(meaning, ())
        return WORDINGS["meanings"].get(meaning, {}).get(self._language, ())

    # -- sending ---------------------------------------------------------------------------------------------

    def _send_tap(self, title: str) -> None:
        self._send(self._visitor.buttons[title], title)

    def _send(self, text: str, title: str | None = None) -> None:
        self.told.messages += bool(self.told.transcript)
        self.told.transcript.append(f"> {title or text}")
        seen = len(self._visitor.read)
        answer = self._visitor.send(text, title)
        while answer.get("error") == TOO_FAST:
            time.sleep(answer["retry_after"])
            answer = self._visitor.send(text, title)
        if not answer["ok"]:
            raise NotUnderstood(f"refused: {answer}")
        self._news = self._answer_to(seen)
        self.told.transcript += [_shown(message) for message in self._news]

    def _answer_to(self, seen: int) -> Sequence[Mapping[str, Any]]:
        """What the assistant says; who is told that something is stuck waits for what comes after."""
        self._visitor.wait_for_question(seen)
        if self._lexicon.asks_patience(self._visitor.read[-1]["text"]):
            return self._answer_to(len(self._visitor.read))
        return self._visitor.read[seen:]


def _shown(message: Mapping[str, Any]) -> str:
    titles = " | ".join(button["title"] for button in message.get("quick_replies", ()))
    return re.sub(r"\s+", " ", message["text"]) + (f" [{titles}]" if titles else "")
