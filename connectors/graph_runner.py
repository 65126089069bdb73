"""Runs Rasa's model without dask: the same components in the same order, the plan made once.

Rasa has dask plan the graph anew for every message and every prediction, which costs about as much as what
our components do. The components are those that Rasa loaded; only who calls them in turn is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner

Step = tuple[str, GraphNode, tuple[str, ...]]


def planned(runner: GraphRunner) -> GraphRunner | PlannedGraphRunner:
    """Rasa's own runner with its plans made once; any other runner as it is."""
    return PlannedGraphRunner(runner) if isinstance(runner, DaskGraphRunner) else runner


class PlannedGraphRunner:
    """Takes the place of the runner in Rasa's message processor."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._nodes: Mapping[str, GraphNode] = loaded._instantiated_nodes
        self._schema: GraphSchema = loaded._graph_schema
        self._plans: dict[tuple[str, ...], list[Step]] = {}

    def run(self, inputs: Mapping[str, Any] | None = None, targets: Sequence[str] = ()) -> dict[str, Any]:
        """The outputs of the `targets` by name; `inputs` by the name under which nodes need them."""
        wanted = tuple(targets or self._schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in self._plan(wanted):
            if name not in done:
                done[name] = node(*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        """The nodes that the targets need, each after what it needs itself."""
        if targets not in self._plans:
            schema = self._schema.minimal_graph_schema(list(targets))
            needs = {name: tuple(node.needs.values()) for name, node in schema.nodes.items()}
            order = TopologicalSorter(needs).static_order()
            self._plans[targets] = [(name, self._nodes[name], needs[name]) for name in order if name in needs]
        return self._plans[targets]
