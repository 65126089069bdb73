"""From the inbox through the front door: who wrote, what it means, and what the channel itself says to it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from connectors.front_door import FrontDoor
from connectors.screening import MAX_LENGTH, Refused
from connectors.whatsapp.arrivals import Arrival, Arrivals
from connectors.whatsapp.contacts import CHANNEL, WINDOW, Contact, Contacts
from connectors.whatsapp.inbox import Inbox, Waiting
from connectors.whatsapp.incoming import Kind, Received
from connectors.whatsapp.meaning import LATE_NO, LATE_YES, Meaning, Situation, understand
from connectors.whatsapp.media import Media
from connectors.whatsapp.outbox import INTRODUCTION, Outbox
from connectors.whatsapp.sending import Sending
from connectors.whatsapp.words import Wish, Words
from frontline.conversations.trackers import Trackers
from frontline.conversations.types import Author, Button, InboundMessage, Message, Owner
from frontline.copy import Copy
from frontline.handoffs.types import HandoffRefused
from frontline.storage.tables import now

TICK_SECONDS = 0.15
AT_A_TIME = 4
"""So many messages are taken in at the same time: storing what comes in goes before."""
RETRY = timedelta(seconds=5)
REMEMBERED = 60
"""How many of the latest entries of the log are looked at to understand a message."""
SAID_ONCE_WITHIN = timedelta(minutes=2)
"""Five photos get one sentence."""
LONGEST_ID = 128
MARKABLE = "wamid."
"""How ids begin that the Graph API lets us mark as read; it refuses any other."""
ORDINALS = {"reply": 1100, "late": 1101}
"""The channel's own replies are numbered apart from the assistant's; each is said once per message."""
WAITS_LONGER = ("rate_limited", "unavailable")
"""Codes of refusals after which the message is tried again; any other is told to the customer."""

logger = logging.getLogger(__name__)


class Intake:
    """Takes customers' messages in, each customer's in order, several customers at a time."""

    def __init__(
        self,
        door: FrontDoor,
        inbox: Inbox,
        contacts: Contacts,
        outbox: Outbox,
        media: Media,
        sending: Sending,
        words: Words,
        copy: Copy,
    ) -> None:
        self._arrivals = Arrivals(door.frontline, contacts, outbox, copy)
        self._door = door
        self._services = door.frontline
        self._conversations = door.frontline.conversations
        self._trackers = Trackers(door.frontline.database)
        self._inbox = inbox
        self._contacts = contacts
        self._outbox = outbox
        self._media = media
        self._sending = sending
        self._words = words
        self._copy = copy
        self._taking = asyncio.Semaphore(AT_A_TIME)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def watch(self) -> None:
        """Takes in what is ready, until cancelled."""
        replica = self._services.settings.replica
        while True:
            try:
                for batch in await asyncio.to_thread(self._inbox.claim, replica, set(self._tasks)):
                    self._begin(batch)
            except SQLAlchemyError as error:
                logger.warning("Could not look into the inbox: %s", type(error).__name__)
            await asyncio.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Breaks off what is under way; it is taken up again at the next start."""
        for task in self._tasks.values():
            task.cancel()

    def _begin(self, batch: list[Waiting]) -> None:
        sender = batch[0].message.sender.key
        task = self._tasks[sender] = asyncio.ensure_future(self._take(batch))
        task.add_done_callback(lambda _: self._tasks.pop(sender, None))

    async def _take(self, batch: list[Waiting]) -> None:
        """One customer's messages, in order; what cannot be taken now stays, with all that came after it."""
        for index, waiting in enumerate(batch):
            try:
                async with self._taking:
                    await self._take_one(waiting.message, last=index == len(batch) - 1)
            except (Refused, SQLAlchemyError) as error:
                logger.warning("A WhatsApp message waits: %s", getattr(error, "code", type(error).__name__))
                rows = [left.row for left in batch[index:]]
                await asyncio.to_thread(self._inbox.leave, rows, now() + RETRY)
                return
            except Exception:
                logger.exception("A WhatsApp message could not be taken in and is left out")
            await asyncio.to_thread(self._inbox.taken, [waiting.row])

    async def _take_one(self, received: Received, last: bool) -> None:
        kind = received.content.kind
        if kind is Kind.NUMBER_CHANGED:
            await asyncio.to_thread(self._move, received)
            return
        if kind in (Kind.PREFERENCE, Kind.IDENTITY_CHANGED):
            await asyncio.to_thread(self._learn, received)
            return
        arrival = await asyncio.to_thread(self._arrivals.of, received) if kind is Kind.TEXT else None
        contact = await asyncio.to_thread(self._contacts.meet, received.sender)
        conversation_id = contact.conversation.id
        until = received.sent_at + WINDOW
        await asyncio.to_thread(self._conversations.allow_replies, conversation_id, until)
        self._sending.follow(conversation_id)
        if kind is Kind.OPENED:
            await asyncio.to_thread(self._greet, contact)
            self._door.wake(conversation_id)
        else:
            await self._receive(received, contact, arrival, last)
        if (contact.conversation.reply_until or until) < now():
            self._sending.wake(conversation_id)

    async def _receive(
        self, received: Received, contact: Contact, arrival: Arrival | None, last: bool
    ) -> None:
        meaning = await asyncio.to_thread(self._understand, received, contact, arrival)
        if meaning.page is not None and await asyncio.to_thread(
            self._outbox.turn_page, contact.conversation.id, meaning.page
        ):
            self._sending.wake(contact.conversation.id)
            return
        if contact.new:
            await asyncio.to_thread(self._introduce, contact)
        inbound = _inbound(received, contact, meaning, self._label(received, contact))
        try:
            receipt = await self._door.receive(inbound)
        except Refused as refusal:
            if refusal.code in WAITS_LONGER:
                raise
            await asyncio.to_thread(self._refuse, refusal, received, contact)
            return
        await asyncio.to_thread(self._follow_up, received, contact, meaning, receipt.message, last)
        if last and received.id.startswith(MARKABLE):
            self._sending.mark_read(received.id, typing=meaning.for_assistant and _is_assistants(contact))

    # -- in a thread -----------------------------------------------------------------------------

    def _move(self, received: Received) -> None:
        if received.content.moved_to is not None:
            try:
                self._contacts.move(received.sender, received.content.moved_to)
            except KeyError:
                logger.info("A customer whom we never met has another number now")

    def _learn(self, received: Received) -> None:
        """What WhatsApp tells of a customer whom we know: another device, or what they wish for."""
        contact, content = self._contacts.find(received.sender), received.content
        if contact is None:
            return
        if content.kind is Kind.IDENTITY_CHANGED:
            self._contacts.doubt(contact.conversation.id)
        else:
            self._contacts.opt(contact.conversation.id, out=content.what == "stop")

    def _greet(self, contact: Contact) -> None:
        """The customer opened the chat and has written nothing yet."""
        if contact.new:
            self._conversations.tell_assistant(
                contact.conversation.id, f'/session_opened{{"language": "{contact.conversation.language}"}}'
            )

    def _understand(self, received: Received, contact: Contact, arrival: Arrival | None) -> Meaning:
        if arrival is not None:
            return Meaning(received.content.text, for_assistant=arrival.says_more, arrival=arrival)
        conversation = contact.conversation
        guided = self._trackers.active_form(conversation.id) is not None
        situation = Situation(
            transcript=self._conversations.since(conversation.id, max(0, conversation.last_seq - REMEMBERED)),
            language=conversation.language,
            in_conversation=guided or not _is_assistants(contact),
            opted_out=contact.opted_out,
            moment=now(),
        )
        return understand(received, situation, self._words)

    def _label(self, received: Received, contact: Contact) -> str:
        """How something without words stands in the transcript."""
        what = received.content.what
        return self._copy.text(f"label_{what}", contact.conversation.language) if what else ""

    def _introduce(self, contact: Contact) -> None:
        """A new customer reads first whom they are talking to."""
        conversation = contact.conversation
        text = self._copy.text(INTRODUCTION, conversation.language)
        self._conversations.say(conversation.id, Author.ASSISTANT, text, channel_message_id=INTRODUCTION)

    def _refuse(self, refusal: Refused, received: Received, contact: Contact) -> None:
        conversation = contact.conversation
        sentence = self._services.copy.text(refusal.code, conversation.language, limit=MAX_LENGTH)
        said_as = f"refused:{log_id(received.id)}"[:LONGEST_ID]
        self._conversations.say(conversation.id, Author.ASSISTANT, sentence, channel_message_id=said_as)

    def _follow_up(
        self, received: Received, contact: Contact, meaning: Meaning, message: Message, last: bool
    ) -> None:
        """What goes with a stored message: its file, the customer's wish, and a sentence of the channel."""
        conversation_id = message.conversation_id
        if received.content.kind is Kind.MEDIA:
            self._media.expect(message, received.content)
        if meaning.wish is not None:
            self._contacts.opt(conversation_id, out=meaning.wish is Wish.OUT)
        if meaning.score is not None:
            with suppress(HandoffRefused):
                self._services.handoffs.rate(conversation_id, *meaning.score)
        if meaning.arrival is not None:
            self._arrivals.answer(meaning.arrival, message, contact)
        if not _is_assistants(contact):
            return
        if meaning.stale and last:
            self._say("late", message, contact, buttons=(LATE_YES, LATE_NO))
        elif meaning.says and not self._said_just_now(message, self._text(meaning.says, contact)):
            self._say(meaning.says, message, contact)

    def _say(self, key: str, message: Message, contact: Contact, buttons: Sequence[str] = ()) -> None:
        titles = [self._text(payload.removeprefix("/"), contact) for payload in buttons]
        self._conversations.say(
            message.conversation_id,
            Author.ASSISTANT,
            self._text(key, contact),
            buttons=[Button(title, payload) for title, payload in zip(titles, buttons, strict=True)],
            in_reply_to=message.id,
            ordinal=ORDINALS.get(key, ORDINALS["reply"]),
        )

    def _said_just_now(self, message: Message, text: str) -> bool:
        earlier = self._conversations.since(message.conversation_id, max(0, message.seq - 10))
        recent = (entry for entry in earlier if message.created_at - entry.created_at < SAID_ONCE_WITHIN)
        return any(entry.author is Author.ASSISTANT and entry.text == text for entry in recent)

    def _text(self, key: str, contact: Contact) -> str:
        return self._copy.text(key, contact.conversation.language)


def log_id(message_id: str) -> str:
    """WhatsApp's id, or what stands for one that is longer than the log has room for."""
    if len(message_id) <= LONGEST_ID:
        return message_id
    return "sha256:" + hashlib.sha256(message_id.encode()).hexdigest()


def _inbound(received: Received, contact: Contact, meaning: Meaning, label: str) -> InboundMessage:
    return InboundMessage(
        channel=CHANNEL,
        address=contact.conversation.address,
        text=meaning.text if meaning.text.strip() else label,
        channel_message_id=log_id(received.id),
        payload=meaning.payload,
        for_assistant=meaning.for_assistant,
    )


def _is_assistants(contact: Contact) -> bool:
    return contact.conversation.owner is Owner.ASSISTANT
