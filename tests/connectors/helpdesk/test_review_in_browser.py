"""The review page in a real browser: by keyboard, by tap, two trainers at once, and axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frontline.bootstrap import Frontline
from frontline.review.training_files import examples_in
from tests.connectors.helpdesk.desk_page import OpenDesk, sign_in, violations

HOSTILE = "<img src=x onerror=\"document.title='kapot'\"> **vet**"
Keep = Callable[..., None]


def open_review(open_desk: OpenDesk, username: str = "noor", **options: object) -> Page:
    return sign_in(open_desk("#review", **{"locale": "nl-NL", **options}), username)


def written(services: Frontline) -> dict[str, list[str]]:
    return dict(examples_in((services.settings.nlu_data_dir / "nl" / "internet.yml").read_text()))


def test_a_trainer_labels_by_keyboard_alone(open_desk: OpenDesk, keep: Keep, services: Frontline) -> None:
    keep("helemaal niks")
    keep("hij doet raar", label="wifi_problem")
    page = open_review(open_desk)
    cards = page.locator("review-page li[tabindex]")
    expect(cards).to_have_count(2)
    expect(cards.first).to_be_focused()
    expect(cards.first).to_contain_text("De klant koos: Wifi")
    page.keyboard.press("1")
    expect(page.get_by_text("nl/internet.yml")).to_be_visible()
    expect(cards).to_have_count(1)
    expect(cards.first).to_be_focused()
    assert written(services)["wifi_problem"][-1] == "hij doet raar"

    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Zoek")).to_be_focused()
    page.keyboard.type("geen beeld")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Er is niets te beoordelen")).to_be_visible()
    expect(page.get_by_role("button", name="Ongedaan maken")).to_be_visible()
    assert written(services)["tv_no_signal"][-1] == "helemaal niks"

    page.get_by_role("button", name="Ongedaan maken").press("Enter")
    expect(cards).to_have_count(1)
    assert written(services)["tv_no_signal"] == ["voorbeeld van tv_no_signal"]


def test_the_picker_is_left_without_a_choice(open_desk: OpenDesk, keep: Keep) -> None:
    keep("hij doet raar")
    page = open_review(open_desk)
    card = page.locator("review-page li[tabindex]")
    expect(card).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("kooktips")
    expect(page.get_by_text("Niets gevonden")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(card).to_be_focused()


def test_taps_do_what_the_keys_do(open_desk: OpenDesk, keep: Keep, services: Frontline) -> None:
    for text in ("een", "twee", "drie"):
        keep(text)
    page = open_review(open_desk)
    cards = page.locator("review-page li[tabindex]")
    cards.nth(1).get_by_role("button", name="Overslaan").click()
    expect(page.get_by_text("Overgeslagen: het")).to_be_visible()
    expect(cards).to_have_count(3)
    cards.first.get_by_role("button", name="Hoort niet bij ons").click()
    expect(page.get_by_text("Staat nu bij")).to_be_visible()
    expect(cards).to_have_count(2)
    cards.first.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text("Verwijderd.")).to_be_visible()
    expect(cards).to_have_count(1)
    assert len(written(services)["out_of_scope"]) == 2


def test_of_two_trainers_the_second_hears_that_a_colleague_was_first(
    open_desk: OpenDesk, keep: Keep, services: Frontline
) -> None:
    keep("hij doet raar")
    noor, willem = open_review(open_desk), open_review(open_desk, "willem", locale="en-GB")
    for page in (noor, willem):
        expect(page.locator("review-page li[tabindex]")).to_have_count(1)
    noor.keyboard.press("1")
    expect(noor.get_by_text("Staat nu bij")).to_be_visible()
    willem.keyboard.press("2")
    expect(willem.get_by_text("A colleague was first")).to_be_visible()
    expect(willem.get_by_text("There is nothing to review")).to_be_visible()
    assert written(services)["wifi_problem"] == ["voorbeeld van wifi_problem"]


def test_what_stands_elsewhere_is_said_with_where(open_desk: OpenDesk, keep: Keep) -> None:
    keep("Voorbeeld van wifi_problem!")
    page = open_review(open_desk)
    page.get_by_role("button", name="Internet thuis is traag").click()
    expect(page.get_by_role("status").last).to_contain_text("staan al bij “Wifi")
    expect(page.locator("review-page li[tabindex]")).to_have_count(1)


def test_agents_have_no_such_page(open_desk: OpenDesk, keep: Keep) -> None:
    keep("hij doet raar")
    page = open_review(open_desk, "sanne")
    expect(page.get_by_text("Er wacht niemand")).to_be_visible()
    expect(page.get_by_role("link", name="Beoordelen")).to_have_count(0)


def test_hostile_text_stays_text(open_desk: OpenDesk, keep: Keep) -> None:
    keep(HOSTILE)
    page = open_review(open_desk)
    expect(page.locator("review-page")).to_contain_text(HOSTILE)
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE)
    assert page.title() == "Desk · Polderlink"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 400])
def test_axe_finds_nothing(open_desk: OpenDesk, keep: Keep, scheme: str, width: int) -> None:
    keep("hij doet raar", label="wifi_problem")
    keep("niks")
    page = open_review(open_desk, color_scheme=scheme, viewport={"width": width, "height": 800})
    expect(page.locator("review-page li[tabindex]")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Ongedaan maken")).to_be_visible()
    assert violations(page) == []
