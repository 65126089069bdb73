"""Personal details and privacy: changed, corrected, refused, passed on."""

from __future__ import annotations

import pytest

from connectors.back_office.demo.tables import CustomerRow
from tests.content.visiting import YES, Demo, both_languages, row, visit

HIGHER, FINE = "PK100226", "PK100218"


# -- details ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "value", "better", "column", "kept"),
    [
        ("E-mailadres", "nieuw@voorbeeld.nl", "nieuwe@voorbeeld.nl", "email", "nieuwe@voorbeeld.nl"),
        ("Telefoonnummer", "06 12345670", "06-12345671", "phone", "+31612345671"),
    ],
)
def test_details_are_changed_corrected_and_done_once(
    demo: Demo, what: str, value: str, better: str, column: str, kept: str
) -> None:
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(what, value, f"nee, {better}")
    changing.says_twice("Ja, graag")
    assert row(demo, CustomerRow, FINE)[column] == kept
    changing.says("ja dank je")
    assert (changing.outcome, changing.has_read("Je referentie is PL-")) == ("solved", True)


def test_details_in_english_named_at_once(demo: Demo) -> None:
    mail = visit(demo, "change_personal_details", FINE, "en", known={"email": "me@example.org"})
    mail.says("yes please")
    assert row(demo, CustomerRow, FINE)["email"] == "me@example.org"
    phone = visit(
        demo, "change_personal_details", FINE, "en", conversation="p", known={"phone": "+31612345670"}
    )
    phone.says("Yes, please")
    assert row(demo, CustomerRow, FINE)["phone"] == "+31612345670"


@both_languages
def test_post_goes_elsewhere_and_back_home(demo: Demo, language: str) -> None:
    answers = {"nl": ("Adres", "alleen de post"), "en": ("Address", "Only my post")}[language]
    customer = demo.office.find_by_number(FINE)
    assert customer is not None
    moving = visit(demo, "change_personal_details", FINE, language)
    moving.says(*answers, "5401 SV 1", YES[language])
    assert row(demo, CustomerRow, FINE)["post_postcode"] == "5401SV"
    home = visit(demo, "change_personal_details", FINE, language, conversation="home")
    home.says(*answers, f"{customer.address.postcode} {customer.address.house_number}", YES[language])
    assert row(demo, CustomerRow, FINE)["post_postcode"] is None


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("E-mailadres", "{email}"), "Dat e-mailadres hebben we al"),
        (("Telefoonnummer", "{phone}"), "Dat nummer hebben we al"),
        (("Adres", "Alleen mijn post", "{postcode} {house_number}"), "Daar sturen we je post al heen"),
    ],
)
def test_what_we_have_already_is_told_and_asked_anew(
    demo: Demo, answers: tuple[str, ...], words: str
) -> None:
    customer = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(*(answer.format(**customer) for answer in answers))
    assert changing.has_read(words)
    changing.says("Laat maar zo")
    assert (changing.outcome, row(demo, CustomerRow, FINE)) == ("informed", customer)


def test_an_old_address_in_the_first_words_only_leads_to_the_question(demo: Demo) -> None:
    customer = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE, known={"email": customer["email"]})
    assert "Wat wil je wijzigen?" in changing.asked()[0]
    changing.says("E-mailadres")
    assert changing.asked() == ["Wat is je nieuwe e-mailadres?"]


@pytest.mark.parametrize("what", ["email", "phone"])
def test_what_somebody_else_has_goes_to_a_person_without_saying_so(demo: Demo, what: str) -> None:
    taken = row(demo, CustomerRow, HIGHER)[what]
    changing = visit(demo, "change_personal_details", FINE, known={what: taken})
    assert changing.turn.ending is not None
    assert (changing.outcome, changing.turn.ending.skill) == ("escalate", "account")
    assert not changing.has_read("andere klant")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("ik ben getrouwd en heb een andere achternaam",), "escalate"),
        (("Iets anders",), "escalate"),
        (("Adres", "het huisnummer is fout"), "escalate"),
        (("Adres", "we verhuizen volgende maand"), "informed"),
        (("E-mailadres", "nieuw@voorbeeld.nl", "nee"), "informed"),
    ],
)
def test_other_changes(demo: Demo, answers: tuple[str, ...], outcome: str) -> None:
    before = row(demo, CustomerRow, FINE)
    changing = visit(demo, "change_personal_details", FINE)
    changing.says(*answers)
    assert (changing.outcome, row(demo, CustomerRow, FINE)) == (outcome, before)


# -- privacy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "answers", "words"),
    [
        ("nl", ("een overzicht van wat jullie van mij hebben",), "inzage"),
        ("nl", ("Gegevens verwijderen", "ja graag"), "wissen"),
        ("en", ("stop calling me with offers",), "Objection"),
        ("en", ("was I hacked, has anything been leaked",), "leak"),
        ("en", ("how long do you keep data",), "how data is kept"),
    ],
)
def test_a_privacy_request_reaches_a_person_with_what_it_is(
    demo: Demo, language: str, answers: tuple[str, ...], words: str
) -> None:
    ending = visit(demo, "privacy_request", FINE, language).says(*answers).ending
    assert ending is not None
    assert (ending.outcome, ending.skill) == ("escalate", "account")
    assert words in str(ending.reason)


def test_erasing_can_be_called_off_and_needs_proof(demo: Demo) -> None:
    kept = visit(demo, "privacy_request", FINE)
    kept.says("Gegevens verwijderen", "nee toch niet")
    assert kept.outcome == "informed"
    proven = visit(demo, "privacy_request", None, conversation="visitor")
    proven.says("Gegevens verwijderen", "Ja, graag", FINE, "3707 CW 14")
    assert proven.turn.ending is not None
    assert "gecontroleerd" in str(proven.turn.ending.reason)
