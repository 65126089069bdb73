"""Checks content against its JSON Schema, and says in plain words what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from frontline.guides.reader import KINDS, kind_of
from frontline.guides.source import Finding, Key, Source

SCHEMAS = Path("schemas")
Fault = Any
"""A `jsonschema.ValidationError`: the type stubs describe a later jsonschema than Rasa allows."""

STEPS = "steps"
ROUTE = "branches"
TYPES = {
    "object": "a block of keys",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
}


class GuideSchema:
    """The schema of guides, or of the parts that they share (`guide_part.json`).

    A step is held against the schema of its own kind, so that a fault has one cause.
    """

    def __init__(self, content: Path, name: str = "guide.json") -> None:
        schema = load_schema(content, name)
        definitions = load_schema(content, "guide.json")["definitions"]
        self._steps = {
            kind: _validator({"$ref": f"#/definitions/{'route' if kind == ROUTE else kind}"}, definitions)
            for kind in KINDS
        }
        self._whole = _validator(schema, {**definitions, "step": {"type": "object"}})

    def findings(self, source: Source) -> Iterator[Finding]:
        """Everything in a guide that is not as the schema wants it."""
        yield from _findings(source, self._whole, ())
        steps = source.data.get(STEPS) if isinstance(source.data, Mapping) else None
        for step_id, step in (steps if isinstance(steps, Mapping) else {}).items():
            if isinstance(step, Mapping):
                yield from self._step_findings(source, step_id, step)

    def _step_findings(self, source: Source, step_id: str, step: Mapping[str, Any]) -> Iterator[Finding]:
        kind = kind_of(step)
        if kind is None:
            known = ", ".join(KINDS)
            yield source.finding(
                (STEPS, step_id),
                f"Step '{step_id}' says nothing that it does. Give it one of these keys: {known}.",
            )
            return
        yield from _findings(source, self._steps[kind], (STEPS, step_id))


def schema_findings(source: Source, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything in a file that is not as its schema wants it."""
    yield from _findings(source, _validator(schema, schema.get("definitions", {})), ())


def load_schema(content: Path, name: str) -> Any:
    """A schema of the content folder."""
    return json.loads((content / SCHEMAS / name).read_text(encoding="utf-8"))


def _validator(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Draft7Validator:
    return Draft7Validator({**schema, "definitions": definitions})


def _findings(source: Source, validator: Draft7Validator, at: tuple[Key, ...]) -> Iterator[Finding]:
    data = source.data
    for key in at:
        data = data[key]
    for error in validator.iter_errors(data):
        keys = (*at, *error.absolute_path)
        yield source.finding((*keys, *_culprit(error)), f"{_where(keys)} {_sentence(error)}")


def _where(keys: tuple[Key, ...]) -> str:
    """Names the place in the words of the file: `Step 'power', options, 2, label`."""
    if not keys:
        return "The file"
    words = [str(key + 1) if isinstance(key, int) else key for key in keys]
    if words[0] == STEPS and len(words) > 1:
        words = [f"Step '{words[1]}'", *words[2:]]
    return ", ".join(words)


def _culprit(error: Fault) -> tuple[Key, ...]:
    """The key to point at, where it is the key itself that is wrong."""
    return tuple(_unknown_keys(error)[:1]) if error.validator == "additionalProperties" else ()


def _sentence(error: Fault) -> str:
    word = SENTENCES.get(error.validator)
    return word(error) if word else f"is not right: {error.message}."


def _unknown_keys(error: Fault) -> list[str]:
    known = error.schema.get("properties", {})
    return [key for key in error.instance if key not in known]


def _unknown_key(error: Fault) -> str:
    known, unknown = ", ".join(error.schema.get("properties", {})), _unknown_keys(error)[0]
    return f"has the key '{unknown}', which means nothing here. Use one of: {known}."


def _lacking(error: Fault) -> str:
    lacking = next(key for key in error.validator_value if key not in error.instance)
    return f"lacks '{lacking}'. Add it."


def _dependent(error: Fault) -> str:
    pairs = error.validator_value.items()
    key, lacking = next(
        (key, need)
        for key, needs in pairs
        if key in error.instance
        for need in needs
        if need not in error.instance
    )
    return f"has '{key}' but lacks '{lacking}'. Add it."


def _type(error: Fault) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    return f"must be {' or '.join(TYPES[type_] for type_ in wanted)}. Write it so."


def _one_of(error: Fault) -> str:
    return f"is '{error.instance}'. Use one of: {', '.join(map(str, error.validator_value))}."


def _pattern(error: Fault) -> str:
    return f"has the name '{error.instance}'. Use small letters, digits and underscores only."


def _empty(_error: Fault) -> str:
    return "is empty. Fill it in, or leave it out."


def _too_few(error: Fault) -> str:
    if not error.instance:
        return _empty(error)
    return f"has {len(error.instance)}. Give it at least {error.validator_value}."


def _too_many(error: Fault) -> str:
    return f"has {len(error.instance)}. Keep it to {error.validator_value}."


def _too_long(error: Fault) -> str:
    return f"is {len(error.instance)} characters long. Keep it to {error.validator_value}."


def _not_here(error: Fault) -> str:
    if error.validator_value == {"required": ["problem"]}:
        return "has a problem to go on with, though a person takes over. Remove it."
    return "has a skill or a reason, which only go with 'escalate'. Remove them."


SENTENCES: Mapping[str, Callable[[Fault], str]] = {
    "additionalProperties": _unknown_key,
    "required": _lacking,
    "dependencies": _dependent,
    "type": _type,
    "enum": _one_of,
    "pattern": _pattern,
    "minItems": _too_few,
    "maxItems": _too_many,
    "minProperties": _empty,
    "minLength": _empty,
    "maxLength": _too_long,
    "not": _not_here,
}
