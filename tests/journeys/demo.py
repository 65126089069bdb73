"""The demo back office behind the running front line: what was carried out in it, and how to put it back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from connectors.back_office.demo.tables import OperationRow, metadata
from frontline.bootstrap import Frontline
from frontline.customers.ports import BackOffice

Rows = dict[str, list[dict[str, Any]]]


class Demo:
    """Keeps all rows of its tables, which are a few hundred."""

    def __init__(self, services: Frontline) -> None:
        self._database = services.database
        self.back_office: BackOffice = services.back_office
        self._before = self._rows()
        self._keys = {row["key"] for row in self._before[OperationRow.__tablename__]}

    def carried_out(self) -> list[str]:
        """The names of the operations since then, the oldest first."""
        query = select(OperationRow).order_by(OperationRow.performed_at)
        with self._database.read() as session:
            return [row.name for row in session.execute(query).scalars() if row.key not in self._keys]

    def restore(self) -> None:
        """Puts every row back as it was."""
        with self._database.begin() as session:
            for table in reversed(metadata.sorted_tables):
                session.execute(table.delete())
            for table in metadata.sorted_tables:
                if self._before[table.name]:
                    session.execute(table.insert(), self._before[table.name])

    def _rows(self) -> Rows:
        with self._database.read() as session:
            return {
                table.name: [dict(row) for row in session.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }
