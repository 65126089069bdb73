"""What tells of a service is a product or device that messages can mention, and tells of one only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frontline.guides.service_words import service_findings
from frontline.triage.taxonomy import Taxonomy
from tests.library import CONTENT


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """The real files, to be spoilt."""
    for name in ("taxonomy.yml", "entities.yml"):
        shutil.copy(CONTENT / name, tmp_path)
    return tmp_path


def test_the_content_is_sound() -> None:
    assert list(service_findings(CONTENT)) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("  tv: [tv, fridge]", "There is no product or device 'fridge' in entities.yml."),
        ("  tv: [tv, wifi]", "'wifi' tells of 'internet' already."),
        ("  radio: [tv]", "There is no category 'radio'."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(told: Path, wrong: str, sentence: str) -> None:
    file = told / "taxonomy.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(at for at, line in enumerate(lines) if line.startswith("  tv: ["))
    lines[number] = wrong
    file.write_text("\n".join(lines), encoding="utf-8")
    (finding,) = service_findings(told)
    assert (finding.line, finding.sentence.startswith(sentence)) == (number + 1, True)


def test_a_device_tells_of_its_service_and_a_phone_of_none() -> None:
    taxonomy = Taxonomy.load(CONTENT / "taxonomy.yml")
    assert [taxonomy.service_of(thing) for thing in ("remote", "sim_card", "phone")] == ["tv", "mobile", None]
    assert [taxonomy.is_service(category) for category in ("tv", "billing", None)] == [True, False, False]
