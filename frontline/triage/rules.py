"""The part of Rasa's rules that follows from the taxonomy, so that a new problem needs no rule by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from frontline.settings import load_settings
from frontline.triage.taxonomy import Taxonomy

GENERATED = Path("data/generated/problems.yml")
HEADER = "# Written by `make content` from content/taxonomy.yml; do not edit.\n"


def problem_rules(taxonomy: Taxonomy) -> str:
    """The YAML of one rule per problem: whichever it is, `action_start_problem` decides what follows."""
    rules: list[dict[str, Any]] = [
        {
            "rule": f"{problem.intent} starts its way to a solution",
            "wait_for_user_input": False,
            "steps": [{"intent": problem.intent}, {"action": "action_start_problem"}],
        }
        for problem in taxonomy
    ]
    return HEADER + yaml.safe_dump({"version": "3.1", "rules": rules}, sort_keys=False, allow_unicode=True)


def main(root: Path) -> None:
    """Writes the generated rules below `root`."""
    target = root / GENERATED
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        problem_rules(Taxonomy.load(load_settings().content_dir / "taxonomy.yml")), encoding="utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
