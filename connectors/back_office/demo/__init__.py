"""A back office to try the front line with: customers of Polderlink, a third of whom have a real problem."""

from connectors.back_office.demo.seed import seed
from connectors.back_office.demo.service import DemoBackOffice
from connectors.back_office.demo.tables import metadata

__all__ = ["DemoBackOffice", "metadata", "seed"]
