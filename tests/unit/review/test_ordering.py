"""The most valuable message comes first."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import count

from frontline.review.ordering import choices, reviewable
from frontline.review.types import Example, Guess, Source, Why

NUMBERS = count(1)
START = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)


def example(
    text: str, source: Source, *guesses: tuple[str, float], label: str | None = None, **more
) -> Example:
    number = next(NUMBERS)
    ranked = [Guess(*guess) for guess in guesses]
    at = START + timedelta(minutes=number)
    return Example(number, f"c{number}", text, "nl", source, ranked, label, at, **more)


WIFI, SLOW = ("wifi_problem", 0.4), ("internet_slow", 0.3)


def texts(*examples: Example) -> list[str]:
    return [one.example.text for one in reviewable(examples)]


def test_who_knew_better_comes_first_then_what_is_like_nothing_then_the_rest():
    ordered = reviewable(
        [
            example("geen keuze", Source.OFFERED, WIFI, SLOW),
            example("zoals gedacht", Source.CHOSEN, WIFI, SLOW, label="wifi_problem"),
            example("niets", Source.NOTHING_LIKELY, ("bill_copy", 0.05)),
            example("klant koos anders", Source.CHOSEN, WIFI, SLOW, label="internet_slow"),
            example("medewerker zei anders", Source.AGENT, WIFI, label="tv_no_signal"),
        ]
    )
    assert [one.why for one in ordered] == [
        Why.AGENT_DISAGREED,
        Why.CUSTOMER_DISAGREED,
        Why.NOTHING_LIKELY,
        Why.UNSURE,
        Why.UNSURE,
    ]
    assert ordered[0].example.text == "medewerker zei anders"


def test_kinds_that_happen_often_come_first_then_where_we_wavered_most():
    rare = example("zeldzaam", Source.OFFERED, ("bill_copy", 0.31), ("bill_pay", 0.3))
    clear = example("vaak, duidelijk", Source.OFFERED, ("wifi_problem", 0.5), ("internet_slow", 0.1))
    close = example("vaak, nipt", Source.OFFERED, WIFI, ("internet_slow", 0.39))
    assert texts(rare, clear, close) == ["vaak, nipt", "vaak, duidelijk", "zeldzaam"]


def test_the_newest_comes_first_where_nothing_else_tells_and_the_skipped_last():
    old, new = (example(text, Source.OFFERED, WIFI, SLOW) for text in ("oud", "nieuw"))
    skipped = example("overgeslagen", Source.AGENT, WIFI, label="internet_slow", skipped=True)
    assert texts(old, skipped, new) == ["nieuw", "oud", "overgeslagen"]


def test_the_same_words_stand_there_once_with_the_strongest_label_and_how_often():
    said = [
        example("Hij doet raar", Source.OFFERED, WIFI, SLOW),
        example("hij  doet raar", Source.AGENT, WIFI, label="tv_box_problem"),
        example("hij doet raar", Source.CHOSEN, WIFI, SLOW, label="internet_slow"),
    ]
    (one,) = reviewable(said)
    assert (one.example.label, one.times) == ("tv_box_problem", 3)


def test_the_buttons_are_what_somebody_said_and_then_our_guesses_without_what_has_its_own_button():
    guesses = [("out_of_scope", 0.4), WIFI, SLOW, ("bill_copy", 0.1), ("bill_pay", 0.1)]
    one = example("x", Source.AGENT, *guesses, label="internet_slow")
    assert choices(one) == ["internet_slow", "wifi_problem", "bill_copy", "bill_pay"]
