"""What the action server registers is what the domain asks for."""

from __future__ import annotations

import yaml
from rasa_sdk.executor import ActionExecutor

from frontline.settings import PROJECT_ROOT

NEVER_PREDICTED = {"action_warm_up"}


def test_every_action_of_the_domain_is_there_and_no_other() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(executor.actions) - NEVER_PREDICTED == set(domain["actions"])
