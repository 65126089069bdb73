"""What went wrong in one sentence that says what to do."""

from __future__ import annotations

import re

DISK_FULL = "The disk is full: free some gigabytes (`df -h .` shows where you are) and run make again."
UNREACHABLE = "The package registry could not be reached: check connection and proxy, then run make again."
NOT_ALLOWED = "A file may not be written: make sure that this folder belongs to you and run make again."

OFFLINE = (
    r"dns error|could not resolve|name resolution|\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\b"
    r"|connection refused|connection reset|network is unreachable|newconnectionerror"
    r"|error sending request|no matching distribution found for uv"
)
KNOWN_CAUSES = (
    (r"no space left on device|\bENOSPC\b|disk quota exceeded|database or disk is full", DISK_FULL),
    (r"permission denied|\bEACCES\b|read-only file system", NOT_ALLOWED),
)


class Problem(Exception):
    """A failed step. `sentence` tells the user what to do, `details` how its output began and ended."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


def explain(output: str, otherwise: str, online: bool) -> str:
    """The sentence for the first known cause that a failed tool's `output` shows, else `otherwise`.

    `online` tells whether the tool was fetching packages.
    """
    causes = (*KNOWN_CAUSES, (OFFLINE, UNREACHABLE)) if online else KNOWN_CAUSES
    for pattern, sentence in causes:
        if re.search(pattern, output, re.IGNORECASE):
            return sentence
    return otherwise
