"""Dates, times of day and months, in Dutch and English, as people write them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from frontline.understanding.entities.types import Entity

Today = Callable[[], date]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "augustus august aug", "september sept sep",
            "oktober october okt oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "maandag monday", "dinsdag tuesday", "woensdag wednesday", "donderdag thursday", "vrijdag friday",
            "zaterdag saturday", "zondag sunday",
        )
    )
    for name in names.split()
}  # fmt: skip
_RELATIVE = {
    "vandaag": 0, "today": 0, "vanavond": 0, "tonight": 0, "vanmiddag": 0, "vanmorgen": 0, "vanochtend": 0,
    "morgen": 1, "tomorrow": 1, "overmorgen": 2, "day after tomorrow": 2,
    "gisteren": -1, "gister": -1, "gisteravond": -1, "yesterday": -1, "eergisteren": -2,
    "day before yesterday": -2,
}  # fmt: skip
_DAY_PARTS = {
    "morning": "vanmorgen vanochtend ochtend ochtends voormiddag morning",
    "afternoon": "vanmiddag middag middags namiddag afternoon",
    "evening": "vanavond avond avonds gisteravond evening tonight",
    "night": "vannacht nacht nachts night",
}
_HOURS = {
    name: number
    for number, names in enumerate(
        (
            "een één one", "twee two", "drie three", "vier four", "vijf five", "zes six", "zeven seven",
            "acht eight", "negen nine", "tien ten", "elf eleven", "twaalf twelve",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def _any(names: object) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = _any(_MONTHS)
_FULL_MONTH = _any(name for name in _MONTHS if len(name) > 3 or name in ("mei", "may"))
_DATES = re.compile(
    rf"\b(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)\b"
    rf"|\b(?P<d2>\d{{1,2}})\s?(?:e|de|ste|st|nd|rd|th)?\s(?:of\s)?(?P<m2>{_MONTH})\b\.?(?:\s(?P<y2>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<m3>{_MONTH})\s(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?(?:euro|eur|gb|mb))(?:,?\s(?P<y3>20\d\d)\b)?"
    r"|\b(?P<d4>\d{1,2})(?P<s4>[-/.])(?P<m4>\d{1,2})(?P=s4)(?P<y4>\d{4}|\d{2})\b"
    r"|(?<![\d.,-])(?P<d5>\d{1,2})[-/](?P<m5>\d{1,2})(?![\d-]|[.,/]\d)",
    re.IGNORECASE,
)
_RELATIVE_DAYS = re.compile(rf"(?<!goede)(?<!goede )\b(?:{_any(_RELATIVE)})\b", re.IGNORECASE)
_DAYS_OF_WEEK = re.compile(
    r"\b(?:(?P<before>volgende week|next week|volgende|komende|aanstaande|next|this"
    r"|afgelopen|vorige|last|sinds|since)\s)?"
    rf"(?P<day>{_any(_WEEKDAYS)})(?:\s(?P<after>volgende week|next week))?\b",
    re.IGNORECASE,
)
_LAST_WEEKDAY = {"afgelopen", "vorige", "last", "sinds", "since"}
_NEXT_WEEK = {"volgende week", "next week"}
_ABOUT_TIME = r"(?:om|tot|vanaf|rond|na|voor|tussen|at|around|after|before|until|from|by)"
_CLOCK = re.compile(
    r"(?<![\d.,:/-])(?P<h1>[01]?\d|2[0-3]):(?P<m1>[0-5]\d)(?:\s?(?P<half1>[ap])\.?m\b\.?)?(?![\d:])"
    rf"|\b{_ABOUT_TIME}\s(?:een\suur\sof\s)?(?P<h2>[01]?\d|2[0-3])(?:\.(?P<m2>[0-5]\d))?\s?(?:uur|u|h)\b"
    r"|(?<![\d.,])(?P<h3>1[0-2]|0?\d)(?:\.(?P<m3>[0-5]\d))?\s?(?:(?P<half3>[ap])\.?m\b|o'?clock\b)"
    r"|\b(?P<part>half|kwart over|kwart voor|quarter past|quarter to|half past)\s"
    rf"(?P<word>{_any(_HOURS)}|1[0-2]|[1-9])\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:tussen|between|van|from)\s(?P<from>[01]?\d|2[0-3])\s?(?:uur\s|u\s)?(?:en|and|tot|to|-)\s"
    r"(?P<to>[01]?\d|2[0-3])(?=\s?(?:uur|u|h)\b)",
    re.IGNORECASE,
)
_PART_OF_HOUR = {
    "half": (-1, 30), "half past": (0, 30), "kwart over": (0, 15), "quarter past": (0, 15),
    "kwart voor": (-1, 45), "quarter to": (-1, 45),
}  # fmt: skip
_PART_OF_DAY = re.compile(
    rf"(?<!good )(?<!goede )(?<!goeie )\b(?P<word>{_any(' '.join(_DAY_PARTS.values()).split())})\b",
    re.IGNORECASE,
)
_FIRST_WORKING_HOUR = 7
_INVOICE_MONTH = re.compile(
    rf"\b(?P<month>{_FULL_MONTH})\b(?:\s(?P<year>20\d\d)\b)?(?P<bill>\s(?:bill|invoice|factuur|rekening))?"
    r"|\b(?P<relative>vorige maand|afgelopen maand|last month|previous month|deze maand|this month)\b"
    r"|(?<!\d)(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])",
    re.IGNORECASE,
)
_MONTH_AND_VERB = {"may", "march"}
_BEFORE_A_MONTH = re.compile(r"\b(?:in|of|for|from|since|last|until|my|the|this)\s$", re.IGNORECASE)


def dates(text: str, today: Today) -> Iterator[Entity]:
    """Find days; the value is 2026-03-12. A day without a year is the nearest one."""
    for match in _DATES.finditer(text):
        found = _calendar_day(match, today())
        if found:
            yield Entity("date", match.start(), match.end(), found.isoformat())
    for match in _RELATIVE_DAYS.finditer(text):
        day = today() + timedelta(days=_RELATIVE[match.group().lower()])
        yield Entity("date", match.start(), match.end(), day.isoformat())
    for match in _DAYS_OF_WEEK.finditer(text):
        yield Entity("date", match.start(), match.end(), _day_of_week(match, today()).isoformat())


def _calendar_day(match: re.Match[str], today: date) -> date | None:
    found = {name[0]: value for name, value in match.groupdict().items() if value}
    day, month = int(found["d"]), _MONTHS.get(found["m"].lower()) or int(found["m"])
    years = [_four_digits(found["y"])] if "y" in found else [today.year + step for step in (-1, 0, 1)]
    possible = [date(year, month, day) for year in years if _exists(year, month, day)]
    return min(possible, key=lambda candidate: abs(candidate - today), default=None)


def _four_digits(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _day_of_week(match: re.Match[str], today: date) -> date:
    before = (match.group("before") or "").lower()
    ahead = (_WEEKDAYS[match.group("day").lower()] - today.weekday()) % 7
    if before in _LAST_WEEKDAY:
        return today + timedelta(days=ahead - 7)
    if before in _NEXT_WEEK or match.group("after"):
        return today + timedelta(days=7 - today.weekday() + _WEEKDAYS[match.group("day").lower()])
    return today + timedelta(days=ahead or 7)


def times(text: str) -> Iterator[Entity]:
    """Find times of day; the value is 14:30, or morning, afternoon, evening, night."""
    for match in _CLOCK.finditer(text):
        hour, minute = _clock(match)
        if hour < 24:
            yield Entity("time", match.start(), match.end(), f"{hour:02}:{minute:02}")
    for match in _BETWEEN.finditer(text):
        for end in ("from", "to"):
            yield Entity("time", match.start(end), match.end(end), f"{int(match.group(end)):02}:00")
    for match in _PART_OF_DAY.finditer(text):
        word = match.group("word").lower()
        part = next(part for part, words in _DAY_PARTS.items() if word in words.split())
        yield Entity("time", match.start(), match.end(), part)


def _clock(match: re.Match[str]) -> tuple[int, int]:
    found = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "part" in found:
        step, minute = _PART_OF_HOUR[found["part"]]
        hour = (_HOURS.get(found["word"]) or int(found["word"])) + step
        return (hour + 12 if hour < _FIRST_WORKING_HOUR else hour), minute
    hour = int(found.get("h1") or found.get("h2") or found["h3"])
    minute = int(found.get("m1") or found.get("m2") or found.get("m3") or 0)
    half = found.get("half1") or found.get("half3")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute


def invoice_months(text: str, today: Today) -> Iterator[Entity]:
    """Find months; the value is 2026-03. A month without a year is the latest one that has begun."""
    for match in _INVOICE_MONTH.finditer(text):
        name = (match.group("month") or "").lower()
        alone = not (
            match.group("year") or match.group("bill") or _BEFORE_A_MONTH.search(text[: match.start()])
        )
        if name in _MONTH_AND_VERB and alone:
            continue
        end = match.start("bill") if match.group("bill") else match.end()
        yield Entity("invoice_month", match.start(), end, _month(match, today()))


def _month(match: re.Match[str], today: date) -> str:
    if match.group("y"):
        return match.group("y") + "-" + match.group("m")
    if match.group("relative"):
        this = match.group("relative").lower() in ("deze maand", "this month")
        day = today if this else today.replace(day=1) - timedelta(days=1)
        return f"{day:%Y-%m}"
    number = _MONTHS[match.group("month").lower()]
    year = match.group("year") or (today.year if number <= today.month else today.year - 1)
    return f"{year}-{number:02}"
