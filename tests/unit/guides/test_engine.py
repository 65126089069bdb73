from __future__ import annotations

import pytest

from tests.unit.guides.builders import Turns, guide_of

TWO_CAUSES = guide_of("""
    lights:
      ask: {nl: "Branden er lampjes?", en: "Any lights?"}
      rephrase: {nl: "Zie je licht?", en: "Do you see light?"}
      how: {nl: "Kijk op het kastje.", en: "Look at the box."}
      dont_know: restart
      options:
        - {id: yes, label: {nl: Ja, en: Yes}, next: restart}
        - {id: no, label: {nl: Nee, en: No}, next: power}
    power:
      do: {nl: "Stekker erin.", en: "Plug it in."}
      how: {nl: "In de muur.", en: "Into the wall."}
      next: power_ok
    power_ok: {verify: {nl: "Werkt het?", en: "Does it work?"}, solved: solved, not_solved: restart}
    restart:
      do: {nl: "Herstart.", en: "Restart."}
      next: wait
    wait:
      do: {nl: "Wacht even.", en: "Wait a bit."}
      next: restart_ok
    restart_ok: {verify: {nl: "En nu?", en: "And now?"}, solved: solved, not_solved: lost}
    solved: {outcome: solved}
    lost:
      outcome: escalate
      skill: internet_tech
      reason: {nl: "Niets hielp.", en: "Nothing helped."}
      say: {nl: "Een collega helpt je.", en: "A colleague will help you."}
""")

CHECKED = guide_of("""
    line:
      check: internet_line
      branches:
        - when: {status: [suspended, ended]}
          next: off
          say: {nl: "Je lijn staat uit.", en: "Your line is off."}
        - {when: {status: active, technology: fiber}, next: fiber}
        - {next: kind}
      unavailable: kind
    kind:
      ask: {nl: "Wat heb je?", en: "What do you have?"}
      fact: technology
      known_from: [internet_line.technology]
      options:
        - {id: fiber, label: {nl: Glas, en: Fibre}, next: fiber}
        - {id: dsl, label: {nl: DSL, en: DSL}, next: dsl}
    fiber: {verify: {nl: "Glas: werkt het?", en: "Fibre: does it work?"}, solved: solved, not_solved: off}
    dsl: {verify: {nl: "DSL: werkt het?", en: "DSL: does it work?"}, solved: solved, not_solved: again}
    again:
      check: internet_line
      fresh: true
      branches:
        - {when: {status: active}, next: off}
        - {next: solved}
    solved: {outcome: solved}
    off: {outcome: escalate, skill: billing, reason: {nl: "Uit.", en: "Off."}}
""")

OFFERED = guide_of("""
    more:
      offer: refuel_data
      text: {nl: "Extra data voor {price_per_gb} per GB?", en: "More data at {price_per_gb} per GB?"}
      deals:
        - {id: gb_1, label: {nl: "1 GB", en: "1 GB"}, with: {gb: 1}}
        - {id: gb_2, label: {nl: "2 GB", en: "2 GB"}, with: {gb: 2}}
      accepted: works
      declined: no_data
      unavailable: person
      done: {nl: "{gb} GB erbij, {reference}.", en: "{gb} GB added, {reference}."}
    works: {verify: {nl: "Werkt het?", en: "Does it work?"}, solved: solved, not_solved: more_again}
    more_again: {branches: [{when: {more: gb_2}, next: person}, {next: no_data}]}
    solved: {outcome: solved}
    no_data: {outcome: informed, say: {nl: "Prima.", en: "Fine."}}
    person: {outcome: escalate, skill: sales, reason: {nl: "Geen data.", en: "No data."}}
""")
QUOTE = {"price_per_gb": 2.5, "gb": 2, "price": 5.0, "reference": "PL-2026-000001"}

BY_DEVICE = guide_of("""
    look:
      ask: {nl: "Zie je een vliegtuigje?", en: "Do you see a plane?"}
      how:
        by: device
        iphone: {nl: "Rechtsboven.", en: "Top right."}
        other: {nl: "Bovenaan.", en: "At the top."}
      options:
        - {id: yes, label: {nl: Ja, en: Yes}, next: reset}
        - {id: no, label: {nl: Nee, en: No}, next: reset}
    reset:
      do:
        by: device
        iphone: {nl: "Herstel op je iPhone.", en: "Reset your iPhone."}
        other: {nl: "Herstel.", en: "Reset."}
      next: reset_ok
    reset_ok: {verify: {nl: "Werkt het?", en: "Does it work?"}, solved: solved, not_solved: solved}
    solved: {outcome: solved}
""")

CAUSES = guide_of("""
    start: {branches: [{next: dark}]}
    dark:
      try: [plug, where, {next: never, when: {where: elsewhere}}, restart]
      otherwise: lost
    dim:
      try: [restart, bulb, plug]
      otherwise: lost
    plug: {do: {nl: "Stekker erin.", en: "Plug it in."}, next: works}
    where:
      ask: {nl: "Waar?", en: "Where?"}
      options:
        - {id: here, label: {nl: Hier, en: Here}, next: next_cause}
        - {id: elsewhere, label: {nl: Elders, en: Elsewhere}, next: next_cause}
    never: {do: {nl: "Kom hier.", en: "Come here."}, next: works}
    restart: {do: {nl: "Herstart.", en: "Restart."}, next: works}
    bulb: {do: {nl: "Nieuwe lamp.", en: "New bulb."}, next: works}
    works:
      verify: {nl: "Brandt hij?", en: "Is it lit?"}
      solved: solved
      not_solved: next_cause
      answers: {solved: {label: {nl: "Volop", en: "Brightly"}}}
      options:
        - {id: dim, label: {nl: Zwak, en: Dimly}, say: {nl: "Al iets.", en: "That's something."}, next: dim}
    solved: {outcome: solved}
    lost: {outcome: escalate, skill: internet_tech, reason: {nl: "Op.", en: "Done."}}
""")


def entry(turns: Turns, step: str) -> dict[str, str | None]:
    found = [row for row in turns.walk.trail if row["step"] == step]
    return {key: found[-1][key] for key in ("kind", "text", "answer", "result")}


def test_an_instruction_and_the_question_whether_it_helped_come_together() -> None:
    turns = Turns(TWO_CAUSES).choose("no")
    assert turns.texts() == ["Stekker erin.", "Werkt het?"]
    assert turns.choices() == ["solved", "not_solved", "how"]


def test_an_instruction_before_another_waits_for_itself() -> None:
    turns = Turns(TWO_CAUSES).choose("yes")
    assert (turns.at, turns.texts(), turns.choices()) == ("restart", ["Herstart."], ["done", "stuck"])


def test_every_not_solved_goes_to_the_next_cause_and_the_last_to_a_person() -> None:
    turns = Turns(TWO_CAUSES).choose("no", "not_solved", "done", "not_solved")
    assert turns.engine.ending is not None
    assert (turns.outcome, turns.engine.ending.skill) == ("escalate", "internet_tech")
    assert turns.engine.ending.reason == {"nl": "Niets hielp.", "en": "Nothing helped."}
    assert turns.engine.ending.reason_code == "guide"
    assert turns.says == ["Een collega helpt je."]


def test_solved_is_asked_not_assumed() -> None:
    turns = Turns(TWO_CAUSES).choose("no")
    assert turns.outcome is None
    assert turns.choose("solved").outcome == "solved"


def test_help_is_given_once_and_the_instruction_not_repeated() -> None:
    turns = Turns(TWO_CAUSES).choose("no", "how")
    assert turns.says == ["In de muur."]
    assert turns.texts() == ["Werkt het?"]
    assert turns.choices() == ["solved", "not_solved"]


def test_an_instruction_that_cannot_be_done_is_skipped_to_the_next_cause() -> None:
    assert Turns(TWO_CAUSES).choose("yes", "stuck").outcome == "escalate"


@pytest.mark.parametrize(("taps", "end"), [(["no"], "restart"), (["yes"], "lost")])
def test_does_not_work_goes_to_the_next_cause(taps: list[str], end: str) -> None:
    turns = Turns(TWO_CAUSES).choose(*taps)
    assert turns.do("does_not_work", "dit werkt niet")
    assert turns.at == end


def test_not_working_answers_no_question_about_lights() -> None:
    turns = Turns(TWO_CAUSES)
    assert not turns.do("does_not_work", "dit werkt niet")
    assert turns.at == "lights"


def test_not_knowing_gives_help_first_and_then_its_own_way() -> None:
    turns = Turns(TWO_CAUSES)
    assert turns.do("does_not_know", "weet ik niet")
    assert (turns.at, turns.says) == ("lights", ["Kijk op het kastje."])
    assert turns.do("does_not_know", "weet ik niet")
    assert turns.at == "restart"


def test_the_second_answer_in_a_row_that_is_not_understood_brings_a_person() -> None:
    turns = Turns(TWO_CAUSES)
    turns.do("miss")
    assert turns.outcome is None
    assert turns.texts()[-1] == "Zie je licht?"
    turns.do("miss")
    assert turns.engine.ending is not None
    assert (turns.outcome, turns.engine.ending.reason_code) == ("escalate", "failed")


def test_an_answer_in_between_forgives_a_miss() -> None:
    turns = Turns(TWO_CAUSES)
    turns.do("miss")
    turns.choose("no")
    turns.do("miss")
    assert turns.outcome is None
    assert turns.texts()[-1] == "Werkt het?"


def test_a_corrected_answer_rewinds_and_keeps_the_record() -> None:
    turns = Turns(TWO_CAUSES).choose("no", "not_solved")
    assert turns.do("rewind", "lights")
    turns.choose("yes")
    assert turns.at == "restart"
    assert [row["choice"] for row in turns.walk.path] == ["yes"]
    results = [(row["step"], row["result"]) for row in turns.walk.trail]
    assert ("power", "corrected") in results
    assert ("lights", "corrected") in results


def test_going_back_undoes_an_instruction_with_its_question() -> None:
    turns = Turns(TWO_CAUSES).choose("no", "not_solved")
    assert turns.do("go_back")
    assert turns.at == "power"
    assert turns.do("go_back")
    assert turns.at == "lights"
    assert not turns.do("go_back")


def test_stop_and_solved_end_at_once() -> None:
    stopped, solved = Turns(TWO_CAUSES), Turns(TWO_CAUSES).choose("no")
    stopped.do("stop")
    solved.do("solve", "hij doet het!")
    assert (stopped.outcome, solved.outcome) == ("stopped", "solved")


def test_the_trail_holds_the_question_the_words_and_the_result() -> None:
    turns = Turns(TWO_CAUSES).choose("no")
    assert entry(turns, "lights") == {
        "kind": "ask",
        "text": "Branden er lampjes?",
        "answer": "no",
        "result": "no",
    }
    assert entry(turns, "power") == {"kind": "do", "text": "Stekker erin.", "answer": None, "result": None}
    turns.choose("not_solved")
    assert entry(turns, "power")["result"] == "done"
    assert entry(turns, "power_ok") == {
        "kind": "verify",
        "text": "Werkt het?",
        "answer": "not_solved",
        "result": "not_solved",
    }


def test_a_check_chooses_the_way_and_is_run_once() -> None:
    turns = Turns(CHECKED, checks={"internet_line": {"status": "active", "technology": "fiber"}})
    assert (turns.at, turns.asked_for) == ("fiber", ["check:internet_line"])
    assert entry(turns, "line")["result"] == "status: active, technology: fiber"


def test_what_a_check_told_is_not_asked() -> None:
    turns = Turns(CHECKED, checks={"internet_line": {"status": "active", "technology": "dsl"}})
    assert turns.at == "dsl"
    assert "kind" not in [row["step"] for row in turns.walk.trail]


def test_what_a_slot_told_is_not_asked() -> None:
    assert Turns(CHECKED, known={"technology": "dsl"}).at == "dsl"


def test_without_the_back_office_the_guide_asks() -> None:
    turns = Turns(CHECKED)
    assert turns.at == "kind"
    assert entry(turns, "line")["result"] == "unavailable"


def test_a_branch_may_say_what_was_found() -> None:
    turns = Turns(CHECKED, checks={"internet_line": {"status": "ended", "technology": "dsl"}})
    assert turns.says == ["Je lijn staat uit."]


def test_a_fresh_check_looks_again() -> None:
    turns = Turns(CHECKED, checks={"internet_line": {"status": "active", "technology": "dsl"}})
    turns.checks["internet_line"] = {"status": "suspended", "technology": "dsl"}
    assert turns.choose("not_solved").outcome == "solved"
    assert turns.asked_for.count("check:internet_line") == 2


def test_an_offer_states_its_price_and_is_carried_out_once_after_a_yes() -> None:
    turns = Turns(OFFERED, offers={"refuel_data": QUOTE})
    assert turns.texts() == ["Extra data voor € 2,50 per GB?"]
    assert turns.choices() == ["gb_1", "gb_2", "no"]
    turns.choose("gb_2")
    assert turns.says == ["2 GB erbij, PL-2026-000001."]
    assert turns.asked_for == ["quote:refuel_data", "perform:refuel_data"]
    assert not turns.do("rewind", "more")
    assert turns.choose("not_solved").outcome == "escalate"
    assert turns.asked_for.count("perform:refuel_data") == 1


def test_a_declined_offer_changes_nothing() -> None:
    turns = Turns(OFFERED, offers={"refuel_data": QUOTE}).choose("no")
    assert (turns.outcome, turns.says) == ("informed", ["Prima."])
    assert turns.asked_for == ["quote:refuel_data"]


def test_an_offer_that_is_not_for_this_customer_is_not_made() -> None:
    turns = Turns(OFFERED)
    assert turns.outcome == "escalate"
    assert turns.walk.trail == []


def test_the_device_is_asked_once_when_first_needed() -> None:
    turns = Turns(BY_DEVICE)
    assert turns.walk.asking is None
    turns.choose("where")
    assert turns.walk.asking == "device"
    turns.choose("iphone")
    assert turns.says == ["Rechtsboven."]
    turns.choose("yes")
    assert turns.texts()[0] == "Herstel op je iPhone."


def test_an_instruction_that_differs_by_device_asks_for_it_first() -> None:
    turns = Turns(BY_DEVICE).choose("no")
    assert turns.texts() == ["Heb je een iPhone of een Android-toestel?"]
    assert turns.choose("other").texts()[0] == "Herstel."


@pytest.mark.parametrize("known", [{"device": "iPhone"}, {"brand": "apple"}, {"device": "iPhone 13"}])
def test_a_device_named_before_is_not_asked(known: dict[str, str]) -> None:
    assert Turns(BY_DEVICE, known=known).choose("no").texts()[0] == "Herstel op je iPhone."


def test_a_device_that_is_no_phone_does_not_count_as_an_answer() -> None:
    turns = Turns(BY_DEVICE, known={"device": "modem"}).choose("no")
    assert turns.walk.asking == "device"


def test_a_step_that_a_trainer_removed_starts_the_guide_again_once() -> None:
    turns = Turns(TWO_CAUSES).choose("no")
    turns.walk.at = "gone"
    turns.go_on()
    assert turns.at == "power"
    turns.walk.at = "gone_too"
    turns.go_on()
    assert turns.engine.ending is not None
    assert (turns.outcome, turns.engine.ending.reason_code) == ("escalate", "failed")


def test_causes_are_tried_in_order_and_each_comes_back() -> None:
    turns = Turns(CAUSES)
    assert turns.at == "plug"
    turns.choose("not_solved")
    assert turns.at == "where"
    turns.choose("here")
    assert turns.at == "restart", "the cause whose conditions do not hold is passed by"
    assert turns.choose("not_solved").outcome == "escalate"
    assert turns.engine.ending is not None
    assert turns.engine.ending.reason == {"nl": "Op.", "en": "Done."}


def test_a_further_answer_leads_to_its_own_causes_and_what_was_tried_is_not_tried_again() -> None:
    turns = Turns(CAUSES).choose("dim")
    assert (turns.at, turns.says) == ("restart", ["Al iets."])
    turns.choose("dim")
    assert turns.at == "bulb"
    assert "Al iets." not in turns.says, "it is said the first time only"
    assert turns.choose("dim").outcome == "escalate", "the plug was tried at the very beginning"


def test_the_next_cause_is_that_of_the_latest_list() -> None:
    turns = Turns(CAUSES).choose("dim", "not_solved")
    assert turns.at == "bulb"


def test_a_verify_may_word_its_own_answers() -> None:
    turns = Turns(CAUSES)
    assert turns.choices() == ["solved", "dim", "not_solved"]
    assert [choice.label["nl"] for choice in turns.engine.asking.choices()] == [
        "Volop",
        "Zwak",
        "Nee, nog niet",
    ]


def test_a_corrected_answer_makes_later_causes_untried() -> None:
    turns = Turns(CAUSES).choose("not_solved", "here")
    assert turns.do("rewind", "where")
    turns.choose("elsewhere")
    assert turns.at == "never"
    turns.choose("not_solved")
    assert turns.at == "restart"


def test_what_a_slot_tells_of_a_cause_leads_past_it() -> None:
    assert Turns(CAUSES, known={"where": "here"}).choose("not_solved").at == "restart"
