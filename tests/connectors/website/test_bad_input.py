"""Whatever comes in, the customer sees one honest sentence or nothing changes."""

from __future__ import annotations

import json
import threading
import time

import jwt
import pytest

from connectors.website.sessions import address

TOO_LONG = "Dat bericht is te lang voor me. Kun je het korter vertellen, in maximaal 4000 tekens?"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("", "empty"),
        ("   \n\t", "empty"),
        ("\x00\x00", "empty"),
        ("\ud800", "empty"),
        ("a" * 10_000, "too_long"),
        (None, "bad_request"),
        (7, "bad_request"),
        (["hallo"], "bad_request"),
        ({"text": "hallo"}, "bad_request"),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_what_is_no_message_is_refused_in_words_and_not_stored(open_page, server, message, error):
    page = open_page()
    page.reads("session_opened")
    answer = page.send(message)
    assert (answer["ok"], answer["error"]) == (False, error)
    assert answer["text"].endswith((".", "?"))
    assert server.parrot.texts == []
    assert page.send("gewoon verder")["ok"]
    page.reads("Je zei: gewoon verder")


def test_the_sentence_names_the_limit(open_page):
    assert open_page().send("a" * 10_000)["text"] == TOO_LONG


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("hal\x00lo", "hallo"),
        ("hallo \ud83d daar", "hallo  daar"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
        ("{{7*7}} ${jndi:ldap://x}", "{{7*7}} ${jndi:ldap://x}"),
        ("👨‍👩‍👧 ça va? مرحبا", "👨‍👩‍👧 ça va? مرحبا"),
    ],
)
def test_odd_text_is_text(open_page, server, message, kept):
    page = open_page()
    assert page.send(message)["ok"]
    page.reads(f"Je zei: {kept}")


@pytest.mark.parametrize(
    "data",
    [None, 7, "hallo", [], {}, {"id": "m1"}, {"message": "hoi", "id": "x" * 65}, {"message": "hoi", "id": 7}],
)
def test_an_event_of_the_wrong_shape_is_refused_in_words(open_page, server, data):
    page = open_page()
    answer = page.call("user_uttered", data)
    assert (answer["ok"], answer["error"]) == (False, "bad_request")
    assert server.parrot.texts == []


@pytest.mark.parametrize(
    "data",
    [None, 7, "x", [], {"session_id": 7}, {"session_id": {"$ne": 1}}, {"last_seq": "veel"}, {"context": "x"}],
)
def test_a_session_request_of_the_wrong_shape_gets_a_new_session(server, data):
    from tests.connectors.website.page import Page

    page = Page(server.url).connect()
    page.emit("session_request", data)
    assert page.wait_for("session_confirm")[1]["new"]
    page.close()


def test_an_unknown_event_changes_nothing(open_page, server):
    page = open_page()
    page.emit("drop_all_tables", {"really": True})
    assert page.send("hallo")["ok"]
    page.reads("Je zei: hallo")


def test_fifty_messages_in_a_second_are_slowed_down_and_none_is_lost(open_page, server):
    page = open_page()
    answers = [page.send(f"bericht {number}", f"m{number}") for number in range(50)]
    refused = [answer for answer in answers if not answer["ok"]]
    assert refused and all(
        answer["error"] == "rate_limited" and answer["retry_after"] > 0 for answer in refused
    )
    accepted = [f"bericht {number}" for number, answer in enumerate(answers) if answer["ok"]]
    page.reads(accepted[-1])
    assert server.parrot.texts == accepted


def token(customer="PK100001", secret="a-secret-of-more-than-thirty-two-characters", **claims) -> str:
    claims = {"sub": customer, "aud": "frontline", "exp": int(time.time()) + 60, **claims}
    return jwt.encode(claims, secret, algorithm="HS256")


def customer_of(server, page):
    conversation = server.services.conversations.find("website", address(page.session_id))
    return conversation.customer_id, conversation.level.value


def test_a_good_token_makes_the_customer_known_for_sure(open_page, server):
    assert customer_of(server, open_page(customer_token=token())) == ("PK100001", "verified")


@pytest.mark.parametrize(
    "bad",
    [
        token(secret="another-secret-of-more-than-thirty-two-chars"),
        token(aud="some-other-site"),
        token(aud="some-other-site", exp=int(time.time()) - 10),
        token(exp="soon"),
        token(exp=int(time.time()) - 10),
        jwt.encode({"sub": "PK100001", "aud": "frontline"}, "a-secret-of-more-than-thirty-two-characters"),
        token()[:-4],
        "not.a.token",
        "",
        7,
        {"sub": "PK100001"},
    ],
    ids=lambda bad: type(bad).__name__,  # not the token: its time is another in each of pytest's processes
)
def test_a_wrong_token_leaves_the_visitor_anonymous(open_page, server, bad):
    page = open_page(customer_token=bad)
    assert customer_of(server, page) == (None, "anonymous")
    assert page.send("hallo")["ok"]


def test_an_unsigned_token_is_no_token(open_page, server):
    claims = {"sub": "PK100001", "aud": "frontline", "exp": int(time.time()) + 60}
    assert customer_of(server, open_page(customer_token=jwt.encode(claims, "", algorithm="none"))) == (
        None,
        "anonymous",
    )


def test_on_a_shared_computer_the_next_customer_does_not_see_the_last_ones_conversation(open_page):
    first = open_page(customer_token=token("PK100001"))
    first.send("mijn adres is geheim")
    first.reads("geheim")
    for next_token in (token("PK100002"), None):
        page = open_page(session_id=first.session_id, customer_token=next_token)
        assert page.session_id != first.session_id
        assert not any("geheim" in text for text in page.shown)
    same_again = open_page(session_id=first.session_id, customer_token=token("PK100001"))
    assert same_again.session_id == first.session_id


def test_a_token_that_expires_during_the_conversation_does_not_end_it(open_page, server):
    page = open_page(customer_token=token())
    later = open_page(session_id=page.session_id, customer_token=token(exp=int(time.time()) - 10))
    assert later.session_id == page.session_id


def test_a_locked_database_is_said_and_the_same_message_goes_through_later(open_page, server):
    page = open_page()
    page.reads("session_opened")
    locked, release = threading.Event(), threading.Event()

    def lock() -> None:
        with server.services.database.begin() as session:
            session.connection().exec_driver_sql("UPDATE conversations SET language = language")
            locked.set()
            release.wait(20)

    holder = threading.Thread(target=lock)
    holder.start()
    locked.wait(5)
    answer = page.call("user_uttered", {"message": "hallo", "id": "m1"}, patience=15)
    release.set()
    holder.join()
    assert (answer["ok"], answer["error"], answer["retry_after"]) == (False, "unavailable", 2)
    assert page.send("hallo", "m1")["ok"]
    page.reads("Je zei: hallo")
    assert server.parrot.texts == ["hallo"]


def test_a_packet_that_is_too_large_ends_the_connection_and_nothing_else(open_page, server):
    page, other = open_page(), open_page()
    page.emit("user_uttered", {"message": json.dumps("x" * 200_000)})
    assert other.send("hallo")["ok"]
    other.reads("Je zei: hallo")
