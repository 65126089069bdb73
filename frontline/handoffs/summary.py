"""The summary at the top of a pack: four or five lines, as one colleague tells another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from frontline.handoffs.copy import HandoffCopy, join

LONGEST_QUOTE = 160
"""Characters of the customer's words that a line quotes."""
LONGEST_STEP = 90
URGENT = 3
CORRECTED = "corrected"
MOST_STEPS = 6


def summarise(pack: Mapping[str, Any], copy: HandoffCopy, language: str) -> list[str]:
    """Three to five lines in one language, from a pack that has everything but its summary."""
    return Summary(pack, copy, language).lines()


class Summary:
    """Tells one pack in one language."""

    def __init__(self, pack: Mapping[str, Any], copy: HandoffCopy, language: str) -> None:
        self._pack = pack
        self._copy = copy
        self._language = language

    def lines(self) -> list[str]:
        """What they said, what it is, what was checked, what was tried, why they are here."""
        done = [line for line in (self._checked(), self._tried()) if line]
        return [self._began(), self._problem(), *(done or [self._say("nothing_yet")]), self._why()]

    def _say(self, *path: str, **values: Any) -> str:
        return self._copy.say(self._language, "summary", *path, **values)

    def _began(self) -> str:
        """The customer's first words, and the words that told the problem when those came later."""
        who, channel = self._who(), self._channel()
        said = [entry["text"] for entry in self._pack["transcript"] if entry["author"] == "customer"]
        if not said:
            return self._say("silent", who=who, channel=channel)
        first, told = said[0], (self._pack["problem"] or {}).get("words", "")
        if told and told.strip().lower() not in first.strip().lower():
            values = {"words": quote(first), "problem_words": quote(told)}
            return self._say("began_then", who=who, channel=channel, **values)
        return self._say("began", who=who, channel=channel, words=quote(first))

    def _who(self) -> str:
        customer = self._pack["customer"]
        if customer["id"] is None:
            return self._say("who", "anonymous")
        name = customer["name"] or self._say("who", "unnamed", id=customer["id"])
        return self._say("who", customer["level"], name=name)

    def _channel(self) -> str:
        channel = self._pack["channel"]
        known = self._copy.find("channels", channel)
        return known[self._language] if known else str(channel)

    def _problem(self) -> str:
        problem = self._pack["problem"]
        if problem is None:
            line = self._say("problem", "unknown")
        else:
            pace = "now" if self._pack["urgency"] >= URGENT else "soon"
            line = self._say("problem", pace, problem=problem["label"][self._language])
        mentioned = list(self._mentions())
        return f"{line} {self._say('mentioned', mentioned=self._join(mentioned))}" if mentioned else line

    def _mentions(self) -> Iterable[str]:
        """What the customer mentioned or picked; of a picked row one phrase, where the copy has it."""
        facts = {fact["name"]: fact for fact in self._pack["facts"]}
        for name, fact in facts.items():
            columns = {
                key.partition(".")[2]: self._told(facts[key]) for key in facts if key.startswith(f"{name}.")
            }
            if columns and self._copy.find("picked", name):
                yield self._picked(name, fact["value"], columns)
            elif "." not in name and name != "page":
                yield f"{fact['label'][self._language].lower()} {self._told(fact)}"

    def _told(self, fact: Mapping[str, Any]) -> str:
        return str(fact["text"][self._language])

    def _picked(self, name: str, id: str, columns: Mapping[str, str]) -> str:
        return self._copy.say(self._language, "picked", name, id=id, **columns)

    def _checked(self) -> str | None:
        findings = [f[self._language] for check in self._pack["checks"] for f in check["findings"]]
        return self._say("checked", findings=self._join(findings)) if findings else None

    def _tried(self) -> str | None:
        steps = [self._step(index) for index in self._tried_indices()][-MOST_STEPS:]
        offers = [self._offer(offer) for offer in self._pack["offers"]]
        told = []
        if steps:
            told.append(self._say("tried", steps=self._join(steps)))
        if offers:
            told.append(self._say("offered", offers=self._join(offers)))
        return " ".join(told) or None

    def _tried_indices(self) -> list[int]:
        steps = self._pack["steps"]
        return [i for i, step in enumerate(steps) if step["kind"] == "do" and step["result"] != CORRECTED]

    def _step(self, index: int) -> str:
        step = self._pack["steps"][index]
        name = step["short"][self._language] if step["short"] else quoted(step["text"], LONGEST_STEP)
        result = self._copy.say(self._language, "step_results", self._result(index))
        return f"{name} ({result})"

    def _result(self, index: int) -> str:
        """Whether it helped, when the customer was asked so later; else whether it was done."""
        steps = self._pack["steps"]
        result = steps[index]["result"]
        if result != "done":
            return "cannot" if result == "stuck" else "open"
        asked = [step for step in steps[index + 1 :] if step["kind"] == "verify"]
        verdict = next((step["result"] for step in asked if step["result"] != CORRECTED), None)
        return verdict if verdict in ("solved", "not_solved") else "done"

    def _offer(self, offer: Mapping[str, Any]) -> str:
        name = offer["short"][self._language] if offer["short"] else quoted(offer["text"], LONGEST_STEP)
        return f"{name} ({self._copy.say(self._language, 'offer_results', offer['result'])})"

    def _why(self) -> str:
        """The sentence that says most; one that is there in the other language only is quoted."""
        reason, told = self._pack["reason"], self._pack["reason"]["told"] or {}
        mood = self._copy.say(self._language, "mood", self._pack["effort"]["mood"])
        usual = reason["text"][self._language]
        if self._language in told:
            return self._say("why_told", reason=sentence(told[self._language]), mood=mood)
        if told:
            other = sentence(next(iter(told.values())))
            return self._say("why_quoted", reason=usual, told=other, mood=mood)
        return self._say("why", reason=usual, mood=mood)

    def _join(self, parts: Iterable[str]) -> str:
        return join(parts, self._copy.say(self._language, "summary", "and"))


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The words on one line without a full stop at the end, cut at a word when they are long."""
    line = " ".join(text.split())
    line = line if line.endswith("..") else line.removesuffix(".")
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


def quoted(text: str, longest: int) -> str:
    """The words between quotation marks."""
    return f"“{quote(text, longest)}”"


def sentence(text: str) -> str:
    """The words with a full stop at their end."""
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
