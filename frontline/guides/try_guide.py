"""Walks a guide in a terminal: `python -m frontline.guides.try_guide PROBLEM [--customer N]`.

A number taps that button; anything else is typed. Checks and offers go to this installation's back office.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from uuid import uuid4

from frontline.bootstrap import frontline
from frontline.conversations.types import Button, Level
from frontline.customers.types import Subject
from frontline.guides.service import Guides
from frontline.guides.types import Ending, Turn
from frontline.guides.values import Mention

Find = Callable[[str], Sequence[Mention]]
Read = Callable[[], str]
Write = Callable[[str], object]


class Trial:
    """One walk, read from and written to wherever it is told."""

    def __init__(
        self,
        guides: Guides,
        customer: Callable[[], Subject],
        language: str,
        read: Read,
        write: Write,
        *,
        find: Find = lambda _text: [],
        conversation_id: str = "",
    ) -> None:
        """`customer` is who it is with at that moment; `find` brings what a typed answer mentions."""
        self._guides = guides
        self._customer = customer
        self._find = find
        self._conversation_id = conversation_id
        self._language = language
        self._read = read
        self._write = write

    def walk(self, problem: str) -> Ending | None:
        """From the beginning to the end; None when the customer turned to another problem, or left."""
        turn = self._guides.begin(
            problem,
            language=self._language,
            customer=self._customer(),
            conversation_id=self._conversation_id,
        )
        while True:
            self._say(turn.says)
            if turn.ending is not None or turn.other_problem is not None:
                self._close(turn)
                return turn.ending
            answered = self._ask(turn)
            if answered is None:
                return None
            turn = answered

    def _ask(self, turn: Turn) -> Turn | None:
        prompt = self._guides.ask(turn.walk, self._language)
        self._say(prompt.texts)
        for number, button in enumerate(prompt.buttons, 1):
            self._write(f"   {number}. {button.title}\n")
        try:
            text = self._read().strip()
        except EOFError:
            return None
        tapped = _tapped(text, prompt.buttons)
        return self._guides.answer(
            turn.walk,
            text=tapped.title if tapped else text,
            payload=tapped.payload if tapped else None,
            mentions=[] if tapped else self._find(text),
            customer=self._customer(),
        )

    def _say(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._write(f"\n{text}\n")

    def _close(self, turn: Turn) -> None:
        ending = turn.ending
        if ending is None:
            self._write(f"\n== {turn.other_problem}\n")
            return
        reason = ending.reason[self._language] if ending.reason else None
        told = [part for part in (ending.outcome, ending.skill, reason, ending.problem) if part]
        self._write(f"\n== {' – '.join(told)}\n")


def _tapped(text: str, buttons: Sequence[Button]) -> Button | None:
    number = int(text) if text.isdecimal() else 0
    return buttons[number - 1] if 1 <= number <= len(buttons) else None


def main(arguments: Sequence[str]) -> int:
    """Walks the guide for a problem; 1 when there is none."""
    parser = argparse.ArgumentParser(prog="try_guide", description="Walk a guide in the terminal.")
    parser.add_argument("problem", help="the problem, such as internet_down")
    parser.add_argument("--language", choices=("nl", "en"), default="nl")
    parser.add_argument("--customer", help="a customer number, as if signed in")
    chosen = parser.parse_args(arguments)
    services = frontline()
    if not services.guides.has(chosen.problem):
        sys.stderr.write(f"There is no guide for {chosen.problem}.\n")
        return 1
    level = Level.VERIFIED if chosen.customer else Level.ANONYMOUS
    conversation = services.conversations.open(
        "try_guide", uuid4().hex, customer_id=chosen.customer, level=level
    )

    def customer() -> Subject:
        now = services.conversations.get(conversation.id)
        return services.customers.subject(now.customer_id, now.level)

    trial = Trial(
        services.guides,
        customer,
        chosen.language,
        lambda: input("> "),
        sys.stdout.write,
        find=services.mentions,
        conversation_id=conversation.id,
    )
    trial.walk(chosen.problem)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
