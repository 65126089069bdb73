"""Trainers can choose every intent of the training data, in human words of both languages."""

from __future__ import annotations

import yaml

from frontline.bootstrap import Frontline
from frontline.review.redaction import PERSONAL
from frontline.settings import PROJECT_ROOT, Settings


def test_every_intent_of_the_training_data_has_a_name_and_every_name_an_intent():
    names = {name.intent: name for name in Frontline(Settings()).review.names}
    texts = (path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "data" / "nlu").glob("??/*.yml"))
    intents = {
        line.split(":")[1].strip() for text in texts for line in text.splitlines() if "- intent:" in line
    }
    assert set(names) == intents
    assert all(set(name.label) == {"nl", "en"} for name in names.values())


def test_everything_personal_has_a_placeholder():
    content = yaml.safe_load((PROJECT_ROOT / "content" / "review.yml").read_text(encoding="utf-8"))
    assert set(content["placeholders"]) >= PERSONAL
    for words in (*content["names"].values(), content["streets"], content["secrets"]):
        assert all(isinstance(word, str) for word in words), words
