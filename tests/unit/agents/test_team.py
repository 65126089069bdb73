"""Reading `content/team.yml`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from frontline.agents.team import Team, TeamError
from frontline.agents.types import Role
from frontline.settings import PROJECT_ROOT
from frontline.triage.taxonomy import Taxonomy

CONTENT = PROJECT_ROOT / "content"
SOUND = """
routing: {urgency_step_minutes: 10}
demo_agents:
  - {username: sanne, name: Sanne Visser, role: agent, skills: [tv_tech], languages: [nl]}
"""


def load(tmp_path: Path, text: str) -> Team:
    path = tmp_path / "team.yml"
    path.write_text(text, encoding="utf-8")
    return Team.load(path, ["tv_tech"])


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    team = load(tmp_path, SOUND)
    assert team.routing.urgency_step == timedelta(minutes=10)
    assert [(agent.username, agent.role) for agent in team.demo_agents] == [("sanne", Role.AGENT)]


def test_an_agent_with_an_unknown_skill_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TeamError, match=r"sanne has unknown skills: knitting"):
        load(tmp_path, SOUND.replace("[tv_tech]", "[knitting]"))


def test_the_real_team_has_someone_for_every_skill_of_the_taxonomy() -> None:
    taxonomy = Taxonomy.load(CONTENT / "taxonomy.yml")
    team = Team.load(CONTENT / "team.yml", taxonomy.skills)
    agents = [agent for agent in team.demo_agents if agent.role is not Role.TRAINER]
    assert {problem.skill for problem in taxonomy} <= {skill for agent in agents for skill in agent.skills}
