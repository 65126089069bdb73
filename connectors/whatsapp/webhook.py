"""Keeps what the webhook delivers before it is acknowledged: many deliveries in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import IntegrityError
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from connectors.whatsapp.inbox import Inbox
from connectors.whatsapp.incoming import Delivered
from connectors.whatsapp.outbox import Outbox
from frontline.storage.database import Database

logger = logging.getLogger(__name__)


class Keeper:
    """Deliveries that come in while others are being stored are stored together, right after.

    So a burst costs few transactions, and none of ours waits for another's lock. The thread is Meta's own: an
    acknowledgement does not queue behind the work on other messages.
    """

    def __init__(
        self, database: Database, inbox: Inbox, outbox: Outbox, on_failed: Callable[[str], None]
    ) -> None:
        """`on_failed` is told each conversation of which WhatsApp did not deliver something."""
        self._database = database
        self._inbox = inbox
        self._outbox = outbox
        self._on_failed = on_failed
        self._waiting: list[tuple[Delivered, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "whatsapp-webhook")

    def close(self) -> None:
        """Stores nothing more."""
        self._thread.shutdown(wait=False)

    async def keep(self, delivered: Delivered) -> None:
        """Returns once it is stored; raises what the database says when it cannot be."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivered, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.ensure_future(self._store_all())
        with self._inbox.hearing(delivered.messages):
            await stored

    async def _store_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                deliveries = [delivered for delivered, _ in batch]
                storing = asyncio.get_running_loop().run_in_executor(self._thread, self._store, deliveries)
                for conversation_id in await storing:
                    logger.error("%s: WhatsApp did not deliver a message", conversation_id)
                    self._on_failed(conversation_id)
            except Exception as raised:  # noqa: BLE001 - whoever waits is told, whatever it is
                error = raised
            for _, stored in batch:
                if not stored.done():
                    stored.set_exception(error) if error else stored.set_result(None)

    @retry(retry=retry_if_exception_type(IntegrityError), stop=stop_after_attempt(3), reraise=True)
    def _store(self, batch: list[Delivered]) -> list[str]:
        """The conversations where something failed; again when another process was first with a message."""
        with self._database.begin_plain(urgent=True) as transaction:
            messages = [message for delivered in batch for message in delivered.messages]
            self._inbox.store(transaction, messages)
            statuses = [status for delivered in batch for status in delivered.statuses]
            return self._outbox.record(transaction, statuses)
