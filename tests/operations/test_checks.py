"""`make test`: one summary, and pytest's closing line as the very last."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import checks, chromium


def check(name: str, code: str) -> checks.Check:
    return checks.Check(name, name, [sys.executable, "-c", code])


def test_the_last_line_is_pytests_own(capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        checks.run(check("lint", "print('fine')")),
        checks.run(check("pytest", "print('...'); print('==== 3 passed in 0.1s ====')")),
    ]
    checks.summarise(results)
    assert capsys.readouterr().out.splitlines()[-1] == "==== 3 passed in 0.1s ===="


def test_pytest_runs_when_all_the_others_have_ended(tmp_path: Path) -> None:
    done = tmp_path / "done"
    slow = check("types", f"import time; time.sleep(0.5); open({str(done)!r}, 'w').close()")
    results = checks.run_all([check("pytest", f"open({str(done)!r})"), slow, check("lint", "print('fine')")])
    assert [(each.check.name, each.passed) for each in results] == [
        ("types", True),
        ("lint", True),
        ("pytest", True),
    ]


def test_a_failed_check_shows_its_output_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    result = checks.run(check("types", "print('a.py:1: error'); raise SystemExit(1)"))
    checks.summarise([result])
    shown = capsys.readouterr().out
    assert not result.passed
    assert "a.py:1: error" in shown
    assert shown.count("  types: a.py:1: error") == 1


def test_a_check_that_passes_shows_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    checks.run(check("lint", "print('much'); print('more')"))
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_every_check_of_the_makefile_exists() -> None:
    makefile = (checks.ROOT / "Makefile").read_text(encoding="utf-8")
    used = [line.split()[1:] for line in makefile.splitlines() if line.startswith("\t$(CHECK) ")]
    names = {word for words in used for word in " ".join(words).split(" -- ")[0].split()}
    assert names <= {each.name for each in checks.all_checks([])}


def test_an_unknown_check_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["lnit"]) == 1
    assert capsys.readouterr().err == "There is no check called lnit.\n"


def test_chromium_is_the_one_the_user_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "browser").touch()
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "browser"))
    assert chromium.find_chromium() == tmp_path / "browser"


def test_a_named_chromium_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    with pytest.raises(FileNotFoundError, match="CHROMIUM is /nowhere/chrome, where there is no file"):
        chromium.find_chromium()


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_chromium_is_found_on_the_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    program = tmp_path / name
    program.touch(mode=0o755)
    assert chromium.find_chromium() == program


def test_playwrights_own_download_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    downloaded = tmp_path / "chromium-1200/chrome-linux64/chrome"
    downloaded.parent.mkdir(parents=True)
    downloaded.touch()
    assert chromium.find_chromium() == downloaded
