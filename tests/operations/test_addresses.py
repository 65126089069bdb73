"""Where the processes listen, and what is said when they cannot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontline.operations.addresses import Addresses, read_addresses, require_free
from frontline.operations.problems import CannotStart

NO_FILE = Path("/nonexistent/.env")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_defaults_when_nothing_is_set() -> None:
    assert read_addresses(NO_FILE, {}) == Addresses("127.0.0.1", 5005, 5055)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=6005\nACTIONS_PORT=6055\nHOST=0.0.0.0\n", encoding="utf-8")
    assert read_addresses(tmp_path / ".env", {"PORT": "7005"}) == Addresses("0.0.0.0", 7005, 6055)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "5005.0"])
def test_a_port_that_is_no_port(port: str) -> None:
    with pytest.raises(CannotStart, match="a port is a number from 1 to 65535"):
        read_addresses(NO_FILE, {"PORT": port})


def test_both_ports_the_same() -> None:
    with pytest.raises(CannotStart, match="give them different numbers"):
        read_addresses(NO_FILE, {"PORT": "5055"})


def test_a_taken_port_is_one_sentence_with_a_way_out(taken_port: int) -> None:
    with pytest.raises(
        CannotStart, match=rf"Port {taken_port} is taken .* `PORT={taken_port + 1} make run`\."
    ) as raised:
        require_free(Addresses(port=taken_port, actions_port=free_port()))
    assert "\n" not in str(raised.value)


def test_a_taken_port_of_the_action_server(taken_port: int) -> None:
    with pytest.raises(CannotStart, match=f"ACTIONS_PORT={taken_port + 1} make run"):
        require_free(Addresses(port=free_port(), actions_port=taken_port))


def test_a_program_on_all_interfaces_holds_the_port_too() -> None:
    with socket.create_server(("", 0)) as server, pytest.raises(CannotStart, match="is taken"):
        require_free(Addresses(port=server.getsockname()[1], actions_port=free_port()))


def test_an_interface_that_this_machine_lacks() -> None:
    with pytest.raises(CannotStart, match="no address of this machine"):
        require_free(Addresses(host="203.0.113.7", port=free_port(), actions_port=free_port()))


def test_free_ports_pass() -> None:
    require_free(Addresses(port=free_port(), actions_port=free_port()))
