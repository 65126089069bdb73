"""What another helpdesk is told: all of it, once, in order, also after an outage that customers hear of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from frontline.agents.types import Agent, Role
from frontline.conversations.moves import Moves
from frontline.conversations.service import CANCEL_HANDOFF, Conversations
from frontline.conversations.types import Author, Conversation, InboundMessage, Owner
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.delivery import PATIENCE, Delivery
from frontline.handoffs.outbox import GIVE_UP_AFTER, LEASE, NotUndelivered, Outbox, Tells
from frontline.handoffs.service import Handoffs
from frontline.handoffs.types import Handoff, HandoffRequest, NotForThisRole
from frontline.storage.database import Database
from frontline.storage.tables import HandoffRow, now
from tests.unit.handoffs.notebook import Notebook

MOST = 10


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


class Post:
    """An outbox, its helpdesk, and a process that delivers."""

    def __init__(
        self, database: Database, handoffs: Handoffs, conversations: Conversations, copy: HandoffCopy
    ) -> None:
        self.clock, self.helpdesk = Clock(), Notebook()
        self.outbox = Outbox(database, self.clock)
        self.delivery = Delivery(self.helpdesk, self.outbox, handoffs, conversations, copy, self.clock)

    def round(self, replica: str = "rasa-1") -> int:
        """Gathers, and delivers what is due; how many tasks."""
        self.outbox.gather()
        tasks = self.outbox.claim(replica, MOST)
        for task in tasks:
            self.delivery.deliver(task)
        return len(tasks)

    def run(self) -> None:
        """Until nothing is due."""
        while self.round():
            pass

    def later(self, seconds: float) -> None:
        self.clock.ahead += timedelta(seconds=seconds)


@pytest.fixture
def post(database: Database, handoffs: Handoffs, conversations: Conversations, copy: HandoffCopy) -> Post:
    return Post(database, handoffs, conversations, copy)


@pytest.fixture
def handoff(handoffs: Handoffs, conversation: Conversation) -> Handoff:
    return handoffs.request(HandoffRequest(conversation.id, "asked", problem={"intent": "internet_down"}))


@pytest.fixture
def write(conversations: Conversations) -> Callable[..., None]:
    def write(text: str, address: str = "bezoeker-1", payload: str | None = None) -> None:
        conversations.receive(InboundMessage("website", address, text, f"{address}-{text}", payload))

    return write


@pytest.fixture
def admin(new_agent: Callable[..., Agent]) -> Agent:
    return new_agent("Willem Bos", Role.ADMIN)


def told_by_system(conversations: Conversations, conversation: Conversation) -> list[str]:
    return [m.text for m in conversations.transcript(conversation.id) if m.author is Author.SYSTEM]


def line(copy: HandoffCopy, name: str) -> str:
    return copy.say("nl", "lines", name)


def test_a_whole_handoff_is_told_in_order_and_once(
    post: Post, handoffs: Handoffs, handoff: Handoff, sanne: Agent, write: Callable[..., None]
) -> None:
    write("ik zit in Ede")
    post.run()
    write("hallo?")
    handoffs.take(handoff.id, sanne)
    handoffs.say(handoff.id, sanne, "Hoi!", "c1")
    write("fijn")
    handoffs.resolve(handoff.id, sanne, "internet_down", "solved")
    write("en nu weer de assistent")
    post.run()
    post.run()
    opened = [f"open {handoff.conversation_id}", "queue internet_tech"]
    assert post.helpdesk.told == [*opened, "ik zit in Ede", "hallo?", "fijn", "close resolved"]
    assert post.helpdesk.tries == 6


@pytest.fixture
def move(
    database: Database, handoffs: Handoffs, conversations: Conversations, conversation: Conversation
) -> Callable[[str], Conversation]:
    """The customer goes on in this channel, wherever they are now."""

    def move(channel: str) -> Conversation:
        moves = Moves(database)
        code = moves.offer(conversations.get(conversation.id))
        with database.begin() as session:
            moved = moves.carry_out(session, code, channel)
            assert moved is not None
            handoffs.follow(session, moved.id, channel)
        return moved

    return move


def test_a_move_is_told_once_and_between_what_was_written_before_and_after(
    post: Post,
    conversations: Conversations,
    handoff: Handoff,
    write: Callable[..., None],
    move: Callable[[str], Conversation],
) -> None:
    post.run()
    write("ik ga naar buiten")
    conversation = move("whatsapp")
    conversations.receive(InboundMessage("whatsapp", conversation.address, "hier ben ik", "w1"))
    post.run()
    post.run()
    assert post.helpdesk.told[2:] == ["ik ga naar buiten", "move whatsapp", "hier ben ik"]
    assert post.helpdesk.tries == 5


def test_a_move_before_the_handoff_is_in_the_pack_and_not_told(
    post: Post, handoffs: Handoffs, conversation: Conversation, move: Callable[[str], Conversation]
) -> None:
    move("whatsapp")
    asked = handoffs.request(HandoffRequest(conversation.id, "asked"))
    post.run()
    assert asked.pack["channel"] == "whatsapp"
    assert [told.split()[0] for told in post.helpdesk.told] == ["open", "queue"]


def test_what_was_said_before_the_handoff_is_in_the_pack_and_not_sent_again(
    post: Post, handoff: Handoff
) -> None:
    post.run()
    assert "mijn internet doet het niet" not in post.helpdesk.told


def test_nothing_is_lost_or_changes_places_while_the_helpdesk_is_down(
    post: Post, handoff: Handoff, write: Callable[..., None]
) -> None:
    post.helpdesk.down = True
    for number in range(20):
        write(f"regel {number}")
        post.round()
        post.later(3)
    assert post.helpdesk.told == []
    post.helpdesk.down = False
    post.later(60)
    post.run()
    assert post.helpdesk.told[2:] == [f"regel {number}" for number in range(20)]


def test_tries_become_rarer(post: Post, handoff: Handoff) -> None:
    post.helpdesk.down = True
    for _ in range(600):
        post.round()
        post.later(1)
    assert 15 <= post.helpdesk.tries <= 40


def test_the_customer_hears_of_an_outage_once_and_of_its_end(
    post: Post,
    handoff: Handoff,
    conversation: Conversation,
    conversations: Conversations,
    copy: HandoffCopy,
    write: Callable[..., None],
) -> None:
    post.helpdesk.down = True
    post.round()
    assert told_by_system(conversations, conversation) == [], "a moment is no outage yet"
    for _ in range(10):
        post.later(PATIENCE.total_seconds())
        post.round()
    assert told_by_system(conversations, conversation) == [line(copy, "helpdesk_down")]
    write("hoe lang duurt het nog?")
    post.helpdesk.down = False
    post.later(60)
    post.run()
    assert told_by_system(conversations, conversation) == [
        line(copy, "helpdesk_down"),
        line(copy, "helpdesk_back"),
    ]
    assert "hoe lang duurt het nog?" in post.helpdesk.told


def test_one_customer_does_not_hold_up_another(
    post: Post, handoff: Handoff, queue_up: Callable[..., Handoff], write: Callable[..., None]
) -> None:
    post.run()
    queue_up("bezoeker-2")
    post.helpdesk.refuses = "kapot"
    write("kapot")
    write("daarna")
    write("van een ander", "bezoeker-2")
    post.run()
    assert post.helpdesk.told[-1] == "van een ander" or "van een ander" in post.helpdesk.told
    assert "daarna" in post.helpdesk.told


def test_what_is_refused_is_undelivered_until_an_admin_sends_it_again(
    post: Post,
    handoff: Handoff,
    conversation: Conversation,
    conversations: Conversations,
    copy: HandoffCopy,
    admin: Agent,
    write: Callable[..., None],
) -> None:
    post.run()
    post.helpdesk.refuses = "raar"
    write("raar")
    post.run()
    (undelivered,) = post.outbox.undelivered(admin)
    assert (undelivered.conversation_id, undelivered.tells) == (conversation.id, Tells.MESSAGE)
    assert undelivered.problem == "status 422"
    assert told_by_system(conversations, conversation) == [line(copy, "helpdesk_refused")]
    post.helpdesk.refuses = ""
    post.outbox.resend(undelivered.id, admin)
    post.run()
    assert post.helpdesk.told[-1] == "raar"
    assert post.outbox.undelivered(admin) == []
    assert told_by_system(conversations, conversation)[-1] == line(copy, "helpdesk_back")
    with pytest.raises(NotUndelivered):
        post.outbox.resend(undelivered.id, admin)


def test_a_case_that_was_never_opened_keeps_what_comes_after_it_waiting(
    post: Post, handoff: Handoff, admin: Agent, write: Callable[..., None]
) -> None:
    post.helpdesk.refuses = "open"
    write("wacht even")
    post.run()
    assert post.helpdesk.told == []
    post.helpdesk.refuses = ""
    post.outbox.resend(post.outbox.undelivered(admin)[0].id, admin)
    post.run()
    assert post.helpdesk.told[1:] == ["queue internet_tech", "wacht even"]


def test_after_hours_of_silence_it_is_given_up(post: Post, handoff: Handoff, admin: Agent) -> None:
    post.helpdesk.down = True
    post.round()
    post.later(GIVE_UP_AFTER.total_seconds())
    post.round()
    (undelivered,) = post.outbox.undelivered(admin)
    assert (undelivered.attempts, undelivered.problem) == (2, "no answer")


@pytest.mark.parametrize("role", [Role.AGENT, Role.TRAINER])
def test_only_an_admin_sees_and_sends_what_is_undelivered(
    post: Post, new_agent: Callable[..., Agent], role: Role
) -> None:
    agent = new_agent("Noor de Boer", role)
    with pytest.raises(NotForThisRole):
        post.outbox.undelivered(agent)
    with pytest.raises(NotForThisRole):
        post.outbox.resend(1, agent)


def test_a_customer_who_leaves_before_the_helpdesk_heard_of_them_is_not_told_of(
    post: Post, handoffs: Handoffs, handoff: Handoff, conversation: Conversation
) -> None:
    post.helpdesk.down = True
    post.round()
    handoffs.cancel(conversation.id)
    post.helpdesk.down = False
    post.later(60)
    post.run()
    assert post.helpdesk.told == []


def test_a_customer_who_leaves_later_is_told_of(
    post: Post, handoffs: Handoffs, handoff: Handoff, conversation: Conversation, write: Callable[..., None]
) -> None:
    post.run()
    write("laat maar", payload=CANCEL_HANDOFF)
    handoffs.cancel(conversation.id)
    post.run()
    assert post.helpdesk.told[-1] == "close abandoned"
    assert "laat maar" not in post.helpdesk.told


def test_a_second_handoff_of_the_same_conversation_is_a_case_of_its_own(
    post: Post, handoffs: Handoffs, handoff: Handoff, conversation: Conversation, write: Callable[..., None]
) -> None:
    post.run()
    handoffs.cancel(conversation.id)
    write("tegen de assistent")
    second = handoffs.request(HandoffRequest(conversation.id, "asked"))
    write("tegen de tweede")
    post.run()
    assert post.helpdesk.told.count(f"open {conversation.id}") == 2
    assert post.helpdesk.told[-1] == "tegen de tweede"
    assert "tegen de assistent" not in post.helpdesk.told
    assert post.outbox.handoff_of(f"case-{second.id}") == second.id


def test_while_a_ticket_waits_what_is_said_to_the_assistant_stays_with_it(
    database: Database,
    conversations: Conversations,
    post: Post,
    handoffs: Handoffs,
    handoff: Handoff,
    sanne: Agent,
    write: Callable[..., None],
) -> None:
    with database.begin() as session:
        session.get(HandoffRow, handoff.id).promised_at = now() + timedelta(days=1)
        conversations.hand_to(session, handoff.conversation_id, Owner.ASSISTANT)
    write("dan vraag ik de assistent nog wat")
    post.run()
    handoffs.take(handoff.id, sanne)
    write("fijn dat je er bent")
    post.run()
    assert post.helpdesk.told[2:] == ["fijn dat je er bent"]


def test_what_a_stopped_process_had_claimed_is_taken_up_again(post: Post, handoff: Handoff) -> None:
    post.outbox.gather()
    assert len(post.outbox.claim("rasa-1", MOST)) == 1
    assert post.outbox.claim("rasa-2", MOST) == [], "it is still with the first"
    (task,) = post.outbox.claim("rasa-1", MOST)
    assert task.errand.again, "it may have been told before the process stopped"
    post.later(LEASE.total_seconds() + 1)
    (again,) = post.outbox.claim("rasa-2", MOST)
    assert again.errand.key == task.errand.key


def test_two_processes_tell_each_thing_once(
    database: Database, post: Post, queue_up: Callable[..., Handoff], write: Callable[..., None]
) -> None:
    addresses = [f"bezoeker-{number}" for number in range(8)]
    for address in addresses:
        queue_up(address)
        for number in range(5):
            write(f"{address} {number}", address)
    ready = Barrier(2)

    def work(replica: str) -> None:
        ready.wait()
        for _ in range(40):
            post.round(replica)

    threads = [Thread(target=work, args=(replica,)) for replica in ("rasa-1", "rasa-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert post.helpdesk.tries == len(post.helpdesk.told) == 8 * 7
    for address in addresses:
        said = [text for text in post.helpdesk.told if text.startswith(f"{address} ")]
        assert said == [f"{address} {number}" for number in range(5)]
