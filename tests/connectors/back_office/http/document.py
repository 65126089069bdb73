"""docs/back_office_api.yml as a judge of requests and answers, and as the list of what there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import getitem
from typing import Any

import jsonschema_rs
import yaml

from frontline.settings import PROJECT_ROOT

PATH = PROJECT_ROOT / "docs" / "back_office_api.yml"
DOCUMENT: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
COMPONENTS = DOCUMENT["components"]
SCHEMAS: dict[str, Any] = COMPONENTS["schemas"]


class DoesNotFit(Exception):
    """A request or an answer is not as the document says."""


def resolved(part: Any) -> Any:
    """A part of the document, or what it refers to."""
    names = part.get("$ref", "").split("/")[1:]
    return reduce(getitem, names, DOCUMENT) if names else part


@dataclass(frozen=True)
class Operation:
    """One request that the document knows."""

    method: str
    path: str
    told: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its name: that of the method of the port, or of the operation."""
        return str(self.told["operationId"])

    @property
    def parameters(self) -> list[Any]:
        """Its parameters in path, query and header."""
        return [resolved(each) for each in self.told.get("parameters", [])]

    def check_request(self, given: Mapping[str, Any], body: Any) -> None:
        """DoesNotFit when a parameter (`given` by name) or the body is not as it should be."""
        for parameter in self.parameters:
            if parameter["name"] not in given:
                raise DoesNotFit(f"{parameter['name']} is missing")
            check(parameter["schema"], given[parameter["name"]])
        if "requestBody" in self.told:
            check(schema_of(self.told["requestBody"]), body)

    def check_answer(self, status: int, content_type: str, body: Any) -> None:
        """DoesNotFit when there is no such answer; `body` is None without one."""
        answers = self.told["responses"]
        content = resolved(answers.get(str(status), answers["default"])).get("content", {})
        if (body is None) != (not content) or (content and content_type not in content):
            raise DoesNotFit(f"{self.id} has no {status} with {content_type}")
        if content:
            check(content[content_type]["schema"], body)


def check(schema: Any, value: Any) -> None:
    """DoesNotFit when the value is not as the schema says."""
    error = next(iter(_validator(json.dumps(schema)).iter_errors(value)), None)
    if error is not None:
        raise DoesNotFit(f"{error.message} at {list(error.instance_path)}")


@cache
def _validator(schema: str) -> Any:
    whole = {"allOf": [json.loads(schema)], "components": COMPONENTS}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def schema_of(part: Any) -> Any:
    """The schema of a body of JSON."""
    return part["content"]["application/json"]["schema"]


def operations() -> Iterator[Operation]:
    """All requests that the document knows."""
    for path, methods in DOCUMENT["paths"].items():
        for method, told in methods.items():
            yield Operation(method.upper(), path, told)
