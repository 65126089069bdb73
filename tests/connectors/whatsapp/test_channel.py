"""The WhatsApp channel, served: what comes in is answered once and in order, whatever Meta does."""

from __future__ import annotations

FATIMA = "31612345001"


def test_a_message_is_answered(meta, graph, server):
    meta.says(FATIMA, "mijn internet doet het niet")
    answer = graph.reads(FATIMA, "Je zei: mijn internet doet het niet")
    assert answer.choices.keys() == {"Ja"}
