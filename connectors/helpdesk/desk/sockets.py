"""The desk's socket: one method per event of an agent's browser; README.md beside this file lists them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refusal
from sqlalchemy.exc import OperationalError

from connectors.front_door import FrontDoor
from connectors.helpdesk.desk import views
from connectors.helpdesk.desk.administering import Administering
from connectors.helpdesk.desk.requests import BadRequest, Handler, Json, identifier, number, words
from connectors.helpdesk.desk.reviewing import Reviewing
from connectors.helpdesk.desk.sign_in import describe, token_of
from connectors.helpdesk.desk.workplace import Workplace
from connectors.helpdesk.undelivered import Undeliverable
from connectors.live import QUEUE
from connectors.screening import Refused, clean
from frontline.agents.types import Agent
from frontline.conversations.types import Author
from frontline.handoffs.types import Handoff, HandoffRefused, NotATransfer, NotYours
from frontline.review.types import ReviewRefused
from frontline.storage.tables import now

LONGEST_NOTE = 1000
LONGEST_SEARCH = 100
MOVE_ON_SECONDS = 5
"""How often open desks are noted and the queue is looked at."""

logger = logging.getLogger(__name__)


class DeskSockets:
    """Answers the events of all agents' browsers, each with `{ok: true, ...}` or `{ok: false, error}`."""

    def __init__(self, sio: AsyncServer, front_door: FrontDoor) -> None:
        self._sio = sio
        self._live = front_door.live
        self._wake = front_door.wake
        self._services = front_door.frontline
        self._workplaces: dict[str, Workplace] = {}
        self._suggesting = ThreadPoolExecutor(1)
        """A thread of its own: the first suggestion loads the encoder, and messages do not wait for that."""

    def listen(self) -> None:
        """Starts answering events; an unknown event is ignored by the library."""
        self._sio.on("connect", self.connect)
        self._sio.on("disconnect", self.disconnect)
        for handler in (
            self.me,
            self.availability,
            self.open,
            self.close,
            self.take,
            self.say,
            self.typing,
            self.seen,
            self.note,
            self.suggest,
            self.articles,
            self.colleagues,
            self.transfer,
            self.hand_back,
            self.resolve,
            self.history,
        ):
            self._sio.on(handler.__name__, self._answering(handler))
        for more in (
            Reviewing(self._services.review),
            Administering(self._services, self.gone),
            Undeliverable(self._services.outbox),
        ):
            for event, answering in more.handlers().items():
                self._sio.on(event, self._answering(answering))

    async def keep_moving(self) -> None:
        """Notes whose desk is open and moves the queue on, until cancelled."""
        while True:
            await asyncio.sleep(MOVE_ON_SECONDS)
            try:
                await self.move_on()
            except OperationalError as error:
                logger.warning("The queue could not be moved on: %s", str(error).splitlines()[0])

    async def move_on(self) -> None:
        """Once: open desks are noted, customers of agents who are gone go back, free agents get one."""
        present = {workplace.agent.id for workplace in self._workplaces.values()}
        if present:
            await asyncio.to_thread(self._services.agents.seen, present)
        for handoff in await asyncio.to_thread(self._services.router.move_on):
            self._changed(handoff)

    async def gone(self, agent: Agent) -> None:
        """The agent has left the desk: their customers go to the front of the queue at once."""
        for handoff in await asyncio.to_thread(self._services.handoffs.put_back_all_of, [agent]):
            self._changed(handoff)

    async def connect(self, sid: str, environ: Mapping[str, Any], _auth: Any = None) -> None:
        """Lets in who is signed in."""
        token = token_of(environ)
        agent = await asyncio.to_thread(self._services.agents.by_token, token)
        if agent is None:
            raise Refusal("signed_out")
        self._workplaces[sid] = Workplace(self._sio, sid, token, agent, self._services, self._live)
        await asyncio.to_thread(self._services.agents.seen, {agent.id})

    async def disconnect(self, sid: str, *_reason: Any) -> None:
        """The browser is gone; what the agent has stays theirs."""
        workplace = self._workplaces.pop(sid, None)
        if workplace:
            workplace.leave()

    async def me(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """Who is signed in, and what things are called; the queue is shown from now on."""
        workplace.follow_queue()
        vocabulary = views.vocabulary(self._services.taxonomy, self._services.handoffs.outcomes)
        routing = views.routing(self._services.team.routing)
        return {
            "agent": describe(workplace.agent),
            "now": now().isoformat(),
            "routing": routing,
            **vocabulary,
        }

    async def availability(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Whether the agent takes customers now, and how many at once; null is the team's number."""
        available, capacity = data.get("available"), data.get("capacity")
        if not isinstance(available, bool):
            raise BadRequest
        if capacity is not None:
            capacity = number(data, "capacity")
        set_status, agent_id = self._services.agents.set_status, workplace.agent.id
        try:
            agent = await asyncio.to_thread(set_status, agent_id, available=available, capacity=capacity)
        except ValueError as error:
            raise BadRequest from error
        return {"agent": describe(agent)}

    async def open(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Shows one handoff: its pack, and the conversation after `after`, live from there."""
        handoff = await asyncio.to_thread(self._services.handoffs.get, identifier(data, "handoff_id"))
        messages = await workplace.watch(handoff, number(data, "after", 0))
        return {
            "handoff": views.handoff(handoff),
            "pack": handoff.pack,
            "messages": views.messages(messages),
            **workplace.beside(handoff.id),
            **await asyncio.to_thread(self._beside, handoff),
        }

    def _beside(self, handoff: Handoff) -> Json:
        """What stands beside the conversation."""
        services = self._services
        return {
            "notes": [views.note(note) for note in services.notes.of(handoff.id)],
            "answers": [views.answer(answer) for answer in services.answers.all()],
            "marks": views.marks(services.conversations.marks(handoff.conversation_id)),
        }

    async def close(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """No longer shows a handoff that is not the agent's own."""
        workplace.unwatch(identifier(data, "handoff_id"))
        return {}

    async def take(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Takes a waiting conversation, or without `handoff_id` the next."""
        if data.get("handoff_id") is None:
            handoff = await asyncio.to_thread(self._services.handoffs.take_next, workplace.agent)
        else:
            handoff_id = identifier(data, "handoff_id")
            handoff = await asyncio.to_thread(self._services.handoffs.take, handoff_id, workplace.agent)
        self._changed(handoff)
        return {"handoff": views.handoff(handoff)}

    async def say(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Says something to the customer; the same `id` again says nothing twice."""
        handoff_id, message_id = identifier(data, "handoff_id"), identifier(data, "id")
        text = clean(data.get("text"))
        say = self._services.handoffs.say
        message = await asyncio.to_thread(say, handoff_id, workplace.agent, text, message_id)
        self._live.changed(message.conversation_id, message.seq)
        return {"seq": message.seq, "at": message.created_at.isoformat()}

    async def typing(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Lets the customer see that the agent is typing."""
        handoff = await asyncio.to_thread(self._services.handoffs.get, identifier(data, "handoff_id"))
        if handoff.agent_id != workplace.agent.id or not handoff.state.open:
            raise NotYours(by=handoff.agent_name or "")
        typing = {"typing": True, "author": Author.AGENT.value}
        await self._live.signal(handoff.conversation_id, typing)
        return {}

    async def seen(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """The agent who has the conversation has read it up to `seq`, which the customer may see."""
        handoff = await asyncio.to_thread(self._services.handoffs.get, identifier(data, "handoff_id"))
        if handoff.agent_id == workplace.agent.id and handoff.state.open:
            mark, seq = self._services.conversations.mark, number(data, "seq")
            marks = await asyncio.to_thread(mark, handoff.conversation_id, agent_read=seq)
            if marks:
                await self._live.signal(handoff.conversation_id, {"agent_read": marks.agent_read})
        return {}

    async def note(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Writes something down that only colleagues see, and shows it to those who have it open."""
        handoff_id, text = identifier(data, "handoff_id"), clean(words(data, "text", LONGEST_NOTE))
        note = await asyncio.to_thread(self._services.notes.write, handoff_id, workplace.agent, text)
        handoff = await asyncio.to_thread(self._services.handoffs.get, handoff_id)
        await self._live.signal(handoff.conversation_id, {"note": views.note(note)})
        return {"note": views.note(note)}

    async def suggest(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """The canned answers that go with what the customer said last, likeliest first, by id."""
        handoff = await asyncio.to_thread(self._services.handoffs.get, identifier(data, "handoff_id"))
        loop, suggestions = asyncio.get_running_loop(), self._services.suggestions
        answers = await loop.run_in_executor(self._suggesting, suggestions.of, handoff.conversation_id)
        return {"answers": [answer.id for answer in answers]}

    async def articles(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """What the guides explain that goes with the conversation, or that speaks of `words`, best first."""
        handoff = await asyncio.to_thread(self._services.handoffs.get, identifier(data, "handoff_id"))
        sought, articles = words(data, "words", LONGEST_SEARCH), self._services.articles
        look = partial(articles.search, handoff, sought) if sought else partial(articles.suggest, handoff)
        found = await asyncio.get_running_loop().run_in_executor(self._suggesting, look)
        return {"found": [views.article(one) for one in found]}

    async def colleagues(self, workplace: Workplace, _data: Mapping[str, Any]) -> Json:
        """To whom a conversation can be passed."""
        return {"colleagues": await asyncio.to_thread(self._colleagues, workplace.agent)}

    def _colleagues(self, agent: Agent) -> list[Json]:
        agents, desk_of = self._services.agents, self._services.handoffs.desk_of
        present = {one.id for one in agents.present()}
        team = [one for one in agents.team() if one.active and one.helps_customers and one.id != agent.id]
        return [views.colleague(one, desk_of(one), one.id in present) for one in team]

    async def transfer(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Passes the conversation to a `skill` or a colleague (`agent_id`), with a note."""
        handoff_id, note = identifier(data, "handoff_id"), words(data, "note", LONGEST_NOTE)
        skill = identifier(data, "skill") if data.get("skill") else None
        colleague_id = number(data, "agent_id") if data.get("agent_id") is not None else None
        handoff = await asyncio.to_thread(
            self._transfer, workplace.agent, handoff_id, skill, colleague_id, note
        )
        self._changed(handoff)
        return {"handoff": views.handoff(handoff)}

    def _transfer(
        self, agent: Agent, handoff_id: str, skill: str | None, colleague_id: int | None, note: str
    ) -> Handoff:
        try:
            colleague = None if colleague_id is None else self._services.agents.get(colleague_id)
        except KeyError as error:
            raise NotATransfer() from error
        transfer = self._services.handoffs.transfer
        return transfer(handoff_id, agent, skill=skill, colleague=colleague, note=note)

    async def history(self, _workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Past conversations, the newest or those in which `words` were said."""
        found = await asyncio.to_thread(self._services.history.find, words(data, "words", LONGEST_SEARCH))
        return {"found": [views.past(one) for one in found]}

    async def hand_back(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Gives the conversation back to the assistant, to go on with a guide if the agent says so."""
        handoff_id, note = identifier(data, "handoff_id"), words(data, "note", LONGEST_NOTE)
        guide = identifier(data, "guide") if data.get("guide") else None
        handoff = await asyncio.to_thread(
            self._services.handoffs.hand_back, handoff_id, workplace.agent, note, guide
        )
        self._changed(handoff)
        return {"handoff": views.handoff(handoff)}

    async def resolve(self, workplace: Workplace, data: Mapping[str, Any]) -> Json:
        """Ends the conversation with the confirmed problem and the outcome."""
        handoff_id, problem, outcome = (
            identifier(data, name) for name in ("handoff_id", "problem", "outcome")
        )
        resolve = self._services.handoffs.resolve
        handoff = await asyncio.to_thread(resolve, handoff_id, workplace.agent, problem, outcome)
        self._changed(handoff)
        return {"handoff": views.handoff(handoff)}

    def _answering(self, handler: Handler) -> Callable[..., Awaitable[Json]]:
        """The handler behind the check that the agent is still signed in, and with its refusals in words."""

        async def answer(sid: str, data: Any = None) -> Json:
            workplace = self._workplaces.get(sid)
            if workplace is None or not await workplace.admitted():
                return {"ok": False, "error": "signed_out"}
            try:
                return {"ok": True, **await handler(workplace, data if isinstance(data, dict) else {})}
            except (HandoffRefused, ReviewRefused) as refused:
                return {"ok": False, "error": refused.code, **refused.details}
            except (BadRequest, Refused) as refused:
                return {"ok": False, "error": getattr(refused, "code", "bad_request")}
            except OperationalError as error:
                logger.error("desk: %s failed: %s", handler.__name__, str(error).splitlines()[0])
                return {"ok": False, "error": "unavailable"}

        return answer

    def _changed(self, handoff: Handoff) -> None:
        """Tells the desks and the customer's channel, and the assistant if it is its turn again."""
        self._live.changed(QUEUE)
        self._live.changed(handoff.conversation_id)
        if not handoff.state.open:
            self._wake(handoff.conversation_id)
