"""Contracts, SIM cards, numbers and details, the whole way: declined, corrected, done, tapped twice."""

from __future__ import annotations

import pytest

from tests.journeys.dialogues import Journey

JULIA, THIJS, WENDY, COR, TIM, PRIYA = "PK100218", "PK100219", "PK100230", "PK100233", "PK100229", "PK100234"
JEROEN, HANNAH, DAAN, SOPHIE, YUSUF = "PK100235", "PK100232", "PK100209", "PK100212", "PK100211"

JOURNEYS = {
    "one of two subscriptions is cancelled, then the other, then one taken back": Journey(
        JULIA,
        """
        says: ik wil mijn tv en mijn internet opzeggen
        hears: Welk abonnement wil je opzeggen?
        says: tv
        hears: Zal ik TV Plus opzeggen?
        says: nee
        hears: verandert er niets
        says: ik wil mijn tv opzeggen
        taps twice: Ja, graag
        hears: TV Plus is opgezegd
        taps: Nog één opzeggen
        taps: Glasvezel 1000
        hears: Zal ik Glasvezel 1000 opzeggen?
        says: ja
        taps: Toch niet opzeggen
        hears: Zal ik die opzegging intrekken?
        says: ja
        hears: Glasvezel 1000 loopt gewoon door
        """,
        ["cancel_contract", "cancel_contract", "undo_cancellation"],
    ),
    "one offer to stay is turned down and not made again": Journey(
        WENDY,
        """
        says: ik wil mijn internet opzeggen
        hears: Ik heb één aanbod, daarna regel ik het gewoon
        taps: Nee, liever niet
        hears: Zal ik Glasvezel 1000 opzeggen?
        says: ja
        hears: Je referentie is PL-
        does not hear: aanbod
        """,
        ["cancel_contract"],
    ),
    "whoever stays after all, in English": Journey(
        WENDY,
        """
        says: I want to cancel my internet
        hears: I have one offer, and then I'll simply arrange it
        says: yes
        hears: Glad you're staying
        """,
        ["accept_retention"],
        "en",
    ),
    "a plan is declined, another one chosen and the change undone": Journey(
        THIJS,
        """
        says: ik wil een groter abonnement
        taps: Mobiel 20 GB
        hears: € 5,50 meer dan nu
        says: nee
        taps: Een ander kiezen
        says: onbeperkt
        hears: Mobiel Onbeperkt
        taps twice: Ja, graag
        hears: Je referentie is PL-
        """,
        ["change_plan"],
    ),
    "a plan is changed, in English": Journey(
        HANNAH,
        """
        says: I want a faster internet subscription
        hears: Glasvezel 1000? From
        hears: more than now
        says: yes please
        hears: Your reference is PL-
        """,
        ["change_plan"],
        "en",
    ),
    "data that is used up is bought, not another plan": Journey(
        DAAN,
        """
        says: kan ik data bijkopen?
        taps: Data bijkopen
        taps: Nee, liever niet
        says: kan ik toch data bijkopen?
        taps: Data bijkopen
        hears: € 2,50 per GB
        taps twice: 2 GB erbij
        hears: er staat 2 GB bij voor € 5,00
        taps: Ja, het werkt weer
        """,
        ["refuel_data"],
    ),
    "data is bought in English, one GB instead of two": Journey(
        SOPHIE,
        """
        says: my mobile data isn't working
        hears: You've used up this month's data
        says: just one
        hears: 1 GB
        """,
        ["refuel_data"],
        "en",
    ),
    "use abroad is switched on once": Journey(
        YUSUF,
        """
        says: ik ben in spanje en heb geen internet op mijn telefoon
        taps: Ja, ik ben er nu
        taps: Nee, liever niet
        says: ik ben in spanje en heb geen internet op mijn telefoon
        taps: Ja, ik ben er nu
        taps twice: Ja, graag
        hears: staat nu aan
        says: ja hij doet het
        """,
        ["switch_roaming"],
    ),
    "use abroad, in English, before the journey": Journey(
        TIM,
        """
        says: can I use my phone in Spain next week?
        says: no
        hears: Shall I switch it on?
        says: yes
        """,
        ["switch_roaming"],
        "en",
    ),
    "a move is declined, corrected to another day and taken back": Journey(
        COR,
        """
        says: we gaan verhuizen
        says: 1862 KP 14
        says: over drie weken
        hears: Zal ik je verhuizing naar 1862KP 14 plannen
        says: nee, over vier weken
        hears: Zal ik je verhuizing naar 1862KP 14 plannen
        taps twice: Ja, graag
        hears: PL-
        """,
        ["move_house"],
    ),
    "a move, in English, from the guide for details": Journey(
        HANNAH,
        """
        says: I want to change my details
        taps: Address
        taps: I'm moving house
        hears: your connections move along
        says: 1862 KP 14
        says: in three weeks
        says: yes please
        hears: PL-
        """,
        ["move_house"],
        "en",
    ),
    "another e-mail address, with a typing error that is corrected": Journey(
        JULIA,
        """
        says: ik heb een nieuw e-mailadres
        says: julia at voorbeeld
        says: jullia@voorbeeld.nl
        hears: jullia@voorbeeld.nl
        says: nee, julia@voorbeeld.nl
        hears: julia@voorbeeld.nl
        taps twice: Ja, graag
        hears: PL-
        """,
        ["change_email"],
    ),
    "another phone number, in English, declined at first": Journey(
        JULIA,
        """
        says: the phone number in my details is wrong
        says: 06 12345990
        says: no
        hears: as they are
        says: the phone number in my details is wrong
        says: 06 12345991
        says: yes
        hears: Your reference is PL-
        """,
        ["change_phone"],
        "en",
    ),
    "a stolen phone of somebody unknown: two facts, and the SIM is blocked": Journey(
        None,
        """
        says: mijn telefoon is gestolen!
        hears: Ik blokkeer de simkaart meteen, zodra ik weet dat hij van jou is
        says: 06 12345229
        says: 8256SM 63
        hears: Zal ik de simkaart van 06•••229 nu meteen blokkeren?
        taps twice: Ja, graag
        hears: Geblokkeerd
        says: nee
        taps: Hij is weer terecht
        hears: Heb je hem echt weer in handen?
        says: ja
        hears: De blokkade is eraf
        """,
        ["block_sim", "unblock_sim"],
    ),
    "a lost phone, in English, with a new SIM card": Journey(
        TIM,
        """
        says: I lost my phone
        hears: Shall I block the SIM card of 06•••229 right now?
        says: yes
        hears: It costs €7.50
        taps twice: Yes, please
        hears: Your new SIM card arrives on
        taps: Yes, thanks
        """,
        ["block_sim", "replace_sim"],
        "en",
    ),
    "a SIM card that is only worn is replaced and not blocked": Journey(
        TIM,
        """
        says: ik heb een nieuwe simkaart nodig
        says: nee
        taps: Nee, niets doen
        says: ik heb een nieuwe simkaart nodig
        says: nee
        says: ja
        hears: Die kost € 7,50
        taps twice: Ja, graag
        hears: Je nieuwe simkaart komt op
        """,
        ["replace_sim"],
    ),
    "a number comes along, with another day than the first": Journey(
        JULIA,
        """
        says: ik wil mijn oude nummer meenemen
        taps: Meenemen naar jullie
        says: 06 12345996
        says: 88001234
        says: over een week
        hears: Zal ik
        says: nee, over twee weken
        hears: Zal ik
        taps twice: Ja, graag
        hears: PL-
        """,
        ["start_porting"],
    ),
    "a number does not come along, in English": Journey(
        JEROEN,
        """
        says: I want to keep my old number
        hears: moves to Polderlink on
        """,
        language="en",
    ),
    "what lies at an address": Journey(
        None,
        """
        says: is er glasvezel bij mij in de straat?
        says: 1862KP 12
        hears: er ligt glasvezel
        taps: Een ander adres
        says: 6611KC 22
        does not hear: 1862
        taps: Nee, dank je
        """,
    ),
    "what lies at an address, in English": Journey(
        None,
        """
        says: do you have fibre at my address?
        says: 1862 KP 12
        hears: there's fibre at this address
        """,
        language="en",
    ),
    "when a contract ends": Journey(
        PRIYA,
        """
        says: wanneer loopt mijn contract af?
        hears: Glasvezel 1000
        taps: Ja, dank je
        """,
    ),
    "when a contract ends, in English": Journey(
        WENDY,
        """
        says: when does my contract end?
        hears: TV Plus: €19.50 a month
        says: thanks
        """,
        language="en",
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_contracts(play, journey: Journey) -> None:
    play(journey)
