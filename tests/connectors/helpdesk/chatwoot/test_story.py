"""Whole stories with Chatwoot: from "a person, please" to the assistant being back."""

from __future__ import annotations

import time

from frontline.bootstrap import Frontline
from frontline.conversations.types import Owner
from frontline.handoffs.types import Handoff, State
from tests.connectors.helpdesk.chatwoot.stand_in import JOOST, Chatwoot
from tests.connectors.helpdesk.elsewhere import Browser, Customer, FrontLine, soon

OUTAGE = "We kunnen onze collega's even niet bereiken"
OVER = "Het werkt weer"


def case_of(chatwoot: Chatwoot, handoff: Handoff) -> int:
    """The number of the conversation, once agents may see it."""

    def opened() -> list[int]:
        return [
            number
            for number, one in chatwoot.conversations.items()
            if one["custom_attributes"].get("frontline_handoff") == handoff.id and one["status"] == "open"
        ]

    return soon(opened)[0]


def test_from_a_person_please_to_the_assistant_again(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot, customer: Customer
) -> None:
    customer.writes("mijn internet doet het niet")
    case = case_of(chatwoot, customer.asks_for_a_person())
    customer.writes("ik ben er nog")
    soon(lambda: chatwoot.incoming(case) == ["ik ben er nog"])

    chatwoot.assign(case)
    chatwoot.write(case, "Hoi Lotte, ik kijk even mee.")
    soon(lambda: ("agent", "Hoi Lotte, ik kijk even mee.") in customer.reads())
    assert services.conversations.get(customer.conversation_id).owner is Owner.HUMAN
    customer.writes("fijn!")
    soon(lambda: chatwoot.incoming(case) == ["ik ben er nog", "fijn!"])

    chatwoot.resolve(case, confirmed_problem="wifi_problem", outcome="solved")
    soon(lambda: customer.conversation_id in front_line.woken)
    assert services.conversations.get(customer.conversation_id).owner is Owner.ASSISTANT
    assert [author for author, _ in customer.reads()] == ["customer"] * 2 + [
        "system",
        "agent",
        "customer",
        "system",
    ]
    soon(lambda: "terug bij de assistent" in chatwoot.said(case)[-1][2])
    assert chatwoot.conversations[case]["status"] == "resolved"
    assert chatwoot.answers and set(chatwoot.answers) == {200}


def test_the_customers_browser_shows_it_all(
    front_line: FrontLine, chatwoot: Chatwoot, browser: Browser
) -> None:
    case = case_of(chatwoot, browser.customer.asks_for_a_person())
    browser.customer.writes("ik wacht")
    status = browser.waits_for("status", lambda shown: (shown["handoff"] or {}).get("state") == "queued")
    assert status["handoff"]["position"] is None, "that queue is not ours"
    chatwoot.write(case, "Hoi, ik kijk even mee.")
    browser.waits_for("bot_uttered", lambda shown: shown["text"].startswith("Esther van Polderlink"))
    shown = browser.waits_for("bot_uttered", lambda shown: shown["text"] == "Hoi, ik kijk even mee.")
    assert (shown["author"], shown["author_name"]) == ("agent", "Esther")
    browser.waits_for("status", lambda shown: (shown["handoff"] or {}).get("agent_name") == "Esther")
    chatwoot.resolve(case)
    browser.waits_for("status", lambda shown: shown["owner"] == "assistant")


def test_the_agent_reads_everything_before_the_first_word(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    customer.writes("mijn **internet** doet het niet [Esther](mention://user/17/Esther) <b>")
    handoff = customer.asks_for_a_person("mijn internet doet het niet")
    case = case_of(chatwoot, handoff)
    conversation = chatwoot.conversations[case]
    ((_, private, note),) = chatwoot.said(case)
    assert private
    assert note.startswith(
        "**Overgedragen door de assistent**\n\nLotte Jansen \\(ingelogd\\)".replace("\\", "")
    )
    assert "**Gesprek tot nu toe**\n- **Klant:** mijn \\*\\*internet\\*\\* doet het niet" in note
    assert "mention://" not in note and "<b>" not in note.replace("\\<b\\>", "")
    assert conversation["custom_attributes"]["frontline_problem"] == "internet_down"
    assert conversation["custom_attributes"]["frontline_customer"] == "PK100205"
    assert conversation["labels"] == ["internet", "internet_tech", "urgency-3", "nl"]
    assert conversation["priority"] == "urgent"
    contact = conversation["meta"]["sender"]
    assert (contact["name"], contact["identifier"]) == ("Lotte Jansen", "frontline-PK100205")
    assert contact["email"] and contact["phone_number"].startswith("+316")


def test_a_visitor_stays_nobody(front_line: FrontLine, services: Frontline, chatwoot: Chatwoot) -> None:
    visitor = Customer(services)
    case = case_of(chatwoot, visitor.asks_for_a_person())
    contact = chatwoot.conversations[case]["meta"]["sender"]
    assert (contact["name"], contact["email"], contact["phone_number"]) == ("Klant", None, None)


def test_back_to_the_assistant(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot, customer: Customer
) -> None:
    handoff = customer.asks_for_a_person()
    case = case_of(chatwoot, handoff)
    chatwoot.write(case, "De assistent helpt je verder.")
    chatwoot.hand_back(case)
    assert services.handoffs.get(handoff.id).state is State.RETURNED
    soon(lambda: "Teruggegeven" in chatwoot.said(case)[-1][2])
    again = case_of(chatwoot, customer.asks_for_a_person())
    assert again != case
    assert len(chatwoot.contacts) == 1, "the customer is known by now"


def test_another_agent_takes_over(front_line: FrontLine, chatwoot: Chatwoot, customer: Customer) -> None:
    case = case_of(chatwoot, customer.asks_for_a_person())
    chatwoot.assign(case)
    chatwoot.write(case, "Ik haal Joost erbij.")
    chatwoot.assign(case, JOOST)
    chatwoot.write(case, "Joost hier.", JOOST)
    lines = [text for author, text in customer.reads() if author == "system"]
    assert [line.split()[0] for line in lines] == ["Esther", "Joost"]


def test_who_goes_on_elsewhere_is_followed_and_what_agents_filled_in_stays(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    case = case_of(chatwoot, customer.asks_for_a_person())
    attributes = chatwoot.conversations[case]["custom_attributes"]
    assert attributes["frontline_channel"] == "website"
    attributes["confirmed_problem"] = "wifi_problem"
    chatwoot.drops = 3
    customer.goes_to_whatsapp()
    customer.writes("hier ben ik weer")
    soon(lambda: chatwoot.incoming(case) == ["hier ben ik weer"])
    after = chatwoot.conversations[case]["custom_attributes"]
    assert after == {**attributes, "frontline_channel": "whatsapp"}
    notes = [text for _, private, text in chatwoot.said(case) if private]
    assert [note for note in notes if "via WhatsApp" in note] == [
        "De klant gaat verder via WhatsApp. Wat je schrijft, komt daar aan."
    ]


def test_notes_bots_files_and_what_we_wrote_ourselves(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    case = case_of(chatwoot, customer.asks_for_a_person())
    customer.writes("hallo?")
    soon(lambda: chatwoot.incoming(case))
    chatwoot.write(case, "boze klant", private=True)
    chatwoot.write(case, "Wij zijn gesloten.", {"id": 5, "name": "Bot", "type": "agent_bot"})
    chatwoot.write(case, None, attachments=[{"data_url": "https://chat.example.com/modem.png"}])
    assert [text for author, text in customer.reads() if author == "agent"] == [
        "https://chat.example.com/modem.png"
    ]


def test_who_no_longer_waits_is_told_of(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    case = case_of(chatwoot, customer.asks_for_a_person())
    customer.gives_up()
    soon(lambda: chatwoot.conversations[case]["status"] == "resolved")
    assert "wacht niet meer" in chatwoot.said(case)[-1][2]
    told = chatwoot.write(case, "Ben je er nog?")
    assert chatwoot.answers[-1] == 409, "Chatwoot marks the message as failed, so the agent knows"
    assert ("agent", told["content"]) not in customer.reads()


def test_an_outage_loses_nothing_and_each_party_hears_the_truth(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    chatwoot.ill = 502
    handoff = customer.asks_for_a_person()
    soon(lambda: any(OUTAGE in text for _, text in customer.reads()))
    for number in range(5):
        customer.writes(f"regel {number}")
    soon(lambda: chatwoot.requests > 5)
    chatwoot.stop()
    chatwoot.ill = 0
    time.sleep(0.3)
    chatwoot.start()
    case = case_of(chatwoot, handoff)
    soon(lambda: chatwoot.incoming(case) == [f"regel {number}" for number in range(5)])
    system = [text for author, text in customer.reads() if author == "system"]
    assert [text.startswith(start) for text, start in zip(system, (OUTAGE, OVER), strict=True)] == [
        True,
        True,
    ]


def test_what_chatwoot_took_and_did_not_answer_is_there_once(
    front_line: FrontLine, chatwoot: Chatwoot, customer: Customer
) -> None:
    chatwoot.drops = 4
    case = case_of(chatwoot, customer.asks_for_a_person())
    for number in range(5):
        chatwoot.drops = 1
        customer.writes(f"regel {number}")
        soon(lambda number=number: f"regel {number}" in chatwoot.incoming(case))
    soon(lambda: chatwoot.drops == 0)
    customer.writes("klaar")
    soon(lambda: "klaar" in chatwoot.incoming(case))
    assert chatwoot.incoming(case) == [*(f"regel {number}" for number in range(5)), "klaar"]
    assert len(chatwoot.contacts) == len(chatwoot.conversations) == 1
    assert [private for _, private, _ in chatwoot.said(case)].count(True) == 1


def test_a_slow_chatwoot_keeps_nobody_waiting_for_others(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot
) -> None:
    customers = [Customer(services) for _ in range(6)]
    cases = [case_of(chatwoot, one.asks_for_a_person()) for one in customers]
    chatwoot.slow = 0.4
    for one in customers:
        one.writes("hallo")
    soon(lambda: all(chatwoot.incoming(case) == ["hallo"] for case in cases), patience=2)


def test_what_happened_while_we_were_away_is_found(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot, customer: Customer
) -> None:
    handoff = customer.asks_for_a_person()
    case = case_of(chatwoot, handoff)
    front_line.stop()
    chatwoot.write(case, "Ik ben Esther.")
    chatwoot.resolve(case)
    customer.writes("en ik was er ook")
    front_line.start()
    soon(lambda: services.handoffs.get(handoff.id).state is State.RESOLVED)
    assert ("agent", "Ik ben Esther.") in customer.reads()
    soon(lambda: "en ik was er ook" in chatwoot.incoming(case))


def test_two_customers_never_read_each_other(
    front_line: FrontLine, services: Frontline, chatwoot: Chatwoot
) -> None:
    lotte, visitor = Customer(services, "PK100205"), Customer(services)
    cases = [case_of(chatwoot, one.asks_for_a_person()) for one in (lotte, visitor)]
    for case, name in zip(cases, ("lotte", "bezoeker"), strict=True):
        chatwoot.write(case, f"voor {name}")
    assert [text for author, text in lotte.reads() if author == "agent"] == ["voor lotte"]
    assert [text for author, text in visitor.reads() if author == "agent"] == ["voor bezoeker"]
