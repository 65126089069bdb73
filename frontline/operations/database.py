"""The database of an installation: its tables at the newest version, and what the demo puts into it."""

from __future__ import annotations

from importlib import import_module

from sqlalchemy.exc import OperationalError

from frontline.agents.service import Agents
from frontline.agents.team import Team
from frontline.operations.problems import CannotStart
from frontline.settings import Settings
from frontline.storage.database import Database
from frontline.triage.taxonomy import Taxonomy


def prepare_database(settings: Settings) -> str:
    """Migrates and, where the demo is on, seeds; safe to repeat. Returns in a few words what is there now.

    Raises CannotStart when the database cannot be reached or stays locked.
    """
    database = Database(settings.absolute_database_url)
    try:
        return _prepare(settings, database)
    except OperationalError as error:
        raise CannotStart(
            f"The database cannot be used ({error.orig}): check FRONTLINE_DATABASE_URL in .env,"
            " and that no other program holds it."
        ) from error
    finally:
        database.close()


def _prepare(settings: Settings, database: Database) -> str:
    database.migrate()
    if not settings.demo:
        return "at its newest version"
    _seed_back_office(settings, database)
    return f"at its newest version, demo customers and {_save_agents(settings, database)} demo agents"


def demo_logins(settings: Settings) -> list[tuple[str, str]]:
    """(username, what they are) of each demo agent; nobody where the demo is off."""
    if not settings.demo:
        return []
    agents = _team(settings).demo_agents
    return [(agent.username, f"{agent.name}, {agent.role.value}") for agent in agents]


def _seed_back_office(settings: Settings, database: Database) -> None:
    """The back office is named by its dotted path; one that can be seeded has `seed` beside the class."""
    module = import_module(settings.back_office.rpartition(".")[0])
    if hasattr(module, "seed"):
        module.seed(database)


def _save_agents(settings: Settings, database: Database) -> int:
    if settings.demo_agent_password is None:
        return 0
    accounts, team = Agents(database), _team(settings).demo_agents
    for profile in team:
        accounts.save(profile, settings.demo_agent_password.get_secret_value())
    return len(team)


def _team(settings: Settings) -> Team:
    content = settings.content_dir
    return Team.load(content / "team.yml", Taxonomy.load(content / "taxonomy.yml").skills)
