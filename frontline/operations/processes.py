"""The two commands that are the running front line, and the environment they share."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from frontline.operations.addresses import LOCAL, Addresses
from frontline.operations.problems import CannotStart

# Third-party noise that nobody at this prompt can act upon; whoever wants it sets the variable.
QUIET = {
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
# A turn is one thread's work. With more, the encoder's threads wait for one another in a busy loop: 300 ms of
# CPU for one message on a busy machine with two cores, against 43 ms.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Command:
    """One supervised process: `arguments` is its command line, `health_url` answers 200 once it serves."""

    name: str
    arguments: Sequence[str]
    health_url: str

    @property
    def line(self) -> str:
        """The command as a shell line that leaves no shell behind."""
        return "exec " + shlex.join(self.arguments)


def newest_model(folder: Path) -> Path:
    """The newest trained model; raises CannotStart when there is none.

    Rasa itself would start without a word when the path it is given does not exist.
    """
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise CannotStart(f"There is no trained model in {folder.name}/: run `make train`.")
    return models[-1]


def commands(
    addresses: Addresses, model: Path, cors_origins: Sequence[str] = (), quiet: bool = True
) -> list[Command]:
    """`rasa run` with `model` and `rasa run actions`, for the Python that runs this.

    `cors_origins` are those besides our own; `quiet` lets them speak of warnings and errors only.
    """
    rasa = [sys.executable, "-m", "rasa", "run"]
    server = ["--interface", addresses.host, "--port", str(addresses.port), "--model", str(model)]
    configuration = ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
    cors = ["--cors", *cors_origins] if cors_origins else []
    level = ["--quiet"] if quiet else []
    return [
        Command("rasa", [*rasa, *server, *configuration, *cors, *level], f"http://{LOCAL}:{addresses.port}/"),
        Command(
            "actions",
            [*rasa, "actions", "--port", str(addresses.actions_port), *level],
            f"http://{LOCAL}:{addresses.actions_port}/health",
        ),
    ]


def process_environment(addresses: Addresses, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`base` with what both processes need; what `base` sets itself stays, telemetry excepted."""
    return {
        **QUIET,
        **ONE_THREAD,
        "FRONTLINE_ACTIONS_URL": addresses.actions_url,
        "SANIC_HOST": LOCAL,
        "SANIC_WORKERS": "1",
        **base,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
