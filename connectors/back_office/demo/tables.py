"""The demo back office's tables, beside the front line's own in the same database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
Base: Any = declarative_base(metadata=metadata)


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two places, kept as a whole number of hundredths: SQLite knows no decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Any) -> Any:
        """Into the database."""
        return None if value is None else round(Decimal(value) * 100)

    def process_result_value(self, value: Any, _dialect: Any) -> Any:
        """Out of the database."""
        return None if value is None else Decimal(value) / 100


class PlanRow(Base):
    """A plan that Polderlink sells."""

    __tablename__ = "demo_plans"
    id = Column(String(40), primary_key=True)
    name = Column(String(80), nullable=False)
    service = Column(String(20), nullable=False)
    price = Column(Hundredths, nullable=False)
    data_gb = Column(Hundredths)
    price_per_gb = Column(Hundredths)
    refuel_max_gb = Column(Hundredths, nullable=False, default=0)


class CustomerRow(Base):
    """A customer; the story says what is wrong, for whoever tries the demo."""

    __tablename__ = "demo_customers"
    id = Column(String(20), primary_key=True)
    name = Column(String(80), nullable=False)
    email = Column(String(120), nullable=False, unique=True)
    phone = Column(String(20), nullable=False, unique=True)
    street = Column(String(80), nullable=False)
    house_number = Column(String(10), nullable=False)
    postcode = Column(String(6), nullable=False)
    town = Column(String(80), nullable=False)
    language = Column(String(2), nullable=False)
    story_nl = Column(String(200), nullable=False)
    story_en = Column(String(200), nullable=False)
    position = Column(Integer, nullable=False)


class LineRow(Base):
    """A line with its equipment, and what a test of it finds."""

    __tablename__ = "demo_lines"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    service = Column(String(20), nullable=False)
    plan_id = Column(String(40), ForeignKey("demo_plans.id"), nullable=False)
    status = Column(String(20), nullable=False)
    suspended_for = Column(String(20))
    phone = Column(String(20), unique=True)
    technology = Column(String(20))
    roaming = Column(Boolean, nullable=False)
    contract_ends_on = Column(Date)
    used_gb = Column(Hundredths, nullable=False)
    refuelled_gb = Column(Hundredths, nullable=False)
    device_model = Column(String(80))
    device_system = Column(String(20))
    fault = Column(Boolean, nullable=False)
    modem = Column(String(20))
    wifi_on = Column(Boolean, nullable=False)


class BillRow(Base):
    """A bill."""

    __tablename__ = "demo_bills"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    month = Column(String(7), nullable=False)
    amount = Column(Hundredths, nullable=False)
    due_on = Column(Date, nullable=False)
    status = Column(String(20), nullable=False)


class OutageRow(Base):
    """An outage where postcodes begin with `area`; its times run with the clock, so it never goes stale."""

    __tablename__ = "demo_outages"
    id = Column(String(40), primary_key=True)
    service = Column(String(20), nullable=False)
    area = Column(String(6), nullable=False)
    began_minutes_ago = Column(Integer, nullable=False)
    over_in_minutes = Column(Integer)


class OperationRow(Base):
    """An operation that was carried out, by its idempotency key."""

    __tablename__ = "demo_operations"
    key = Column(String(120), primary_key=True)
    reference = Column(String(40), nullable=False, unique=True)
    name = Column(String(40), nullable=False)
    subject = Column(String(40), nullable=False)
    performed_at = Column(DateTime(timezone=True), nullable=False)
    facts = Column(JSON, nullable=False)
