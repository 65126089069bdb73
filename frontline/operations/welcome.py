"""What stands on the screen once everything answers."""

from __future__ import annotations

from collections.abc import Sequence

from frontline.operations.addresses import Addresses


def welcome(
    addresses: Addresses, seconds: float, agents: Sequence[tuple[str, str]] = (), password: str | None = None
) -> str:
    """The block with the addresses, and the demo's logins: `agents` are (username, what they are)."""
    places = {"Demo pages": "/demo/", "Agent desk": "/desk", "Health": "/"}
    lines = [f"The front line is up, {seconds:.0f} s after its start. Ctrl-C stops it.", ""]
    lines += [f"{name:<12} {addresses.url}{path}" for name, path in places.items()]
    if agents and password:
        lines += ["", f"Sign in at the desk, password {password}", *_logins(agents)]
    width = max(len(line) for line in lines) + 2
    rule = "─" * width
    return "\n".join(["", f"┌{rule}┐", *(f"│ {line:<{width - 1}}│" for line in lines), f"└{rule}┘", ""])


def _logins(agents: Sequence[tuple[str, str]]) -> list[str]:
    return [f"  {username:<10} {role}" for username, role in agents]
