"""What is shown of what the processes say."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from honcho.printer import Message

from frontline.operations.log import KEPT_LINES, Log

NOW = datetime(2024, 1, 1, tzinfo=timezone.utc)
WARNING = """/x/lib/python3.10/site-packages/pkg_resources/__init__.py:3117: DeprecationWarning: Deprecated.
Implementing implicit namespace packages is preferred.
  declare_namespace(pkg)
"""
OURS = "/x/frontline/settings.py:3: UserWarning: the secret is short\n"


def shown(capsys: pytest.CaptureFixture[str], *lines: tuple[str, str]) -> list[str]:
    log = Log()
    log.prefix = False
    for name, line in lines:
        log.write(Message("line", line.encode(), NOW, name, None))
    return capsys.readouterr().out.splitlines()


def said(text: str, name: str = "rasa") -> list[tuple[str, str]]:
    return [(name, line) for line in text.splitlines(keepends=True)]


def test_warnings_of_packages_about_one_another_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [*said("before\n"), *said(WARNING), *said("after\n"), *said("  indented\n")]
    assert shown(capsys, *lines) == ["before", "after", "  indented"]


def test_the_other_process_is_heard_in_the_middle_of_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    first, *rest = said(WARNING)
    assert shown(capsys, first, ("actions", "ready\n"), *rest) == ["ready"]


def test_our_own_warnings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, *said(OURS)) == [OURS.strip()]


def test_a_warning_without_a_quoted_line_does_not_silence_the_process(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = [said(WARNING)[0], *said("".join(f"line {number}\n" for number in range(20)))]
    assert shown(capsys, *lines)[-1] == "line 19"


def test_bytes_that_are_no_text_do_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log()
    log.write(Message("line", b"\xff\xfe\n", NOW, "rasa", None))
    assert "�" in capsys.readouterr().out


def test_the_last_lines_are_kept() -> None:
    log = Log()
    for number in range(50):
        log.write(Message("line", f"{number}\n".encode(), NOW, "rasa", None))
    assert list(log.last["rasa"]) == [str(number) for number in range(50 - KEPT_LINES, 50)]
