"""The conversation log: stored once, in order, claimed by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from frontline.conversations import log
from frontline.conversations.service import Conversations
from frontline.conversations.types import Author, Button, InboundMessage, Kind, Level, Owner
from frontline.storage.database import Database
from tests.databases import empty_database


@pytest.fixture
def conversations(tmp_path) -> Iterator[Conversations]:
    database = Database(empty_database(tmp_path / "log.db"))
    yield Conversations(database)
    database.close()


@pytest.fixture
def conversation(conversations):
    return conversations.open("website", "address-1", language="nl")


def inbound(text="mijn internet doet het niet", message_id="m1", payload=None) -> InboundMessage:
    return InboundMessage("website", "address-1", text, message_id, payload)


def test_the_same_address_opens_the_same_conversation_and_learns_who_it_is(conversations, conversation):
    again = conversations.open(
        "website", "address-1", customer_id="PK100001", level=Level.VERIFIED, context={"page": "/tv"}
    )
    assert (again.id, again.customer_id, again.level) == (conversation.id, "PK100001", Level.VERIFIED)
    assert again.context == {"page": "/tv"}


def test_opening_again_without_a_customer_does_not_forget_the_customer(conversations):
    conversations.open("website", "address-1", customer_id="PK100001", level=Level.VERIFIED)
    assert conversations.open("website", "address-1").customer_id == "PK100001"


def test_a_redelivered_message_is_stored_once(conversations, conversation):
    first, second = conversations.receive(inbound()), conversations.receive(inbound())
    assert (first.duplicate, second.duplicate) == (False, True)
    assert second.message == first.message
    assert len(conversations.transcript(conversation.id)) == 1


def test_the_same_message_id_of_another_customer_is_another_message(conversations, conversation):
    conversations.open("website", "address-2")
    conversations.receive(inbound())
    receipt = conversations.receive(InboundMessage("website", "address-2", "hoi", "m1"))
    assert not receipt.duplicate


def test_a_message_without_a_conversation_is_refused(conversations):
    with pytest.raises(KeyError):
        conversations.receive(inbound())


def test_entries_are_numbered_from_one_without_gaps(conversations, conversation):
    conversations.receive(inbound())
    conversations.say(conversation.id, Author.ASSISTANT, "Vervelend!", buttons=[Button("Ja", "/affirm")])
    conversations.tell_assistant(conversation.id, "/handoff_resolved")
    entries = conversations.since(conversation.id, 0)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[1].buttons == (Button("Ja", "/affirm"),)
    assert [entry.seq for entry in conversations.since(conversation.id, 2)] == [3]


def test_internal_events_are_not_part_of_the_transcript(conversations, conversation):
    event = conversations.tell_assistant(conversation.id, "/handoff_resolved")
    assert event.kind is Kind.EVENT
    assert conversations.transcript(conversation.id) == []


def test_a_reply_said_again_after_a_crash_is_not_doubled(conversations, conversation):
    asked = conversations.receive(inbound()).message
    first = conversations.say(conversation.id, Author.ASSISTANT, "Hoi", in_reply_to=asked.id, ordinal=0)
    again = conversations.say(conversation.id, Author.ASSISTANT, "Hallo", in_reply_to=asked.id, ordinal=0)
    assert again == first
    assert conversations.get(conversation.id).last_seq == 2


def test_an_agents_message_sent_twice_is_said_once(conversations, conversation):
    said = [
        conversations.say(conversation.id, Author.AGENT, "Dag!", channel_message_id="desk-1")
        for _ in range(2)
    ]
    assert said[0] == said[1]


def test_messages_are_claimed_in_order_and_by_one_process_only(conversations, conversation):
    for number in (1, 2):
        conversations.receive(inbound(f"bericht {number}", f"m{number}"))
    first = conversations.claim_next(conversation.id, "rasa-1").message
    assert first.text == "bericht 1"
    assert conversations.claim_next(conversation.id, "rasa-2") is None
    conversations.answered(first.id)
    assert conversations.claim_next(conversation.id, "rasa-2").message.text == "bericht 2"


def test_a_restarted_process_takes_up_its_own_claim_at_once(conversations, conversation):
    conversations.receive(inbound())
    conversations.claim_next(conversation.id, "rasa-1")
    assert conversations.waiting("rasa-1") == [conversation.id]
    assert conversations.waiting("rasa-2") == []
    assert conversations.claim_next(conversation.id, "rasa-1") is not None


def test_another_process_takes_over_when_the_lease_ends(conversations, conversation, monkeypatch):
    monkeypatch.setattr(log, "LEASE", timedelta(seconds=-1))
    conversations.receive(inbound())
    conversations.claim_next(conversation.id, "rasa-1")
    assert conversations.waiting("rasa-2") == [conversation.id]
    assert conversations.claim_next(conversation.id, "rasa-2") is not None


def test_an_answered_message_is_not_waiting(conversations, conversation):
    conversations.answered(conversations.receive(inbound()).message.id)
    assert conversations.waiting("rasa-1") == []


def test_what_a_customer_says_to_a_human_does_not_reach_the_assistant(conversations, conversation, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'log.db'}")
    with database.begin() as session:
        conversations.hand_to(session, conversation.id, Owner.HUMAN)
    conversations.receive(inbound())
    assert conversations.claim_next(conversation.id, "rasa-1") is None
    conversations.receive(inbound("Niet meer wachten", "m2", "/cancel_handoff"))
    assert conversations.claim_next(conversation.id, "rasa-1").message.payload == "/cancel_handoff"


def tap(conversations, payload, message_id):
    return conversations.receive(inbound("wat de browser zegt", message_id, payload)).message


def test_only_a_button_that_was_shown_can_be_tapped(conversations, conversation):
    button = Button("Ja", '/answer{"guide_answer": "internet_down/lights/yes"}')
    conversations.say(conversation.id, Author.ASSISTANT, "Branden de lampjes?", buttons=[button])
    tapped = tap(conversations, button.payload, "m1")
    assert (tapped.text, tapped.payload) == ("Ja", button.payload)
    forged = tap(conversations, '/answer{"guide_answer": "x"}', "m2")
    assert (forged.text, forged.payload) == ("wat de browser zegt", None)


def test_what_an_agent_writes_is_no_button(conversations, conversation):
    conversations.say(conversation.id, Author.AGENT, "/affirm")
    assert tap(conversations, "/affirm", "m1").payload is None


def test_a_channels_own_controls_need_no_button(conversations, conversation):
    assert tap(conversations, "/start_over", "m1").payload == "/start_over"


def test_what_was_said_between_a_message_and_its_answer_was_not_read_before(conversations, conversation):
    first, second = (conversations.receive(inbound("ja", key)).message for key in ("m1", "m2"))
    conversations.say(conversation.id, Author.ASSISTANT, "Zal ik?", in_reply_to=first.id, ordinal=0)
    conversations.say(conversation.id, Author.ASSISTANT, "Gedaan.", in_reply_to=second.id, ordinal=0)
    third = conversations.receive(inbound("dank je", "m3")).message
    assert conversations.said_meanwhile(second.id)
    assert not conversations.said_meanwhile(third.id)


def test_a_message_answered_in_two_replies_was_not_overtaken(conversations, conversation):
    message = conversations.receive(inbound()).message
    for ordinal in range(2):
        conversations.say(conversation.id, Author.ASSISTANT, "Hoi", in_reply_to=message.id, ordinal=ordinal)
    assert not conversations.said_meanwhile(message.id)
