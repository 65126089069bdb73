"""A server on 127.0.0.1 that implements docs/back_office_api.yml with any back office behind it.

It reads its routes from the document, judges every request by it, and its own answers too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from threading import Thread
from typing import Any

import msgspec
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from frontline.customers.fields import Field, FieldKind
from frontline.customers.offers import OFFERS
from frontline.customers.ports import BackOffice, BackOfficeDown, KeyReused, NotAllowed, NotFound
from frontline.customers.types import Address, Receipt, Service
from tests.connectors.back_office.http.document import DoesNotFit, Operation, operations

TOKEN = "a-token-of-the-tests"
BY_ID = {operation.id: operation for operation in operations()}
TITLES = {
    400: ("invalid_request", "The request does not fit the document"),
    401: ("unauthorised", "The token is not known"),
    404: ("not_found", "Nobody has this id"),
    409: ("not_allowed", "A rule forbids it"),
    422: ("key_reused", "The key was used for another request"),
    503: ("down", "The systems cannot answer now"),
}


@dataclass(frozen=True)
class Asked:
    """A request that fits the document."""

    operation: Operation
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    key: str


def answer(office: BackOffice, asked: Asked) -> Any:
    """What the back office says; look-ups are named as the methods of the port."""
    name = asked.operation.id
    if asked.operation.method == "GET":
        return _look_up(office, name, asked)
    if name == "find_customer":
        return _find(office, asked.body)
    return _operate(office, name, asked)


def _look_up(office: BackOffice, name: str, asked: Asked) -> Any:
    given = dict(asked.query)
    if not given:
        found = getattr(office, name)(*asked.ids.values())
        return _or_not_found(found) if name == "find_by_number" else found
    address = Address(given["postcode"], given["house_number"])
    more = [Service(given["service"])] if name == "outages" else []
    return getattr(office, name)(address, *more)


def _find(office: BackOffice, known: Mapping[str, str]) -> Any:
    how = "address" if "postcode" in known else next(iter(known))
    return _or_not_found(getattr(office, f"find_by_{how}")(**known))


def _or_not_found(found: Any) -> Any:
    if found is None:
        raise NotFound("nobody")
    return found


def _operate(office: BackOffice, name: str, asked: Asked) -> Any:
    if "arguments" not in asked.body:
        given = {name: Decimal(value) if name == "gb" else value for name, value in asked.body.items()}
        return _told(getattr(office, name)(**given, key=asked.key), {"gb", "price", "amount"})
    if name.startswith("quote_"):
        return office.quote(name.removeprefix("quote_"), **asked.body)
    money = {fact for fact, field in OFFERS[name].receipt.items() if _is_money(field)}
    return _told(office.perform(name, **asked.body, key=asked.key), money)


def _is_money(field: Field) -> bool:
    return field.kind is FieldKind.MONEY


def _told(receipt: Receipt, amounts: set[str]) -> dict[str, Any]:
    """A receipt whose amounts are decimal strings again."""
    facts = {name: str(value) if name in amounts else value for name, value in receipt.facts.items()}
    return {"reference": receipt.reference, "performed_at": receipt.performed_at, "facts": facts}


class ApiServer:
    """Serves the back office that was put behind it; `seen` holds the names of what was asked properly."""

    def __init__(self) -> None:
        self._office: BackOffice | None = None
        self.seen: set[str] = set()
        self.complaints: list[str] = []
        rules = [Rule(_rule(each.path), methods=[each.method], endpoint=each.id) for each in BY_ID.values()]
        self._routes = Map(rules, merge_slashes=False)
        self._server = make_server("127.0.0.1", 0, self._application, threaded=True, request_handler=_Quiet)

    def put(self, office: BackOffice | None) -> None:
        """Has this back office behind it from now on; None is one that is down."""
        self._office = office

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> ApiServer:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        try:
            id, ids = self._routes.bind_to_environ(environ).match()
        except HTTPException as error:
            return _problem(error.code or 404, error.get_headers())(environ, start)
        operation = BY_ID[id]
        response = self._respond(operation, ids, request)
        try:
            body = json.loads(response.data) if response.data else None
            operation.check_answer(response.status_code, response.mimetype, body)
        except DoesNotFit as error:
            self.complaints.append(str(error))
            response = Response(str(error), 500)
        return response(environ, start)

    def _respond(self, operation: Operation, ids: Mapping[str, str], request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _problem(401)
        try:
            asked = _asked(operation, ids, request)
        except DoesNotFit as error:
            self.complaints.append(str(error))
            return _problem(400)
        self.seen.add(operation.id)
        return _said(self._office, asked) if self._office else _problem(503)


def _said(office: BackOffice, asked: Asked) -> Response:
    try:
        found = answer(office, asked)
    except NotFound:
        return _problem(404)
    except NotAllowed as refusal:
        return _problem(409, code=refusal.code)
    except KeyReused:
        return _problem(422)
    except BackOfficeDown:
        return _problem(503)
    if found is None:
        return Response(status=204)
    return Response(msgspec.json.encode(found), mimetype="application/json")


def _asked(operation: Operation, ids: Mapping[str, str], request: Request) -> Asked:
    """The request, as the document has it; DoesNotFit when it is not."""
    query, headers = request.args.to_dict(), dict(request.headers)
    if set(query) - {each["name"] for each in operation.parameters}:
        raise DoesNotFit("a query parameter that there is not")
    try:
        body = json.loads(request.data) if request.data else None
    except ValueError as error:
        raise DoesNotFit("no JSON") from error
    if body is not None and request.mimetype != "application/json":
        raise DoesNotFit("not said to be JSON")
    operation.check_request({**headers, **query, **ids}, body)
    return Asked(operation, ids, query, body, headers.get("Idempotency-Key", ""))


def _problem(status: int, headers: Iterable[tuple[str, str]] = (), **more: str) -> Response:
    type_, title = TITLES.get(status, TITLES[400])
    body = {"type": f"urn:frontline:{type_}", "title": title, "status": status, **more}
    response = Response(json.dumps(body), status, mimetype="application/problem+json")
    response.headers.update({name: value for name, value in headers if name == "Allow"})
    return response


def _rule(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request, and keeps connections open."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""
