"""The demo back office's customers, as the account page lists them."""

from __future__ import annotations

from sqlalchemy import inspect, select

from connectors.back_office.demo.tables import CustomerRow
from connectors.demo_site.visitors import Persona
from frontline.storage.database import Database


def read_personas(database: Database) -> list[Persona]:
    """All demo customers in their order; none in a database without demo data. Blocking."""
    if not inspect(database.engine).has_table(CustomerRow.__tablename__):
        return []
    with database.begin() as session:
        customers = session.execute(select(CustomerRow).order_by(CustomerRow.position)).scalars()
        return [Persona(row.id, row.name, {"nl": row.story_nl, "en": row.story_en}) for row in customers]
