"""Answers stored messages: one at a time per conversation, in order, again after a failure."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message as NluMessage
from sqlalchemy.exc import OperationalError

from connectors.action_server import TurnFailed
from connectors.coalesced import Coalesced
from connectors.live import QUEUE, Live
from connectors.metrics import Metrics
from frontline.bootstrap import Frontline
from frontline.conversations.service import CANCEL_HANDOFF, Conversations
from frontline.conversations.types import Author, Button, Claim, Kind, Owner
from frontline.handoffs.types import HandoffRequest

BACKOFF_SECONDS = (1, 2, 4, 8, 15)
"""Waits between the tries of one turn; after the last one a person takes over."""
TYPING_AFTER_SECONDS = 0.4
SYSTEM_ORDINALS = {"no_answer": 1000, "trying_again": 1001, "gave_up": 1002, "gave_up_for_now": 1003}
"""Replies of the front door itself are numbered apart from the assistant's; each is said once per message."""

logger = logging.getLogger(__name__)


class Dispatcher:
    """Takes stored messages to Rasa and its replies to the conversation log."""

    def __init__(
        self, frontline: Frontline, live: Live, metrics: Metrics, agent: Callable[[], Agent]
    ) -> None:
        self._metrics = metrics
        self._frontline = frontline
        self._conversations = frontline.conversations
        self._live = live
        self._agent = agent
        self._workers: dict[str, Coalesced] = {}

    def wake(self, conversation_id: str) -> None:
        """Something in this conversation may await an answer."""
        worker = self._workers.get(conversation_id)
        if worker is None:
            worker = self._workers[conversation_id] = Coalesced(lambda: self._work(conversation_id))
        worker.wake()

    async def take_up(self) -> None:
        """Wakes every conversation with an unanswered message, and forgets workers that are done."""
        self._workers = {key: worker for key, worker in self._workers.items() if not worker.idle}
        for conversation_id in await asyncio.to_thread(
            self._conversations.waiting, self._frontline.settings.replica
        ):
            self.wake(conversation_id)

    def stop(self) -> None:
        """Breaks off what is under way; it is taken up again at the next start."""
        for worker in self._workers.values():
            worker.cancel()

    async def _work(self, conversation_id: str) -> None:
        failures = 0
        while True:
            claim = await self._claim(conversation_id)
            if claim is None:
                return
            done = await self._try(claim, failures)
            if done and not claim.more:
                return
            failures = 0 if done else failures + 1

    async def _claim(self, conversation_id: str) -> Claim | None:
        """The next message; none either while the database is away, and `take_up` comes back to it."""
        replica = self._frontline.settings.replica
        try:
            return await asyncio.to_thread(self._conversations.claim_next, conversation_id, replica)
        except OperationalError as error:
            logger.warning("Conversation %s waits: %s", conversation_id, str(error).splitlines()[0])
            return None

    async def _try(self, claim: Claim, failures: int) -> bool:
        """True when the message is done with: answered, or given up and passed to a person."""
        try:
            with self._metrics.turn_seconds.time():
                await self._answer(claim)
            self._metrics.turns.labels("answered").inc()
            return True
        except (TurnFailed, Exception) as error:  # noqa: BLE001 - whatever it is, the message must not be lost
            _log_failure(claim, failures, error)
            self._metrics.turns.labels("failed").inc()
        if failures == len(BACKOFF_SECONDS):
            await self._give_up(claim)
            return True
        await self._say(claim, "trying_again")
        await asyncio.sleep(BACKOFF_SECONDS[failures])
        return False

    async def _answer(self, claim: Claim) -> None:
        message = claim.message
        if claim.conversation.owner is Owner.HUMAN and message.payload != CANCEL_HANDOFF:
            await asyncio.to_thread(self._conversations.answered, message.id)
            return
        output = LogOutput(self._conversations, self._live, claim)
        typing = asyncio.get_running_loop().call_later(
            TYPING_AFTER_SECONDS, lambda: asyncio.ensure_future(self._typing(message.conversation_id))
        )
        try:
            await self._run_turn(claim, output)
        finally:
            typing.cancel()
        await self._live.look(QUEUE)
        if output.replies == 0 and message.kind is Kind.TEXT:
            await self._say(claim, "no_answer")

    async def _run_turn(self, claim: Claim, output: LogOutput) -> None:
        agent = self._agent()
        if not agent.is_ready():
            raise TurnFailed("no model is loaded")
        message = claim.message
        await agent.handle_message(
            UserMessage(
                text=message.text.lstrip("/") or message.text,
                output_channel=output,
                sender_id=claim.conversation.id,
                input_channel=claim.conversation.channel,
                parse_data=parse_payload(message.payload, message.text, agent.domain),
                message_id=str(message.id),
            )
        )

    async def _typing(self, conversation_id: str) -> None:
        await self._live.signal(conversation_id, {"typing": True, "author": Author.ASSISTANT.value})

    async def _give_up(self, claim: Claim) -> None:
        conversation = claim.conversation
        request = HandoffRequest(
            conversation_id=conversation.id,
            reason_code="failed",
            reason=self._frontline.copy.text("reason_failed", conversation.language),
            problem=None,
            walks=[],
            language=conversation.language,
        )
        handoff = await asyncio.to_thread(self._frontline.handoffs.request, request)
        await self._say(claim, "gave_up_for_now" if handoff.is_ticket else "gave_up")
        await asyncio.to_thread(self._conversations.answered, claim.message.id)
        self._live.changed(QUEUE)
        self._metrics.turns.labels("given_up").inc()

    async def _say(self, claim: Claim, key: str) -> None:
        """One sentence of the front door itself; said once per message and key."""
        text = self._frontline.copy.text(key, claim.conversation.language)
        said = await asyncio.to_thread(
            self._conversations.say,
            claim.conversation.id,
            Author.ASSISTANT,
            text,
            in_reply_to=claim.message.id,
            ordinal=SYSTEM_ORDINALS[key],
        )
        self._live.changed(claim.conversation.id, said.seq)


class LogOutput(OutputChannel):
    """Writes the assistant's replies of one turn into the conversation log, whence channels deliver them.

    A turn that is run again after a failure says nothing twice: the n-th reply to a message is stored once.
    """

    def __init__(self, conversations: Conversations, live: Live, claim: Claim) -> None:
        self._conversations = conversations
        self._live = live
        self._claim = claim
        self.replies = 0

    def name(self) -> str:  # type: ignore[override]
        """The customer's channel, so that responses written for one channel are found."""
        return self._claim.conversation.channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Stores one reply: `text`, and `buttons` as `{title, payload}`."""
        buttons = [Button(b["title"], b["payload"]) for b in message.get("buttons") or []]
        ordinal, self.replies = self.replies, self.replies + 1
        said = await asyncio.to_thread(
            self._conversations.say,
            recipient_id,
            Author.ASSISTANT,
            message.get("text") or "",
            buttons=buttons,
            in_reply_to=self._claim.message.id,
            ordinal=ordinal,
        )
        self._live.changed(recipient_id, said.seq)


def parse_payload(payload: str | None, title: str, domain: Domain) -> dict[str, Any] | None:
    """What Rasa's NLU would make of a tapped button or an internal event, without running it.

    `payload` looks like `/intent{"entity": "value"}`. None for a typed message.
    """
    if payload is None:
        return None
    unpacked = YAMLStoryReader.unpack_regex_message(NluMessage({TEXT: payload}), domain)
    return {**unpacked.as_dict(only_output_properties=True), TEXT: title}


def _log_failure(claim: Claim, failures: int, error: BaseException) -> None:
    ours = isinstance(error, (TurnFailed, OperationalError))
    logger.error(
        "Conversation %s: turn failed, try %d of %d: %s",
        claim.conversation.id,
        failures + 1,
        len(BACKOFF_SECONDS) + 1,
        type(error).__name__ if not ours else str(error).splitlines()[0],
        exc_info=None if ours else error,
    )
