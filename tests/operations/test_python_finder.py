"""tools/python.sh passes over every Python that does not really start."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "python.sh"
SYSTEM_PLACES = ("/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3")
PYENV_SHIM = "#!/bin/sh\necho \"pyenv: version '3.10' is not installed\" >&2\nexit 1\n"
WITH_PIP = '#!/bin/sh\necho "$0"\n'
WITHOUT_PIP = '#!/bin/sh\ncase "$2" in *"import pip"*) exit 1;; esac\necho "$0"\n'


class Machine:
    """A machine that has only the given Pythons: PATH holds `tr` and them, home is a scratch folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: list[str] = []
        text = SCRIPT.read_text(encoding="utf-8")
        for place in SYSTEM_PLACES:
            text = text.replace(place, str(folder / "nowhere"))
        (folder / "python.sh").write_text(text, encoding="utf-8")
        tr = shutil.which("tr")
        self.put("tools/tr", f'#!/bin/sh\nexec {tr} "$@"\n')

    def put(self, name: str, text: str, on_path: bool = True) -> str:
        """Makes a program; returns its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        if on_path:
            self.path.append(str(path.parent))
        return str(path)

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the script; the fake Python that it chose prints its own path."""
        env = {"PATH": ":".join(self.path), "HOME": str(self.folder), **environment}
        command = ["/bin/sh", str(self.folder / "python.sh"), "-m", "tools.setup"]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """pyenv's shims come first on PATH, and each refuses to run beside our .python-version."""
    machine = Machine(tmp_path)
    for name in ("python3", "python", "python3.10"):
        machine.put(f"shims/{name}", PYENV_SHIM)
    return machine


def test_a_python_behind_a_refusing_shim_is_found(machine: Machine) -> None:
    real = machine.put("real/python3", WITH_PIP)
    assert machine.find().stdout.strip() == real


@pytest.mark.parametrize("name", ["python", "python3.12", "python3.8"])
def test_a_python_of_another_name_is_found(machine: Machine, name: str) -> None:
    real = machine.put(f"real/{name}", WITH_PIP)
    assert machine.find().stdout.strip() == real


def test_the_python_named_by_the_user_comes_first(machine: Machine) -> None:
    machine.put("real/python3", WITH_PIP)
    chosen = machine.put("mine/snake", WITH_PIP, on_path=False)
    assert machine.find(PYTHON=chosen).stdout.strip() == chosen


def test_one_with_pip_is_preferred_since_it_can_install_uv(machine: Machine) -> None:
    machine.put("first/python3", WITHOUT_PIP)
    second = machine.put("second/python3", WITH_PIP)
    assert machine.find().stdout.strip() == second


def test_one_without_pip_is_taken_when_there_is_no_other(machine: Machine) -> None:
    only = machine.put("first/python3", WITHOUT_PIP)
    assert machine.find().stdout.strip() == only


def test_a_python_that_pyenv_holds_is_found_past_its_shims(machine: Machine) -> None:
    hidden = machine.put(".pyenv/versions/3.9.18/bin/python3", WITH_PIP, on_path=False)
    assert machine.find().stdout.strip() == hidden


def test_one_sentence_when_no_python_starts(machine: Machine) -> None:
    result = machine.find()
    assert result.returncode == 1
    assert result.stderr.startswith("No Python 3.8 or newer starts on this machine: install one")
    assert len(result.stderr.splitlines()) == 1
