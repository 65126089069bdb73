"""The browsers of customers and agents, as far as the bench needs them.

They come back by themselves, and send again, under the same id, what was not acknowledged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter
from typing import Any
from uuid import uuid4

import aiohttp
import requests
from socketio import AsyncClient
from socketio.exceptions import SocketIOError

from bench.handoff.ledger import AGENT, CUSTOMER, Ledger, Said, Screen

if not hasattr(aiohttp, "ClientWSTimeout"):
    # Rasa holds aiohttp back: that one takes the seconds themselves where socket.io's client wraps them.
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close

Json = dict[str, Any]
PATIENCE = 10.0
"""After so many seconds without an answer a browser sends again, or connects again."""
BEGIN_SECONDS = 60.0
PAUSE = 0.5
AGAIN = frozenset({"unavailable", "try_again", "rate_limited", "no_session", "no_answer"})
"""Refusals after which the same is sent again."""


class Browser:
    """One socket, connected from `open` to `close` but for pauses. A subclass says how it begins.

    `refusals` are the answers that put something off or refused it.
    """

    EVENTS: tuple[str, ...]
    PATH: str

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self._url = url
        self._headers = dict(headers or {})
        self._socket: AsyncClient | None = None
        self._staying: asyncio.Task[None] | None = None
        self._asides: set[asyncio.Future[Any]] = set()
        self.ready = asyncio.Event()
        self.refusals: list[Json] = []

    async def open(self) -> None:
        """Returns when it is connected and has begun."""
        staying = self._staying = asyncio.ensure_future(self._stay())
        ready = asyncio.ensure_future(self.ready.wait())
        await asyncio.wait([staying, ready], return_when=asyncio.FIRST_COMPLETED)
        if staying.done():
            staying.result()

    async def close(self) -> None:
        """Gone; `open` comes back to where it was."""
        staying, self._staying = self._staying, None
        while staying and not staying.done():
            staying.cancel()  # again, where a library took the first for the end of its own waiting
            await asyncio.wait([staying], timeout=PAUSE)

    async def begin(self) -> None:
        """What is asked first on each connection."""
        raise NotImplementedError

    async def ask(self, event: str, data: Json) -> Json:
        """The answer to an event, or `{ok: False, error: "no_answer"}`."""
        try:
            assert self._socket is not None
            answer = dict(await self._socket.call(event, data, timeout=PATIENCE))
        except (SocketIOError, OSError):
            return {"ok": False, "error": "no_answer"}
        if not answer["ok"]:
            self.refusals.append(answer)
        return answer

    async def until_done(self, event: str, data: Json) -> Json:
        """Asks again until it is done or refused for good."""
        while True:
            await self.ready.wait()
            answer = await self.ask(event, data)
            if answer["ok"] or answer["error"] not in AGAIN:
                return answer
            await asyncio.sleep(answer.get("retry_after") or PAUSE)

    def aside(self, event: str, data: Json) -> None:
        """What a browser tells or asks beside what its user does; an answer is not waited for."""
        job = asyncio.ensure_future(self.ask(event, data))
        self._asides.add(job)
        job.add_done_callback(self._asides.discard)

    async def _stay(self) -> None:
        while True:
            with suppress(SocketIOError, OSError, asyncio.TimeoutError):
                await self._once()
            await asyncio.sleep(PAUSE)

    async def _once(self) -> None:
        """One connection, until it ends."""
        async with aiohttp.ClientSession() as session:
            await self._over(AsyncClient(reconnection=False, http_session=session))

    async def _over(self, socket: AsyncClient) -> None:
        self._socket = socket
        for event in self.EVENTS:
            socket.on(event, getattr(self, event))
        try:
            await socket.connect(
                self._url,
                headers=dict(self._headers),  # the library takes the cookie out of it
                socketio_path=self.PATH,
                transports=["websocket"],
                wait_timeout=PATIENCE,
            )
            await asyncio.wait_for(self.begin(), BEGIN_SECONDS)
            self.ready.set()
            await socket.wait()
        finally:
            self.ready.clear()
            await socket.disconnect()


class Customer(Browser):
    """A visitor of the website; `number` is how the bench calls them."""

    EVENTS = ("session_confirm", "bot_uttered", "user_echo", "status")
    PATH = "/socket.io"

    def __init__(self, url: str, number: int, ledger: Ledger) -> None:
        super().__init__(url)
        self.number = number
        self.session_id: str | None = None
        self.busy = asyncio.Lock()
        """One thing at a time: writing, or going to and fro between assistant and agent."""
        self.told: list[str] = []
        """What the system said."""
        self._ledger = ledger
        self._screen = ledger.screen(CUSTOMER, number)
        self._seq = 0
        self._with = {"assistant": asyncio.Event(), "human": asyncio.Event()}
        self._confirmed = asyncio.Event()

    async def begin(self) -> None:
        """Asks for the session, new or known."""
        assert self._socket is not None
        self._confirmed.clear()
        request = {"session_id": self.session_id, "last_seq": self._seq, "context": {"locale": "nl"}}
        await self._socket.emit("session_request", request)
        await self._confirmed.wait()

    async def writes(self) -> None:
        """One message to the agents, unless the assistant would read it; returns when it is stored."""
        async with self.busy:
            if self._with["human"].is_set():
                await self._tell("user_typing", {})
                said = self._ledger.writes(CUSTOMER, self.number)
                await self._send(str(said))
                self._ledger.stored(said)

    async def asks_for_a_person(self) -> float:
        """Returns when the wish is stored; when it was sent."""
        sent_at = perf_counter()
        await self._send("/human_handoff", title="Een medewerker")
        return sent_at

    async def is_with(self, owner: str) -> None:
        """Until the browser shows who answers now."""
        await self._with[owner].wait()

    async def _send(self, message: str, **more: str) -> None:
        answer = await self.until_done("user_uttered", {"message": message, "id": uuid4().hex, **more})
        assert answer["ok"], answer

    async def _tell(self, event: str, data: Json) -> None:
        with suppress(SocketIOError, OSError):
            assert self._socket is not None
            await self._socket.emit(event, data)

    async def session_confirm(self, session_id: str, _details: Any = None) -> None:
        """Ours from now on."""
        self.session_id = session_id
        self._confirmed.set()

    async def bot_uttered(self, data: Json) -> None:
        """Something new on the screen."""
        self._seq = max(self._seq, data["seq"])
        self._ledger.shown(self._screen, data["seq"], data["text"])
        if data["author"] == "system":
            self.told.append(data["text"])
        elif data["author"] == "agent":
            await self._tell("user_read", {"seq": data["seq"]})

    async def user_echo(self, data: Json) -> None:
        """The customer's own words, after a connection that was lost before they were acknowledged."""
        self._seq = max(self._seq, data["seq"])
        self._ledger.shown(self._screen, data["seq"], data["text"])

    async def status(self, data: Json) -> None:
        """Who answers now."""
        for owner, answers in self._with.items():
            answers.set() if data["owner"] == owner else answers.clear()


class OpenCase:
    """A conversation on an agent's screen: what came last, and what the agent has not answered yet."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.seq = 0
        self.came: asyncio.Queue[Said] = asyncio.Queue()
        self.busy = asyncio.Lock()


class Agent(Browser):
    """An agent at the desk; `customer_of` tells whose a conversation id is."""

    EVENTS = ("queue", "messages")
    PATH = "/desk/socket.io"

    def __init__(self, url: str, cookie: str, ledger: Ledger, customer_of: Callable[[str], int]) -> None:
        super().__init__(url, {"Cookie": cookie})
        self.waiting: dict[str, str] = {}
        """The conversation of each handoff in the queue."""
        self.mine: dict[str, str] = {}
        self.cases: dict[str, OpenCase] = {}
        self.visible_at: dict[str, float] = {}
        """When each handoff was first in the queue on this screen."""
        self._ledger = ledger
        self._customer_of = customer_of

    async def begin(self) -> None:
        """Who am I, and what came in the conversations that are open."""
        me = await self.ask("me", {})
        if not me["ok"]:
            raise SocketIOError(me["error"])
        self._end = {"problem": me["problems"][0]["intent"], "outcome": next(iter(me["outcomes"]))}
        for handoff_id in list(self.cases):
            if not await self._open(handoff_id):
                raise SocketIOError("not opened")

    async def shows(self, handoff_id: str, conversation_id: str) -> OpenCase:
        """Opens a conversation and keeps it open."""
        if handoff_id not in self.cases:
            screen = self._ledger.screen(AGENT, self._customer_of(conversation_id))
            self.cases[handoff_id] = OpenCase(screen)
        await self.ready.wait()
        while not await self._open(handoff_id):
            await asyncio.sleep(PAUSE)
            await self.ready.wait()
        return self.cases[handoff_id]

    async def says(self, handoff_id: str) -> None:
        """One message to the customer; returns when it is stored."""
        self.aside("typing", {"handoff_id": handoff_id})
        said = self._ledger.writes(AGENT, self.cases[handoff_id].screen.customer)
        data = {"handoff_id": handoff_id, "text": str(said), "id": uuid4().hex}
        answer = await self.until_done("say", data)
        assert answer["ok"], answer
        self._ledger.stored(said)

    async def resolves(self, handoff_id: str) -> None:
        """Ends it; that it had ended already is as good, for the answer may have been lost."""
        answer = await self.until_done("resolve", {"handoff_id": handoff_id, **self._end})
        assert answer["ok"] or answer["error"] == "already_ended", answer
        self.cases.pop(handoff_id)
        self.mine.pop(handoff_id, None)
        await self.ask("close", {"handoff_id": handoff_id})

    async def queue(self, data: Json) -> None:
        """Who waits and whom the agent has, whole."""
        at = perf_counter()
        self.waiting = {one["handoff_id"]: one["conversation_id"] for one in data["waiting"]}
        self.mine = {one["handoff_id"]: one["conversation_id"] for one in data["mine"]}
        for handoff_id in self.waiting:
            self.visible_at.setdefault(handoff_id, at)

    async def messages(self, data: Json) -> None:
        """What was said in one of the open conversations."""
        self._show(data["handoff_id"], data["messages"], pushed=True)

    async def _open(self, handoff_id: str) -> bool:
        after = self.cases[handoff_id].seq
        answer = await self.ask("open", {"handoff_id": handoff_id, "after": after})
        if answer["ok"]:
            self._show(handoff_id, answer["messages"], pushed=False)
        return bool(answer["ok"])

    def _show(self, handoff_id: str, messages: list[Json], *, pushed: bool) -> None:
        case = self.cases.get(handoff_id)
        if case is None:
            return
        for message in messages:
            said = self._ledger.shown(case.screen, message["seq"], message["text"], pushed=pushed)
            if said and said.author == CUSTOMER and message["seq"] > case.seq:
                case.came.put_nowait(said)
                self.aside("suggest", {"handoff_id": handoff_id})
                self.aside("seen", {"handoff_id": handoff_id, "seq": message["seq"]})
            case.seq = max(case.seq, message["seq"])


def signed_in(url: str, username: str, password: str) -> str:
    """The cookie of a new session."""
    body = {"username": username, "password": password}
    answer = requests.post(f"{url}/desk/api/sign-in", json=body, timeout=PATIENCE)
    answer.raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
