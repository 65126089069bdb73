"""Each of our problems has a way to its end, and the check says in a plain sentence where one has not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from frontline.guides.check import CheckedGuides
from frontline.triage.taxonomy import Taxonomy

CONTENT = Path(__file__).resolve().parents[2] / "content"
TAXONOMY = Taxonomy.load(CONTENT / "taxonomy.yml")
GUIDE = """
id: {id}
title: {{nl: Gids, en: Guide}}
problems: [{problem}]
start: first
steps:
  first: {{do: {{nl: "Doe iets.", en: "Do something."}}, next: {next}}}
  {end}
"""
SOLVED = "end: {outcome: solved}"
PERSON = "end: {outcome: escalate, skill: tv_tech, reason: {nl: Anders., en: Otherwise.}}"
CIRCLE = 'end: {do: {nl: "En nog iets.", en: "And something else."}, next: first}'
WHY = "why: {nl: Mensenwerk., en: People's work.}"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with two problems and a guide for one of them."""
    folder = tmp_path / "content"
    (folder / "guides").mkdir(parents=True)
    shutil.copytree(CONTENT / "schemas", folder / "schemas")
    shutil.copy(CONTENT / "guides" / "_phrases.yml", folder / "guides")
    whole = yaml.safe_load((CONTENT / "taxonomy.yml").read_text(encoding="utf-8"))
    whole["problems"] = {name: whole["problems"][name] for name in ("tv_no_signal", "complaint")}
    (folder / "taxonomy.yml").write_text(yaml.safe_dump(whole))
    write_guide(folder)
    return folder


def write_guide(
    content: Path, id: str = "tv_no_signal", problem: str = "tv_no_signal", end: str = SOLVED
) -> None:
    text = GUIDE.format(id=id, problem=problem, next="end", end=end)
    (content / "guides" / f"{id}.yml").write_text(text)


def told(content: Path, *rows: str) -> list[str]:
    """What is said of a table with these rows."""
    (content / "ways.yml").write_text("ways:\n" + "".join(f"  {row}\n" for row in rows))
    return [str(finding) for finding in CheckedGuides(content).way_findings()]


TV = "tv_no_signal: {way: guide, guide: tv_no_signal}"
COMPLAINT = f"complaint: {{way: person, {WHY}}}"


def test_every_problem_of_ours_has_a_way_to_its_end() -> None:
    assert CheckedGuides(CONTENT).way_findings() == []
    rows = yaml.safe_load((CONTENT / "ways.yml").read_text(encoding="utf-8"))["ways"]
    assert list(rows) == [problem.intent for problem in TAXONOMY]
    assert len(rows) == 40


def test_a_whole_table_is_in_order(content: Path) -> None:
    assert told(content, TV, COMPLAINT) == []


@pytest.mark.parametrize(
    ("tv", "line", "words"),
    [
        ("", 1, "The problem 'tv_no_signal' has no way. Add a row for it."),
        ("tv_broken: {way: guide, guide: tv_no_signal}", 2, "There is no problem 'tv_broken'"),
        ("tv_no_signal: {way: guide, guide: tv_gone}", 2, "There is no guide 'tv_gone'."),
        ("tv_no_signal: {way: guide, guide: other}", 2, "The guide 'other' is not for 'tv_no_signal'."),
        ("tv_no_signal: {way: transaction, guide: tv_no_signal}", 2, "carries nothing out"),
        ("tv_no_signal: {way: answer, guide: tv_no_signal}", 2, "looks nothing up"),
        (f"tv_no_signal: {{way: person, guide: tv_no_signal, {WHY}}}", 2, "never comes to a person"),
        (f"tv_no_signal: {{way: person, {WHY}}}", 2, "The guide 'tv_no_signal' is for 'tv_no_signal'."),
        ("tv_no_signal: {way: person}", 2, "'why'"),
        ("tv_no_signal: {way: guide}", 2, "'guide'"),
        ("tv_no_signal: {way: magic, guide: tv_no_signal}", 2, "magic"),
        ("tv_no_signal: {way: person, why: {nl: Mensenwerk.}}", 2, "The English text of 'why' is missing."),
        ("tv_no_signal: {way: guide, guide: [", 4, "This is not valid YAML"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_with_its_line(
    content: Path, tv: str, line: int, words: str
) -> None:
    write_guide(content, "other", "complaint", PERSON)
    complaint = f"complaint: {{way: person, guide: other, {WHY}}}"
    found = [text for text in told(content, *filter(None, (tv, complaint))) if words in text]
    assert found, told(content, tv, complaint)
    assert re.fullmatch(rf"content/ways\.yml:{line}: .+\. .+\.", found[0])


def test_a_way_that_does_not_end_is_found(content: Path) -> None:
    write_guide(content, end=CIRCLE)
    sentence = "The guide 'tv_no_signal' never comes to an outcome. Let its last steps go on to one."
    assert told(content, TV, COMPLAINT) == [f"content/ways.yml:2: {sentence}"]


def test_a_guide_that_never_solves_is_no_guide_but_a_person(content: Path) -> None:
    write_guide(content, end=PERSON)
    assert "never ends solved" in told(content, TV, COMPLAINT)[0]
    assert told(content, f"tv_no_signal: {{way: person, guide: tv_no_signal, {WHY}}}", COMPLAINT) == []


def test_a_guide_with_faults_is_not_called_missing(content: Path) -> None:
    (content / "guides" / "tv_no_signal.yml").write_text("id: tv_no_signal\n")
    assert told(content, TV, COMPLAINT) == []
    assert CheckedGuides(content).findings()


def test_without_the_table_that_is_said(content: Path) -> None:
    assert [str(finding) for finding in CheckedGuides(content).way_findings()] == [
        "content/ways.yml:1: There is no such file. Say in it which way each problem has."
    ]
