"""The web shop, the whole way: declined, corrected, done, tapped twice."""

from __future__ import annotations

import pytest

from tests.journeys.dialogues import Journey

AMINA, OLIVIA, STEFAN, JEROEN = "PK100220", "PK100222", "PK100231", "PK100235"

JOURNEYS = {
    "where an order is, and another day for it after all": Journey(
        AMINA,
        """
        says: waar blijft mijn bestelling?
        sees: Samsung Galaxy A56
        says: het wifi-punt
        hears: wordt nu ingepakt
        taps: Ander moment
        taps: #2
        hears: Zal ik
        says: nee
        hears: verandert er niets
        says: ik wil mijn pakket op een andere dag ontvangen
        taps: Wifi-punt
        taps: Een ander moment
        taps: #1
        says: ga terug
        taps: #5
        taps twice: Ja, graag
        hears: PL-
        taps: Ja, dank je
        """,
        ["change_delivery"],
    ),
    "no to what is offered, and what they want in its place": Journey(
        STEFAN,
        """
        says: waar blijft mn pakket
        hears: melden bij de bezorger
        says: nee ik wil mn geld terug
        hears: verandert er niets
        hears: terug
        """,
    ),
    "where an order is, in English, with a question in between": Journey(
        AMINA,
        """
        says: where is my order?
        taps: Samsung Galaxy A56
        hears: is on its way with PolderPost
        says: what are your opening hours?
        hears: is on its way with PolderPost
        taps: Yes, thank you
        """,
        language="en",
    ),
    "an order is cancelled, but not before it is said that this is for good": Journey(
        AMINA,
        """
        says: ik wil mijn bestelling annuleren
        taps: Samsung Galaxy A56
        hears: annuleren kan niet meer
        says: nee
        says: ik wil mijn bestelling annuleren
        says: het wifi punt
        hears: je krijgt € 79,00 terug. Terugdraaien kan niet
        says: nee laat maar
        says: annuleer mijn bestelling
        taps: Wifi-punt
        taps twice: Ja, graag
        hears: is geannuleerd
        hears: PL-
        """,
        ["cancel_order"],
    ),
    "an order is cancelled, in English": Journey(
        AMINA,
        """
        says: cancel my order please
        taps: Wifi-punt
        hears: It can't be undone
        says: yes
        hears: has been cancelled
        """,
        ["cancel_order"],
        "en",
    ),
    "an order goes back after a no": Journey(
        AMINA,
        """
        says: ik wil iets terugsturen
        hears: Oordopjes draadloos
        says: nee
        hears: verandert er niets
        says: ik wil mijn oordopjes terugsturen
        taps twice: Ja, graag
        hears: /demo/documents/
        taps: Ja, dank je
        says: ik wil mijn oordopjes terugsturen
        does not hear: Zal ik
        """,
        ["return_order"],
    ),
    "an order goes back, in English": Journey(
        OLIVIA,
        """
        says: I want to return my phone
        hears: you get €499.00 back
        says: sure
        hears: /demo/documents/
        """,
        ["return_order"],
        "en",
    ),
    "too late to return, unless it is broken": Journey(
        JEROEN,
        """
        says: ik wil mijn smartwatch terugsturen
        hears: kon tot en met
        taps: Nee, het werkt goed
        taps: Nee, zo is het goed
        """,
    ),
    "what came broken: a new one is turned down for the money": Journey(
        OLIVIA,
        """
        says: mijn nieuwe telefoon is kapot aangekomen
        says: er zit een barst in het scherm
        taps: Een nieuwe
        hears: Zal ik je een nieuwe Google Pixel 9a sturen?
        says: ga terug
        taps: Geld terug
        hears: je krijgt € 499,00 terug
        taps twice: Ja, graag
        hears: PL-
        """,
        ["refund_order"],
    ),
    "what came broken, in English: another one": Journey(
        OLIVIA,
        """
        says: my new phone arrived broken
        taps: Broken
        taps: A new one
        taps: No, thanks
        says: no
        says: my new phone arrived broken
        says: the screen is cracked
        taps: A new one
        taps twice: Yes, please
        hears: a new one comes on
        """,
        ["replace_order"],
        "en",
    ),
    "a parcel that does not come is reported once": Journey(
        STEFAN,
        """
        says: mijn pakket is er nog steeds niet
        hears: Je hebt je USB-C-lader nog niet
        says: nee
        says: mijn pakket is nog steeds niet bezorgd
        taps twice: Ja, graag
        hears: PL-
        """,
        ["report_missing"],
    ),
    "a parcel that does not come, in English": Journey(
        STEFAN,
        """
        says: my package is late
        hears: Shall I report it to the carrier?
        says: yes please
        hears: PL-
        """,
        ["report_missing"],
        "en",
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_orders(play, journey: Journey) -> None:
    play(journey)
