"""What agents do beside talking: pass on, note, look back, give an instruction; and what admins manage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontline.agents.types import Agent
from frontline.bootstrap import Frontline
from tests.connectors.helpdesk.desk_server import PASSWORD, Browser, Customer, DeskServer

AtDesk = Callable[[str], Browser]
SCRIPT = "<script>alert('hoi')</script>"
ACCOUNT = {
    "username": "robin",
    "name": "Robin Kok",
    "role": "agent",
    "skills": ["billing"],
    "languages": ["nl"],
    "password": "molen-sloot-riet",
}


def test_transfer_to_a_skill_puts_the_customer_before_who_has_it(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne, daan = at_desk("sanne"), at_desk("daan")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    answer = sanne.ask("transfer", handoff_id=handoff.id, skill="billing", note="rekening klopt niet")
    assert (answer["handoff"]["state"], answer["handoff"]["skill"]) == ("queued", "billing")
    daan.wait_for("queue", lambda queue: [one["skill"] for one in queue["waiting"]] == ["billing"])
    assert "Sanne verbindt je door" in customer.reads()[-1][1]
    opened = daan.ask("open", handoff_id=handoff.id)
    assert [(note["agent_name"], note["text"]) for note in opened["notes"]] == [
        ("Sanne", "rekening klopt niet")
    ]
    assert sanne.ask("say", handoff_id=handoff.id, text="nog iets", id="c1")["error"] == "not_yours"


def test_transfer_to_a_colleague_is_theirs_to_take_first(
    at_desk: AtDesk, customer: Customer, agents: dict[str, Agent]
) -> None:
    sanne, daan = at_desk("sanne"), at_desk("daan")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    (colleague,) = [one for one in sanne.ask("colleagues")["colleagues"] if one["name"] == "Daan"]
    assert (colleague["free"], colleague["load"]) == (True, 0)
    assert sanne.ask("transfer", handoff_id=handoff.id, agent_id=colleague["id"])["ok"]
    assert sanne.ask("take")["error"] == "nobody_for_you"
    assert daan.ask("take")["handoff"]["handoff_id"] == handoff.id


def test_who_signs_out_leaves_their_customers_at_the_front_at_once(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne, tablet, daan = at_desk("sanne"), at_desk("sanne"), at_desk("daan")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    assert sanne.post("sign-out").ok
    assert services.handoffs.get(handoff.id).agent_name == "Sanne"
    assert tablet.post("sign-out").ok
    daan.wait_for("queue", lambda queue: [one["handoff_id"] for one in queue["waiting"]] == [handoff.id])
    assert "Sanne is even weggevallen" in customer.reads()[-1][1]


def test_transfer_to_nowhere_is_refused_and_changes_nothing(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    before = services.handoffs.get(handoff.id)
    nowhere: list[dict[str, Any]] = [
        {},
        {"skill": "breien"},
        {"agent_id": 999},
        {"agent_id": "daan"},
        {"skill": "billing", "agent_id": 2},
    ]
    for to in nowhere:
        answer = sanne.ask("transfer", handoff_id=handoff.id, **to)
        assert answer["error"] in ("not_a_transfer", "bad_request")
    assert services.handoffs.get(handoff.id) == before


def test_transfer_to_a_trainer_or_oneself_is_refused(
    at_desk: AtDesk, customer: Customer, agents: dict[str, Agent]
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    for name in ("noor", "sanne"):
        answer = sanne.ask("transfer", handoff_id=handoff.id, agent_id=agents[name].id)
        assert answer == {"ok": False, "error": "not_a_transfer"}


def test_note_is_for_colleagues_and_never_for_the_customer(at_desk: AtDesk, customer: Customer) -> None:
    sanne, daan = at_desk("sanne"), at_desk("daan")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    daan.ask("open", handoff_id=handoff.id)
    before = customer.reads()
    assert sanne.ask("note", handoff_id=handoff.id, text=SCRIPT)["note"]["text"] == SCRIPT
    assert daan.wait_for("note")["note"]["agent_name"] == "Sanne"
    assert customer.reads() == before
    assert sanne.ask("note", handoff_id=handoff.id, text="  ") == {"ok": False, "error": "empty"}
    assert sanne.ask("note", handoff_id=handoff.id, text="x" * 2000) == {"ok": False, "error": "bad_request"}


def test_hand_back_with_a_guide_tells_the_assistant_to_walk_it(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sanne = at_desk("sanne")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    assert sanne.ask("hand_back", handoff_id=handoff.id, guide="breien")["error"] == "not_an_outcome"
    assert sanne.ask("hand_back", handoff_id=handoff.id, guide="wifi_problem")["ok"]
    event = services.conversations.claim_next(handoff.conversation_id, "rasa-1")
    assert event is not None
    assert (event.message.payload, event.message.text) == (
        "/wifi_problem",
        services.taxonomy.problem("wifi_problem").button["nl"],
    )
    assert "Die loopt dit met je door" in customer.reads()[-1][1]
    assert server.woken == [handoff.conversation_id]


def test_both_sides_see_how_far_the_other_has_read(
    at_desk: AtDesk, customer: Customer, services: Frontline, server: DeskServer
) -> None:
    sanne, daan = at_desk("sanne"), at_desk("daan")
    customer.writes("ben je er?")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    seq = sanne.ask("open", handoff_id=handoff.id)["messages"][-1]["seq"]
    daan.ask("seen", handoff_id=handoff.id, seq=seq)
    assert services.conversations.marks(handoff.conversation_id).agent_read == 0
    assert sanne.ask("seen", handoff_id=handoff.id, seq=10_000)["ok"]
    assert services.conversations.marks(handoff.conversation_id).agent_read == seq
    server.signal(handoff.conversation_id, {"marks": {"delivered": 2, "read": 1}})
    assert sanne.wait_for("marks") == {"handoff_id": handoff.id, "marks": {"delivered": 2, "read": 1}}


def test_answers_that_fit_come_first(at_desk: AtDesk, customer: Customer) -> None:
    sanne = at_desk("sanne")
    customer.writes("waar blijft mijn pakketje?")
    handoff = customer.asks_for_a_person()
    assert sanne.ask("suggest", handoff_id=handoff.id)["answers"][0] == "order_traced"


def test_articles_of_the_guide_that_fit_come_first_and_all_can_be_searched(
    at_desk: AtDesk, customer: Customer
) -> None:
    sanne = at_desk("sanne")
    customer.writes("waar zit de wifi-knop van mijn modem?")
    handoff = customer.asks_for_a_person()
    (first, *_) = sanne.ask("articles", handoff_id=handoff.id)["found"]
    assert (first["id"], first["title"]["nl"]) == ("internet_down.wifi_on", "Geen internet thuis")
    (only,) = first["explanations"]
    assert only["instruction"]["en"].startswith("Press the wifi button") and only["help"]["nl"]
    (found, *_) = sanne.ask("articles", handoff_id=handoff.id, words=" apn ")["found"]
    assert [one["label"] for one in found["explanations"]][-1] is None
    assert sanne.ask("articles", handoff_id=handoff.id, words="a" * 101)["error"] == "bad_request"
    assert sanne.ask("articles", handoff_id="nooit")["error"] == "unknown"


def test_past_conversations_are_found_by_words_name_and_reference(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    sanne = at_desk("sanne")
    customer.writes("100% van mijn zenders_zijn weg")
    handoff = customer.asks_for_a_person()
    assert sanne.ask("history")["found"] == []
    sanne.ask("take")
    sanne.ask("resolve", handoff_id=handoff.id, problem="tv_no_signal", outcome="solved")
    for words in ("", "ZENDERS", "100%", "zenders_zijn"):
        (found,) = sanne.ask("history", words=words)["found"]
        assert (found["handoff_id"], found["outcome"], found["agent_name"]) == (handoff.id, "solved", "Sanne")
    for words in ("500%", "zendersxzijn", "' OR 1=1 --"):
        assert sanne.ask("history", words=words)["found"] == []
    assert sanne.ask("history", words="x" * 500) == {"ok": False, "error": "bad_request"}


def test_only_admins_manage(at_desk: AtDesk, services: Frontline) -> None:
    before = services.agents.team()
    words = {"nl": "a", "en": "a"}
    events: dict[str, dict[str, Any]] = {
        "admin_team": {},
        "admin_agent": ACCOUNT,
        "admin_active": {"id": 1, "active": False},
        "admin_answers": {},
        "admin_answer": {"id": "x", "title": words, "text": words},
        "admin_forget_answer": {"id": "hello"},
    }
    for desk in (at_desk("sanne"), at_desk("noor")):
        for event, data in events.items():
            assert desk.ask(event, **data) == {"ok": False, "error": "not_for_your_role"}
    assert services.agents.team() == before


def test_admin_makes_an_account_with_which_one_can_sign_in(
    at_desk: AtDesk, browser: Callable[[], Browser]
) -> None:
    willem = at_desk("willem")
    assert willem.ask("admin_agent", **ACCOUNT)["agent"]["skills"] == ["billing"]
    assert browser().sign_in("robin", ACCOUNT["password"]).connect().me["agent"]["name"] == "Robin Kok"
    changed = {key: value for key, value in ACCOUNT.items() if key != "password"} | {"name": SCRIPT}
    assert willem.ask("admin_agent", **changed)["agent"]["name"] == SCRIPT
    assert browser().sign_in("robin", ACCOUNT["password"]).connect().me["agent"]["name"] == SCRIPT


def test_account_that_cannot_be_is_refused(at_desk: AtDesk, services: Frontline) -> None:
    willem, before = at_desk("willem"), services.agents.team()
    mistakes: list[dict[str, Any]] = [
        {"username": "Robin Kok"},
        {"username": "../robin"},
        {"name": ""},
        {"name": "x" * 100},
        {"name": "Robin\x00"},
        {"role": "root"},
        {"skills": ["breien"]},
        {"skills": "billing"},
        {"languages": ["fr"]},
        {"password": "kort"},
        {"password": 12345678901},
        {"password": None},
    ]
    for wrong in mistakes:
        assert willem.ask("admin_agent", **{**ACCOUNT, **wrong}) == {"ok": False, "error": "bad_request"}
    assert services.agents.team() == before


def test_admin_cannot_lock_themselves_out(at_desk: AtDesk, agents: dict[str, Agent]) -> None:
    willem = at_desk("willem")
    answer = willem.ask("admin_active", id=agents["willem"].id, active=False)
    assert answer == {"ok": False, "error": "bad_request"}
    demoted = {**ACCOUNT, "username": "willem", "role": "agent"}
    assert willem.ask("admin_agent", **demoted) == {"ok": False, "error": "bad_request"}


def test_agent_whose_account_is_closed_in_the_middle_loses_everything_but_the_customer(
    at_desk: AtDesk, browser: Callable[[], Browser], customer: Customer, agents: dict[str, Agent]
) -> None:
    sanne, willem = at_desk("sanne"), at_desk("willem")
    handoff = customer.asks_for_a_person()
    sanne.ask("take")
    sanne.ask("say", handoff_id=handoff.id, text="Hoi", id="c1")
    assert willem.ask("admin_active", id=agents["sanne"].id, active=False)["agent"]["active"] is False
    sanne.wait_for("signed_out")
    assert browser().post("sign-in", username="sanne", password=PASSWORD).status_code == 401
    queue = willem.wait_for("queue", lambda queue: queue["waiting"])
    assert [entry["handoff_id"] for entry in queue["waiting"]] == [handoff.id]
    assert "Sanne is even weggevallen" in customer.reads()[-1][1]
    assert willem.ask("take")["handoff"]["handoff_id"] == handoff.id
    assert willem.ask("admin_active", id=agents["sanne"].id, active=True)["agent"]["active"] is True
    assert browser().sign_in("sanne").connect().me["agent"]["active"] is True


def test_canned_answer_of_an_admin_takes_the_place_of_the_files_until_it_is_forgotten(
    at_desk: AtDesk, customer: Customer, services: Frontline
) -> None:
    willem, handoff = at_desk("willem"), customer.asks_for_a_person()

    def hello() -> str:
        answers = willem.ask("open", handoff_id=handoff.id)["answers"]
        return next(answer["text"]["nl"] for answer in answers if answer["id"] == "hello")

    shipped = hello()
    words = {"nl": "Dag! Met {agent}.", "en": "Hello! This is {agent}."}
    assert willem.ask("admin_answer", id="hello", title=words, text=words)["ok"]
    assert hello() == "Dag! Met {agent}."
    assert willem.ask("admin_forget_answer", id="hello")["ok"]
    assert hello() == shipped


def test_canned_answer_that_cannot_be_is_refused(at_desk: AtDesk, services: Frontline) -> None:
    willem, before = at_desk("willem"), services.answers.all()
    answer = {"id": "nieuw", "title": {"nl": "a", "en": "a"}, "text": {"nl": "a", "en": "a"}}
    mistakes: list[dict[str, Any]] = [
        {"id": "Niet Goed"},
        {"text": {"nl": "alleen", "en": "  "}},
        {"title": {"nl": "x" * 99, "en": "x"}},
        {"text": 7},
    ]
    for wrong in mistakes:
        refused = willem.ask("admin_answer", **{**answer, **wrong})
        assert refused["error"] in ("not_an_answer", "bad_request")
    assert services.answers.all() == before


def test_nonsense_is_refused_and_the_desk_goes_on(at_desk: AtDesk) -> None:
    sanne = at_desk("sanne")
    nonsense: list[Any] = ["tekst", 7, [], {"handoff_id": 7}, {"handoff_id": "onbekend", "text": "x"}]
    for event in ("transfer", "note", "suggest", "seen"):
        for data in nonsense:
            assert sanne.socket.call(event, data, timeout=5)["ok"] is False
    assert sanne.ask("colleagues")["ok"]


def test_name_with_script_in_it_stays_text_all_the_way(
    at_desk: AtDesk, customer: Customer, services: Frontline, agents: dict[str, Agent]
) -> None:
    willem = at_desk("willem")
    account = {key: value for key, value in ACCOUNT.items() if key != "password"} | {"username": "sanne"}
    assert willem.ask("admin_agent", **{**account, "name": f"{SCRIPT} Visser", "skills": ["internet_tech"]})[
        "ok"
    ]
    sanne, handoff = at_desk("sanne"), customer.asks_for_a_person()
    sanne.ask("take")
    assert customer.reads()[-1][1].startswith("<script>alert('hoi')</script> van Polderlink")
    assert services.handoffs.get(handoff.id).agent_name == SCRIPT
