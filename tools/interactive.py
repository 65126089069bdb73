"""`make interactive`: teach the assistant in a conversation, and keep what was taught in inbox files.

Rasa's own command would write the merged domain over domain.yml, and each message with the entities
that our rules found in it. Here the domain goes to a scratch file, stories to data/stories/inbox.yml, and
messages, plain, to data/nlu/inbox.yml. The action server is started beside it, on a database that is
forgotten afterwards.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from frontline.review.training_files import examples_in, tidy, with_block, with_example
from tools.running import ROOT, RunningFrontLine, free_port
from tools.setup.model import model_path

STORIES = ROOT / "data" / "stories" / "inbox.yml"
MESSAGES = ROOT / "data" / "nlu" / "inbox.yml"


def main() -> int:
    """Runs the session; what was exported in it is kept however it ended."""
    with tempfile.TemporaryDirectory(prefix="interactive-") as scratch:
        running = RunningFrontLine(Path(scratch))
        os.environ.update(running.environment)
        print("  … starting the action server", flush=True)
        running.prepare()
        running.start("actions")
        try:
            _teach(Path(scratch), running.addresses.actions_url)
        finally:
            running.stop("actions")
            _report(keep_messages(Path(scratch) / "nlu.yml", MESSAGES))
    return 0


def keep_messages(exported: Path, inbox: Path) -> int:
    """Puts what Rasa exported into the inbox, without entities and nothing twice; tells how many were new."""
    if not exported.exists():
        return 0
    kept = inbox.read_text(encoding="utf-8") if inbox.exists() else ""
    new = 0
    for intent, text in _messages(exported):
        there = examples_in(kept)
        if text not in there.get(intent, []):
            kept = (with_example if intent in there else with_block)(kept, intent, text)
            new += 1
    if new:
        inbox.write_text(kept, encoding="utf-8")
    return new


def _messages(exported: Path) -> Iterable[tuple[str, str]]:
    """Read by Rasa itself, which knows its own marks."""
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    for message in RasaYAMLReader().reads(exported.read_text(encoding="utf-8")).intent_examples:
        yield message.get("intent"), tidy(message.get("text"))


def _teach(scratch: Path, actions_url: str) -> None:
    """Rasa's own session, with other places to export to.

    In a list of buttons Rasa itself breaks on Ctrl-C and loses the session; here the question for typed
    words comes then, where Ctrl-C leads to the menu with the export.
    """
    from rasa.__main__ import main as rasa
    from rasa.cli.utils import FREE_TEXT_INPUT_PROMPT
    from rasa.core.training import interactive

    choose, collect = interactive._get_button_choice, interactive._collect_messages

    def plain(events: list[dict[str, Any]]) -> Any:
        return collect([_without_entities(event) for event in events])

    async def choice(last_event: dict[str, Any]) -> str:
        try:
            return str(await choose(last_event))
        except AttributeError:
            return str(FREE_TEXT_INPUT_PROMPT)

    async def places() -> tuple[str, str, str]:
        return str(STORIES), str(scratch / "nlu.yml"), str(scratch / "domain.yml")

    interactive._get_button_choice = choice
    interactive._collect_messages = plain
    interactive._request_export_info = places
    endpoints = scratch / "endpoints.yml"
    endpoints.write_text(yaml.safe_dump({"action_endpoint": {"url": actions_url}}), encoding="utf-8")
    model = ["--model", str(model_path(ROOT)), "--endpoints", str(endpoints)]
    sys.argv = ["rasa", "interactive", *model, "--skip-visualization", "--port", str(free_port())]
    rasa()


def _without_entities(event: dict[str, Any]) -> dict[str, Any]:
    """The language spans the whole message: beside other entities Rasa would write its words twice."""
    if "parse_data" not in event:
        return event
    return {**event, "parse_data": {**event["parse_data"], "entities": []}}


def _report(new: int) -> None:
    for path in (STORIES, MESSAGES):
        if path.exists():
            print(f"  {path.relative_to(ROOT)}{f': {new} new messages' if path == MESSAGES else ''}")
    print("  Move what is good from these inboxes to the topic's own files; domain.yml was not touched.")


if __name__ == "__main__":
    sys.exit(main())
