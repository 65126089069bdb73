"""To a person and back, with everything said."""

from __future__ import annotations

import time

import pytest

from connectors.website.sessions import address

ASKED_ANEW = "wat is er aan de hand"


def handoff_of(services, visitor):
    """The open handoff of the visitor's conversation."""
    visitor.waits_for_status(owner="human")
    conversation = services.conversations.find("website", address(visitor.session_id))
    return services.handoffs.current(conversation.id)


def test_a_person_at_any_moment_with_all_that_was_said_and_tried(customer, services, agent):
    visitor = customer()
    visitor.says("hoi, mijn internet doet het sinds gisteravond niet meer")
    visitor.taps("Sla dit over")
    answer = visitor.says("laat me gewoon met een medewerker praten")
    assert "Ik haal er een collega bij die alles weet van internet thuis" in answer
    handoff = handoff_of(services, visitor)
    assert handoff.id in [entry.handoff_id for entry in services.handoffs.queue()]
    pack = handoff.pack
    assert pack["problem"]["intent"] == "internet_down"
    assert "sinds gisteravond" in pack["problem"]["words"]
    assert pack["reason"]["code"] == "asked"
    assert any("gisteravond" in line["text"] for line in pack["transcript"])

    services.handoffs.take(handoff.id, agent)
    services.handoffs.say(handoff.id, agent, "Dag, ik zie dat je internet eruit ligt.", "desk-1")
    assert visitor.waits_for_text("ik zie dat je internet eruit ligt")["author"] == "agent"
    visitor.waits_for_status(
        handoff={"state": "active", "position": None, "agent_name": agent.name.split()[0]}
    )

    seen = len(visitor.read)
    assert visitor.send("fijn dat je er bent")["ok"]
    time.sleep(1.5)
    assert len(visitor.read) == seen, "the assistant spoke while a human had the conversation"

    services.handoffs.resolve(handoff.id, agent, "internet_down", "solved")
    visitor.waits_for_text("Is je probleem opgelost?")
    assert "Fijn om te horen!" in visitor.taps("Ja, opgelost")
    assert visitor.says("mijn internet doet het niet")


@pytest.mark.parametrize(
    "words",
    [
        "kan ik iemand aan de lijn krijgen, mn modem is dood",
        "mijn internet ligt eruit. ik wil een medewerker spreken",
        "i want a human, my internet is down since yesterday",
    ],
)
def test_a_problem_and_the_wish_for_a_person_in_one_message(customer, services, words):
    visitor = customer()
    visitor.says(words)
    handoff = handoff_of(services, visitor)
    assert handoff.skill == "internet_tech"
    assert handoff.pack["problem"]["intent"] == "internet_down"


def test_who_no_longer_wants_to_wait_is_taken_out_of_the_queue(customer, services):
    visitor = customer()
    visitor.says("ik wil een medewerker spreken")
    visitor.waits_for_status(owner="human")
    seen = len(visitor.read)
    assert visitor.send("/cancel_handoff", "Niet meer wachten")["ok"]
    assert "uit de wachtrij gehaald" in visitor.wait_for_answer(seen)
    visitor.waits_for_status(owner="assistant")


def test_an_agent_may_hand_the_conversation_back(customer, services, agent):
    visitor = customer()
    visitor.says("mag ik een medewerker spreken alsjeblieft")
    handoff = handoff_of(services, visitor)
    services.handoffs.take(handoff.id, agent)
    services.handoffs.hand_back(handoff.id, agent)
    visitor.waits_for_text("Hier ben ik weer, de digitale assistent")
    assert visitor.says("mijn internet doet het niet")


@pytest.fixture
def helped(customer, services, agent):
    """A customer whose agent thinks it solved."""
    visitor = customer()
    visitor.says("mijn internet ligt eruit. ik wil een medewerker spreken")
    handoff = handoff_of(services, visitor)
    services.handoffs.take(handoff.id, agent)
    services.handoffs.resolve(handoff.id, agent, "internet_down", "solved")
    visitor.waits_for_text("Is je probleem opgelost?")
    return visitor


def test_a_typed_yes_it_is_solved_is_answered_once(helped):
    answer = helped.says("ja")
    assert "Fijn om te horen!" in answer
    assert ASKED_ANEW not in answer


def test_a_typed_no_and_then_yes_to_a_colleague_are_answered_once_each(helped, services):
    assert ASKED_ANEW not in helped.says("nee")
    assert ASKED_ANEW not in helped.says("ja graag")
    assert handoff_of(services, helped)
