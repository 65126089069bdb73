"""The commands that are started, and the environment they get."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from frontline.operations.addresses import Addresses
from frontline.operations.problems import CannotStart
from frontline.operations.processes import commands, newest_model, process_environment

ADDRESSES = Addresses(port=6005, actions_port=6055)


def test_the_newest_model_is_taken(tmp_path: Path) -> None:
    for name, time in (("b.tar.gz", 2), ("a.tar.gz", 3), ("c.tar.gz", 1)):
        (tmp_path / name).write_text(name, encoding="utf-8")
        os.utime(tmp_path / name, (time, time))
    assert newest_model(tmp_path).name == "a.tar.gz"


def test_without_a_model_nothing_is_started(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"no trained model .* run `make train`"):
        newest_model(tmp_path)


def test_rasa_gets_the_model_file_itself_and_no_api() -> None:
    rasa, actions = commands(ADDRESSES, Path("/with space/m.tar.gz"), cors_origins=["https://a.example"])
    arguments = shlex.split(rasa.line)
    assert arguments[arguments.index("--model") + 1] == "/with space/m.tar.gz"
    assert arguments[arguments.index("--cors") + 1] == "https://a.example"
    assert "--enable-api" not in arguments
    assert rasa.health_url == "http://127.0.0.1:6005/"
    assert shlex.split(actions.line)[-4:] == ["actions", "--port", "6055", "--quiet"]


def test_telemetry_is_off_whatever_the_environment_says() -> None:
    assert (
        process_environment(ADDRESSES, {"RASA_TELEMETRY_ENABLED": "true"})["RASA_TELEMETRY_ENABLED"]
        == "false"
    )


def test_rasa_calls_the_action_server_that_is_started() -> None:
    assert process_environment(ADDRESSES, {})["FRONTLINE_ACTIONS_URL"] == "http://127.0.0.1:6055/webhook"


def test_whoever_wants_to_see_more_can() -> None:
    assert process_environment(ADDRESSES, {"LOG_LEVEL_LIBRARIES": "INFO"})["LOG_LEVEL_LIBRARIES"] == "INFO"
    assert not any("--quiet" in command.arguments for command in commands(ADDRESSES, Path("m"), quiet=False))
