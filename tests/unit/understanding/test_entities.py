from datetime import date

import pytest

from frontline.understanding.entities import EntityRules

TODAY = date(2026, 3, 18)  # a Wednesday


@pytest.fixture(scope="module")
def rules():
    return EntityRules.load(today=lambda: TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bestelling pl-2026-001234 is er niet", [("order_number", "PL-2026-001234")]),
        ("klantnummer pk 123456", [("customer_number", "PK123456")]),
        ("mail Jan.Jansen@Hotmail.com", [("email", "jan.jansen@hotmail.com")]),
        ("bel 06-12345678", [("phone", "+31612345678")]),
        ("nl91 abna 0417 1643 00 en verder", [("iban", "NL91ABNA0417164300")]),
        ("nl92abna0417164300", []),
        ("1017 ab 33 hs", [("postcode", "1017AB"), ("house_number", "33HS")]),
        ("sinds 2026 is er niets", []),
        ("45,50 euro", [("amount", "45.50")]),
        ("€ 1.250,00", [("amount", "1250.00")]),
        ("12 euro 50", [("amount", "12.50")]),
        ("3rd of may", [("date", "2026-05-03")]),
        ("30-2-2026", []),
        ("volgende week dinsdag om 14:30", [("date", "2026-03-24"), ("time", "14:30")]),
        ("since monday", [("date", "2026-03-16")]),
        ("half drie", [("time", "14:30")]),
        ("tussen 9 en 12 uur", [("time", "09:00"), ("time", "12:00")]),
        ("goede morgen", []),
        ("rekening van vorige maand", [("invoice_month", "2026-02")]),
        ("the march bill", [("invoice_month", "2026-03")]),
        ("i may pay later", []),
        ("foutcode F3411", [("error_code", "F3411")]),
        ("samsung in spanje", [("brand", "samsung"), ("place", "Spanje")]),
        ("tv-kastje", [("product", "tv"), ("device", "tv_box")]),
    ],
)
def test_finds_what_a_message_mentions(rules, text, expected):
    assert [(entity.kind, entity.value) for entity in rules.find(text)] == expected


def test_positions_point_at_the_words(rules):
    text = "ik woon op 5611EM, 23a in Eindhoven"
    assert [text[entity.start : entity.end] for entity in rules.find(text)] == ["5611EM", "23a", "Eindhoven"]


@pytest.mark.parametrize("text", ["", "\x00\ud800", "1" * 5000, "NL91 " * 400, "€" * 2000])
def test_bears_hostile_text(rules, text):
    assert all(entity.end <= len(text) for entity in rules.find(text))
