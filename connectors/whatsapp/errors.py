"""Why the Graph API did not do what it was asked: one class for each family of error codes."""

from __future__ import annotations


class GraphError(Exception):
    """The Graph API said no. `code` is Meta's, None where there was no answer to read one from."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(f"{type(self).__name__} ({code})")
        self.code = code


class Refused(GraphError):
    """It will not be sent, now or later; also for codes that we do not know."""


class NotAllowed(GraphError):
    """The access token is no longer good, or may not do this: nothing works until somebody mends it."""


class Blocked(GraphError):
    """The account or number is blocked by Meta: nothing works until somebody mends it."""


class TooFast(GraphError):
    """We send more than the number may; everything waits a while."""


class TooFastForOne(GraphError):
    """We send one customer more than they may get; only they wait."""


class WindowClosed(GraphError):
    """More than 24 hours since the customer's last message: only a template may go."""


class Undeliverable(GraphError):
    """This customer cannot be reached on WhatsApp."""


class BadParameter(GraphError):
    """The message breaks one of WhatsApp's rules; in a simpler form it may pass."""


class TemplateRefused(GraphError):
    """The template is not there in this language, not approved or paused."""


class Unavailable(GraphError):
    """WhatsApp is out of order, or cannot be reached; nothing was sent."""


class Unsure(GraphError):
    """No answer came back: the message may have been sent."""


BY_CODE: dict[int, type[GraphError]] = {
    **dict.fromkeys((0, 3, 10, 190, *range(200, 300)), NotAllowed),
    **dict.fromkeys((31, 368, 131031, 131042, 131045), Blocked),
    **dict.fromkeys((4, 80007, 130429, 131048), TooFast),
    131056: TooFastForOne,
    131047: WindowClosed,
    **dict.fromkeys((131026, 131021, 131050, 130472, 131049), Undeliverable),
    **dict.fromkeys((33, 100, 131008, 131009, 131051, 131052, 131053), BadParameter),
    **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004), Unavailable),
    **dict.fromkeys(range(132000, 133000), TemplateRefused),
}
"""131042 and 131045: no payment method, a number that is not registered; also for an operator to see to."""


def by_code(code: int | None, status: int) -> GraphError:
    """The error with this code, or by the HTTP status where the code is unknown."""
    if code is not None and code in BY_CODE:
        return BY_CODE[code](code)
    if status >= 500:
        return Unavailable(code)
    if status == 429:
        return TooFast(code)
    return NotAllowed(code) if status == 401 else Refused(code)
