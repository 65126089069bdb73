"""What was taught in a conversation goes to the inbox, plain and once."""

from __future__ import annotations

from tools.interactive import _without_entities, keep_messages

EXPORTED = """\
version: "3.1"
nlu:
- intent: internet_down
  examples: |
    - [geen internet](language:nl)
    - mijn [modem](device) is stuk
- intent: bill_copy
  examples: |
    - waar is mijn factuur
"""


def test_messages_arrive_without_the_entities_that_rules_found_and_only_once(tmp_path):
    exported, inbox = tmp_path / "nlu.yml", tmp_path / "inbox.yml"
    exported.write_text(EXPORTED)
    assert keep_messages(exported, inbox) == 3
    assert keep_messages(exported, inbox) == 0
    assert inbox.read_text() == (
        'version: "3.1"\nnlu:\n\n  - intent: internet_down\n    examples: |\n      - geen internet\n'
        "      - mijn modem is stuk\n\n  - intent: bill_copy\n    examples: |\n      - waar is mijn factuur\n"
    )


def test_a_session_that_exported_nothing_leaves_no_inbox(tmp_path):
    assert keep_messages(tmp_path / "none.yml", tmp_path / "inbox.yml") == 0
    assert not (tmp_path / "inbox.yml").exists()


def test_words_are_not_written_twice_for_entities_that_lie_over_one_another():
    spans = [{"entity": "language", "start": 0, "end": 20}, {"entity": "product", "start": 5, "end": 13}]
    parsed = {"text": "mijn internet is weg", "intent": {"name": "internet_down"}, "entities": spans}
    assert _without_entities({"event": "user", "parse_data": parsed})["parse_data"]["entities"] == []
    assert _without_entities({"event": "action"}) == {"event": "action"}
