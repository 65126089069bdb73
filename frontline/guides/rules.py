"""What a guide must keep to beyond its shape. Each rule takes a draft and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from frontline.customers.checks import CHECKS
from frontline.customers.fields import Field, FieldKind
from frontline.guides.asking import FIELD, HOW, KINDS_OF_QUESTIONS, VERDICTS, WHERE
from frontline.guides.drafts import Draft, DraftPart, fact_of, facts_in_text, own_fields
from frontline.guides.graph import (
    automatic_after,
    branches_key,
    branches_of,
    is_automatic,
    reachable,
    ways_on,
)
from frontline.guides.phrases import placeholders
from frontline.guides.picking import BUTTON_LENGTH, FEW_BUTTONS, ROW_LENGTH
from frontline.guides.source import Finding, Key, Source
from frontline.guides.transaction_rules import unknown_offers, unknown_picks
from frontline.guides.types import (
    NEXT_CAUSE,
    AnyStep,
    AskStep,
    CheckStep,
    Choice,
    OfferStep,
    OutcomeStep,
    PickStep,
    TryStep,
    VerifyStep,
)
from frontline.guides.values import VALUES

LANGUAGES = {"nl": "Dutch", "en": "English"}
MOST_ROWS = 10
LANGUAGE_KEYS = frozenset(LANGUAGES)


Rule = Callable[[Draft], Iterator[Finding]]


# -- the graph ---------------------------------------------------------------------------------------


def unknown_steps(draft: Draft) -> Iterator[Finding]:
    """Every way on leads to a step that is there."""
    guide = draft.guide
    if guide.start not in guide.steps:
        yield draft.source.finding(
            ("start",), f"The guide starts at '{guide.start}', which is no step. Name one of its steps."
        )
    tries = any(isinstance(step, TryStep) for step in guide.steps.values())
    for step in guide.steps.values():
        for keys, target in ways_on(step):
            known = tries if target == NEXT_CAUSE else target in guide.steps or target in draft.needs(step)
            if not known:
                sentence = f"goes on to '{target}', which is no step. Correct the name, or add the step."
                yield draft.finding(step, sentence, *keys)


def unfit_parts(draft: Draft) -> Iterator[Finding]:
    """A guide has what its parts need, no step twice, and parts say where they lead outside themselves."""
    steps = draft.guide.steps
    for index, (name, draft_part) in enumerate(draft.parts.items()):
        for need in draft_part.part.needs:
            if need not in steps:
                sentence = f"The part '{name}' needs the step '{need}'. Add it to this guide."
                yield draft.source.finding(("parts", index), sentence)
        for step_id in draft_part.part.steps:
            if draft.guide.part_of.get(step_id) != name:
                sentence = f"The part '{name}' has a step '{step_id}' too. Rename one of them."
                yield draft.source.finding(("parts", index), sentence)
        yield from _undeclared_needs(draft_part)


def _undeclared_needs(draft: DraftPart) -> Iterator[Finding]:
    part = draft.part
    known = {*part.steps, *part.needs, NEXT_CAUSE}
    for step in part.steps.values():
        for keys, target in ways_on(step):
            if target not in known:
                sentence = (
                    f"Step '{step.id}' goes on to '{target}', which is not in the part. Name it in 'needs'."
                )
                yield draft.source.finding(("steps", step.id, *keys), sentence)


def unreachable_steps(draft: Draft) -> Iterator[Finding]:
    """Every step can be reached from the start."""
    reached = reachable(draft.guide, [draft.guide.start])
    for step in draft.guide.steps.values():
        if step.id not in reached:
            yield draft.finding(step, "is never reached. Let another step go on to it, or remove it.")


def dead_ends(draft: Draft) -> Iterator[Finding]:
    """From every step some outcome can be reached."""
    steps = draft.guide.steps
    for step in steps.values():
        ends = (isinstance(steps[id], OutcomeStep) for id in reachable(draft.guide, [step.id]))
        if not any(ends):
            yield draft.finding(step, "never comes to an outcome. Let it go on to a step that does.")


def automatic_circles(draft: Draft) -> Iterator[Finding]:
    """Steps that ask nothing do not lead back to themselves without a customer in between."""
    for step in draft.guide.steps.values():
        if is_automatic(step) and step.id in automatic_after(draft.guide, step):
            sentence = "leads back to itself without asking anything. Let one of its branches go elsewhere."
            yield draft.finding(step, sentence)


def branches_without_rest(draft: Draft) -> Iterator[Finding]:
    """The last branch takes whatever the others did not."""
    for step in draft.guide.steps.values():
        if not is_automatic(step):
            continue
        branches = branches_of(step)
        last = len(branches) - 1
        for index, branch in enumerate(branches):
            if index == last and branch.when:
                sentence = "has no branch for everything else. Add a last branch without 'when'."
                yield draft.finding(step, sentence, "branches", index)
            if index != last and not branch.when:
                sentence = "has a branch without 'when' before others, which are never taken. Put it last."
                yield draft.finding(step, sentence, "branches", index)


# -- names that must be known ---------------------------------------------------------------------------


def unknown_problems(draft: Draft) -> Iterator[Finding]:
    """A guide is for problems of the taxonomy."""
    for index, problem in enumerate(draft.guide.problems):
        if problem not in draft.taxonomy:
            sentence = f"The problem '{problem}' is not in taxonomy.yml. Correct the name, or add it there."
            yield draft.source.finding(("problems", index), sentence)


def unknown_skills(draft: Draft) -> Iterator[Finding]:
    """An escalation names a skill of the taxonomy."""
    for step in draft.guide.steps.values():
        if isinstance(step, OutcomeStep) and step.skill and step.skill not in draft.taxonomy.skills:
            known = ", ".join(draft.taxonomy.skills)
            yield draft.finding(step, f"asks for the skill '{step.skill}'. Use one of: {known}.", "skill")


def unknown_checks(draft: Draft) -> Iterator[Finding]:
    """A check is one that the back office has."""
    for step in draft.guide.steps.values():
        if isinstance(step, CheckStep) and step.check not in CHECKS:
            known = ", ".join(CHECKS)
            yield draft.finding(step, f"runs the check '{step.check}'. Use one of: {known}.", "check")


def unknown_fields(draft: Draft) -> Iterator[Finding]:
    """A step takes only values that can be read from what customers type."""
    for step in draft.guide.steps.values():
        if isinstance(step, AskStep) and step.field is not None and step.field not in VALUES:
            known = ", ".join(VALUES)
            yield draft.finding(step, f"takes the field '{step.field}'. Use one of: {known}.", "field")


def unknown_facts(draft: Draft) -> Iterator[Finding]:
    """Branches look at facts that there are, for values that they can have."""
    for step in draft.guide.steps.values():
        for index, branch in enumerate(branches_of(step)):
            for name, wanted in branch.when.items():
                fault = _fault_of(name, wanted, fact_of(draft, name, own_fields(step)))
                if fault:
                    yield draft.finding(step, fault, branches_key(step), index, "when", name)
        if isinstance(step, AskStep):
            yield from _unknown_sources(draft, step)


def _unknown_sources(draft: Draft, step: AskStep) -> Iterator[Finding]:
    for index, name in enumerate(step.known_from):
        if fact_of(draft, name) is None:
            yield draft.finding(step, _no_fact(name), "known_from", index)


def _fault_of(name: str, wanted: Any, field: Field | None) -> str | None:
    if field is None:
        return _no_fact(name)
    if isinstance(wanted, Mapping):
        compares = not {"below", "at_least"}.isdisjoint(wanted)
        if compares and field.kind not in (FieldKind.NUMBER, FieldKind.MONEY):
            return f"compares '{name}', which is no number. Name the values it must have."
        return None
    values = wanted if isinstance(wanted, list) else [wanted]
    impossible = [value for value in values if field.values and value not in field.values]
    if impossible:
        return f"wants '{name}' to be '{impossible[0]}'. Use one of: {', '.join(field.values)}."
    return None


def _no_fact(name: str) -> str:
    return f"looks at '{name}', which nothing tells. Name a field as check.field, a question or a step."


def unknown_placeholders(draft: Draft) -> Iterator[Finding]:
    """Texts mention only facts that are known there and can be said; for columns there is another rule."""
    for step in draft.guide.steps.values():
        for keys, text in texts_of(draft.data(step)):
            for name in placeholders(text):
                fact = fact_of(draft, name, facts_in_text(step, keys))
                fault = _fault_of_mention(draft, name, fact)
                if fault and (fact is not None or keys[0] != "label"):
                    yield draft.finding(step, fault, *keys)


def _fault_of_mention(draft: Draft, name: str, fact: Field | None) -> str | None:
    if fact is None:
        return f"mentions {{{name}}}, which is not known there. Correct it or leave it out."
    unsaid = [value for value in fact.values if value not in draft.phrases.words]
    if fact.kind is FieldKind.CHOICE and unsaid:
        return f"mentions {{{name}}}, which can be '{unsaid[0]}'. Give that 'words' in _phrases.yml."
    if fact.columns and name not in draft.phrases.lists:
        return f"mentions {{{name}}}, which is a list. Let a step 'pick' from it."
    return None


def texts_of(data: Any, at: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Every text below a part of a file, with its place."""
    if isinstance(data, str):
        yield at, data
        return
    pairs = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from texts_of(value, (*at, key))


def lost_side_questions(draft: Draft) -> Iterator[Finding]:
    """Side questions stand at steps, or kinds of steps, that there are, and mention only what is known."""
    places = {*draft.guide.steps, FIELD, *KINDS_OF_QUESTIONS.values()}
    for source in (draft.source, *(part.source for part in draft.parts.values())):
        for index, row in enumerate(source.data.get("side_questions", ())):
            name, keys = f"The side question '{row['id']}'", ("side_questions", index)
            for number, place in enumerate(row.get("at", ())):
                if place not in places:
                    sentence = f"{name} stands at '{place}', which is no step. Correct the name."
                    yield source.finding((*keys, "at", number), sentence)
            for language, text in row["say"].items():
                for mentioned in placeholders(text):
                    fault = _fault_of_mention(draft, mentioned, fact_of(draft, mentioned))
                    if fault:
                        yield source.finding((*keys, "say", language), f"{name} {fault}")


def unknown_wordings(draft: Draft) -> Iterator[Finding]:
    """Wording that differs by a fact does so by a shared question, and has words for each of its answers."""
    for step in draft.guide.steps.values():
        for key in ("do", "how"):
            wording = getattr(step, key, None)
            if wording is None or wording.by is None:
                continue
            question = draft.phrases.questions.get(wording.by)
            if question is None:
                known = ", ".join(draft.phrases.questions)
                yield draft.finding(step, f"differs by '{wording.by}'. Use one of: {known}.", key, "by")
                continue
            values = {option.id for option in question.options}
            yield from _wording_faults(draft, step, key, set(wording.texts), values)


def _wording_faults(
    draft: Draft, step: AnyStep, key: str, worded: set[str], values: set[str]
) -> Iterator[Finding]:
    for value in sorted(worded - values - {"other"}):
        yield draft.finding(step, f"has words for '{value}', which is no answer. Remove them.", key, value)
    lacking = sorted(values - worded)
    if lacking and "other" not in worded:
        yield draft.finding(step, f"has no words for '{lacking[0]}'. Add them, or words for 'other'.", key)


# -- copy and buttons ------------------------------------------------------------------------------------


def missing_languages(draft: Draft) -> Iterator[Finding]:
    """Everything is said in both languages."""
    yield from language_findings(draft.source)


def language_findings(source: Source) -> Iterator[Finding]:
    """Every text of a file that lacks a language."""
    for keys, text in _bilingual(source.data):
        for language, name in LANGUAGES.items():
            if language not in text:
                sentence = f"The {name} text of '{keys[-1]}' is missing. Add '{language}: …'."
                yield source.finding(keys, sentence)


def _bilingual(data: Any, at: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], Mapping[str, Any]]]:
    """Every block that has a text per language, with its place; examples may be in one language only."""
    if isinstance(data, Mapping) and LANGUAGE_KEYS.intersection(data) and at[-1:] != ("examples",):
        yield at, data
        return
    pairs = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from _bilingual(value, (*at, key))


def long_labels(draft: Draft) -> Iterator[Finding]:
    """Labels fit the narrowest channel: three buttons of 20 characters, else a list of ten rows of 24."""
    for step in draft.guide.steps.values():
        for key, choices, extra in _choices_of(step):
            if len(choices) + extra > MOST_ROWS:
                yield draft.finding(step, f"has more than {MOST_ROWS} answers. Split the question.", key)
            limit = BUTTON_LENGTH if _fewest(step, choices) <= FEW_BUTTONS else ROW_LENGTH
            for index, choice in enumerate(choices):
                for language, label in choice.label.items():
                    if len(label) > limit:
                        sentence = f"has a button of {len(label)} characters, '{label}'. Keep it to {limit}."
                        at = (key,) if key == "none" else (key, index)
                        yield draft.finding(step, sentence, *at, "label", language)


def _fewest(step: AnyStep, choices: Sequence[Choice]) -> int:
    """How many of them are shown at least: answers that give help go once they have done so."""
    beside = len(VERDICTS) if isinstance(step, VerifyStep) else 0
    return beside + len([choice for choice in choices if getattr(choice, "next", None) != step.id])


def _choices_of(step: AnyStep) -> Iterator[tuple[str, Sequence[Choice], int]]:
    """The key of a step's own choices, the choices, and how many of the engine's stand beside them."""
    if isinstance(step, AskStep) and step.options:
        yield "options", step.options, int(step.how is not None)
    if isinstance(step, PickStep) and step.none is not None:
        yield "none", [step.none], 0
    if isinstance(step, VerifyStep) and step.options:
        yield "options", step.options, len(VERDICTS) + 1
    if isinstance(step, OfferStep) and step.deals:
        yield "deals", step.deals, 1


def doubled_options(draft: Draft) -> Iterator[Finding]:
    """Every answer of a question has an id of its own, and leads on or says something."""
    for step in draft.guide.steps.values():
        for key, choices, extra in _choices_of(step):
            ids = [choice.id for choice in choices]
            taken = _taken(step) if extra else frozenset()
            for index, id in enumerate(ids):
                if id in ids[:index] or id in taken:
                    yield draft.finding(step, f"has two answers '{id}'. Rename one.", key, index, "id")


def _taken(step: AnyStep) -> frozenset[str]:
    """The ids of the engine's own answers beside those of a step."""
    if isinstance(step, VerifyStep):
        return frozenset({*VERDICTS, HOW})
    return frozenset({WHERE} if isinstance(step, AskStep) else ())


def options_without_effect(draft: Draft) -> Iterator[Finding]:
    """An answer leads on, or says something before the question is asked again; at least one leads on."""
    for step in draft.guide.steps.values():
        if not isinstance(step, AskStep):
            continue
        for index, option in enumerate(step.options):
            if option.next == step.id and option.say is None:
                sentence = f"asks the same again after '{option.id}'. Add what to 'say', or go elsewhere."
                yield draft.finding(step, sentence, "options", index, "next")
        if all(option.next == step.id for option in step.options) and step.field is None:
            yield draft.finding(step, "has no answer that leads on. Add one.", "options")


def unknown_told(draft: Draft) -> Iterator[Finding]:
    """What the first words may tell is one of the answers of the question."""
    for step in draft.guide.steps.values():
        if not isinstance(step, AskStep):
            continue
        known = [option.id for option in step.options]
        for index, name in enumerate(step.told):
            if name not in known:
                sentence = f"may be told '{name}'. Use one of its answers: {', '.join(known)}."
                yield draft.finding(step, sentence, "told", index)


WAYS_ON: Sequence[Rule] = (unknown_steps,)
REACH: Sequence[Rule] = (unreachable_steps, dead_ends)
"""What is beyond telling while a way on is wrong."""
RULES: Sequence[Rule] = (
    unfit_parts,
    automatic_circles,
    branches_without_rest,
    unknown_problems,
    unknown_skills,
    unknown_checks,
    unknown_offers,
    unknown_picks,
    unknown_fields,
    unknown_facts,
    unknown_placeholders,
    lost_side_questions,
    unknown_wordings,
    missing_languages,
    long_labels,
    doubled_options,
    options_without_effect,
    unknown_told,
)
