"""One shift of a busy team: customers who wait and write, agents who take, answer and resolve."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable
from contextlib import suppress
from random import Random

from bench.handoff.browsers import Agent, Customer, OpenCase, signed_in
from bench.handoff.ledger import Ledger
from connectors.website.sessions import CHANNEL, address
from frontline.agents.types import Profile, Role
from frontline.bootstrap import Frontline
from frontline.settings import Settings
from tools.running import RunningFrontLine

AGENTS, CAPACITY = 5, 20
ARRIVE_EVERY = 0.4
"""Seconds between two customers who come in."""
LIVE_PAUSE, WAITING_PAUSE = 8.0, 60.0
"""Seconds between two messages of one customer, on average: with an agent, and in the queue."""
THINK = (0.5, 3.0)
"""Seconds that an agent thinks before answering."""
RESOLVE_EVERY = 6.0
"""Seconds between two conversations that the team ends; the customer comes back with another question."""
LOOK_EVERY = 0.1
SETTLE_SECONDS = 90.0
HANDED_SECONDS = 120.0


class Shift:
    """Everybody who takes part, in one event loop; the front line runs beside it."""

    def __init__(self, running: RunningFrontLine, seed: int) -> None:
        self.ledger = Ledger()
        self.customers: list[Customer] = []
        self.agents: list[Agent] = []
        self.never_handed = 0
        """Customers who asked for a person and did not come into the queue."""
        self._running = running
        self._services = Frontline(Settings(database_url=running.database_url))
        self._random = Random(seed)
        self._numbers: dict[str, int] = {}
        """Of the customers, by conversation."""
        self._asked_at: dict[str, float] = {}
        """When each handoff was asked for."""
        self._over = asyncio.Event()

    async def begin(self) -> None:
        """The agents come in."""
        password, skills = secrets.token_urlsafe(), tuple(self._services.taxonomy.skills)
        for number in range(AGENTS):
            profile = Profile(f"bench-{number}", f"Agent {number}", Role.AGENT, skills, ("nl", "en"))
            account = self._services.agents.save(profile, password)
            self._services.agents.set_status(account.id, available=True, capacity=CAPACITY)
            cookie = signed_in(self._running.url, profile.username, password)
            self.agents.append(Agent(self._running.url, cookie, self.ledger, self._numbers.__getitem__))
            await self.agents[-1].open()

    async def end(self) -> None:
        """Everybody goes home."""
        await asyncio.gather(*(one.close() for one in (*self.customers, *self.agents)))
        self._services.database.close()

    async def arrive(self, count: int) -> None:
        """So many more customers come in one after the other, and ask for a person."""
        for _ in range(count):
            customer = Customer(self._running.url, len(self.customers), self.ledger)
            self.customers.append(customer)
            await customer.open()
            self._numbers[self._conversation_of(customer)] = customer.number
            await self._ask(customer)
            await asyncio.sleep(ARRIVE_EVERY)

    async def take(self, count: int) -> None:
        """The agents take so many customers, each in turn."""
        for number in range(count):
            answer = await self.agents[number % AGENTS].until_done("take", {})
            assert answer["ok"], answer

    async def traffic(self, until: Awaitable[object], *, resolving: bool) -> None:
        """Everybody writes until `until` is done; returns when all has come across, or after long enough."""
        self._over.clear()
        jobs = [asyncio.ensure_future(self._write(customer)) for customer in self.customers]
        jobs += [asyncio.ensure_future(self._attend(agent)) for agent in self.agents]
        jobs += [asyncio.ensure_future(self._turn_over())] if resolving else []
        await until
        self._over.set()
        await asyncio.gather(*jobs)
        await self._look_through_queue()
        await self._settle()

    def visible_seconds(self, since: float) -> list[float]:
        """From asking for a person until that was to be seen on each agent's screen."""
        return [
            agent.visible_at[handoff_id] - asked_at
            for handoff_id, asked_at in self._asked_at.items()
            for agent in self.agents
            if asked_at >= since and handoff_id in agent.visible_at
        ]

    # -- customers -----------------------------------------------------------------------------------

    async def _write(self, customer: Customer) -> None:
        while await self._goes_on(self._random.expovariate(1 / self._pause_of(customer))):
            await customer.writes()

    def _pause_of(self, customer: Customer) -> float:
        live = {self._numbers[one] for agent in self.agents for one in agent.mine.values()}
        return LIVE_PAUSE if customer.number in live else WAITING_PAUSE

    async def _ask(self, customer: Customer) -> None:
        """The customer asks for a person, and sees that one will come."""
        asked_at = await customer.asks_for_a_person()
        try:
            await asyncio.wait_for(customer.is_with("human"), HANDED_SECONDS)
        except asyncio.TimeoutError:
            self.never_handed += 1
            return
        handoff = self._services.handoffs.current(self._conversation_of(customer))
        if handoff is not None:
            self._asked_at[handoff.id] = asked_at

    def _conversation_of(self, customer: Customer) -> str:
        found = self._services.conversations.find(CHANNEL, address(str(customer.session_id)))
        assert found is not None
        return found.id

    # -- agents --------------------------------------------------------------------------------------

    async def _attend(self, agent: Agent) -> None:
        """Opens what the agent has and answers in it."""
        attending: dict[str, asyncio.Task[None]] = {}
        while await self._goes_on(LOOK_EVERY):
            for handoff_id, conversation_id in agent.mine.items():
                if handoff_id not in attending:
                    job = self._attend_one(agent, handoff_id, conversation_id)
                    attending[handoff_id] = asyncio.ensure_future(job)
        await asyncio.gather(*attending.values())

    async def _attend_one(self, agent: Agent, handoff_id: str, conversation_id: str) -> None:
        case = agent.cases.get(handoff_id) or await agent.shows(handoff_id, conversation_id)
        while await self._goes_on(self._random.uniform(*THINK)) and handoff_id in agent.cases:
            async with case.busy:
                if not case.came.empty() and handoff_id in agent.cases:
                    _empty(case)
                    await agent.says(handoff_id)

    async def _turn_over(self) -> None:
        """Now and then a conversation ends; the customer asks something else, the agent takes the next."""
        while await self._goes_on(RESOLVE_EVERY):
            agent = self._random.choice(self.agents)
            theirs = sorted(agent.mine.keys() & agent.cases.keys())
            if theirs:
                await self._resolve(agent, self._random.choice(theirs))
                await agent.until_done("take", {})

    async def _resolve(self, agent: Agent, handoff_id: str) -> None:
        case = agent.cases[handoff_id]
        customer = self.customers[case.screen.customer]
        async with customer.busy, case.busy:
            await agent.resolves(handoff_id)
            await customer.is_with("assistant")
            await self._ask(customer)

    # -- afterwards ----------------------------------------------------------------------------------

    async def _look_through_queue(self) -> None:
        """What those have written who wait, or were taken at the last moment, is looked up at the desk."""
        for agent in self.agents:
            for handoff_id, conversation_id in list(agent.mine.items()):
                if handoff_id not in agent.cases:
                    await agent.shows(handoff_id, conversation_id)
        for number, (handoff_id, conversation_id) in enumerate(sorted(self.agents[0].waiting.items())):
            agent = self.agents[number % AGENTS]
            await agent.shows(handoff_id, conversation_id)
            await agent.ask("close", {"handoff_id": handoff_id})
            agent.cases.pop(handoff_id)

    async def _settle(self) -> None:
        """What is under way arrives."""
        for _ in range(int(SETTLE_SECONDS / LOOK_EVERY)):
            if not self.ledger.missing():
                return
            await asyncio.sleep(LOOK_EVERY)

    async def _goes_on(self, seconds: float) -> bool:
        """Waits; False as soon as the shift is over."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return not self._over.is_set()


def _empty(case: OpenCase) -> None:
    """One answer to all that came."""
    while not case.came.empty():
        case.came.get_nowait()
