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
routing: {mode: push, urgency_step_minutes: 10, known_agent_minutes: 0, widen_after_minutes: 5,
          silent_after_minutes: 3, capacity: 4}
demo_agents:
  - {username: sanne, name: Sanne Visser, role: agent, skills: [tv_tech], languages: [nl]}
"""


def load(tmp_path: Path, text: str) -> Team:
    path = tmp_path / "team.yml"
    path.write_text(text, encoding="utf-8")
    return Team.load(path, ["tv_tech"])


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    team = load(tmp_path, SOUND)
    assert (team.routing.mode, team.routing.capacity) == ("push", 4)
    assert team.routing.urgency_step == timedelta(minutes=10)
    assert [(agent.username, agent.role) for agent in team.demo_agents] == [("sanne", Role.AGENT)]


def test_an_agent_with_an_unknown_skill_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TeamError, match=r"sanne has unknown skills: knitting"):
        load(tmp_path, SOUND.replace("[tv_tech]", "[knitting]"))


@pytest.mark.parametrize(
    ("sound", "broken", "said"),
    [
        ("mode: push", "mode: shove", "mode is shove, and can only be pull or push"),
        ("capacity: 4", "capacity: 0", "capacity must be a whole number from 1"),
        (
            "widen_after_minutes: 5",
            "widen_after_minutes: 0",
            "widen_after_minutes must be a number of minutes",
        ),
        ("urgency_step_minutes: 10, ", "", "urgency_step_minutes must be a number of minutes from 0"),
    ],
)
def test_routing_that_cannot_be_is_refused(tmp_path: Path, sound: str, broken: str, said: str) -> None:
    with pytest.raises(TeamError, match=said):
        load(tmp_path, SOUND.replace(sound, broken))


def test_the_real_team_has_someone_for_every_skill_of_the_taxonomy() -> None:
    taxonomy = Taxonomy.load(CONTENT / "taxonomy.yml")
    team = Team.load(CONTENT / "team.yml", taxonomy.skills)
    agents = [agent for agent in team.demo_agents if agent.role is not Role.TRAINER]
    assert {problem.skill for problem in taxonomy} <= {skill for agent in agents for skill in agent.skills}
