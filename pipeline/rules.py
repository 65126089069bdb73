"""Rasa's rule policy, asked less.

Rasa compares every rule with every state of the conversation at each prediction, twice after a message: once
for rules that hold a customer's literal text, of which we have none. Here only the rules are compared whose
last action and intent can fit, with no more of the conversation than the longest rule is long; which rule
applies is still Rasa's decision.
"""

from __future__ import annotations

import json
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

Situation = tuple[Any, Any]
"""The last action and the customer's intent; None for a rule that leaves it open."""
Index = Mapping[Situation, set[str]]

warnings.filterwarnings("ignore", message="'RulePolicy' is not included")  # it is: ours is one


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT], is_trainable=True
)
class IndexedRulePolicy(RulePolicy):
    """Predicts what Rasa's `RulePolicy` predicts, in a fraction of its time."""

    def __init__(self, *args: Any, lookup: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """`lookup` holds the rules of a trained policy; while training there is none and Rasa's way goes."""
        super().__init__(*args, lookup=lookup, **kwargs)
        searched = [lookup[part] for part in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)] if lookup else []
        self._indexes = [(rules, _index(rules)) for rules in searched]
        self._lengths = {key: len(json.loads(key)) for rules in searched for key in rules}
        self._literal_texts = not searched or any(f'"{TEXT}"' in key for key in searched[0])

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Trains on the rules; Rasa itself checks only its own class against the domain."""
        self.raise_if_incompatible_with_domain(self.config, domain)
        return super().train(training_trackers, domain, **kwargs)

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._literal_texts:
            return None, None, False
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def _prediction_states(
        self, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
    ) -> list[State]:
        recent = _Recent(tracker, self._reach) if self._lengths else tracker
        return super()._prediction_states(recent, domain, *args, **kwargs)

    def _reach(self, state: State) -> int:
        """How many states the longest rule has that can apply in this one."""
        fitting = set().union(*(_fitting(index, state) for _, index in self._indexes))
        return max((self._lengths[key] for key in fitting), default=1)

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        index = next((index for rules, index in self._indexes if rules is lookup), None)
        if index is not None and states:
            lookup = {key: lookup[key] for key in _fitting(index, states[-1])}
        return super()._get_possible_keys(lookup, states)


class _Recent:
    """A tracker that makes no more of its states than a rule can look back on."""

    def __init__(self, tracker: DialogueStateTracker, reach: Callable[[State], int]) -> None:
        """`reach`: how many states matter, by the newest."""
        self._tracker, self._reach = tracker, reach

    def past_states(self, domain: Domain, **_: Any) -> list[State]:
        newest = domain.get_active_state(self._tracker)
        reach = self._reach(newest)
        if reach == 1 and self._tracker.latest_action_name == ACTION_LISTEN_NAME:
            return [newest]  # after other actions Rasa takes back what was said to a form
        return self._replayed(domain, reach)

    def _replayed(self, domain: Domain, reach: int) -> list[State]:
        events = self._tracker.applied_events()
        older = 1 + sum(isinstance(event, ActionExecuted) for event in events) - reach
        replayed, states = self._tracker.init_copy(), []
        for event in events:
            if isinstance(event, ActionExecuted):
                older -= 1
                if older < 0:
                    states.append(domain.get_active_state(replayed))
            replayed.update(event)
        return [*states, domain.get_active_state(replayed)]


def _index(rules: Mapping[str, str]) -> Index:
    index = defaultdict(set)
    for key in rules:
        index[_situation(json.loads(key)[-1])].add(key)
    return index


def _fitting(index: Index, state: State) -> set[str]:
    """The rules whose last state has this last action and intent, or leaves them open."""
    action, intent = _situation(state)
    situations = {(action, intent), (action, None), (None, intent), (None, None)}
    return set().union(*(index.get(situation, set()) for situation in situations))


def _situation(state: State) -> Situation:
    return state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)
