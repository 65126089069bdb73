"""What the action server registers is what the domain asks for, and it is ready when it has."""

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from frontline.bootstrap import frontline
from frontline.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


def test_every_action_of_the_domain_is_there_and_no_other(executor: ActionExecutor) -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(executor.actions) == set(domain["actions"])


@pytest.mark.usefixtures("executor")
def test_what_a_first_turn_needs_is_there_before_it_comes() -> None:
    assert {"guides", "handoffs", "triage", "customers", "_entity_rules"} <= vars(frontline()).keys()
