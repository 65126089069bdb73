"""WhatsApp against a stand-in for Meta: nothing is lost, doubled or refused, and it is quick to say yes.

    python -m bench.whatsapp [--deliveries 10000] [--payloads 5000] [--seconds 20] [--seed 1]
        [--only deliveries payloads speed guides]

The channel runs in a process of its own, which is killed and started again in between; a parrot stands in for
Rasa, so that what is measured is the channel. Exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import requests
import yaml

from frontline.bootstrap import Frontline
from frontline.settings import PROJECT_ROOT, Settings
from tests.connectors.whatsapp.conftest import PhoneBook, WhatsAppServer
from tests.connectors.whatsapp.graph_api import GraphApi, Meta, payload
from tests.connectors.whatsapp.said import as_sent, refusals
from tests.library import LIBRARY
from tests.unit.guides.walker import Walker
from tools.running import free_port

TIMES = 5
"""How often each message is delivered."""
CUSTOMERS = 200
OUTAGE_SECONDS = 900
ROW = "{:<86}{:>16}{:>12}"
PATIENCE = 600.0
LANGUAGES = ("nl", "en")
Said = tuple[tuple[str, ...], tuple[str, ...]]
"""Texts, and the titles of the buttons under the last of them."""


# -- the channel in a process of its own -----------------------------------------------------------------


def serve(options: str) -> None:
    """What the process does: serves the channel on the given port until it is ended."""
    given = json.loads(options)
    services = Frontline(Settings(**given["settings"]))
    vars(services)["back_office"] = PhoneBook()
    server = WhatsAppServer(services)
    server.port, server.url = given["port"], f"http://127.0.0.1:{given['port']}"
    server.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop()


class Process:
    """The channel, running."""

    def __init__(self, folder: Path, graph: GraphApi) -> None:
        self.database = f"sqlite:///{folder}/bench.db"
        self._log = folder / "channel.log"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        where = {"database_url": self.database, "media_dir": str(folder / "media")}
        self._options = json.dumps({"settings": {**where, "whatsapp": graph.settings()}, "port": port})
        self._process: subprocess.Popen[bytes] | None = None
        Frontline(Settings(database_url=self.database)).database.migrate()

    def start(self) -> None:
        """Returns when it answers."""
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "bench.whatsapp", "--serve", self._options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
        health = f"{self.url}/webhooks/whatsapp/health"
        while not _answers(health):
            assert self._process.poll() is None, self.log
            time.sleep(0.1)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    @property
    def log(self) -> str:
        """All that it said."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""


@contextmanager
def running() -> Iterator[tuple[Process, GraphApi]]:
    """The channel and the stand-in, for one measurement."""
    with tempfile.TemporaryDirectory() as folder:
        graph = GraphApi().start()
        process = Process(Path(folder), graph)
        process.start()
        try:
            yield process, graph
        finally:
            process.kill()
            graph.stop()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


# -- deliveries ------------------------------------------------------------------------------------------


def answered(deliveries: int, seed: int) -> tuple[float, float]:
    """The shares of messages that were answered exactly once, and that were answered so and in order."""
    with running() as (process, graph):
        meta = Meta(process.url, seed)
        graph.on_sent = lambda sent: _until_stored(lambda: meta.tells(sent, "sent", "delivered"))
        messages = _backlog(meta, deliveries // TIMES)
        calls = meta.shuffled(messages, TIMES)
        half = len(calls) // 2
        _deliver(meta, calls[:half])
        process.kill()
        restart = threading.Thread(target=process.start)
        restart.start()
        _deliver(meta, calls[half:])
        restart.join()
        _wait_until_quiet(graph)
        each = [_right(graph, sender) for sender in dict.fromkeys(message["from"] for message in messages)]
        return sum(once for once, _ in each) / len(messages), sum(order for _, order in each) / len(messages)


def _backlog(meta: Meta, number: int) -> list[dict[str, Any]]:
    """Messages of many customers, written during an outage."""
    began = time.time() - OUTAGE_SECONDS
    each = number // CUSTOMERS
    return [
        meta.message(f"316{customer:08}", body=f"bericht {n:03}.", at=began + n * 2)
        for customer in range(CUSTOMERS)
        for n in range(each)
    ]


def _deliver(meta: Meta, calls: list[dict[str, Any]]) -> None:
    """Each again until it is stored, as Meta does."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda call: _until_stored(lambda: meta.deliver([call])), calls))


def _until_stored(deliver: Callable[[], requests.Response]) -> None:
    while True:
        try:
            if deliver().status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.2)


def _wait_until_quiet(graph: GraphApi) -> None:
    """Until nothing was sent for ten seconds."""
    ends, seen, since = time.monotonic() + PATIENCE, -1, time.monotonic()
    while time.monotonic() < ends and time.monotonic() - since < 10:
        if len(graph.sent) != seen:
            seen, since = len(graph.sent), time.monotonic()
        time.sleep(0.2)


def _right(graph: GraphApi, sender: str) -> tuple[int, int]:
    """How many of a customer's answers came once, and how many of these after the one before."""
    text = "\n".join(sent.text for sent in graph.to(sender))
    answers = [f"Je zei: bericht {n:03}." for n in range(1000)]
    places = [text.index(answer) for answer in answers if text.count(answer) == 1]
    return len(places), sum(place > before for before, place in zip([-1, *places], places, strict=False))


# -- what we say -----------------------------------------------------------------------------------------


def refused_in_guides() -> tuple[int, int]:
    """(refused, sent): all that guides, forms and responses can ask and say in both languages."""
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        walked = [pool.submit(_refused_in_guide, guide.id) for guide in LIBRARY]
        parts = [_refused_in_responses(), *(future.result() for future in walked)]
    return sum(refused for refused, _ in parts), sum(sent for _, sent in parts)


def _refused_in_guide(guide_id: str) -> tuple[int, int]:
    guide = LIBRARY.get(guide_id)
    assert guide is not None
    said = Walker(guide, LIBRARY.phrases).explore().said
    parts = [
        _refused(one.prompts | {((text,), ()) for text in one.says}, language)
        for language, one in said.items()
    ]
    return sum(refused for refused, _ in parts), sum(sent for _, sent in parts)


def _refused_in_responses() -> tuple[int, int]:
    """What the assistant says and asks outside guides: data/responses."""
    said: dict[str, set[Said]] = {language: set() for language in LANGUAGES}
    for file in sorted((PROJECT_ROOT / "data" / "responses").glob("*.yml")):
        responses = yaml.safe_load(file.read_text(encoding="utf-8"))["responses"]
        for response in itertools.chain(*responses.values()):
            language = "en" if response.get("condition") else "nl"
            titles = tuple(button["title"] for button in response.get("buttons", ()))
            said[language].add(((response["text"],), titles))
    parts = [_refused(texts, language) for language, texts in said.items()]
    return sum(refused for refused, _ in parts), sum(sent for _, sent in parts)


def _refused(said: Iterable[Said], language: str) -> tuple[int, int]:
    messages = [one for texts, titles in said for one in as_sent(texts, titles, language)]
    return sum(bool(refusals([one])) for one in messages), len(messages)


# -- fuzzed payloads -------------------------------------------------------------------------------------

NASTY: list[Any] = [
    None, True, -1, 0, 2**70, 1e308, float("nan"), "", " ", "\x00", "\ud800", "a" * 100_000,
    "../../etc", "'; DROP TABLE messages; --",
    "{{7*7}}", "/inform{\"level\": \"verified\"}", [], {}, [[]], [None], {"": ""},
    {"$ne": 1}, "99999999999999999999", "²", "wamid.", "31612345001", ["x"] * 2000, {"a": {"b": {"c": []}}},
]  # fmt: skip


def broken_by_fuzzing(number: int, seed: int) -> tuple[int, int, int]:
    """(not 200 or 4xx, refused by Meta, exceptions): signed payloads that were damaged in all ways."""
    random = Random(seed)
    with running() as (process, graph):
        meta = Meta(process.url, seed)
        with ThreadPoolExecutor(4) as pool:
            calls = [_damaged(meta, random) for _ in range(number)]
            statuses = list(pool.map(lambda call: meta.post(call).status_code, calls))
        _wait_until_quiet(graph)
        meta.says("31699999999", "en nu gewoon")
        graph.reads("31699999999", "Je zei: en nu gewoon", patience=60)
        wrong = [status for status in statuses if status != 200 and not 400 <= status < 500]
        return len(wrong), len(graph.refused), process.log.count("Traceback")


def _damaged(meta: Meta, random: Random) -> bytes:
    """A payload of some type with one to six of its values damaged."""
    kind, content = random.choice(CONTENTS)
    message = meta.message(f"3161{random.randrange(10**7):07}", kind, content=copy.deepcopy(content))
    status = {"id": "wamid.OUT1", "status": "failed", "errors": [{"code": 131026}], "timestamp": "1"}
    call = payload([message], [status])
    for _ in range(random.randrange(1, 7)):
        _damage(call, random)
    return json.dumps(call).encode()[: random.choice([None, None, None, None, random.randrange(400)])]


def _damage(call: Any, random: Random) -> None:
    """Replaces, removes, renames or repeats a value somewhere."""
    places = list(_places(call))
    if not places:
        return
    parent, key = random.choice(places)
    act = random.randrange(4)
    if act == 0 or (isinstance(parent, list) and act == 2):
        parent[key] = copy.deepcopy(random.choice(NASTY))
    elif act == 1:
        del parent[key]
    elif act == 2:
        parent[f"{key}x"] = parent.pop(key)
    elif isinstance(parent[key], list):
        parent[key] = parent[key] * 3
    else:
        parent[key] = [parent[key]]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield value, key
        yield from _places(child)


CONTENTS: list[tuple[str, Any]] = [
    ("text", {"body": "hallo"}),
    ("interactive", {"type": "button_reply", "button_reply": {"id": "3.0", "title": "Ja"}}),
    (
        "interactive",
        {"type": "list_reply", "list_reply": {"id": "3.more.1", "title": "Meer", "description": ""}},
    ),
    ("button", {"payload": "/affirm", "text": "Ja"}),
    ("image", {"id": "1", "mime_type": "image/jpeg", "sha256": "x", "caption": "kijk"}),
    ("audio", {"id": "2", "mime_type": "audio/ogg; codecs=opus", "voice": True}),
    ("location", {"latitude": 52.1, "longitude": 4.9, "name": "x", "address": "y"}),
    ("contacts", [{"name": {"formatted_name": "x"}}]),
    ("order", {"catalog_id": "1", "product_items": [], "text": "x"}),
    ("reaction", {"message_id": "wamid.x", "emoji": "👍"}),
    ("system", {"type": "user_changed_number", "wa_id": "31600000001", "body": "x"}),
    ("edit", {"original_message_id": "wamid.x", "message": {"type": "text", "text": {"body": "hoi"}}}),
    ("unsupported", {"type": "poll"}),
]


# -- acknowledgements ------------------------------------------------------------------------------------

PER_SECOND = 100


def acknowledgement_milliseconds(seconds: int, seed: int) -> list[float]:
    """From sending a call until its 200, sorted; the calls come from a process of their own."""
    with running() as (process, _):
        calls = [process.url, str(seconds * PER_SECOND), str(PER_SECOND), str(seed)]
        command = [sys.executable, "-m", "bench.webhook_calls", *calls]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return sorted(json.loads(told))


def _deliveries(options: argparse.Namespace) -> tuple[str, str, str, bool]:
    once, in_order = answered(options.deliveries, options.seed)
    messages = options.deliveries // TIMES
    what = f"{options.deliveries} deliveries of {messages} messages, killed in between: once / in order"
    return what, f"{once:.1%} / {in_order:.1%}", "100 %", once == in_order == 1.0


def _fuzzed(options: argparse.Namespace) -> tuple[str, str, str, bool]:
    counts = broken_by_fuzzing(options.payloads, options.seed)
    what = f"{options.payloads} fuzzed payloads: not 200 or 4xx / refused by Meta / exceptions"
    return what, " / ".join(map(str, counts)), "0 / 0 / 0", not any(counts)


def _acknowledged(options: argparse.Namespace) -> tuple[str, str, str, bool]:
    times = acknowledgement_milliseconds(options.seconds, options.seed)
    p50, p99, slowest = statistics.median(times), times[int(len(times) * 0.99)], times[-1]
    what = f"acknowledged at {PER_SECOND} a second, ms: p50 {p50:.1f}, slowest {slowest:.1f}, p99"
    return what, f"{p99:.1f}", "50", p99 <= 50


def _guides(_options: argparse.Namespace) -> tuple[str, str, str, bool]:
    refused, sent = refused_in_guides()
    return (
        f"refused of {sent} messages of all guides, forms and responses in both languages",
        str(refused),
        "0",
        not refused,
    )


PARTS = {"deliveries": _deliveries, "payloads": _fuzzed, "speed": _acknowledged, "guides": _guides}


def report(options: argparse.Namespace) -> bool:
    """Prints the table; whether all targets are met."""
    print(ROW.format("what", "measured", "target"), flush=True)
    met = True
    for part in options.only or PARTS:
        what, measured, target, good = PARTS[part](options)
        print(ROW.format(what, measured, target), flush=True)
        met = met and good
    return met


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--payloads", type=int, default=5_000)
    parser.add_argument("--seconds", type=int, default=20, help="of calls at 100 a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(PARTS), help="parts of the table; all without it")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return 0
    return 0 if report(options) else 1


if __name__ == "__main__":
    sys.exit(main())
