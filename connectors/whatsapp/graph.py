"""The Graph API, as far as WhatsApp needs it, over `requests`."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from connectors.whatsapp.errors import Refused, TooFast, Unavailable, Unsure, by_code
from connectors.whatsapp.rendering import Payload
from frontline.settings import WhatsAppSettings

CONNECTIONS = 16
"""How many requests may be under way at the same time."""
META_HOSTS = (".fbsbx.com", ".facebook.com", ".whatsapp.net")
"""Beside the API itself, where Meta keeps files."""
CHUNK = 64 * 1024

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """Where a file of a customer can be fetched for the next five minutes, and what Meta says of it."""

    url: str
    mime_type: str
    size: int | None
    sha256: str | None


class TooLarge(Exception):
    """The file is larger than allowed, or than Meta said."""


class Graph:
    """Sends and fetches for one business number; safe to share between threads.

    Errors: a `GraphError` of the family that Meta's code belongs to.
    """

    def __init__(self, settings: WhatsAppSettings) -> None:
        """Nothing is sent yet."""
        self._base = f"{settings.api_url.rstrip('/')}/{settings.api_version}"
        self._messages = f"{self._base}/{settings.phone_number_id}/messages"
        self._timeout = (settings.connect_timeout, settings.read_timeout)
        self._session = _session(settings.access_token.get_secret_value())
        self._retrying = Retrying(
            retry=retry_if_exception_type((Unavailable, Unsure, TooFast)),
            stop=stop_after_attempt(3),
            wait=wait_exponential(multiplier=0.3, max=3),
            reraise=True,
        )

    def send(self, recipient: dict[str, str], payload: Payload, reference: str) -> str:
        """WhatsApp's id of the message that was sent.

        Not tried again here: a message that may have gone out (`Unsure`) must not go out twice, and its
        `reference` comes back with its statuses.
        """
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **recipient,
            **payload,
            "biz_opaque_callback_data": reference,
        }
        answer = self._ask("POST", self._messages, json=message)
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise Unsure() from error

    def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Shows the customer that we have read up to this message, and with `typing` that an answer comes."""
        message: Payload = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        if typing:
            message["typing_indicator"] = {"type": "text"}
        self._ask("POST", self._messages, json=message)

    def file(self, media_id: str) -> File:
        """Where a file can be fetched."""
        answer = self._again(lambda: self._ask("GET", f"{self._base}/{media_id}"))
        if not isinstance(answer.get("url"), str):
            raise Refused()
        size = answer.get("file_size")
        return File(
            url=answer["url"],
            mime_type=str(answer.get("mime_type", "")).partition(";")[0].strip().lower(),
            size=int(size) if str(size).isdigit() else None,
            sha256=answer["sha256"] if isinstance(answer.get("sha256"), str) else None,
        )

    def fetch(self, file: File, limit: int) -> bytes:
        """The file; only from Meta, and no more than `limit` bytes. Raises TooLarge, or Refused when it is
        not what Meta announced."""
        if not self._is_metas(file.url):
            raise Refused()
        content = self._again(lambda: self._download(file.url, limit))
        digest = hashlib.sha256(content).hexdigest()
        if file.sha256 and not hmac.compare_digest(digest, file.sha256):
            raise Refused()
        return content

    # -- inside --------------------------------------------------------------------------------

    def _again(self, call: Callable[[], T]) -> T:
        """For what may be asked twice."""
        return self._retrying(call)

    def _ask(self, method: str, url: str, json: Payload | None = None) -> Any:
        response = self._request(method, url, json=json)
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        if not response.ok:
            raise by_code(_code(answer), response.status_code)
        return answer

    def _download(self, url: str, limit: int) -> bytes:
        with self._request("GET", url, stream=True) as response:
            if not response.ok:
                raise by_code(None, response.status_code)
            content = bytearray()
            try:
                for chunk in response.iter_content(CHUNK):
                    content += chunk
                    if len(content) > limit:
                        raise TooLarge()
            except requests.RequestException as error:
                raise Unavailable() from error
            return bytes(content)

    def _request(self, method: str, url: str, **more: Any) -> requests.Response:
        """Errors of `requests` name the address with its ids, so they go no further."""
        try:
            return self._session.request(method, url, timeout=self._timeout, allow_redirects=False, **more)
        except requests.ConnectTimeout:
            raise Unavailable() from None
        except requests.ConnectionError as error:
            raise (Unavailable() if _never_left(error) else Unsure()) from None
        except requests.RequestException:
            raise Unsure() from None

    def _is_metas(self, url: str) -> bool:
        ours, theirs = urlsplit(self._base), urlsplit(url)
        if (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc):
            return True
        return theirs.scheme == "https" and (theirs.hostname or "").endswith(META_HOSTS)


def _code(answer: Any) -> int | None:
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether no connection was made at all, so that nothing can have been sent."""
    return "NewConnectionError" in repr(error)


def _bearer(token: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Unlike a header of the session it cannot be replaced by what a .netrc says."""

    def authorise(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return authorise


def _session(token: str) -> requests.Session:
    session = requests.Session()
    session.auth = _bearer(token)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=CONNECTIONS)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session
