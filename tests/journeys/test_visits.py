"""Technicians, and the modem from afar, the whole way: declined, corrected, done, tapped twice."""

from __future__ import annotations

import pytest

from tests.journeys.dialogues import Journey

LOTTE, ELS, JULIA, HANNAH, MARIJKE = "PK100205", "PK100228", "PK100218", "PK100232", "PK100236"

JOURNEYS = {
    "a technician is booked on another moment than the first": Journey(
        LOTTE,
        """
        says: ik wil een afspraak met een monteur
        hears: zie dat er een fout op zit
        taps: #2
        hears: Het bezoek kost je € 0,00
        says: nee
        hears: ik heb niets geboekt
        says: ik wil toch een monteur
        taps: #2
        says: ga terug
        taps: #3
        taps twice: Ja, graag
        hears: Geboekt
        taps: Ja, dank je
        """,
        ["book_visit"],
    ),
    "a technician is booked, in English, at the price that is said": Journey(
        HANNAH,
        """
        says: I want to book a technician
        taps: #1
        hears: €75.00
        says: yes please
        hears: PL-
        """,
        ["book_visit"],
        "en",
    ),
    "a visit is moved once": Journey(
        ELS,
        """
        says: ik wil de afspraak met de monteur verzetten
        taps: Verzetten
        taps: #2
        taps twice: Ja, graag
        hears: PL-
        taps: Ja, dank je
        """,
        ["move_visit"],
    ),
    "a visit is cancelled after all": Journey(
        ELS,
        """
        says: de monteur hoeft niet te komen
        says: nee
        says: ik wil de monteur afzeggen
        taps: Afzeggen
        taps twice: Ja, graag
        hears: De afspraak is afgezegd
        """,
        ["cancel_visit"],
    ),
    "a visit is cancelled, in English": Journey(
        ELS,
        """
        says: I want to cancel the technician
        taps: Cancel it
        says: yes
        hears: has been cancelled
        """,
        ["cancel_visit"],
        "en",
    ),
    "the modem is restarted from here, and slow once more is not solved": Journey(
        JULIA,
        """
        says: mijn internet is traag
        taps: Op alle apparaten
        hears: Ik kan je modem van hieruit opnieuw opstarten
        taps twice: Ja, graag
        says: mijn internet is traag
        does not hear: opgelost
        """,
        ["restart_modem"],
    ),
    "the modem is restarted, in English, after a no": Journey(
        MARIJKE,
        """
        says: my internet is slow
        taps: On all devices
        taps: No, thanks
        hears: Pull your modem's plug
        says: stop
        says: my internet is slow
        taps: On all devices
        says: yes please
        """,
        ["restart_modem"],
        "en",
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_visits(play, journey: Journey) -> None:
    play(journey)
