"""A conversation at the desk, from the queue to its end, over a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from frontline.conversations.types import Owner
from frontline.handoffs.types import State
from frontline.storage.tables import AgentRow, now
from tests.connectors.helpdesk.desk_server import Browser, Customer, DeskServer

AtDesk = Callable[[str], Browser]
SCRIPT = "<img src=x onerror=\"alert('hoi')\"><script>alert(1)</script> **vet** {name}"


def ids(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["handoff_id"] for entry in entries]


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]


def said(text: str) -> Callable[[dict[str, Any]], bool]:
    return lambda data: text in texts(data["messages"])


def test_who_asks_for_a_person_is_in_the_queue_within_a_second(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    customer.writes("mijn internet doet het niet")
    handoff = customer.asks_for_a_person()
    asked_at = time.monotonic()
    queue = sanne.wait_for("queue", lambda queue: queue["waiting"])
    assert time.monotonic() - asked_at < 1
    assert ids(queue["waiting"]) == [handoff.id]
    entry = queue["waiting"][0]
    assert entry["problem"]["nl"] == "thuis helemaal geen internetverbinding"
    assert (entry["urgency"], entry["skill"], entry["position"]) == (3, "internet_tech", 1)


def test_me_tells_what_the_page_needs_to_put_things_into_words(at_desk: AtDesk) -> None:
    me = at_desk("sanne").me
    assert me["agent"]["helps_customers"] is True
    assert {"intent": "complaint", "category": "service"}.items() <= me["problems"][-3].items()
    assert "solved" in me["outcomes"]


def test_whole_conversation_from_queue_to_resolved(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sanne = at_desk("sanne")
    customer.writes("mijn internet doet het niet")
    handoff = customer.asks_for_a_person()

    taken = sanne.ask("take")
    assert (taken["ok"], taken["handoff"]["handoff_id"]) == (True, handoff.id)
    mine = sanne.wait_for("queue", lambda queue: queue["mine"])
    assert (ids(mine["mine"]), mine["waiting"]) == ([handoff.id], [])

    opened = sanne.ask("open", handoff_id=handoff.id)
    assert texts(opened["messages"])[0] == "mijn internet doet het niet"
    assert opened["pack"]["summary"]["nl"][0].endswith("“mijn internet doet het niet”.")

    assert sanne.ask("say", handoff_id=handoff.id, text="Hoi, ik kijk even.", id="c1")["ok"]
    customer.writes("fijn!")
    sanne.wait_for("messages", said("fijn!"))

    answer = sanne.ask("resolve", handoff_id=handoff.id, problem="internet_down", outcome="solved")
    assert answer["handoff"]["state"] == "resolved"
    assert server.woken == [handoff.conversation_id]
    assert services.conversations.get(handoff.conversation_id).owner is Owner.ASSISTANT
    assert [author for author, _ in customer.reads()] == ["customer", "system", "agent", "customer", "system"]
    again = sanne.ask("open", handoff_id=handoff.id)
    assert [(one["author"], one["text"]) for one in again["messages"]] == customer.reads()


def test_messages_arrive_once_and_in_order(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    customer.writes("een")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    opened = sanne.ask("open", handoff_id=handoff.id)
    for number in range(20):
        customer.writes(f"regel {number}")
    sanne.wait_for("messages", said("regel 19"))
    pushed = [m for name, data in sanne.events if name == "messages" for m in data["messages"]]
    seqs = [message["seq"] for message in opened["messages"] + pushed]
    assert seqs == list(range(1, len(seqs) + 1))


def test_after_a_lost_connection_only_what_was_missed_comes(
    at_desk: AtDesk, browser: Callable[[], Browser], customer: Customer
) -> None:
    sanne = at_desk("sanne")
    customer.writes("een")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    seen = sanne.ask("open", handoff_id=handoff.id)["messages"][-1]["seq"]
    sanne.close()
    customer.writes("twee")
    back = browser().sign_in("sanne").connect()
    assert ids(back.wait_for("queue")["mine"]) == [handoff.id]
    assert texts(back.ask("open", handoff_id=handoff.id, after=seen)["messages"]) == ["twee"]


def test_message_sent_again_for_lack_of_an_answer_is_said_once(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    first = sanne.ask("say", handoff_id=handoff.id, text="Hoi", id="c1")
    assert sanne.ask("say", handoff_id=handoff.id, text="Hoi", id="c1") == first
    assert [text for author, text in customer.reads() if author == "agent"] == ["Hoi"]


def test_of_two_who_take_at_once_one_hears_who_was_first(at_desk: AtDesk, customer: Customer) -> None:
    handoff = customer.asks_for_a_person()
    desks = {"Sanne": at_desk("sanne"), "Daan": at_desk("daan")}
    answers: dict[str, dict[str, Any]] = {}
    ready = threading.Barrier(2)

    def take(name: str) -> None:
        ready.wait()
        answers[name] = desks[name].ask("take", handoff_id=handoff.id)

    threads = [threading.Thread(target=take, args=(name,)) for name in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name, answer in answers.items() if answer["ok"]]
    (loser,) = set(desks) - {winner}
    assert answers[loser] == {"ok": False, "error": "already_taken", "by": winner}


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("say", {"text": "Hoi", "id": "c1"}),
        ("typing", {}),
        ("hand_back", {"note": ""}),
        ("resolve", {"problem": "internet_down", "outcome": "solved"}),
    ],
)
def test_colleague_may_read_along_but_not_act(
    at_desk: AtDesk, customer: Customer, event: str, data: dict[str, str]
) -> None:
    handoff = customer.asks_for_a_person()
    at_desk("sanne").ask("take", handoff_id=handoff.id)
    daan = at_desk("daan")
    assert daan.ask("open", handoff_id=handoff.id)["ok"]
    before = customer.reads()
    assert daan.ask(event, handoff_id=handoff.id, **data) == {
        "ok": False,
        "error": "not_yours",
        "by": "Sanne",
    }
    assert customer.reads() == before


def test_admin_may_step_in(at_desk: AtDesk, customer: Customer) -> None:
    handoff = customer.asks_for_a_person()
    at_desk("sanne").ask("take", handoff_id=handoff.id)
    assert at_desk("willem").ask("say", handoff_id=handoff.id, text="Ik neem over", id="c1")["ok"]


def test_trainer_reads_and_does_nothing_else(at_desk: AtDesk, customer: Customer) -> None:
    handoff = customer.asks_for_a_person()
    noor = at_desk("noor")
    assert noor.ask("open", handoff_id=handoff.id)["ok"]
    for event in ("take", "hand_back"):
        assert noor.ask(event, handoff_id=handoff.id) == {"ok": False, "error": "not_for_your_role"}


def test_hand_back_wakes_the_assistant(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    answer = sanne.ask("hand_back", handoff_id=handoff.id, note="kan de gids zelf")
    assert answer["handoff"]["state"] == "returned"
    assert server.woken == [handoff.conversation_id]
    entries = services.conversations.since(handoff.conversation_id, 0)
    assert "/handoff_returned" in [entry.payload for entry in entries]


def test_agent_sees_that_the_customer_gave_up(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    sanne.ask("open", handoff_id=handoff.id)
    services.handoffs.cancel(handoff.conversation_id)
    status = sanne.wait_for("status", lambda status: not status["open"])
    assert status["state"] == "abandoned"
    answer = sanne.ask("say", handoff_id=handoff.id, text="Ben je er nog?", id="c1")
    assert answer == {"ok": False, "error": "already_ended", "state": "abandoned"}


def test_resolving_twice_is_refused_the_second_time(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    end = {"handoff_id": handoff.id, "problem": "internet_down", "outcome": "solved"}
    assert sanne.ask("resolve", **end)["ok"]
    assert sanne.ask("resolve", **end) == {"ok": False, "error": "already_ended", "state": "resolved"}


def test_typing_is_seen_on_both_sides(at_desk: AtDesk, customer: Customer, server: DeskServer) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    sanne.ask("open", handoff_id=handoff.id)
    seen: list[Any] = []

    async def channel(signal: Any) -> None:
        seen.append(signal)

    async def nothing() -> None:
        return None

    server.live.subscribe(handoff.conversation_id, nothing, channel)
    assert sanne.ask("typing", handoff_id=handoff.id)["ok"]
    assert seen == [{"typing": True, "author": "agent"}]
    server.signal(handoff.conversation_id, {"typing": True, "author": "customer"})
    assert sanne.wait_for("typing") == {"handoff_id": handoff.id}


def test_markup_stays_text_on_the_way_to_the_desk_and_back(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    customer.writes(SCRIPT)
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    opened = sanne.ask("open", handoff_id=handoff.id)
    assert opened["messages"][0]["text"] == SCRIPT
    assert opened["pack"]["transcript"][0]["text"] == SCRIPT
    assert SCRIPT in opened["pack"]["summary"]["nl"][0]
    sanne.ask("say", handoff_id=handoff.id, text=SCRIPT, id="c1")
    assert ("agent", SCRIPT) in customer.reads()


def test_status_is_kept_and_told(at_desk: AtDesk, browser: Callable[[], Browser]) -> None:
    sanne = at_desk("sanne")
    assert sanne.me["routing"] == {"mode": "pull", "capacity": 4, "widen_minutes": 5.0}
    answer = sanne.ask("availability", available=False, capacity=2)
    assert (answer["agent"]["available"], answer["agent"]["capacity"]) == (False, 2)
    again = browser().sign_in("sanne").connect()
    assert (again.me["agent"]["available"], again.me["agent"]["capacity"]) == (False, 2)
    for nonsense in ({}, {"available": "yes"}, {"available": True, "capacity": 0}):
        assert sanne.ask("availability", **nonsense) == {"ok": False, "error": "bad_request"}


def test_customer_of_an_agent_who_vanished_is_seen_by_the_others(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer, agents: dict[str, Agent]
) -> None:
    sanne, daan = at_desk("sanne"), at_desk("daan")
    handoff = customer.asks_for_a_person()
    assert sanne.ask("take", handoff_id=handoff.id)["ok"]
    sanne.close()
    server.move_on()
    assert services.handoffs.get(handoff.id).state is State.ASSIGNED
    with services.database.begin() as session:
        session.get(AgentRow, agents["sanne"].id).seen_at = now() - timedelta(minutes=4)
    server.move_on()
    assert ids(daan.wait_for("queue", lambda queue: queue["waiting"])["waiting"]) == [handoff.id]
    assert "Sanne is even weggevallen" in customer.reads()[-1][1]
    assert daan.ask("take")["handoff"]["handoff_id"] == handoff.id


NONSENSE: list[Any] = ["tekst", 7, [], {"handoff_id": 7}, {"handoff_id": ""}, {"handoff_id": "\x00"}]


@pytest.mark.parametrize("event", ["open", "close", "take", "say", "typing", "hand_back", "resolve"])
def test_nonsense_is_refused_and_the_desk_goes_on(at_desk: AtDesk, event: str) -> None:
    sanne = at_desk("sanne")
    for data in NONSENSE:
        answer = sanne.socket.call(event, data, timeout=5)
        assert answer["ok"] is False
        assert answer["error"] in ("bad_request", "nothing_waiting")
    assert sanne.ask("take") == {"ok": False, "error": "nothing_waiting"}


def test_text_that_cannot_be_said_is_refused(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    refused = {"": "empty", "   ": "empty", "x" * 5000: "too_long", "\ud800": "empty", None: "bad_request"}
    for text, error in refused.items():
        answer = sanne.ask("say", handoff_id=handoff.id, text=text, id="c1")
        assert answer == {"ok": False, "error": error}
    assert [author for author, _ in customer.reads()] == ["system"]


def test_unknown_handoff_is_refused(at_desk: AtDesk) -> None:
    sanne = at_desk("sanne")
    for event in ("open", "take", "typing"):
        assert sanne.ask(event, handoff_id="onbekend") == {"ok": False, "error": "unknown"}


def test_locked_database_is_said_and_the_message_can_be_sent_again(
    at_desk: AtDesk, customer: Customer, services: Frontline, monkeypatch: pytest.MonkeyPatch
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    say = services.handoffs.say

    def locked(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(services.handoffs, "say", locked)
    message = {"handoff_id": handoff.id, "text": "Hoi", "id": "c1"}
    assert sanne.ask("say", **message) == {"ok": False, "error": "unavailable"}
    monkeypatch.setattr(services.handoffs, "say", say)
    assert sanne.ask("say", **message)["ok"]


def test_an_admin_sees_what_another_helpdesk_did_not_take_and_sends_it_again(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    handoff = customer.asks_for_a_person()
    services.outbox.gather()
    (task,) = services.outbox.claim("rasa-1", 1)
    services.outbox.give_up(task, "status 422")
    willem = at_desk("willem")
    (undelivered,) = willem.ask("undelivered_list")["undelivered"]
    assert (undelivered["handoff_id"], undelivered["tells"]) == (handoff.id, "open")
    assert (undelivered["problem"], undelivered["attempts"]) == ("status 422", 1)
    assert willem.ask("undelivered_resend", id=undelivered["id"]) == {"ok": True}
    assert willem.ask("undelivered_resend", id=undelivered["id"])["error"] == "not_undelivered"
    assert willem.ask("undelivered_list")["undelivered"] == []
    sanne = at_desk("sanne")
    assert sanne.ask("undelivered_list") == {"ok": False, "error": "not_for_your_role"}
    assert sanne.ask("undelivered_resend", id=undelivered["id"])["error"] == "not_for_your_role"


def test_a_desk_that_is_stopped_does_nothing_more(services: Frontline) -> None:
    server = DeskServer(services)
    server.start()
    assert "keep_moving" in _under_way(server)
    server.stop()
    assert "keep_moving" not in _under_way(server)


def _under_way(server: DeskServer) -> set[str]:
    """The names of the jobs that the server's loop would go on with."""
    return {task.get_coro().__name__ for task in asyncio.all_tasks(server.loop)}
