"""What tells who somebody is does not survive; what tells what is wrong does."""

from __future__ import annotations

import pytest

from frontline.review.redaction import Redactor, Span
from frontline.settings import PROJECT_ROOT
from frontline.understanding.entities import EntityRules

RULES = EntityRules.load()


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor.load(PROJECT_ROOT / "content" / "review.yml")


def cleaned(redactor: Redactor, text: str, *known: str) -> str:
    found = [Span(entity.kind, entity.start, entity.end) for entity in RULES.find(text)]
    return redactor.clean(text, found, known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mijn naam is fatima el amrani en niks doet het", "mijn naam is Sam en niks doet het"),
        ("ik ben Jan de Vries, tv is zwart", "ik ben Sam, tv is zwart"),
        ("Hier Henk. Geen internet", "Hier Sam. Geen internet"),
        ("I'm Sarah Jones and my wifi is down", "I'm Sam and my wifi is down"),
        ("mevrouw de wit belde mij", "mevrouw Sam belde mij"),
        ("op naam van M. Visser", "op naam van Sam"),
        ("geen beeld. Met vriendelijke groet, Piet van der Berg", "geen beeld. Met vriendelijke groet, Sam"),
        ("Details: A. Khan", "Details: Sam"),
        ("bel 06 1234 5678 terug", "bel 06-12345678 terug"),
        ("mail naar p.jansen@hotmail.com", "mail naar naam@voorbeeld.nl"),
        ("piet@hotmail,com", "naam@voorbeeld.nl"),
        ("rekening NL20INGB0001234567", "rekening NL91ABNA0417164300"),
        ("rekening NL20INGB0001234560 is fout", "rekening NL91ABNA0417164300 is fout"),
        ("storing op 7411 XZ 14 B", "storing op 1234AB 1"),
        ("ik woon Kerkstraat 15a in Zwolle", "ik woon Dorpsstraat 1 in Zwolle"),
        ("bestelling PL-2025-004711 is er niet", "bestelling PL-2024-000000 is er niet"),
        ("klant PK100203", "klant PK000000"),
        ("betalingskenmerk 1002 0030 0400 5006", "betalingskenmerk 123456"),
        ("geboren op 4 juni 1971", "geboren op 1-1-1990"),
        ("mijn wachtwoord is hond123", "mijn wachtwoord is geheim"),
        ("pincode: vierkant", "pincode: geheim"),
        ("kijk op https://x.nl/reset?token=abc", "kijk op www.voorbeeld.nl"),
    ],
)
def test_personal_data_makes_way_for_a_placeholder_of_the_same_form(redactor, text, expected):
    assert cleaned(redactor, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ik ben boos",
        "IK BEN BOOS",
        "mijn naam is verkeerd gespeld op de factuur",
        "achternaam klopt niet",
        "die meneer van de storingsdienst was een schat",
        "met Ziggo had ik dit nooit",
        "wachtwoord vergeten",
        "my password is wrong",
        "rekening van 120,50 euro in plaats van € 45",
        "foutcode E-102 op de modem sinds gisteren 20:30",
        "ik zit op 1000/1000 en haal 4 mb",
        "what do I pay when I'm called in Morocco?",
    ],
)
def test_what_tells_the_problem_stays(redactor, text):
    assert cleaned(redactor, text) == text


def test_the_customers_own_name_goes_wherever_it_stands(redactor):
    known = ("Fatima el Amrani",)
    assert cleaned(redactor, "amrani hier, modem dood", *known) == "Sam hier, modem dood"
    assert cleaned(redactor, "FATIMA EL AMRANI zonder internet", *known) == "Sam zonder internet"


def test_hardly_a_training_message_would_be_changed(redactor):
    """Next to nothing personal is in the training data: what is replaced there is replaced for nothing."""
    texts = [
        line[8:]
        for path in (PROJECT_ROOT / "data" / "nlu").glob("*/*.yml")
        if path.stem not in ("dialogue", "account")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("      - ")
    ]
    changed = [text for text in texts if redactor.clean(text) != text]
    assert len(texts) > 5000
    assert len(changed) < len(texts) * 0.005, changed
