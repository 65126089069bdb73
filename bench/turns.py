"""What a turn costs in the Rasa process, beside a stock `rasa init` bot measured in the same run.

    python -m bench.turns [--turns 40] [--without-stock]

Prints CPU milliseconds per turn (p50, p95), seconds from message to answer, turns per second and the ratio.
Our turns go through the website channel, socket and all; the stock bot's through Rasa's REST channel.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from rasa.cli.scaffold import create_initial_project

from frontline.operations.addresses import Addresses
from frontline.operations.processes import process_environment
from frontline.operations.supervisor import answers
from tools.running import RunningFrontLine, free_port
from tools.website_customer import Customer

TURNS_PER_CONVERSATION = 3
"""A short conversation; longer ones cost the same, because the tracker keeps a window."""
ROW = "{:22}{:>8}{:>8}{:>8}{:>10}{:>9}{:>11}{:>7}"
SETTLE_SECONDS = 0.06
"""After the answer has arrived, the turn still saves its tracker."""


@dataclass
class Measured:
    """One kind of turn: CPU milliseconds and seconds until the answer, one number per turn."""

    name: str
    target: float | None = None
    cpu: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


OURS = {
    "tapped, answer only": (15.0, lambda customer: customer.asks("/deny", "Nee")),
    "tapped, one action": (25.0, lambda customer: customer.asks("/start_over", "Opnieuw")),
    "typed, answer only": (
        35.0,
        lambda customer: customer.asks("wat zijn jullie openingstijden precies op zaterdag?"),
    ),
    "typed, one action": (
        45.0,
        lambda customer: customer.asks("nee hoor, het is nog steeds niet opgelost bij mij"),
    ),
}
STOCK = {
    "tapped, answer only": "/goodbye",
    "tapped, one action": "/bot_challenge",
    "typed, answer only": "bye bye, see you around some other time",
    "typed, one action": "are you a bot or am i talking to a human?",
}


def cpu_milliseconds(process_id: int) -> float:
    """CPU time of all threads of a process so far, to the nanosecond (Linux)."""
    tasks = Path(f"/proc/{process_id}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def measure(measured: Measured, process_id: int, turn: Callable[[], object]) -> None:
    """Runs one turn and notes what it cost."""
    before, began = cpu_milliseconds(process_id), time.perf_counter()
    turn()
    measured.seconds.append(time.perf_counter() - began)
    time.sleep(SETTLE_SECONDS)
    measured.cpu.append(cpu_milliseconds(process_id) - before)


def measure_ours(turns: int) -> list[Measured]:
    """All kinds of turn on the front line, in turn, in conversations of a few turns."""
    kinds = [Measured(name, target) for name, (target, _) in OURS.items()]
    with tempfile.TemporaryDirectory() as folder, RunningFrontLine(Path(folder)) as running:
        process_id = running.process_id("rasa")
        _warm_up(running.url)
        for number in range(turns):
            if number % TURNS_PER_CONVERSATION == 0:
                customer = _customer_with_buttons(running.url)
            for kind in kinds:
                measure(kind, process_id, lambda: OURS[kind.name][1](customer))  # noqa: B023
            time.sleep(SETTLE_SECONDS)
    return kinds


def measure_stock(turns: int) -> list[Measured]:
    """The same kinds of turn on a bot that `rasa init` made."""
    kinds = [Measured(name) for name in STOCK]
    with stock_bot() as (url, process_id):
        for text in STOCK.values():
            _ask_stock(url, "warm-up", text)
        for number in range(turns):
            sender = f"customer-{number // TURNS_PER_CONVERSATION}"
            for kind in kinds:
                measure(kind, process_id, lambda: _ask_stock(url, sender, STOCK[kind.name]))  # noqa: B023
    return kinds


@contextmanager
def stock_bot() -> Iterator[tuple[str, int]]:
    """A trained `rasa init` bot whose bot challenge is a custom action; its address and process id."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        addresses = Addresses(port=free_port(), actions_port=free_port())
        _make_stock(folder, addresses)
        environment = process_environment(addresses)
        rasa = [sys.executable, "-m", "rasa", "run"]
        commands = (
            [
                *rasa,
                "--port",
                str(addresses.port),
                "--credentials",
                "credentials.yml",
                "--endpoints",
                "endpoints.yml",
            ],
            [*rasa, "actions", "--port", str(addresses.actions_port)],
        )
        with (folder / "log").open("wb") as log:
            processes = [
                subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
                for command in commands
            ]
        try:
            url = f"http://127.0.0.1:{addresses.port}"
            _wait_for(url, f"http://127.0.0.1:{addresses.actions_port}/health")
            yield url, processes[0].pid
        finally:
            for process in processes:
                process.terminate()
                process.wait()


def _make_stock(folder: Path, addresses: Addresses) -> None:
    rasa = [sys.executable, "-m", "rasa"]
    quiet = {"cwd": folder, "env": process_environment(addresses), "check": True, "capture_output": True}
    create_initial_project(str(folder))  # what `rasa init` does before it trains
    (folder / "endpoints.yml").write_text(f'action_endpoint: {{url: "{addresses.actions_url}"}}\n')
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / "actions" / "actions.py").write_text(
        textwrap.dedent(
            """
            from rasa_sdk import Action

            class BotChallenge(Action):
                def name(self):
                    return "action_bot_challenge"

                def run(self, dispatcher, tracker, domain):
                    dispatcher.utter_message(response="utter_iamabot")
                    return []
            """
        )
    )
    for file, old, new in (
        (folder / "data" / "rules.yml", "action: utter_iamabot", "action: action_bot_challenge"),
        (folder / "domain.yml", "session_config:", "actions:\n  - action_bot_challenge\n\nsession_config:"),
    ):
        file.write_text(file.read_text().replace(old, new))
    subprocess.run([*rasa, "train"], **quiet)  # type: ignore[call-overload]


def _wait_for(*urls: str) -> None:
    deadline = time.monotonic() + 240
    while not all(answers(url) for url in urls):
        if time.monotonic() > deadline:
            raise TimeoutError("the stock bot did not start")
        time.sleep(0.5)


def _ask_stock(url: str, sender: str, text: str) -> None:
    answer = requests.post(
        f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=30
    )
    assert answer.json(), f"the stock bot was silent on {text!r}"


def _customer_with_buttons(url: str) -> Customer:
    """One who was asked whether there is anything else, and may tap on yes or no."""
    customer = Customer(url)
    customer.says("top, het werkt weer!")
    return customer


def _warm_up(url: str) -> None:
    """Until the first customer of the day has been served."""
    customer = _customer_with_buttons(url)
    for _, turn in OURS.values():
        turn(customer)


def report(ours: list[Measured], stock: list[Measured]) -> None:
    """Prints the table."""
    print(ROW.format("CPU ms per turn", "p50", "p95", "target", "answer s", "turns/s", "stock p50", "ratio"))
    for index, kind in enumerate(ours):
        p50 = statistics.median(kind.cpu)
        theirs = statistics.median(stock[index].cpu) if stock else float("nan")
        answer = statistics.median(kind.seconds)
        numbers = (p50, _p95(kind.cpu), kind.target, answer, 1000 / p50, theirs, p50 / theirs)
        print(ROW.format(kind.name, *(f"{number:.2f}" for number in numbers)))
    missed = [kind.name for kind in ours if kind.target and statistics.median(kind.cpu) > kind.target]
    print(f"over their target: {', '.join(missed)}" if missed else "all within their targets")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=40, help="turns of each kind")
    parser.add_argument("--without-stock", action="store_true", help="leave out the `rasa init` bot")
    options = parser.parse_args()
    ours = measure_ours(options.turns)
    report(ours, [] if options.without_stock else measure_stock(options.turns))


if __name__ == "__main__":
    main()
