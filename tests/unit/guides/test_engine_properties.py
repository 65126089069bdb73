"""What holds for every guide, however a trainer draws it, and for every customer, whatever they answer."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.guides.engine import Engine
from frontline.guides.proving import DOWN, KNOWN
from frontline.guides.types import (
    NEXT_CAUSE,
    PLAIN,
    AskStep,
    Branch,
    CheckStep,
    DoStep,
    Guide,
    OfferStep,
    Option,
    OutcomeStep,
    RouteStep,
    Step,
    TryStep,
    VerifyStep,
    Walk,
    Wording,
)
from tests.library import LIBRARY
from tests.unit.guides.builders import NOW
from tests.unit.guides.walker import typed

PHRASES = LIBRARY.phrases
MODEST = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STEPS = [f"s{number}" for number in range(7)]
ENDS: dict[str, Step] = {
    "solved": OutcomeStep("solved", 1, "solved"),
    "person": OutcomeStep("person", 1, "escalate", "internet_tech", {"nl": "Op.", "en": "Done."}),
}
chances = st.integers(0, 10**6).map(Random)
BILINGUAL = {"nl": "Tekst", "en": "Text"}


def wording(by: str | None) -> Wording:
    return Wording({"other" if by else PLAIN: BILINGUAL}, by=by)


@st.composite
def choosing_steps(draw: st.DrawFn, step_id: str, kind: str) -> Step:
    to = st.sampled_from([*STEPS, *ENDS, NEXT_CAUSE])
    if kind == "check":
        branches = (Branch(draw(to), {"status": "active"}), Branch(draw(to)))
        return CheckStep(step_id, 1, "internet_line", branches, draw(to), draw(st.booleans()))
    if kind == "route":
        done = {draw(st.sampled_from(STEPS)): "done"}
        return RouteStep(step_id, 1, (Branch(draw(to), done), Branch(draw(to))))
    causes = draw(st.lists(st.sampled_from(STEPS).map(Branch), min_size=1, max_size=4))
    return TryStep(step_id, 1, tuple(causes), draw(to))


@st.composite
def steps(draw: st.DrawFn, step_id: str) -> Step:
    to = st.sampled_from([*STEPS, *ENDS, NEXT_CAUSE])
    device = st.sampled_from([None, "device"])
    how = st.one_of(st.none(), device.map(wording))
    kind = draw(st.sampled_from(["check", "route", "try", "ask", "do", "do", "verify", "verify", "offer"]))
    if kind in ("check", "route", "try"):
        return draw(choosing_steps(step_id, kind))
    if kind == "ask":
        options = tuple(Option(name, BILINGUAL, next=draw(to)) for name in ("one", "two"))
        dont_know = draw(st.one_of(st.none(), to))
        return AskStep(step_id, 1, BILINGUAL, options, how=draw(how), dont_know=dont_know)
    if kind == "do":
        cannot = draw(st.one_of(st.none(), to))
        return DoStep(step_id, 1, wording(draw(device)), draw(to), how=draw(how), cannot=cannot)
    if kind == "verify":
        options = (Option("partly", BILINGUAL, next=draw(to)),) if draw(st.booleans()) else ()
        return VerifyStep(step_id, 1, BILINGUAL, draw(to), draw(to), options=options)
    return OfferStep(step_id, 1, "roaming_on", BILINGUAL, draw(to), draw(to), draw(to))


def guide_with(drawn: tuple[Step, ...]) -> Guide:
    return Guide("any", BILINGUAL, ("internet_down",), "s0", {s.id: s for s in (*drawn, *ENDS.values())})


guides = st.tuples(*(steps(step_id) for step_id in STEPS)).map(guide_with)


def go_on(engine: Engine, chance: Random) -> None:
    """Runs to where the customer is asked; the back office answers as it likes."""
    need = engine.run()
    while need is not None:
        status = chance.choice(["active", "ended"])
        engine.feed(need, chance.random() < 0.5, {"status": status})
        need = engine.run()


def walk_through(guide: Guide, chance: Random, taps: int) -> tuple[Walk, list[tuple[str, int]], bool]:
    """The walk after so many taps, what was asked after how many actions, and whether it ended."""
    walk = Walk("walk", guide.id, "nl", guide.start)
    engine = Engine(guide, PHRASES, walk, NOW)
    go_on(engine, chance)
    asked: list[tuple[str, int]] = []
    for _ in range(taps):
        if engine.ending is not None:
            break
        helped, acted = len(walk.helped), sum(entry["choice"] in ("done", "yes") for entry in walk.path)
        engine = Engine(guide, PHRASES, Walk.from_dict(json.loads(json.dumps(walk.to_dict()))), NOW)
        walk = engine.walk
        choice = chance.choice([choice.id for choice in engine.asking.choices()])
        here = walk.asking or walk.at
        engine.deciding.choose(choice, choice)
        go_on(engine, chance)
        if len(walk.helped) == helped and not walk.wants_help:
            asked.append((here, acted))
    return walk, asked, engine.ending is not None


@MODEST
@given(guides, chances)
def test_every_walk_through_every_graph_ends(guide: Guide, chance: Random) -> None:
    """Each step asks once, and gives its help once; a verify again only after something was done."""
    actions = sum(isinstance(step, (DoStep, OfferStep)) for step in guide.steps.values())
    verifies = sum(isinstance(step, VerifyStep) for step in guide.steps.values())
    most = 3 * len(guide.steps) + verifies * (actions + 1)
    assert walk_through(guide, chance, most + 1)[2]


@MODEST
@given(guides, chances)
def test_nothing_is_asked_twice_without_a_new_reason(guide: Guide, chance: Random) -> None:
    _, asked, _ = walk_through(guide, chance, 60)
    repeated = [step_id for step_id, times in Counter(step_id for step_id, _ in asked).items() if times > 1]
    for step_id in repeated:
        assert isinstance(guide.steps[step_id], VerifyStep)
    reasons = [pair for pair in asked if pair[0] in repeated]
    assert len(set(reasons)) == len(reasons)


@MODEST
@given(guides, chances)
def test_an_offer_is_carried_out_at_most_once(guide: Guide, chance: Random) -> None:
    walk, _, _ = walk_through(guide, chance, 60)
    receipts = [row["step"] for row in walk.trail if (row["result"] or "").startswith("status")]
    carried_out = Counter(step_id for step_id in receipts if isinstance(guide.steps[step_id], OfferStep))
    assert all(times == 1 for times in carried_out.values())


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(guide.id for guide in LIBRARY)), chances)
def test_a_customer_who_corrects_answers_still_comes_to_an_end(guide_id: str, chance: Random) -> None:
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    walk = Walk("walk", guide.id, "en", guide.start)
    engine = Engine(guide, PHRASES, walk, NOW)
    changes = chance.randrange(5)
    for _ in range(200):
        need = engine.run()
        while need is not None:
            engine.feed(
                need, False, {"state": chance.choice([KNOWN, DOWN])} if need.kind == "identify" else {}
            )
            need = engine.run()
        if engine.ending is not None:
            return
        engine = Engine(guide, PHRASES, walk, NOW)
        if changes and walk.path and chance.random() < 0.5:
            changes -= 1
            engine.steering.rewind(chance.choice([entry["step"] for entry in walk.path]))
            continue
        answer(engine, chance)
    raise AssertionError("no end after 200 turns")


def answer(engine: Engine, chance: Random) -> None:
    """One of the buttons, or the value that the step takes."""
    step = engine.asking.step
    choices = [choice.id for choice in engine.asking.choices()]
    if isinstance(step, AskStep) and step.field is not None and (not choices or chance.random() < 0.5):
        engine.deciding.type_value(typed(step.field), "1234 AB 56")
        return
    choice = chance.choice(choices)
    engine.deciding.choose(choice, choice)
