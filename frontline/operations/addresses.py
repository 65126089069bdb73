"""Where the two processes listen, and whether those ports are free."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from frontline.operations.problems import CannotStart

LOCAL = "127.0.0.1"
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Addresses:
    """`host` is the interface that `rasa run` listens on; the action server listens on the local one only."""

    host: str = LOCAL
    port: int = 5005
    actions_port: int = 5055

    @property
    def url(self) -> str:
        """What a person opens in a browser on this machine."""
        return f"http://localhost:{self.port}"

    @property
    def actions_url(self) -> str:
        """The webhook that Rasa calls for custom actions."""
        return f"http://{LOCAL}:{self.actions_port}/webhook"


def read_addresses(dotenv: Path, environment: Mapping[str, str] = os.environ) -> Addresses:
    """HOST, PORT and ACTIONS_PORT from the environment, else from the `.env` file, else the defaults.

    Raises CannotStart when a port is not a number from 1 to 65535, or both are the same.
    """
    values = {**dotenv_values(dotenv), **environment}
    addresses = Addresses(
        host=values.get("HOST") or Addresses.host,
        port=_port("PORT", values.get("PORT"), Addresses.port),
        actions_port=_port("ACTIONS_PORT", values.get("ACTIONS_PORT"), Addresses.actions_port),
    )
    if addresses.port == addresses.actions_port:
        raise CannotStart(f"PORT and ACTIONS_PORT are both {addresses.port}: give them different numbers.")
    return addresses


def require_free(addresses: Addresses) -> None:
    """Raises CannotStart with a sentence about the first port that another program holds."""
    for name, host, port in (
        ("PORT", addresses.host, addresses.port),
        ("ACTIONS_PORT", LOCAL, addresses.actions_port),
    ):
        if not _is_free(host, port):
            raise CannotStart(
                f"Port {port} is taken by another program (perhaps an earlier `make run`): stop that,"
                f" or choose another port, for example `{name}={port + 1} make run`."
            )


def _port(name: str, value: str | None, default: int) -> int:
    if not value:
        return default
    if value.isdecimal() and 0 < int(value) <= HIGHEST_PORT:
        return int(value)
    raise CannotStart(f"{name} is {value!r}, but a port is a number from 1 to {HIGHEST_PORT}: correct .env.")


def _is_free(host: str, port: int) -> bool:
    """Binding alone misses, on macOS, a program that listens on all interfaces; connecting finds it."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((LOCAL, port)) == 0:
            return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CannotStart(_why_not(error, host, port)) from error
    return True


def _why_not(error: OSError, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} needs administrator rights: choose one above 1023."
    return f"HOST is {host!r}, which is no address of this machine: correct .env."
