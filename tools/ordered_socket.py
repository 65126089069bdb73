"""A socket.io client that handles what comes one after the other; the library starts a thread for each."""

from __future__ import annotations

from typing import Any

import engineio
import socketio


class _OrderedTransport(engineio.Client):  # type: ignore[misc]
    def _trigger_event(self, event: str, *args: Any, **_: Any) -> Any:
        return super()._trigger_event(event, *args)


class OrderedClient(socketio.Client):  # type: ignore[misc]
    """Handlers see events in the order in which they were sent; none of them may wait for another."""

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _OrderedTransport
