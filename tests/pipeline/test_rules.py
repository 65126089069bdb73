"""The quicker ways through Rasa: what they decide is what Rasa decides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter

from connectors.graph_runner import planned
from frontline.settings import PROJECT_ROOT
from pipeline.rules import IndexedRulePolicy

CONFIG = {"core_fallback_threshold": 0.3, "core_fallback_action_name": "action_clarify"}
RULES = [str(PROJECT_ROOT / "data" / folder) for folder in ("rules", "generated", "responses")]


@pytest.fixture(scope="module")
def project():
    """Domain, and every rule of the project as a conversation."""
    importer = TrainingDataImporter.load_from_config(
        str(PROJECT_ROOT / "config.yml"), str(PROJECT_ROOT / "domain.yml"), RULES
    )
    domain, stories = importer.get_domain(), importer.get_stories()
    return domain, TrainingDataGenerator(stories, domain, augmentation_factor=0).generate()


@pytest.fixture(scope="module")
def policies(project, tmp_path_factory):
    """Rasa's policy and ours, loaded from the same training of ours."""
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}), "test")
    resource = Resource("rules")
    config = {**IndexedRulePolicy.get_default_config(), **CONFIG}
    domain, trackers = project
    IndexedRulePolicy.create(dict(config), storage, resource, context).train(trackers, domain)
    return [kind.load(dict(config), storage, resource, context) for kind in (RulePolicy, IndexedRulePolicy)]


def variants(tracker: DialogueStateTracker, domain) -> list[DialogueStateTracker]:
    """Each point of a conversation, and the same with what no rule foresees."""
    points = [before.copy() for before, _ in tracker.generate_all_prior_trackers()]
    strange = [point.copy() for point in points]
    for point in strange:
        point.update(SlotSet("unclear_times", 2))
        point.update(UserUttered("", {"name": "goodbye", "confidence": 1.0}), domain)
    return points + strange


def test_the_indexed_policy_predicts_what_rasas_policy_predicts(project, policies) -> None:
    domain, trackers = project
    points = [point for tracker in trackers for point in variants(tracker, domain)]
    decided = set()
    for point in points:
        rasas, ours = (policy.predict_action_probabilities(point, domain) for policy in policies)
        assert ours.probabilities == rasas.probabilities
        assert ours.events == rasas.events
        decided.add(max(range(len(ours.probabilities)), key=ours.probabilities.__getitem__))
    assert len(points) > 300
    assert len(decided) > 20


class Counting:
    """A node of a graph that notes when it runs."""

    def __init__(self, name: str, ran: list[str]) -> None:
        self._name, self._ran = name, ran

    def __call__(self, *inputs):
        self._ran.append(self._name)
        return self._name, sum(value for _, value in inputs) + 1


def test_a_plan_runs_what_the_target_needs_once_and_in_order() -> None:
    needs = {
        "last": {"a": "left", "b": "right"},
        "left": {"a": "first"},
        "right": {"a": "first"},
        "first": {"a": "given"},
        "not needed": {"a": "given"},
    }
    nodes = {name: SimpleNamespace(needs=of, is_target=False) for name, of in needs.items()}
    ran: list[str] = []
    rasas = DaskGraphRunner.__new__(DaskGraphRunner)
    rasas._graph_schema = SimpleNamespace(
        minimal_graph_schema=lambda targets: SimpleNamespace(
            nodes={name: node for name, node in nodes.items() if name != "not needed"}
        )
    )
    rasas._instantiated_nodes = {name: Counting(name, ran) for name in nodes}
    runner = planned(rasas)
    for given in (1, 10):
        ran.clear()
        assert runner.run(inputs={"given": given}, targets=["last"]) == {"last": 2 * (given + 2) + 1}
        assert ran[0] == "first" and ran[-1] == "last" and len(ran) == 4


def test_another_runner_is_left_alone() -> None:
    other = object()
    assert planned(other) is other
