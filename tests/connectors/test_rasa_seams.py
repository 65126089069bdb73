"""Our parts in Rasa's places: channels, the tracker store with its window, the action server."""

from __future__ import annotations

import asyncio
import json

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.common import class_from_module_path
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from sanic import Sanic
from sanic.response import json as json_response
from sanic.response import text

from connectors.action_server import ActionServer, TurnFailed
from connectors.tracker_store import EVENTS, Tracker, fold
from frontline.settings import PROJECT_ROOT
from tests.connectors.serving import ChannelServer

DOMAIN = Domain.load(str(PROJECT_ROOT / "domain.yml"))


def test_every_channel_of_credentials_yml_can_be_imported() -> None:
    """Rasa reports an ImportError inside a channel as a channel that it does not find."""
    for path in yaml.safe_load((PROJECT_ROOT / "credentials.yml").read_text()):
        assert class_from_module_path(path).name()


def a_tracker(turns: int) -> DialogueStateTracker:
    events = [SlotSet("problem", {"intent": "internet_down"}), ActiveLoop("guide_form")]
    for number in range(turns):
        events += [
            ActionExecuted("action_listen"),
            UserUttered(f"bericht {number}", {"name": "inform", "confidence": 1.0}, message_id=str(number)),
            SlotSet("unclear_times", number),
            ActionExecuted("guide_form"),
        ]
    return DialogueStateTracker.from_events("c", events, DOMAIN.slots, domain=DOMAIN)


def uttered(events) -> list[str]:
    return [event.text for event in events if isinstance(event, UserUttered)]


def set_slots(events, name: str) -> list:
    return [event.value for event in events if isinstance(event, SlotSet) and event.key == name]


def test_a_short_conversation_keeps_all_but_the_values_that_were_set_again() -> None:
    tracker = a_tracker(20)
    folded = fold(tracker, DOMAIN, window=10)
    assert set_slots(tracker.events, "unclear_times") == list(range(20))
    assert set_slots(folded, "unclear_times") == [19]
    assert [event for event in folded if not isinstance(event, SlotSet)] == [
        event for event in tracker.events if not isinstance(event, SlotSet)
    ]
    again = DialogueStateTracker.from_events("c", folded, DOMAIN.slots, domain=DOMAIN)
    assert again.current_state() == tracker.current_state()


def test_what_rules_look_at_is_kept_as_it_was() -> None:
    move = next(slot for slot in DOMAIN.slots if slot.name == "move")
    assert move.influence_conversation
    events = [SlotSet("move", "guide"), ActionExecuted("action_start_problem"), SlotSet("move", "wait")]
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots, domain=DOMAIN)
    assert fold(tracker, DOMAIN, window=2) == list(tracker.events)


def test_a_long_one_keeps_its_last_turns_and_what_the_older_ones_left_behind() -> None:
    folded = fold(a_tracker(21), DOMAIN, window=10)
    assert uttered(folded) == [f"bericht {number}" for number in range(11, 21)]
    again = DialogueStateTracker.from_events("c", folded, DOMAIN.slots, domain=DOMAIN)
    assert again.active_loop_name == "guide_form"
    assert again.get_slot("problem") == {"intent": "internet_down"}
    assert again.get_slot("unclear_times") == 20


def test_events_survive_being_written_and_read() -> None:
    written = json.loads(json.dumps([event.as_dict() for event in a_tracker(3).events]))
    read = [EVENTS[event["event"]]._from_parameters(event) for event in written]
    assert [event.as_dict() for event in read] == written


def test_a_copy_of_a_tracker_is_what_rasa_would_replay_and_goes_its_own_way() -> None:
    events = list(a_tracker(3).events)
    ours = Tracker.from_events("c", events, DOMAIN.slots, domain=DOMAIN)
    twin, replayed = ours.copy(), DialogueStateTracker.copy(ours)
    said = vars(replayed).keys() - {"slots"}
    assert {name: vars(twin)[name] for name in said} == {name: vars(replayed)[name] for name in said}
    assert twin.current_slot_values() == replayed.current_slot_values()

    before = ours.current_state(EventVerbosity.ALL)
    twin.update(UserUttered("stop", {"name": "stop", "confidence": 1.0}))
    twin.update(SlotSet("unclear_times", 99))
    twin.interrupt_loop(True)
    assert ours.current_state(EventVerbosity.ALL) == before
    assert twin.current_state() != before


MALFORMED = {
    "no-object": ["events"],
    "no-list": {"events": {"event": "slot"}, "responses": []},
    "no-objects": {"events": [], "responses": ["hallo"]},
    "unknown-event": {"events": [{"event": "surprise"}], "responses": []},
}


class Actions(ChannelServer):
    """An action server that misbehaves as its path says."""

    def prepare(self, app: Sanic) -> None:
        async def answer(_request, how: str):
            if how == "slow":
                await asyncio.sleep(3)
            if how == "html":
                return text("<h1>502 Bad Gateway</h1>")
            if how in MALFORMED:
                return json_response(MALFORMED[how])
            if how == "rejected":
                return json_response({"action_name": "a", "error": "no"}, status=400)
            return json_response({"events": [], "responses": []}, status=500 if how == "broken" else 200)

        app.add_route(answer, "/<how:str>", methods=["POST"])


@pytest.fixture(scope="module")
def actions():
    server = Actions()
    server.start()
    yield server
    server.stop()


def ask(actions: Actions, url: str):
    """Asked on the server's own loop: in a full run Playwright has one running in this thread."""

    async def request():
        server = ActionServer(EndpointConfig(url), None, timeout=0.5)
        try:
            return await server.request(json={})
        finally:
            await server.close()

    return actions.run(request())


def test_the_action_servers_answer_comes_through(actions) -> None:
    assert ask(actions, f"{actions.url}/fine") == {"events": [], "responses": []}


@pytest.mark.parametrize("how", ["slow", "html", "broken", *MALFORMED])
def test_an_action_server_that_fails_ends_the_turn(actions, how) -> None:
    with pytest.raises(TurnFailed):
        ask(actions, f"{actions.url}/{how}")


def test_an_action_server_that_is_not_there_ends_the_turn(actions) -> None:
    with pytest.raises(TurnFailed):
        ask(actions, "http://127.0.0.1:9/webhook")


def test_an_action_that_says_it_does_not_apply_is_no_failure(actions) -> None:
    with pytest.raises(ClientResponseError):
        ask(actions, f"{actions.url}/rejected")
