"""When the team is there, what is promised when it is not, and when it can call back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.handoffs.contact import ChannelsError, Contact, read_phone
from frontline.handoffs.types import NotAMoment, NotAPhoneNumber
from frontline.settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "content" / "channels.yml"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CONTACT = Contact.load(FILE, lambda: False)


def at(text: str) -> datetime:
    """A moment in Amsterdam; 5 January 2026 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-01-05T07:59", False),
        ("2026-01-05T08:00", True),
        ("2026-01-05T20:59", True),
        ("2026-01-05T21:00", False),
        ("2026-01-10T08:30", False),
        ("2026-01-11T12:00", False),
        ("2026-12-25T12:00", False),
        ("2026-07-06T08:00", True),
    ],
)
def test_open_and_closed(moment: str, is_open: bool) -> None:
    assert CONTACT.hours.is_open(at(moment)) is is_open
    assert CONTACT.closed(at(moment)) is not is_open


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-01-05T22:00", "2026-01-06T12:00"),
        ("2026-01-05T06:00", "2026-01-05T12:00"),
        ("2026-01-10T18:30", "2026-01-12T12:00"),
        ("2026-12-24T23:00", "2026-12-28T12:00"),
        ("2026-03-28T20:00", "2026-03-30T12:00"),
    ],
)
def test_ticket_is_answered_some_hours_after_the_next_opening(asked: str, promised: str) -> None:
    assert CONTACT.promise(at(asked)) == at(promised)


def test_call_backs_are_offered_while_the_team_is_there() -> None:
    moments = CONTACT.callback_moments(at("2026-01-05T17:30"))
    said = [CONTACT.say_moment(moment, at("2026-01-05T17:30"), "nl") for moment in moments]
    assert said == [
        "vandaag om 20:00",
        "morgen om 08:00",
        "morgen om 10:00",
        "morgen om 12:00",
        "morgen om 14:00",
    ]
    assert (
        CONTACT.say_moment(at("2026-01-09T08:00"), at("2026-01-05T17:30"), "en")
        == "Friday 9 January at 08:00"
    )


def test_only_an_offered_moment_can_be_chosen() -> None:
    asked = at("2026-01-05T17:30")
    moment = CONTACT.callback_moments(asked)[1]
    assert CONTACT.callback_moment(moment.isoformat(), asked) == moment
    for other in ("", "morgen", "2026-01-06T03:00:00+01:00", (moment + timedelta(minutes=1)).isoformat()):
        with pytest.raises(NotAMoment):
            CONTACT.callback_moment(other, asked)


def test_the_phone_is_offered_only_while_someone_answers_it() -> None:
    assert [way.id for way in CONTACT.ways(at("2026-01-05T12:00"))] == ["callback", "phone", "email"]
    assert [way.id for way in CONTACT.ways(at("2026-01-05T23:00"))] == ["callback", "email"]
    late = replace(CONTACT, anyone_there=lambda: True)
    assert [way.id for way in late.ways(at("2026-01-05T23:00"))] == ["callback", "email"]


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))
)
def test_whenever_it_is_the_team_comes_back_and_calls_while_it_is_there(moment: datetime) -> None:
    opening = CONTACT.hours.next_opening(moment)
    assert opening >= moment
    assert CONTACT.hours.is_open(opening)
    assert all(CONTACT.hours.is_open(each) for each in CONTACT.callback_moments(moment))


@pytest.mark.parametrize(
    ("typed", "number"), [("06 12345678", "+31612345678"), ("+32 470 12 34 56", "+32470123456")]
)
def test_phone_numbers_as_people_type_them(typed: str, number: str) -> None:
    assert read_phone(typed) == number


@pytest.mark.parametrize("typed", ["", "112", "geen", "0612", "<script>", "+99 1"])
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        read_phone(typed)


@pytest.mark.parametrize(
    ("sound", "broken", "said"),
    [
        ('monday: "08:00-21:00"', 'monday: "acht uur"', 'monday must be like "08:00-21:00"'),
        ('monday: "08:00-21:00"', 'monday: "21:00-08:00"', "monday closes before it opens"),
        ("monday:", "maandag:", "maandag is no day of the week"),
        ("Europe/Amsterdam", "Europe/Lutjebroek", 'timezone: "Europe/Lutjebroek" is none; write it like'),
        ("12-26]", "13-26]", "13-26 must be a month and a day"),
        ('    link: "tel:08007654321"\n', "", "phone needs a link"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(tmp_path: Path, sound: str, broken: str, said: str) -> None:
    path = tmp_path / "channels.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(sound, broken), encoding="utf-8")
    with pytest.raises(ChannelsError, match=said):
        Contact.load(path, lambda: False)
