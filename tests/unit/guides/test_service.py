from __future__ import annotations

import json
from typing import Any

import pytest

from frontline.customers.types import Subject
from frontline.guides.answering import parse_payload
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.types import Prompt, Turn
from frontline.guides.values import Mention
from frontline.triage.taxonomy import Taxonomy
from frontline.understanding.encoders import load_encoder
from frontline.understanding.entities import EntityRules
from tests.library import CONTENT, LIBRARY
from tests.unit.guides.builders import NOW, FakeChecks, FakeOffers

MATCHER = Matcher(load_encoder("use"), LIBRARY.phrases)
TAXONOMY = Taxonomy.load(CONTENT / "taxonomy.yml")
RULES = EntityRules.load()
SOMEONE = Subject()
ACTIVE = {"status": "active", "reason": "none", "technology": "cable"}
HEALTHY = {
    "internet_outage": {"outage": "no"},
    "internet_line": ACTIVE,
    "line_test": {"line": "ok"},
    "modem_test": {"modem": "online", "wifi": "on"},
}


class Chat:
    """A customer in a guide, who taps by the button's title and types what they like."""

    def __init__(self, checks: FakeChecks | None = None, **offers: Any) -> None:
        self.checks, self.offers = checks or FakeChecks(), FakeOffers(**offers)
        self.guides = Guides(LIBRARY, self.checks, self.offers, MATCHER, TAXONOMY, now=lambda: NOW)
        self.turn = self.guides.begin("internet_down", language="nl", customer=SOMEONE)

    @property
    def step(self) -> str:
        """Where it waits."""
        return str(self.turn.walk["at"])

    @property
    def prompt(self) -> Prompt:
        """What is asked now."""
        return self.guides.ask(self.slot(), "nl")

    def slot(self) -> dict[str, Any]:
        """The walk as it comes back from Rasa."""
        return dict(json.loads(json.dumps(self.turn.walk)))

    def tap(self, *titles: str) -> Turn:
        """Taps buttons that are shown now, one after another."""
        for title in titles:
            payload = next(button.payload for button in self.prompt.buttons if button.title == title)
            self.press(title, payload)
        return self.turn

    def press(self, title: str, payload: str) -> Turn:
        """Taps any button, also an older one."""
        self.turn = self.guides.answer(
            self.slot(), text=title, payload=payload, intent="answer", customer=SOMEONE
        )
        return self.turn

    def type(self, text: str, intent: str | None = None, confidence: float = 0.0, **more: Any) -> Turn:
        """Types, and Rasa takes it for an intent."""
        mentions = [Mention(row.kind, row.value, text[row.start : row.end]) for row in RULES.find(text)]
        more = {"mentions": mentions, **more}
        self.turn = self.guides.answer(
            self.slot(), text=text, intent=intent, confidence=confidence, customer=SOMEONE, **more
        )
        return self.turn


@pytest.fixture
def at_power() -> Chat:
    chat = Chat()
    chat.tap("Sla dit over")
    return chat


def payload_of(step: str, choice: str, guide: str = "internet_down") -> str:
    return f'/answer{{"guide_answer": "{guide}/{step}/{choice}"}}'


def test_only_problems_with_a_guide_have_one() -> None:
    guides = Chat().guides
    assert guides.has("tv_no_signal")
    assert not guides.has("no_problem_of_ours")
    with pytest.raises(KeyError):
        guides.begin("no_problem_of_ours", language="nl", customer=SOMEONE)


def test_buttons_carry_guide_step_and_choice(at_power: Chat) -> None:
    buttons = {button.title: button.payload for button in at_power.prompt.buttons}
    assert buttons["Ja"] == payload_of("power", "yes")


@pytest.mark.parametrize("payload", [payload_of("power", "no"), "internet_down/power/no"])
def test_a_tap_may_come_whole_or_as_the_slot_alone(at_power: Chat, payload: str) -> None:
    at_power.press("Nee", payload)
    assert at_power.step == "power_on"


FORGED = ["", "/answer", "/answer{}", "/answer{x", '/answer{"guide_answer": 7}', "a/b", "x" * 9000, "{"]


@pytest.mark.parametrize("payload", FORGED)
def test_a_forged_payload_is_nothing(payload: str) -> None:
    assert parse_payload(payload) == ("", "", "")


@pytest.mark.parametrize(
    "payload",
    [
        payload_of("power", "explode"),
        payload_of("nowhere", "yes"),
        payload_of("power", "yes", "tv_no_signal"),
    ],
)
def test_a_tap_that_fits_nothing_changes_nothing(at_power: Chat, payload: str) -> None:
    before = at_power.slot()
    at_power.press("Ja", payload)
    assert at_power.slot() == before
    assert at_power.turn.ending is None


def test_a_double_tap_counts_once(at_power: Chat) -> None:
    at_power.tap("Nee")
    before = at_power.slot()
    at_power.press("Nee", payload_of("power", "no"))
    assert at_power.slot() == before


def test_a_tap_on_an_older_button_corrects_that_answer(at_power: Chat) -> None:
    at_power.tap("Nee", "Nee, nog niet")
    at_power.press("Ja", payload_of("power", "yes"))
    assert at_power.step == "light"
    corrected = [row for row in at_power.turn.walk["trail"] if row["result"] == "corrected"]
    assert [row["step"] for row in corrected] == ["power", "power_on", "power_ok", "power_now"]


def test_the_slot_is_not_changed_in_place(at_power: Chat) -> None:
    slot = at_power.slot()
    copy = json.loads(json.dumps(slot))
    at_power.guides.answer(slot, text="nee", customer=SOMEONE)
    assert slot == copy


def test_typed_answers_move_like_taps(at_power: Chat) -> None:
    at_power.type("nee er brandt helemaal niks")
    assert at_power.step == "power_on"
    at_power.type("nog steeds niks")
    assert at_power.step == "power_now"
    assert at_power.turn.says[0] in LIBRARY.phrases.lines["next_cause"]["nl"]


def test_the_customers_own_words_are_on_the_trail(at_power: Chat) -> None:
    at_power.type("nee er brandt helemaal niks")
    row = next(row for row in at_power.turn.walk["trail"] if row["step"] == "power")
    assert (row["answer"], row["result"]) == ("nee er brandt helemaal niks", "no")


def test_a_typed_address_is_looked_up() -> None:
    chat = Chat(checks=FakeChecks())
    chat.checks.results["internet_outage"] = {"outage": "yes", "until": None}
    chat.type("ik woon op 1234 ab nummer 56")
    assert chat.step == "outage_unknown"
    name, customer = chat.checks.asked[-1]
    assert name == "internet_outage"
    assert customer.address is not None
    assert (customer.address.postcode, customer.address.house_number) == ("1234AB", "56")


def test_an_address_named_before_is_not_asked() -> None:
    checks = FakeChecks()
    guides = Guides(LIBRARY, checks, FakeOffers(), MATCHER, TAXONOMY, now=lambda: NOW)
    known = {"postcode": "1234AB", "house_number": "56"}
    turn = guides.begin("internet_down", language="nl", customer=SOMEONE, known=known)
    assert turn.walk["at"] == "power"
    assert checks.asked[0][1].address is not None


def test_what_is_not_understood_is_asked_again_in_other_words_with_the_buttons(at_power: Chat) -> None:
    plain = at_power.prompt
    at_power.type("bananen")
    assert at_power.turn.ending is None
    assert at_power.prompt.buttons == plain.buttons
    assert at_power.prompt.texts != plain.texts


def test_twice_not_understood_brings_a_person(at_power: Chat) -> None:
    at_power.type("bananen")
    ending = at_power.type("aardbeien").ending
    assert ending is not None
    assert (ending.outcome, ending.reason_code, ending.skill) == ("escalate", "failed", "internet_tech")


def test_what_sounds_like_another_service_must_name_it_to_be_that(at_power: Chat) -> None:
    assert at_power.type("er is helemaal geen signaal", "tv_no_signal", 0.9).other_problem is None
    assert (
        at_power.type("onze tv krijgt nu geen signaal", "tv_no_signal", 0.9).other_problem == "tv_no_signal"
    )


def test_an_answer_that_only_sounds_solved_is_an_answer(at_power: Chat) -> None:
    assert at_power.type("er branden gewoon groene lampjes", "problem_solved", 0.9).ending is None
    assert at_power.step == "light"


def test_an_answer_that_may_be_another_problem_is_asked_about_before_it_is_left(at_power: Chat) -> None:
    turn = at_power.type("geen lampje op dat kastje te zien", "order_status", 0.9)
    assert (turn.other_problem, turn.walk["aside"]) == (None, "order_status")


def test_another_problem_said_clearly_leaves_the_guide(at_power: Chat) -> None:
    turn = at_power.type("ik wil mijn abonnement opzeggen", "cancel_contract", 0.9)
    assert turn.other_problem == "cancel_contract"
    assert turn.walk["at"] == "power"


def test_an_answer_is_not_taken_for_another_problem(at_power: Chat) -> None:
    turn = at_power.type("nee hij is helemaal uit", "tv_box_problem", 0.8)
    assert (turn.other_problem, at_power.step) == (None, "power_on")


@pytest.mark.parametrize(
    ("title", "other"), [("Ja, dat eerst", "tv_picture_quality"), ("Nee, ga hiermee door", None)]
)
def test_perhaps_another_problem_is_asked_first(at_power: Chat, title: str, other: str | None) -> None:
    turn = at_power.type("de tv hapert ook", "tv_picture_quality", 0.5)
    assert turn.other_problem is None
    assert [button.title for button in at_power.prompt.buttons] == ["Ja, dat eerst", "Nee, ga hiermee door"]
    assert at_power.tap(title).other_problem == other
    assert at_power.step == "power"
    if other is None:
        assert at_power.prompt.texts == ["Branden er lampjes op je modem?"]


@pytest.mark.parametrize(
    ("text", "other", "step"),
    [
        ("ja graag", "tv_picture_quality", "power"),
        ("nee ga maar door", None, "power"),
        ("er branden lampjes", None, "light"),
    ],
)
def test_perhaps_another_problem_can_be_answered_by_typing(
    at_power: Chat, text: str, other: str | None, step: str
) -> None:
    at_power.type("de tv hapert ook", "tv_picture_quality", 0.5)
    assert at_power.type(text).other_problem == other
    assert at_power.step == step


def test_what_hides_behind_a_fallback_is_read_from_the_ranking(at_power: Chat) -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.9}, {"name": "bill_copy", "confidence": 0.55}]
    at_power.type("waar vind ik mijn rekening", "nlu_fallback", 0.9, ranking=ranking)
    assert at_power.turn.walk["aside"] == "bill_copy"


def test_the_same_problem_again_means_it_still_does_not_work(at_power: Chat) -> None:
    at_power.tap("Nee")
    at_power.type("mijn internet ligt er nog altijd uit", "internet_down", 0.9)
    assert at_power.step == "power_now"


@pytest.mark.parametrize(
    ("intent", "text", "outcome"),
    [("stop", "laat maar zitten", "stopped"), ("problem_solved", "hij doet het ineens weer", "solved")],
)
def test_the_customer_can_end_it(at_power: Chat, intent: str, text: str, outcome: str) -> None:
    ending = at_power.type(text, intent, 0.9).ending
    assert ending is not None
    assert ending.outcome == outcome


def test_going_back_by_typing(at_power: Chat) -> None:
    at_power.tap("Ja")
    at_power.type("ga terug", "go_back", 0.9)
    assert at_power.step == "power"


def test_after_a_miss_the_question_is_repeated_as_it_was_asked_first(at_power: Chat) -> None:
    asked = at_power.prompt.texts
    at_power.type("blauwe olifanten")
    at_power.type("wat zei je", "repeat", 0.9)
    assert at_power.prompt.texts == asked


def test_repeating_the_question_is_no_miss(at_power: Chat) -> None:
    at_power.type("wat zei je", "repeat", 0.9)
    assert at_power.turn.walk["misses"] == 0
    assert at_power.prompt.texts == ["Branden er lampjes op je modem?"]


def test_the_language_can_change_on_the_way(at_power: Chat) -> None:
    at_power.turn = at_power.guides.answer(at_power.slot(), text="no", customer=SOMEONE, language="en")
    assert at_power.turn.walk["language"] == "en"
    assert at_power.guides.ask(at_power.slot(), "en").texts[1] == "Is your internet working now?"


def test_after_a_side_question_it_leads_back(at_power: Chat) -> None:
    texts = at_power.guides.ask(at_power.slot(), "nl", resumed=True).texts
    assert texts[0] in LIBRARY.phrases.lines["go_on"]["nl"]
    assert texts[1] == "Branden er lampjes op je modem?"


def test_nothing_is_asked_that_the_back_office_knows() -> None:
    chat = Chat(checks=FakeChecks(**HEALTHY))
    assert chat.step == "devices"
    assert [row["kind"] for row in chat.turn.walk["trail"]] == ["check"] * 4 + ["ask"]


def test_an_operation_has_a_key_of_its_own_walk() -> None:
    chat = Chat(checks=FakeChecks(**HEALTHY), restart_modem={"reference": "PL-2026-000001"})
    chat.tap("Allemaal", "Ja, graag")
    assert chat.offers.performed == [("restart_modem", f"{chat.turn.walk['id']}:remote_restart")]
    chat.press("Ja, graag", payload_of("remote_restart", "yes"))
    assert len(chat.offers.performed) == 1


def test_a_guide_that_is_gone_brings_a_person(at_power: Chat) -> None:
    walk = {**at_power.slot(), "guide": "removed"}
    turn = at_power.guides.answer(walk, text="ja", customer=SOMEONE)
    assert turn.ending is not None
    assert (turn.ending.outcome, turn.ending.reason_code) == ("escalate", "failed")
    assert at_power.guides.ask(walk, "nl") == Prompt([], [])


def test_a_step_that_is_gone_starts_the_guide_again(at_power: Chat) -> None:
    walk = {**at_power.slot(), "at": "removed"}
    turn = at_power.guides.answer(walk, text="ja", customer=SOMEONE)
    assert (turn.ending, turn.walk["at"]) == (None, "power")


ODD = ["", " ", "\x00", "<script>alert(1)</script>", "\ud800", "x" * 10_000, "{0}", "🙃"]


@pytest.mark.parametrize("text", ODD)
def test_odd_input_never_breaks_it(at_power: Chat, text: str) -> None:
    assert at_power.type(text).ending is None
    assert at_power.step == "power"


def begun_with(words: str) -> Chat:
    """A guide that begins with a question, and the message that began it."""
    chat = Chat()
    chat.turn = chat.guides.begin("login_problem", language="en", customer=SOMEONE, words=words)
    return chat


def test_what_the_first_message_told_is_not_asked() -> None:
    chat = begun_with("locked out of my account")
    assert chat.turn.says[0].startswith("Got it: “Account is locked”")
    assert chat.turn.walk["path"] == [{"step": "symptom", "choice": "locked"}]
    assert chat.turn.walk["trail"][0]["answer"] == "locked out of my account"


@pytest.mark.parametrize(
    ("problem", "words", "choice"),
    [
        ("wifi_problem", "weak signal upstairs", "weak"),
        ("wifi_problem", "my wifi is terrible", None),
        ("wifi_problem", "my phone won't work on the wifi", None),
        ("tv_no_signal", "my telly says no signal", "no_signal"),
        ("tv_no_signal", "tv doet het niet", None),
        ("tv_box_problem", "the remote doesn't work", "remote"),
    ],
)
def test_a_symptom_that_was_told_is_not_asked(problem: str, words: str, choice: str | None) -> None:
    chat = Chat()
    chat.turn = chat.guides.begin(problem, language="en", customer=SOMEONE, words=words)
    chat.type("skip")
    if chat.turn.walk["at"] == "who":
        chat.type("I don't know")
    answered = {row["step"]: row["choice"] for row in chat.turn.walk["path"]}
    symptom = "screen" if problem == "tv_no_signal" else "symptom"
    assert answered.get(symptom) == choice
    assert (chat.step == symptom) is (choice is None)
    assert "“'" not in " ".join(chat.turn.says)


def test_a_told_symptom_that_is_taken_back_is_asked() -> None:
    chat = Chat()
    chat.turn = chat.guides.begin(
        "wifi_problem", language="en", customer=SOMEONE, words="weak signal upstairs"
    )
    chat.type("skip")
    chat.type("back", "go_back", 0.9)
    assert chat.step == "symptom"


def test_who_was_taken_wrongly_goes_back_to_the_question() -> None:
    chat = begun_with("locked out of my account")
    chat.type("back", "go_back", 0.9)
    assert chat.step == "symptom"


def test_a_first_message_that_answers_nothing_is_followed_by_the_question() -> None:
    chat = begun_with("I cannot sign in")
    assert (chat.step, chat.turn.walk["path"]) == ("symptom", [])


def test_nobody_agrees_to_an_offer_that_they_could_not_have_read() -> None:
    chat = Chat(checks=FakeChecks(**HEALTHY), restart_modem={"reference": "PL-2026-000001"})
    chat.tap("Allemaal")
    chat.type("ja", intent="affirm", confidence=1.0, unseen=True)
    assert chat.offers.performed == []
    assert chat.step == "remote_restart"
    assert chat.turn.says == [*LIBRARY.phrases.lines["offer_unseen"]["nl"]]
    chat.type("ja", intent="affirm", confidence=1.0)
    assert len(chat.offers.performed) == 1


def test_it_works_answers_the_question_that_was_asked() -> None:
    """ "Can you open a website?" – "Yes, that works fine" does not say that the pictures go."""
    chat = Chat()
    chat.turn = chat.guides.begin("mobile_mms_fails", language="en", customer=SOMEONE)
    walk = {**chat.turn.walk, "at": "online", "asking": None}
    for text in ("yes that works", "yes that works fine"):
        turn = chat.guides.answer(walk, text=text, intent="problem_solved", confidence=0.95, customer=SOMEONE)
        assert turn.ending is None, text
        assert turn.walk["path"][-1] == {"step": "online", "choice": "yes"}


def test_all_is_well_after_an_instruction_ends_the_guide() -> None:
    chat = Chat()
    chat.turn = chat.guides.begin("mobile_data_down", language="en", customer=SOMEONE)
    walk = {**chat.turn.walk, "at": "data_switch", "asking": None}
    turn = chat.guides.answer(
        walk,
        text="yes, everything loads fine now",
        intent="problem_solved",
        confidence=0.95,
        customer=SOMEONE,
    )
    assert turn.ending is not None
    assert turn.ending.outcome == "solved"


@pytest.mark.parametrize("words", ["en nu?", "doet hij het nu weer?", "werkt het dan weer?"])
def test_a_question_never_says_that_it_is_solved(words: str) -> None:
    outage = {"outage": "yes", "until": "2026-11-23T05:00:00+00:00"}
    chat = Chat(FakeChecks(**{**HEALTHY, "internet_outage": outage}))
    step = chat.step
    chat.type(words, "nlu_fallback", 0.3)
    assert (chat.turn.ending, chat.step) == (None, step)


def test_nor_does_it_where_that_is_asked(at_power: Chat) -> None:
    at_power.tap("Nee")
    assert "Doet je internet het nu?" in at_power.prompt.texts[-1]
    at_power.type("doet mijn internet het nu weer?", "nlu_fallback", 0.3)
    assert at_power.turn.ending is None
