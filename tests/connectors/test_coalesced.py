"""A job that many ask for: one run at a time, none lost."""

from __future__ import annotations

import asyncio
import threading

import pytest

from connectors import coalesced
from connectors.coalesced import Coalesced


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(coalesced, "RETRY_SECONDS", (0, 0, 0))


class Job:
    """Fails as often as it is told, and counts its runs."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.runs = self.at_once = self.most_at_once = 0

    async def __call__(self) -> None:
        self.runs += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if self.failures:
            self.failures -= 1
            raise OSError("the database is gone")


def run(job: Job, wakes: int = 1) -> None:
    """In a thread of its own: in a full run Playwright has a loop running in this one."""

    async def woken() -> None:
        coalesced_job = Coalesced(job)
        for _ in range(wakes):
            coalesced_job.wake()
            await asyncio.sleep(0)
        await asyncio.sleep(0.3)
        assert coalesced_job.idle

    thread = threading.Thread(target=lambda: asyncio.run(woken()))
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


def test_many_wakes_make_one_more_run_and_never_two_at_once() -> None:
    job = Job()
    run(job, wakes=20)
    assert (job.runs, job.most_at_once) == (2, 1)


def test_a_job_that_fails_is_tried_again_until_it_succeeds() -> None:
    job = Job(failures=2)
    run(job)
    assert job.runs == 3


def test_a_job_that_goes_on_failing_is_left_until_the_next_change() -> None:
    job = Job(failures=100)
    run(job)
    assert job.runs == 4
