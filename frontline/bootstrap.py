"""The one place where the parts are joined. Tests call it with other settings or other parts."""

from __future__ import annotations

from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from frontline.agents.service import Agents
from frontline.agents.team import Team
from frontline.backlog import Backlog
from frontline.conversations.moves import Moves
from frontline.conversations.service import Conversations
from frontline.copy import Copy
from frontline.customers.checks import Checks
from frontline.customers.identity import Identity
from frontline.customers.offers import Offers
from frontline.customers.ports import BackOffice
from frontline.customers.service import Customers
from frontline.guides.library import Library
from frontline.guides.matching import Matcher
from frontline.guides.service import Guides
from frontline.guides.values import Mention
from frontline.handoffs.answers import Answers
from frontline.handoffs.contact import Contact
from frontline.handoffs.copy import HandoffCopy
from frontline.handoffs.delivery import Delivery
from frontline.handoffs.finding import Articles
from frontline.handoffs.helpdesk_events import HelpdeskEvents
from frontline.handoffs.history import History
from frontline.handoffs.meanings import Meanings
from frontline.handoffs.notes import Notes
from frontline.handoffs.outbox import Outbox
from frontline.handoffs.ports import Helpdesk
from frontline.handoffs.replays import Replays
from frontline.handoffs.router import Router
from frontline.handoffs.service import Handoffs
from frontline.handoffs.suggesting import Suggestions
from frontline.media.service import MediaStore
from frontline.review.collector import Collector
from frontline.review.intents import IntentNames
from frontline.review.redaction import Redactor, Span
from frontline.review.service import Review
from frontline.review.training_files import TrainingFiles
from frontline.settings import PROJECT_ROOT, Settings, load_settings
from frontline.storage.database import Database
from frontline.triage.service import Triage
from frontline.triage.taxonomy import Taxonomy
from frontline.triage.topics import Topics
from frontline.understanding.encoders import load_encoder

if TYPE_CHECKING:
    from frontline.understanding.entities import EntityRules

ENCODER_OF_ANSWERS = "use"
"""Typed answers in guides are matched with the quicker encoder: the choices are few."""


class Frontline:
    """The services of one process, each made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def warm_up(self) -> None:
        """Makes at once what a first turn would wait for: an encoder and spaCy take seconds."""
        for name in ("guides", "handoffs", "triage", "customers", "_entity_rules"):
            getattr(self, name)

    @property
    def content(self) -> Path:
        """The folder of what trainers write."""
        return self.settings.content_dir

    @cached_property
    def database(self) -> Database:
        """The one database."""
        return Database(self.settings.absolute_database_url)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The known kinds of problem."""
        return Taxonomy.load(self.content / "taxonomy.yml")

    @cached_property
    def copy(self) -> Copy:
        """What the system itself says."""
        return Copy.load(self.content / "system.yml")

    @cached_property
    def conversations(self) -> Conversations:
        """The conversation log."""
        return Conversations(self.database)

    @cached_property
    def triage(self) -> Triage:
        """Which problem a customer has."""
        topics = Topics.load(self.content / "topics.yml")
        return Triage(self.database, self.taxonomy, topics, self.collector)

    @cached_property
    def collector(self) -> Collector:
        """The messages that we were not sure of, for trainers to learn from."""
        redactor = Redactor.load(self.content / "review.yml")
        return Collector(self.database, redactor, self._find_entities, self.back_office)

    @cached_property
    def review(self) -> Review:
        """What trainers do with those messages."""
        names = IntentNames.load(self.content / "review.yml", self.taxonomy)
        held_out, lock = PROJECT_ROOT / "tests" / "nlu", PROJECT_ROOT / "var/review.lock"
        return Review(self.database, names, TrainingFiles(self.settings.nlu_data_dir, held_out, lock))

    @cached_property
    def _entity_rules(self) -> EntityRules:
        """Imported when first needed: they bring spaCy, which takes seconds."""
        from frontline.understanding.entities import EntityRules

        return EntityRules.load(self.content / "entities.yml")

    def mentions(self, text: str) -> list[Mention]:
        """What a text mentions, as Rasa would tell of a message."""
        found = self._entity_rules.find(text)
        return [Mention(entity.kind, entity.value, text[entity.start : entity.end]) for entity in found]

    def _find_entities(self, text: str) -> list[Span]:
        return [Span(entity.kind, entity.start, entity.end) for entity in self._entity_rules.find(text)]

    @cached_property
    def moves(self) -> Moves:
        """How conversations go on in another channel."""
        return Moves(self.database)

    @cached_property
    def back_office(self) -> BackOffice:
        """The company's systems, behind the class that the settings name."""
        module, _, name = self.settings.back_office.rpartition(".")
        office = getattr(import_module(module), name)
        return cast(BackOffice, office.connect(self.settings, self.database))

    @cached_property
    def customers(self) -> Customers:
        """Who a conversation is with."""
        return Customers(self.back_office)

    @cached_property
    def library(self) -> Library:
        """The guides as trainers wrote them."""
        return Library.load(self.content)

    @cached_property
    def guides(self) -> Guides:
        """The guides, which walk a customer to a solution."""
        library = self.library
        matcher = Matcher(load_encoder(ENCODER_OF_ANSWERS), library.phrases)
        checks, offers = Checks(self.back_office), Offers(self.back_office)
        identity = Identity(self.database, self.conversations, self.back_office)
        return Guides(library, checks, offers, matcher, self.taxonomy, identity)

    @cached_property
    def team(self) -> Team:
        """How customers and agents find each other, and the agents of the demo."""
        return Team.load(self.content / "team.yml", self.taxonomy.skills)

    @cached_property
    def handoffs(self) -> Handoffs:
        """The way to a person."""
        return Handoffs(
            self.database,
            self.conversations,
            self.taxonomy,
            self.team,
            self.handoff_copy,
            self.back_office,
            on_resolved=self.collector.resolved,
            contact=self.contact,
            articles=self.articles.of_pack,
        )

    @cached_property
    def media(self) -> MediaStore:
        """The files that customers sent."""
        settings = self.settings
        return MediaStore(self.database, settings.media_dir, settings.media_days, settings.media_megabytes)

    @cached_property
    def notes(self) -> Notes:
        """What agents note for one another."""
        return Notes(self.database)

    @cached_property
    def answers(self) -> Answers:
        """The agents' canned answers."""
        return Answers(self.database, self.handoff_copy)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Which canned answers go with what a customer said."""
        return Suggestions(self.conversations, self.answers, self.meanings)

    @cached_property
    def articles(self) -> Articles:
        """What the guides explain, for agents."""
        return Articles(self.conversations, lambda: self.library, self.meanings)

    @cached_property
    def meanings(self) -> Meanings:
        """How near what agents can say is to what a customer said."""
        return Meanings(lambda: load_encoder(ENCODER_OF_ANSWERS))

    @cached_property
    def history(self) -> History:
        """Past conversations with agents."""
        return History(self.database)

    @cached_property
    def contact(self) -> Contact:
        """When the team is there, and how else it can be reached."""
        path, always_open = self.content / "channels.yml", self.settings.always_open
        return Contact.load(path, lambda: bool(self.agents.present()), always_open=always_open)

    @cached_property
    def handoff_copy(self) -> HandoffCopy:
        """What is said around a handoff."""
        return HandoffCopy.load(self.content / "handoffs.yml")

    @cached_property
    def helpdesk(self) -> Helpdesk | None:
        """Another company's helpdesk, behind the class that the settings name; None for our own desk."""
        module, _, name = self.settings.helpdesk.rpartition(".")
        if not module:
            return None
        return cast(Helpdesk, getattr(import_module(module), name).connect(self.settings))

    @cached_property
    def outbox(self) -> Outbox:
        """What that helpdesk is still to be told."""
        return Outbox(self.database)

    def delivery(self, helpdesk: Helpdesk) -> Delivery:
        """What tells it."""
        return Delivery(helpdesk, self.outbox, self.handoffs, self.conversations, self.handoff_copy)

    def helpdesk_events(self, helpdesk: Helpdesk) -> HelpdeskEvents:
        """What it tells us."""
        return HelpdeskEvents(
            helpdesk.name, self.database, self.agents, self.handoffs, self.outbox, self.handoff_copy
        )

    @cached_property
    def replays(self) -> Replays:
        """The signed requests that were taken in."""
        return Replays(self.database)

    @cached_property
    def router(self) -> Router:
        """Keeps the queue moving."""
        return Router(self.handoffs, self.agents, self.team.routing)

    @cached_property
    def backlog(self) -> Backlog:
        """What is still to be done, in numbers."""
        return Backlog(self.database)

    @cached_property
    def agents(self) -> Agents:
        """The people at the desk."""
        return Agents(self.database)


@lru_cache(maxsize=1)
def frontline() -> Frontline:
    """The services of this process, with the settings of this installation."""
    return Frontline(load_settings())
