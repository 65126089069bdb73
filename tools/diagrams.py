"""`make diagrams`: every guide as a drawing, in Markdown that GitHub, GitLab and editors show as one."""

from __future__ import annotations

import sys
from pathlib import Path

from frontline.guides.diagram import mermaid
from frontline.guides.library import Library

ROOT = Path(__file__).resolve().parents[1]
DRAWN = ROOT / "var" / "diagrams"
LANGUAGES = {"nl": "Nederlands", "en": "English"}


def main() -> int:
    """Draws all guides anew."""
    DRAWN.mkdir(parents=True, exist_ok=True)
    for guide in Library.load(ROOT / "content"):
        path = DRAWN / f"{guide.id}.md"
        drawings = [
            f"## {name}\n\n```mermaid\n{mermaid(guide, language)}\n```\n"
            for language, name in LANGUAGES.items()
        ]
        path.write_text("\n".join([f"# {guide.id}\n", *drawings]), encoding="utf-8")
        print(f"  {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
