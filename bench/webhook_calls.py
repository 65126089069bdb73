"""Calls the WhatsApp webhook evenly, as Meta does on a busy day: one message to three statuses.

    python -m bench.webhook_calls <url> <number> <a second> <seed>

Prints the milliseconds of each call from sending it until its 200, as JSON. A process of its own, and a light
one, so that nobody else's work is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator

from aiohttp import ClientSession, TCPConnector

from connectors.whatsapp.signature import sign
from tests.connectors.whatsapp.graph_api import SECRET, Meta, payload

WARM_UP = 64
STATUSES_PER_MESSAGE = 3
CUSTOMERS = 500


async def call_evenly(url: str, number: int, per_second: float, seed: int) -> list[float]:
    """The milliseconds of each call; those of the warm-up are left out."""
    webhook, bodies = f"{url}/webhooks/whatsapp/webhook", list(_bodies(Meta(url, seed), WARM_UP + number))
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        await asyncio.gather(*(_call(session, webhook, body) for body in bodies[:WARM_UP]))
        loop = asyncio.get_running_loop()
        began, calls = loop.time(), []
        for n, body in enumerate(bodies[WARM_UP:]):
            await asyncio.sleep(began + n / per_second - loop.time())
            calls.append(asyncio.ensure_future(_call(session, webhook, body)))
        return list(await asyncio.gather(*calls))


async def _call(session: ClientSession, webhook: str, body: bytes) -> float:
    signed = {"X-Hub-Signature-256": sign(body, SECRET)}
    began = time.perf_counter()
    async with session.post(webhook, data=body, headers=signed) as answer:
        assert answer.status == 200, answer.status
    return (time.perf_counter() - began) * 1000


def _bodies(meta: Meta, number: int) -> Iterator[bytes]:
    told = {"id": "wamid.OUT0", "status": "delivered", "timestamp": "1", "recipient_id": "31612345001"}
    for n in range(number):
        message = meta.message(f"316{n % CUSTOMERS:08}", body=f"bericht {n}")
        call = payload([], [told]) if n % (STATUSES_PER_MESSAGE + 1) else payload([message])
        yield json.dumps(call).encode()


if __name__ == "__main__":
    url, number, per_second, seed = sys.argv[1:]
    print(json.dumps(asyncio.run(call_evenly(url, int(number), float(per_second), int(seed)))))
