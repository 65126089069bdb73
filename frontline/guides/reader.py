"""Makes guides and phrases out of their YAML; what it reads has been checked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from frontline.guides.phrases import Phrases, RowText
from frontline.guides.source import Source
from frontline.guides.types import (
    PLAIN,
    AnyStep,
    AskStep,
    Branch,
    CheckStep,
    Choice,
    Deal,
    DoStep,
    FactOf,
    Guide,
    IdentifyStep,
    OfferStep,
    Option,
    OutcomeStep,
    Part,
    PickStep,
    Question,
    RouteStep,
    SideQuestion,
    Text,
    TryStep,
    VerifyStep,
    Wording,
)

Data = Mapping[str, Any]
SIDE = "side"
"""Stands before the id of a side question, so that it is none of an answer."""
NONE = "none"
"""The id of the answer that it is none of the rows to pick from."""

MEANING_OF_ID = {
    "yes": "affirm",
    "no": "deny",
    "dont_know": "dont_know",
    "solved": "affirm",
    "not_solved": "deny",
    NONE: "deny",
}


def read_guide(source: Source, parts: Sequence[Part] = ()) -> Guide:
    """The guide in a file that the check found in order, with the steps of the parts that it names."""
    data = source.data
    shared = {id: step for part in parts for id, step in part.steps.items()}
    own = _steps(source)
    return Guide(
        id=str(data["id"]),
        title=_text(data["title"]),
        problems=tuple(map(str, data["problems"])),
        start=str(data["start"]),
        steps={**own, **{id: step for id, step in shared.items() if id not in own}},
        part_of={id: part.id for part in parts for id in part.steps if id not in own},
        side_questions=(*_side_questions(data), *(each for part in parts for each in part.side_questions)),
    )


def read_part(source: Source) -> Part:
    """The shared steps in a file that the check found in order."""
    data = source.data
    needs = tuple(map(str, data.get("needs", ())))
    return Part(str(data["part"]), needs, _steps(source), _side_questions(data))


def read_phrases(source: Source) -> Phrases:
    """The shared copy in a file that the check found in order."""
    data = source.data
    return Phrases(
        lines={key: _words(line) for key, line in data["lines"].items()},
        choices={id: _choice(id, row) for id, row in data["choices"].items()},
        questions={id: _question(id, row) for id, row in data["questions"].items()},
        ordinals=_words(data["ordinals"]),
        last=_words(data["last"]),
        fillers=_words(data["fillers"]),
        negations=_words(data["negations"]),
        openings={meaning: _words(words) for meaning, words in data["openings"].items()},
        contented=_words(data["contented"]),
        words={value: _text(text) for value, text in data.get("words", {}).items()},
        lists={name: tuple(map(_row_text, texts)) for name, texts in data.get("lists", {}).items()},
        side_questions=_side_questions(data),
    )


def _row_text(data: Data) -> RowText:
    when = data.get("when", {}).items()
    wanted = {name: tuple(value) if isinstance(value, list) else (value,) for name, value in when}
    return RowText(wanted, _text(data["say"]))


def kind_of(step: Data) -> str | None:
    """Which kind of step it is, by the one key that only this kind has; None when none is there."""
    return next((kind for kind in KINDS if kind in step), None)


def _steps(source: Source) -> dict[str, AnyStep]:
    return {id: _step(id, source.line("steps", id), step) for id, step in source.data["steps"].items()}


def _step(id: str, line: int, data: Data) -> AnyStep:
    return KINDS[str(kind_of(data))](id, line, data)


def _check(id: str, line: int, data: Data) -> CheckStep:
    return CheckStep(
        id,
        line,
        check=data["check"],
        branches=_branches(data),
        unavailable=data.get("unavailable"),
        fresh=bool(data.get("fresh", False)),
    )


def _route(id: str, line: int, data: Data) -> RouteStep:
    return RouteStep(id, line, branches=_branches(data))


def _ask(id: str, line: int, data: Data) -> AskStep:
    return AskStep(
        id,
        line,
        ask=_text(data["ask"]),
        options=tuple(_option(row) for row in data.get("options", ())),
        rephrase=_optional(data, "rephrase", _text),
        fact=data.get("fact"),
        known_from=tuple(data.get("known_from", ())),
        how=_optional(data, "how", _wording),
        dont_know=data.get("dont_know"),
        field=data.get("field"),
        next=data.get("next"),
        told=tuple(map(str, data.get("told", ()))),
    )


def _pick(id: str, line: int, data: Data) -> PickStep:
    return PickStep(
        id,
        line,
        pick=data["pick"],
        ask=_text(data["ask"]),
        label=_text(data["label"]),
        fact=data["fact"],
        next=data["next"],
        empty=data["empty"],
        none=_option({"id": NONE, **data["none"]}) if "none" in data else None,
        denied=bool(data.get("denied")),
        unavailable=data.get("unavailable"),
        rephrase=_optional(data, "rephrase", _text),
    )


def _identify(id: str, line: int, data: Data) -> IdentifyStep:
    return IdentifyStep(
        id,
        line,
        identify=data["identify"],
        known=data["known"],
        unknown=data["unknown"],
        ask=_optional(data, "ask", _text),
    )


def _do(id: str, line: int, data: Data) -> DoStep:
    return DoStep(
        id,
        line,
        do=_wording(data["do"]),
        next=data["next"],
        how=_optional(data, "how", _wording),
        cannot=data.get("cannot"),
    )


def _verify(id: str, line: int, data: Data) -> VerifyStep:
    return VerifyStep(
        id,
        line,
        verify=_text(data["verify"]),
        solved=data["solved"],
        not_solved=data["not_solved"],
        answers={id: _choice(id, row) for id, row in data.get("answers", {}).items()},
        options=tuple(_option(row) for row in data.get("options", ())),
    )


def _try(id: str, line: int, data: Data) -> TryStep:
    causes = ({"next": row} if isinstance(row, str) else row for row in data["try"])
    return TryStep(id, line, causes=tuple(map(_branch, causes)), otherwise=data["otherwise"])


def _offer(id: str, line: int, data: Data) -> OfferStep:
    return OfferStep(
        id,
        line,
        offer=data["offer"],
        text=_optional(data, "text", _text),
        accepted=data["accepted"],
        declined=data.get("declined", data["unavailable"]),
        unavailable=data["unavailable"],
        deals=tuple(_deal(row) for row in data.get("deals", ())),
        arguments=_arguments(data.get("with", {})),
        done=_optional(data, "done", _text),
    )


def _outcome(id: str, line: int, data: Data) -> OutcomeStep:
    return OutcomeStep(
        id,
        line,
        outcome=data["outcome"],
        skill=data.get("skill"),
        reason=_optional(data, "reason", _text),
        say=_optional(data, "say", _text),
        problem=data.get("problem"),
    )


KINDS: dict[str, Callable[[str, int, Data], AnyStep]] = {
    "check": _check,
    "try": _try,
    "pick": _pick,
    "identify": _identify,
    "ask": _ask,
    "do": _do,
    "verify": _verify,
    "offer": _offer,
    "outcome": _outcome,
    "branches": _route,
}
"""Step kinds by their own key: `pick` before `ask` and `branches` last, since other kinds have these too."""


def _branches(data: Data) -> tuple[Branch, ...]:
    return tuple(map(_branch, data["branches"]))


def _branch(row: Data) -> Branch:
    return Branch(next=row["next"], when=_plain(row.get("when", {})), say=_optional(row, "say", _text))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _choice(id: str, data: Data) -> Choice:
    return Choice(id, **_choice_fields(id, data))


def _option(data: Data) -> Option:
    id = str(data["id"])
    return Option(id, **_choice_fields(id, data), next=data["next"], say=_optional(data, "say", _text))


def _deal(data: Data) -> Deal:
    id = str(data["id"])
    return Deal(id, **_choice_fields(id, data), arguments=_arguments(data["with"]))


def _arguments(data: Data) -> dict[str, Any]:
    return {
        str(name): FactOf(str(value["fact"])) if isinstance(value, Mapping) else value
        for name, value in data.items()
    }


def _choice_fields(id: str, data: Data) -> dict[str, Any]:
    return {
        "label": _text(data["label"]),
        "examples": _words(data.get("examples", {})),
        "means": data.get("means", MEANING_OF_ID.get(id)),
        **data.get("number", {}),
    }


def _question(id: str, data: Data) -> Question:
    options = tuple(_choice(str(row["id"]), row) for row in data["options"])
    return Question(id, _text(data["ask"]), options, tuple(data.get("known_from", ())))


def _side_questions(data: Data) -> tuple[SideQuestion, ...]:
    return tuple(
        SideQuestion(
            f"{SIDE}/{row['id']}",
            label={},
            examples=_words(row["examples"]),
            say=_text(row["say"]),
            at=frozenset(map(str, row.get("at", ()))),
        )
        for row in data.get("side_questions", ())
    )


def _wording(data: Data) -> Wording:
    if "by" not in data:
        return Wording({PLAIN: _text(data)})
    texts = {str(value): _text(text) for value, text in data.items() if value != "by"}
    return Wording(texts, by=data["by"])


def _text(data: Data) -> Text:
    return {str(language): str(text).strip() for language, text in data.items()}


def _words(data: Data) -> dict[str, tuple[str, ...]]:
    return {str(language): tuple(map(str, words)) for language, words in data.items()}


def _optional(data: Data, key: str, read: Callable[[Data], Any]) -> Any:
    return read(data[key]) if key in data else None
