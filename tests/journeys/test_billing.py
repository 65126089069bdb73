"""Bills and payments, the whole way: declined, corrected, done, tapped twice."""

from __future__ import annotations

import pytest

from connectors.website.sessions import address
from frontline.conversations.types import InboundMessage
from tests.journeys.dialogues import Journey

JULIA, IRIS, BRAM, MIRJAM = "PK100218", "PK100224", "PK100221", "PK100226"
STEFAN, AHMED, WENDY, OLIVIA = "PK100231", "PK100227", "PK100230", "PK100222"

JOURNEYS = {
    "a payment link is declined, asked for again and tapped twice": Journey(
        WENDY,
        """
        says: ik wil mijn rekening betalen
        hears: is € 72,00. Zal ik je een betaallink geven?
        says: nee
        taps: Ik betaal hem later
        hears: Het gaat om € 72,00
        says: rekening betalen
        taps twice: Ja, graag
        hears: Hier is je betaallink voor € 72,00
        hears: Je referentie is PL-
        """,
        ["pay_bill"],
    ),
    "a bill is paid in English, and help follows who cannot": Journey(
        WENDY,
        """
        says: I want to pay my bill
        hears: Shall I give you a payment link?
        taps: No, thanks
        hears: Are you unable to pay it
        taps: #2
        hears: see right away what is possible
        hears: Until which date would you like?
        says: in 3 weeks
        hears: Shall I move the last day to pay €72.00
        says: yes please
        hears: Your reference is PL-
        """,
        ["extend_payment"],
        "en",
    ),
    "more time to pay is declined, corrected to another day and given once": Journey(
        IRIS,
        """
        says: kan ik mijn rekening wat later betalen?
        hears: Tot welke datum wil je het?
        says: over 16 dagen
        hears: Zal ik de uiterste datum voor € 70,50 verschuiven
        says: nee toch niet
        hears: Welke datum past je wel?
        says: over drie weken
        hears: Zal ik de uiterste datum
        taps twice: Ja, graag
        hears: om € 70,50 te betalen. Je referentie is PL-
        taps: Ja, dank je
        """,
        ["extend_payment"],
    ),
    "no second extension, but a colleague": Journey(
        BRAM,
        """
        says: ik heb uitstel van betaling nodig
        hears: Je hebt net al uitstel gehad
        taps: Nee, niet nodig
        hears: Wil je hem toch nu betalen?
        """,
    ),
    "a wrong account number is not taken, another one is, and the change is taken back": Journey(
        JULIA,
        """
        says: ik heb een nieuw rekeningnummer
        hears: NL••• 0218
        taps: Ander rekeningnummer
        says: NL91 ABNA 0417 1643 01
        hears: IBAN
        says: NL91 ABNA 0417 1643 00
        hears: wijzigen in NL••• 4300
        says: nee, NL20 INGB 0001 2345 67
        hears: wijzigen in NL••• 4567
        taps twice: Ja, graag
        hears: Je referentie is PL-
        taps: Ja, dank je
        says: ik wil weer van mijn oude rekeningnummer betalen
        taps: Oude nummer terug
        hears: NL••• 0218
        says: nee laat maar
        """,
        ["change_bank_account"],
    ),
    "direct debit is stopped in English": Journey(
        JULIA,
        """
        says: I have a new bank account
        taps: Stop direct debit
        taps: No, thanks
        hears: leave everything as it is
        says: I want to change my bank account
        taps: Stop direct debit
        taps twice: Yes, please
        hears: Your reference is PL-
        """,
        ["direct_debit_off"],
        "en",
    ),
    "why a bill is higher, line by line": Journey(
        MIRJAM,
        """
        says: waarom is mijn rekening zo hoog?
        hears: € 18,70 meer dan die van
        hears: Welkomstkorting internet is afgelopen: € 7,50 meer
        hears: Bellen naar Turkije, 12 minuten: € 6,20
        taps: Ja, duidelijk
        """,
    ),
    "why a bill is higher, in English": Journey(
        MIRJAM,
        """
        says: why is my bill so high this month?
        hears: Calls to Turkey, 12 minutes: €6.20
        taps: Yes, it's clear
        """,
        language="en",
    ),
    "copies of two months": Journey(
        JULIA,
        """
        says: kan ik een kopie van mijn factuur krijgen?
        taps twice: #1
        hears: /demo/documents/
        taps: Nog een maand
        taps: #2
        hears: En hier is die van
        taps: Ja, dank je
        """,
        ["bill_copy", "bill_copy"],
    ),
    "a copy of a bill, in English": Journey(
        JULIA,
        """
        says: can I get a copy of my invoice?
        taps: #2
        hears: Here is your bill for
        says: thanks that's the one
        """,
        ["bill_copy"],
        "en",
    ),
    "where the money is": Journey(
        STEFAN,
        """
        says: wanneer krijg ik mijn geld terug?
        hears: Teruggestuurd: Telefoonhoesje: € 19,95
        taps: Ja, dank je
        """,
    ),
    "where the money is, in English": Journey(
        STEFAN,
        """
        says: where is my refund?
        hears: Returned: Telefoonhoesje: €19.95
        taps: Yes, thank you
        """,
        language="en",
    ),
    "compensation for an outage is declined, then granted once": Journey(
        AHMED,
        """
        says: ik wil een vergoeding voor de storing
        hears: een vergoeding van € 2,83
        says: nee
        taps: Nee, zo is het goed
        says: ik wil toch een vergoeding voor de storing
        taps twice: Ja, graag
        hears: Geregeld: je krijgt € 2,83
        taps: Ja, dank je
        says: ik wil een vergoeding voor de storing
        hears: al toegekend
        """,
        ["grant_compensation"],
    ),
    "compensation, in English": Journey(
        AHMED,
        """
        says: I want compensation for the outage
        hears: You're due €2.83 for it
        says: yes please
        hears: Your reference is PL-
        """,
        ["grant_compensation"],
        "en",
    ),
    "somebody else's bill is not told to whoever only has a number": Journey(
        None,
        """
        says: ik wil mijn rekening betalen
        hears: Wat is je klantnummer
        says: 100230
        hears: postcode
        says: 1862KP 12
        hears: vind ik geen klant
        does not hear: 72
        says: PK100230
        says: 1759 NZ 20
        hears: is € 72,00
        """,
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_billing(play, journey: Journey) -> None:
    play(journey)


def test_a_yes_that_was_written_before_the_offer_could_be_read_agrees_to_nothing(customer, services, office):
    visitor = customer(WENDY)
    place = address(visitor.session_id)
    for text in ("ik wil mijn rekening betalen", "ja"):  # stored both, then found by the front line
        services.conversations.receive(InboundMessage("website", place, text, text))
    visitor.waits_for_text("Voor de zekerheid")
    assert office.carried_out() == []
    assert "Hier is je betaallink" in visitor.says("ja")
    assert office.carried_out() == ["pay_bill"]
