"""A customer on the website without a browser, for journeys and benchmarks: writes, taps and reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tools.ordered_socket import OrderedClient

PATIENCE = 60.0
QUIET = 0.7
"""So long after its last message we take the assistant to be done."""

DONE = 5.0
"""So long after a message without a question we take the conversation to be over."""


class Customer:
    """One visitor, with everything read so far."""

    def __init__(self, url: str, **request: Any) -> None:
        self._url = url
        self._request = request
        self.session_id: str | None = None
        self.read: list[dict[str, Any]] = []
        self.status: dict[str, Any] = {}
        self._arrived = threading.Condition()
        self.connect()
        self.wait_for_answer(0)

    def connect(self) -> None:
        """Comes back to the conversation where it was left, or begins one."""
        self._socket = OrderedClient(reconnection=False)
        self._socket.on("bot_uttered", self._keep)
        self._socket.on("status", self._keep_status)
        self._socket.on("session_confirm", self._keep_session)
        self._socket.connect(self._url, wait_timeout=PATIENCE)
        last_seq = self.read[-1]["seq"] if self.read else 0
        request = {**self._request, "session_id": self.session_id, "last_seq": last_seq}
        self._socket.emit("session_request", request)

    def _keep(self, data: dict[str, Any]) -> None:
        with self._arrived:
            self.read.append(data)
            self._arrived.notify_all()

    def _keep_status(self, data: dict[str, Any]) -> None:
        with self._arrived:
            self.status = data
            self._arrived.notify_all()

    def _keep_session(self, session_id: str, _details: Any = None) -> None:
        self.session_id = session_id

    def send(self, text: str, title: str | None = None, message_id: str | None = None) -> dict[str, Any]:
        """The acknowledgement of a typed message, or of a payload with its button's title."""
        data = {"message": text, "id": message_id or str(uuid4()), **({"title": title} if title else {})}
        return dict(self._socket.call("user_uttered", data, timeout=PATIENCE))

    def asks_for_whatsapp(self) -> dict[str, Any]:
        """What takes the conversation there: `code`, `link`, `number`, `minutes`."""
        return dict(self._socket.call("move", {}, timeout=PATIENCE))

    def says(self, text: str) -> str:
        """Everything the assistant says to a typed message, one text a line."""
        seen = len(self.read)
        assert self.send(text)["ok"]
        return self.wait_for_answer(seen)

    def taps(self, title: str) -> str:
        """Everything the assistant says to a tap on the button with this title."""
        return self.taps_again(title, self.buttons)

    def taps_again(self, title: str, buttons: Mapping[str, str]) -> str:
        """The same for a button of an earlier message: `buttons` are its payloads by title."""
        payload = buttons[title]
        seen = len(self.read)
        assert self.send(payload, title)["ok"]
        return self.wait_for_answer(seen)

    def asks(self, text: str, title: str | None = None) -> float:
        """Seconds from sending to the first answer."""
        seen, began = len(self.read), time.perf_counter()
        answer = self.send(text, title)
        assert answer["ok"], answer
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.read) > seen, PATIENCE), "the assistant is silent"
        return time.perf_counter() - began

    @property
    def buttons(self) -> dict[str, str]:
        """The payloads of all buttons shown so far by title; a later one with the same title counts."""
        return {b["title"]: b["payload"] for message in self.read for b in message.get("quick_replies", [])}

    @property
    def choices(self) -> list[str]:
        """The titles under the last message."""
        return [button["title"] for button in self.read[-1].get("quick_replies", [])]

    def wait_for_answer(self, seen: int) -> str:
        """All texts after the first `seen`, once there are some and it has gone quiet."""
        deadline = time.monotonic() + PATIENCE
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.read) > seen, PATIENCE), "the assistant is silent"
            while time.monotonic() < deadline:
                count = len(self.read)
                if not self._arrived.wait_for(lambda: len(self.read) > count, QUIET):  # noqa: B023
                    break
            return "\n".join(message["text"] for message in self.read[seen:])

    def wait_for_question(self, seen: int) -> None:
        """Until, after the first `seen` texts, the assistant asks, brought in a person or is done."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.read) > seen, PATIENCE), "the assistant is silent"
            while not self._is_asked(seen):
                count = len(self.read)
                if not self._arrived.wait_for(lambda: len(self.read) > count or self._is_asked(seen), DONE):  # noqa: B023
                    break

    def _is_asked(self, seen: int) -> bool:
        return self.status.get("owner") == "human" or any(
            message.get("quick_replies") for message in self.read[seen:]
        )

    def waits_for_text(self, text: str) -> dict[str, Any]:
        """The message that contains this text, now or soon."""
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: bool(self._with(text)), PATIENCE)
            assert arrived, [message["text"] for message in self.read]
            return self._with(text)[-1]

    def _with(self, text: str) -> list[dict[str, Any]]:
        return [message for message in self.read if text in message["text"]]

    def waits_for_status(self, **expected: Any) -> None:
        """Until the status says so."""
        with self._arrived:
            says_so = self._arrived.wait_for(lambda: expected.items() <= self.status.items(), PATIENCE)
            assert says_so, self.status

    def leaves(self) -> None:
        """Closes the browser; may `connect` again."""
        self._socket.disconnect()

    close = leaves
