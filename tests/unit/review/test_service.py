"""A trainer's work on kept messages."""

from __future__ import annotations

import threading

import pytest

from frontline.agents.types import Profile, Role
from frontline.review.collector import Unclear
from frontline.review.training_files import examples_in
from frontline.review.types import (
    AlreadyReviewed,
    Guess,
    NotATrainer,
    ReviewRefused,
    StandsElsewhere,
    UnknownIntent,
)


@pytest.fixture
def people(services):
    roles = {"Noor": Role.TRAINER, "Willem": Role.ADMIN, "Sanne": Role.AGENT}
    return {
        name: services.agents.save(Profile(name.lower(), f"{name} Bos", role, [], ["nl"]), "geheim-genoeg")
        for name, role in roles.items()
    }


@pytest.fixture
def noor(people):
    return people["Noor"]


@pytest.fixture
def keep(services):
    """A visitor who types something unclear."""

    def keep(text: str, address: str = "iemand") -> None:
        conversation_id = services.conversations.open("website", address).id
        guesses = [Guess("internet_slow", 0.4), Guess("wifi_problem", 0.35)]
        services.collector.keep(Unclear(conversation_id, text, "nl", guesses, []))

    return keep


def waiting(services, trainer) -> dict[str, int]:
    return {one.example.text: one.example.id for one in services.review.waiting(trainer)[0]}


def written(services) -> dict[str, list[str]]:
    return examples_in((services.settings.nlu_data_dir / "nl" / "internet.yml").read_text())


def test_what_is_accepted_stands_in_the_training_data_and_waits_no_more(services, keep, noor):
    keep("hij doet raar")
    one = waiting(services, noor)["hij doet raar"]
    done = services.review.accept(one, "wifi_problem", noor)
    assert (done.file, done.added) == ("nl/internet.yml", True)
    assert written(services)["wifi_problem"][-1] == "hij doet raar"
    assert waiting(services, noor) == {}


def test_the_same_words_of_others_are_done_with_too(services, keep, noor):
    keep("hij doet raar", "een")
    keep("Hij doet raar", "twee")
    (one,) = waiting(services, noor).values()
    services.review.accept(one, "wifi_problem", noor)
    assert waiting(services, noor) == {}
    services.review.undo(one, noor)
    assert (len(waiting(services, noor)), services.review.waiting(noor)[0][0].times) == (1, 2)


def test_what_was_accepted_can_be_undone(services, keep, noor):
    before = written(services)
    keep("hij doet raar")
    one = waiting(services, noor)["hij doet raar"]
    services.review.accept(one, "wifi_problem", noor)
    services.review.undo(one, noor)
    assert written(services) == before
    assert waiting(services, noor) == {"hij doet raar": one}


def test_undoing_leaves_what_stood_there_before(services, keep, noor):
    keep("geen internet wifi_problem")
    (one,) = waiting(services, noor).values()
    assert services.review.accept(one, "wifi_problem", noor).added is False
    services.review.undo(one, noor)
    assert written(services)["wifi_problem"] == ["geen internet wifi_problem"]


def test_what_cannot_be_written_still_waits(services, keep, noor):
    keep("geen internet internet_slow")
    (one,) = waiting(services, noor).values()
    with pytest.raises(StandsElsewhere):
        services.review.accept(one, "wifi_problem", noor)
    assert list(waiting(services, noor).values()) == [one]


def test_an_intent_that_nobody_offered_is_refused(services, keep, noor):
    keep("hij doet raar")
    (one,) = waiting(services, noor).values()
    with pytest.raises(UnknownIntent):
        services.review.accept(one, "nlu_fallback", noor)


def test_what_is_skipped_comes_last_and_what_is_deleted_is_gone(services, keep, noor):
    keep("een", "een")
    keep("twee", "twee")
    first, second = services.review.waiting(noor)[0]
    services.review.skip(first.example.id, noor)
    assert next(iter(waiting(services, noor).values())) == second.example.id
    services.review.delete(second.example.id, noor)
    assert list(waiting(services, noor).values()) == [first.example.id]


def test_of_two_trainers_who_label_at_once_one_hears_who_was_first(services, keep, people):
    keep("hij doet raar")
    (one,) = waiting(services, people["Noor"]).values()
    ready, answers = threading.Barrier(2), {}

    def label(name: str, intent: str) -> None:
        ready.wait()
        try:
            answers[name] = services.review.accept(one, intent, people[name])
        except ReviewRefused as refused:
            answers[name] = refused

    threads = [
        threading.Thread(target=label, args=each)
        for each in (("Noor", "wifi_problem"), ("Willem", "internet_slow"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (loser,) = [name for name, answer in answers.items() if isinstance(answer, AlreadyReviewed)]
    (winner,) = set(answers) - {loser}
    assert answers[loser].details == {"by": winner}
    assert sum(texts.count("hij doet raar") for texts in written(services).values()) == 1


@pytest.mark.parametrize("step", ["accept", "undo", "skip", "delete", "waiting"])
def test_agents_do_not_review(services, people, step):
    arguments = {"accept": (1, "wifi_problem"), "waiting": ()}.get(step, (1,))
    with pytest.raises(NotATrainer):
        getattr(services.review, step)(*arguments, people["Sanne"])
