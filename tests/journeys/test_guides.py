"""Guided through a problem: from the first words to solved, in small steps, with detours."""

from __future__ import annotations


def test_an_outage_in_the_neighbourhood_is_known_before_a_question_is_asked(customer):
    sanne = customer("PK100201")
    assert "Hoi Sanne!" in sanne.read[0]["text"]
    answer = sanne.says("mijn internet doet het niet")
    assert "storing bij jou in de buurt" in answer
    assert sanne.choices == ["Ja, ik wacht af", "Nee, een medewerker"]
    assert "Kan ik nog iets anders voor je doen?" in sanne.taps("Ja, ik wacht af")
    assert "typ je gewoon iets" in sanne.taps("Nee, dank je")


def test_the_modem_test_leads_straight_to_the_cause_and_solved_is_asked(customer):
    fatima = customer("PK100203")
    answer = fatima.says("sinds vanmorgen hebben we helemaal geen internet meer thuis")
    assert "je modem lijkt geen stroom te krijgen" in answer
    assert "Doet je internet het nu?" in answer
    assert "fijn dat het is opgelost" in fatima.says("jaa hij doet het weer top!!")


def test_a_side_question_is_answered_and_the_step_asked_again(customer):
    visitor = customer()
    visitor.says("internet werkt niet")
    assert "stekker" in visitor.taps("Sla dit over") or "lampjes" in visitor.read[-1]["text"]
    step = visitor.read[-1]["text"]
    answer = visitor.says("wat zijn jullie openingstijden?")
    assert "8.00 tot 21.00 uur" in answer
    assert "verder" in answer or "Terug naar waar we waren" in answer
    assert answer.endswith(step)


def test_what_does_not_work_leads_to_the_next_cause_and_not_to_the_start(customer):
    fatima = customer("PK100203")
    fatima.says("geen internet")
    asked = [message["text"] for message in fatima.read]
    answer = fatima.says("dit werkt niet")
    assert answer
    assert not set(answer.split("\n")) & set(asked)


def test_stop_stops_and_starting_again_is_possible(customer):
    visitor = customer()
    visitor.says("mijn internet doet het niet")
    assert "we stoppen hier" in visitor.says("stop maar")
    assert visitor.says("mijn internet doet het niet")


def test_start_over_begins_the_conversation_again(customer):
    visitor = customer()
    visitor.says("mijn internet doet het niet")
    seen = len(visitor.read)
    assert visitor.send("/start_over", "Begin opnieuw")["ok"]
    assert visitor.wait_for_answer(seen) == "We beginnen opnieuw. Waar kan ik je mee helpen?"


def test_a_second_problem_in_the_middle_of_a_guide_is_taken_up(customer):
    visitor = customer()
    visitor.says("mijn internet doet het niet")
    answer = visitor.says("en op de televisie is ook geen beeld, het scherm blijft zwart")
    if "Gaat het nu om iets anders" in answer:
        answer = visitor.taps(visitor.choices[-1])
    assert "tv" in answer.lower() or "beeld" in answer.lower()


def test_an_old_button_corrects_the_answer_given_then(customer):
    visitor = customer()
    visitor.says("mijn internet doet het niet")
    visitor.taps("Sla dit over")
    first_question, yes = visitor.read[-1]["text"], visitor.choices[0]
    visitor.taps("Nee")
    answer = visitor.taps(yes)
    assert answer and first_question not in answer


def test_the_guide_speaks_english_to_who_speaks_english(customer):
    visitor = customer(language="en")
    assert visitor.read[0]["text"].startswith("Hi there!")
    answer = visitor.says("my internet is completely down")
    assert "postcode" in answer and "outage" in answer
    assert visitor.choices == ["Skip this"]


def test_a_customer_who_changes_language_is_followed(customer):
    visitor = customer()
    visitor.says("mijn internet doet het niet")
    answer = visitor.says("sorry, can we please do this in English?")
    assert "continue in English" in answer
    assert "postcode and house number" in answer
