"""One broken guide for each kind of finding; `# ! words` marks the line where these words must be found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from frontline.guides.check import check_guides, check_structure, main
from frontline.guides.library import ContentError, Library
from frontline.triage.taxonomy import ProblemType, Taxonomy
from frontline.understanding.encoders import load_encoder

CONTENT = Path(__file__).resolve().parents[2] / "content"
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yml"))
MARK = re.compile(r"# ! (.*)$")
TV = "tv_no_signal: {way: guide, guide: other}"
SOUND = """
id: other
title: {nl: Heel, en: Sound}
problems: [tv_no_signal]
start: solved
steps:
  solved: {outcome: solved}
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with our schemas, taxonomy and phrases, and no guide."""
    folder = tmp_path / "content"
    (folder / "guides").mkdir(parents=True)
    shutil.copytree(CONTENT / "schemas", folder / "schemas")
    for name in ("taxonomy.yml", "entities.yml", "topics.yml"):
        shutil.copy(CONTENT / name, folder)
    shutil.copy(CONTENT / "guides" / "_phrases.yml", folder / "guides")
    return folder


def marks(text: str) -> list[tuple[int, str]]:
    found = ((number, MARK.search(line)) for number, line in enumerate(text.splitlines(), 1))
    return [(number, match.group(1)) for number, match in found if match]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda file: file.stem)
def test_a_fault_is_found_on_its_line_and_nothing_else(broken: Path, content: Path) -> None:
    expected = marks(broken.read_text())
    assert expected
    shutil.copy(broken, content / "guides" / "broken.yml")
    findings = check_guides(content, load_encoder("use"))
    told = [f"{finding.line}: {finding.sentence}" for finding in findings]
    assert {(finding.path, finding.line) for finding in findings} == {
        ("content/guides/broken.yml", line) for line, _ in expected
    }, told
    for line, words in expected:
        assert any(finding.line == line and words in finding.sentence for finding in findings), told
    for finding in findings:
        assert re.fullmatch(r".+\. .+\.", finding.sentence), "says what is wrong, then what to do"


def test_all_faults_are_found_at_once(content: Path) -> None:
    for broken in BROKEN:
        shutil.copy(broken, content / "guides")
    findings = check_structure(content)
    assert len({finding.path for finding in findings}) >= len(BROKEN) - 2  # two need the encoder
    assert findings == sorted(findings)


def test_two_guides_for_one_problem_or_with_one_id(content: Path) -> None:
    (content / "guides" / "a.yml").write_text(SOUND)
    (content / "guides" / "b.yml").write_text(SOUND)
    findings = [(finding.path, finding.line, finding.sentence) for finding in check_structure(content)]
    same_id = "The guide 'other' is also in content/guides/a.yml. Give one of them another id."
    same_problem = "The guide in content/guides/a.yml is for 'tv_no_signal' too. Leave it to one."
    assert findings == [
        ("content/guides/b.yml", 2, same_id),
        ("content/guides/b.yml", 4, same_problem),
    ]


@pytest.mark.parametrize(
    ("change", "line_has", "words"),
    [
        (("  well_done:", "  well_dune:"), "lines:", "lacks 'well_done'"),
        (("Hoe doe ik dat?", "Hoe moet ik dat nou doen?"), "nou doen", "Keep it to 20"),
        (('{nl: "iPhone", en: "iPhone"}', '{nl: "iPhone"}'), '{nl: "iPhone"}', "The English text of 'label'"),
        (("van apple, iphone 13", "samsung, iphone 13"), "id: android", "could not tell 'samsung' (iphone)"),
        (("latest_bill.lines:", "latest_bill.rules:"), "latest_bill.rules", "no list 'latest_bill.rules'"),
        (("when: {status: pending}", "when: {status: late}"), "late}", "No row has 'status' as 'late'"),
        (("{what}: {amount}, verwacht op {on}", "{what} op {day}"), "op {day}", "have no column 'day'"),
        (
            ('    - say: {nl: "{what}: {amount}, ove', '    - when: {status: booked}\n      say: {nl: "'),
            "status: booked",
            "may fit none of its texts",
        ),
    ],
)
def test_the_shared_copy_is_checked_too(
    content: Path, change: tuple[str, str], line_has: str, words: str
) -> None:
    phrases = content / "guides" / "_phrases.yml"
    text = phrases.read_text().replace(*change)
    phrases.write_text(text)
    (content / "guides" / "a.yml").write_text(SOUND)
    findings = check_guides(content, load_encoder("use"))
    lines = text.splitlines()
    told = [f"{finding.line}: {finding.sentence}" for finding in findings]
    found = [finding for finding in findings if words in finding.sentence]
    assert found, told
    assert all(line_has in lines[finding.line - 1] for finding in found), told


def test_a_library_with_faults_does_not_load(content: Path) -> None:
    shutil.copy(Path(__file__).parent / "broken" / "unknown_step.yml", content / "guides")
    with pytest.raises(ContentError) as caught:
        Library.load(content)
    assert caught.value.findings
    assert str(caught.value.findings[0]) in str(caught.value)


def test_the_command_prints_findings_and_fails(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "guides" / "a.yml").write_text(SOUND)
    ways = [f"  {kind.intent}: {{way: person, why: {{nl: Zo., en: So.}}}}" for kind in _others(content)]
    (content / "ways.yml").write_text("\n".join(["ways:", f"  {TV}", *ways]))
    assert main([str(content)]) == 0
    assert capsys.readouterr().out == "1 guides are in order.\n"
    (content / "guides" / "b.yml").write_text(SOUND)
    assert main([str(content)]) == 1
    assert "content/guides/b.yml:2:" in capsys.readouterr().out
    (content / "guides" / "b.yml").unlink()
    (content / "ways.yml").write_text("\n".join(["ways:", *ways]))
    assert main([str(content)]) == 1
    assert "content/ways.yml:1: The problem 'tv_no_signal' has no way." in capsys.readouterr().out


def _others(content: Path) -> list[ProblemType]:
    return [kind for kind in Taxonomy.load(content / "taxonomy.yml") if kind.intent != "tv_no_signal"]


PART = """
part: shared
needs: [works]
steps:
  plug: {do: {nl: "Stekker erin.", en: "Plug it in."}, next: works}
"""
WITH_PART = """
id: other
title: {nl: Heel, en: Sound}
problems: [tv_no_signal]
parts: [shared]
start: plug
steps:
  works: {verify: {nl: "Werkt het?", en: "Does it work?"}, solved: solved, not_solved: solved}
  solved: {outcome: solved}
"""


@pytest.mark.parametrize(
    ("part", "guide", "found"),
    [
        ((), (), []),
        ((), ("works: {", "works_now: {"), [("a.yml", 5, "needs the step 'works'")]),
        ((), ("  solved: {", "  plug: {outcome: solved}\n  solved: {"), [("a.yml", 5, "a step 'plug' too")]),
        (("needs: [works]\n", ""), (), [("parts/shared.yml", 4, "'works', which is not in the part")]),
        (("part: shared", "part: other"), (), [("parts/shared.yml", 2, "is called 'other' in 'shared.yml'")]),
        ((', en: "Plug it in."', ""), (), [("parts/shared.yml", 5, "The English text")]),
        (("next: works", "nekst: works"), (), [("parts/shared.yml", 5, "has the key 'nekst'")]),
        ((), ("parts: [shared]\nstart: plug", "start: works"), [("parts/shared.yml", 2, "No guide has")]),
    ],
)
def test_parts_fit_the_guides_that_have_them(
    content: Path, part: tuple[str, ...], guide: tuple[str, ...], found: list[tuple[str, int, str]]
) -> None:
    (content / "guides" / "parts").mkdir()
    (content / "guides" / "parts" / "shared.yml").write_text(PART.replace(*part) if part else PART)
    (content / "guides" / "a.yml").write_text(WITH_PART.replace(*guide) if guide else WITH_PART)
    findings = check_structure(content)
    for path, line, words in found:
        near = [f for f in findings if f.path == f"content/guides/{path}" and f.line == line]
        assert any(words in finding.sentence for finding in near), findings
    assert bool(findings) == bool(found)


def test_a_sound_part_lends_its_steps(content: Path) -> None:
    (content / "guides" / "parts").mkdir()
    (content / "guides" / "parts" / "shared.yml").write_text(PART)
    (content / "guides" / "a.yml").write_text(WITH_PART)
    guide = Library.load(content).get("other")
    assert guide is not None
    assert (set(guide.steps), guide.part_of) == ({"works", "solved", "plug"}, {"plug": "shared"})
