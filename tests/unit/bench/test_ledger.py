"""The bench of handoffs sees what went wrong on any screen."""

from __future__ import annotations

from bench.handoff.ledger import AGENT, CUSTOMER, Ledger, Said

FIRST, SECOND = Said(CUSTOMER, 7, 1), Said(CUSTOMER, 7, 2)


def written(ledger: Ledger) -> None:
    for said in (FIRST, SECOND):
        assert ledger.writes(CUSTOMER, 7) == said
        ledger.stored(said)


def test_all_is_well_when_the_agent_is_shown_everything_in_order() -> None:
    ledger = Ledger()
    written(ledger)
    screen = ledger.screen(AGENT, 7)
    assert ledger.shown(screen, 3, str(FIRST)) == FIRST
    assert ledger.shown(screen, 4, "Waar kan ik je mee helpen?") is None
    ledger.shown(screen, 5, str(SECOND))
    assert (ledger.faults().none, str(ledger.faults()), ledger.faults().sent) == (True, "0 / 0 / 0 / 0", 2)
    assert len(ledger.seconds(CUSTOMER, since=0)) == 2


def test_what_only_its_author_saw_is_lost() -> None:
    ledger = Ledger()
    written(ledger)
    ledger.shown(ledger.screen(CUSTOMER, 7), 3, str(FIRST))
    ledger.shown(ledger.screen(AGENT, 7), 4, str(SECOND))
    assert ledger.faults().lost == [FIRST]


def test_a_message_stored_or_pushed_twice_is_doubled() -> None:
    ledger = Ledger()
    written(ledger)
    stored, pushed = ledger.screen(AGENT, 7), ledger.screen(AGENT, 7)
    for seq in (3, 4):
        ledger.shown(stored, seq, str(FIRST))
    ledger.shown(pushed, 5, str(SECOND), pushed=False)
    ledger.shown(pushed, 5, str(SECOND))
    assert ledger.faults().doubled == [FIRST, SECOND]


def test_a_later_message_before_an_earlier_one_is_out_of_order() -> None:
    ledger = Ledger()
    written(ledger)
    stored, pushed = ledger.screen(AGENT, 7), ledger.screen(AGENT, 7)
    ledger.shown(stored, 3, str(SECOND))
    ledger.shown(stored, 4, str(FIRST))
    ledger.shown(pushed, 4, str(SECOND))
    ledger.shown(pushed, 3, str(FIRST))
    assert ledger.faults().disordered == [FIRST, FIRST]


def test_a_message_on_the_screen_of_another_is_crossed_and_lost() -> None:
    ledger = Ledger()
    written(ledger)
    ledger.shown(ledger.screen(AGENT, 8), 3, str(FIRST))
    ledger.shown(ledger.screen(AGENT, 7), 3, str(SECOND))
    assert (ledger.faults().crossed, ledger.faults().lost) == ([FIRST], [FIRST])
