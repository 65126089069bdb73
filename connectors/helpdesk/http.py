"""Requests to a helpdesk: answered, put off, or refused. Trying again is the outbox's."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from frontline.handoffs.ports import HelpdeskDown, HelpdeskRefused

LATER = frozenset({401, 403, 407, 408, 421, 425, 429})
"""Statuses that time or an operator can change; nothing changes the others from 400 to 499."""


class Transport:
    """Sends requests to one helpdesk; safe to share between threads."""

    def __init__(self, connect_timeout: float, read_timeout: float) -> None:
        """Timeouts in seconds."""
        self._timeout = (connect_timeout, read_timeout)
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def send(self, method: str, url: str, headers: Mapping[str, str], **more: Any) -> requests.Response:
        """The answer, when it is a good one, else HelpdeskDown or HelpdeskRefused; `more` is for `requests`.

        Errors of `requests` name the whole address, so they go no further.
        """
        try:
            response = self._session.request(
                method, url, headers=headers, timeout=self._timeout, allow_redirects=False, **more
            )
        except requests.RequestException as error:
            raise HelpdeskDown(type(error).__name__) from None
        if response.status_code >= requests.codes.server_error or response.status_code in LATER:
            raise HelpdeskDown(f"status {response.status_code}")
        if not response.ok or response.is_redirect:
            raise HelpdeskRefused(f"status {response.status_code}")
        return response
