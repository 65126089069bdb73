"""How requests travel: in time or not at all, again when that may help, and not to who does not answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote

import requests
from circuitbreaker import CircuitBreaker
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_exponential, wait_random

from frontline.customers.ports import BackOfficeDown, NotFound
from frontline.settings import HttpBackOfficeSettings

FIRST_WAIT, LONGEST_WAIT = 0.1, 1.0
"""Seconds before the second try and at most before any; up to as much as the first is added by chance."""

logger = logging.getLogger(__name__)


class Unanswered(Exception):
    """No answer in time, or one that says that the systems cannot answer now; `args[0]` says which."""


@dataclass(frozen=True)
class Ask:
    """One request. `path` is the document's, with `ids` to fill in; `body` is JSON, `key` makes it once only.

    Every request may be repeated: look-ups change nothing, operations have a key.
    """

    method: str
    path: str
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    key: str | None = None

    def __str__(self) -> str:
        """The request without whom it is about."""
        return f"{self.method} {self.path}"

    @property
    def url(self) -> str:
        """The path with its ids; NotFound for an id that would make it another path."""
        if any(id in ("", ".", "..") for id in self.ids.values()):
            raise NotFound("no id is like that")
        return self.path.format_map({name: quote(id, safe="") for name, id in self.ids.items()})

    @property
    def headers(self) -> dict[str, str]:
        """What this request needs beside what all of them have."""
        content = {"Content-Type": "application/json"} if self.body is not None else {}
        return content if self.key is None else {**content, "Idempotency-Key": self.key}


class Transport:
    """Sends requests to one back office; safe to share between threads."""

    def __init__(self, settings: HttpBackOfficeSettings) -> None:
        """Nothing is sent yet."""
        self._base = settings.url.rstrip("/")
        self._timeout = (settings.connect_timeout, settings.read_timeout)
        self._session = _session(settings.token.get_secret_value())
        self._breaker = CircuitBreaker(
            failure_threshold=settings.failures,
            recovery_timeout=settings.pause,
            expected_exception=Unanswered,
            name="back office",
        )
        self._retrying = Retrying(
            retry=retry_if_exception_type(Unanswered),
            stop=stop_after_attempt(settings.attempts) | stop_after_delay(settings.patience),
            wait=wait_exponential(FIRST_WAIT, LONGEST_WAIT) + wait_random(0, FIRST_WAIT),
            reraise=True,
        )

    def send(self, ask: Ask) -> requests.Response:
        """The answer, whatever its status below 500; BackOfficeDown when there is none."""
        url = self._base + ask.url
        try:
            return self._retrying(self._unless_left_alone, ask, url)
        except Unanswered as failure:
            logger.warning("the back office did not answer %s: %s", ask, failure)
            raise BackOfficeDown(str(failure)) from None

    def _unless_left_alone(self, ask: Ask, url: str) -> requests.Response:
        """One try; none while the breaker is open. It lets a try through when its pause is over."""
        if self._breaker.opened:
            raise BackOfficeDown("it did not answer of late and is left alone for a while")
        try:
            with self._breaker:
                return self._once(ask, url)
        except Unanswered:
            if self._breaker.opened:
                logger.warning("the back office is left alone for a while")
            raise

    def _once(self, ask: Ask, url: str) -> requests.Response:
        """Errors of `requests` name the whole address, so they go no further."""
        try:
            response = self._session.request(
                ask.method,
                url,
                params=ask.query,
                data=ask.body,
                headers=ask.headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unanswered(type(error).__name__) from None
        if response.status_code >= requests.codes.server_error:
            raise Unanswered(f"status {response.status_code}")
        return response


class _Token(requests.auth.AuthBase):
    """Unlike a header it cannot be replaced by what a .netrc says."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _session(token: str) -> requests.Session:
    session = requests.Session()
    session.auth = _Token(token)
    session.headers["Accept"] = "application/json, application/problem+json"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
