"""`make review`: where trainers review real messages; opens the page where there is a screen."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from frontline.operations.addresses import LOCAL, read_addresses
from frontline.operations.supervisor import answers

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """1 when the front line does not answer."""
    addresses = read_addresses(ROOT / ".env")
    address = f"{addresses.url}/desk/#review"
    print(f"The review page, for trainers and admins: {address}")
    if not answers(f"http://{LOCAL}:{addresses.port}/"):
        print("The front line does not answer there: start it with `make run`, in another window.")
        return 1
    if _has_screen():
        webbrowser.open(address)
    return 0


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
