"""`python -m frontline.cli`: what an installation is run with.

Each command imports what it needs when it is called: checking the ports must not wait for the database code.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.operations.addresses import Addresses, read_addresses, require_free
from frontline.operations.problems import CannotStart

if TYPE_CHECKING:
    from frontline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all went well, 1 after one sentence about what did not."""
    parser = argparse.ArgumentParser(prog="frontline", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("command", choices=sorted(COMMANDS))
    chosen = parser.parse_args(arguments).command
    try:
        return COMMANDS[chosen]()
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1


def ports() -> int:
    """Checks that both ports are free."""
    require_free(_addresses())
    return 0


def prepare() -> int:
    """Migrates the database and, where the demo is on, fills it; says in one line what is there."""
    from frontline.operations.database import prepare_database

    print(prepare_database(_settings()))
    return 0


def run() -> int:
    """Starts both processes and stays until they end."""
    from frontline.operations.processes import commands, newest_model, process_environment
    from frontline.operations.supervisor import supervise

    settings, addresses = _settings(), _addresses()
    require_free(addresses)
    print(f"  … starting Rasa on port {addresses.port}, actions on {addresses.actions_port}", flush=True)
    quiet = "LOG_LEVEL" not in os.environ
    started = commands(addresses, newest_model(ROOT / "models"), settings.cors_origins, quiet)
    return supervise(started, process_environment(addresses), lambda seconds: _greet(addresses, seconds))


def _greet(addresses: Addresses, seconds: float) -> None:
    from frontline.operations.database import demo_logins
    from frontline.operations.welcome import welcome

    settings = _settings()
    password = settings.demo_agent_password.get_secret_value() if settings.demo_agent_password else None
    print(welcome(addresses, seconds, demo_logins(settings), password), flush=True)


def _settings() -> Settings:
    from pydantic import ValidationError

    from frontline.settings import load_settings

    try:
        return load_settings()
    except ValidationError as error:
        raise CannotStart(" ".join(_wrong_setting(each) for each in error.errors())) from error


def _wrong_setting(error: Mapping[str, Any]) -> str:
    """A validator of ours speaks a whole sentence; pydantic's own remarks lack the name."""
    name = str(error["loc"][-1])
    if name == "__root__":
        return str(error["msg"])
    return f"FRONTLINE_{name.upper()} is wrong ({error['msg']}): correct .env."


def _addresses() -> Addresses:
    return read_addresses(ROOT / ".env")


COMMANDS: dict[str, Callable[[], int]] = {"ports": ports, "prepare": prepare, "run": run}


if __name__ == "__main__":
    sys.exit(main())
