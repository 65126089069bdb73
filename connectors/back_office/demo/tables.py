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
    speed = Column(Integer)
    technology = Column(String(20))


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
    post_postcode = Column(String(6))
    post_house_number = Column(String(10))
    iban = Column(String(34), nullable=False)
    iban_before = Column(String(34))
    direct_debit = Column(Boolean, nullable=False)
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
    next_plan_id = Column(String(40))
    changes_on = Column(Date)
    last_day = Column(Date)
    discount = Column(Hundredths, nullable=False)
    discount_until = Column(Date)
    sim_blocked = Column(Boolean, nullable=False)
    sim_arrives_on = Column(Date)
    puk = Column(String(8), nullable=False)


class BillRow(Base):
    """A bill."""

    __tablename__ = "demo_bills"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    month = Column(String(7), nullable=False)
    amount = Column(Hundredths, nullable=False)
    due_on = Column(Date, nullable=False)
    status = Column(String(20), nullable=False)
    extended = Column(Boolean, nullable=False)


class BillLineRow(Base):
    """One line of a bill, in both languages."""

    __tablename__ = "demo_bill_lines"
    id = Column(String(40), primary_key=True)
    bill_id = Column(String(40), ForeignKey("demo_bills.id"), nullable=False, index=True)
    position = Column(Integer, nullable=False)
    what_nl = Column(String(120), nullable=False)
    what_en = Column(String(120), nullable=False)
    amount = Column(Hundredths, nullable=False)
    kind = Column(String(20), nullable=False)


class RefundRow(Base):
    """Money on its way to a customer, or booked."""

    __tablename__ = "demo_refunds"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    what_nl = Column(String(120), nullable=False)
    what_en = Column(String(120), nullable=False)
    amount = Column(Hundredths, nullable=False)
    status = Column(String(20), nullable=False)
    on = Column(Date, nullable=False)


class OrderRow(Base):
    """An order; `reported` says that it is missing or how a complaint ended, `complaint` what was wrong."""

    __tablename__ = "demo_orders"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    product = Column(String(120), nullable=False)
    price = Column(Hundredths, nullable=False)
    status = Column(String(20), nullable=False)
    ordered_on = Column(Date, nullable=False)
    expected_on = Column(Date, nullable=False)
    part = Column(String(20), nullable=False)
    carrier = Column(String(40))
    tracking = Column(String(40))
    delivered_on = Column(Date)
    reported = Column(String(20))
    complaint = Column(String(500))


class PastOutageRow(Base):
    """An outage that a customer had, which may be worth something."""

    __tablename__ = "demo_past_outages"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    service = Column(String(20), nullable=False)
    day = Column(Date, nullable=False)
    hours = Column(Integer, nullable=False)
    granted = Column(Boolean, nullable=False)


class VisitRow(Base):
    """A technician's appointment."""

    __tablename__ = "demo_visits"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    day = Column(Date, nullable=False)
    part = Column(String(20), nullable=False)
    price = Column(Hundredths, nullable=False)


class PortingRow(Base):
    """A number that moves to Polderlink; `account` is the customer's number with the provider it leaves."""

    __tablename__ = "demo_portings"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    phone = Column(String(20), nullable=False)
    account = Column(String(40), nullable=False)
    day = Column(Date, nullable=False)
    status = Column(String(20), nullable=False)


class MoveRow(Base):
    """A move to another address that is planned."""

    __tablename__ = "demo_moves"
    id = Column(String(40), primary_key=True)
    customer_id = Column(String(20), ForeignKey("demo_customers.id"), nullable=False, index=True)
    postcode = Column(String(6), nullable=False)
    house_number = Column(String(10), nullable=False)
    day = Column(Date, nullable=False)


class OutageRow(Base):
    """An outage where postcodes begin with `area`; its times run with the clock, so it never goes stale."""

    __tablename__ = "demo_outages"
    id = Column(String(40), primary_key=True)
    service = Column(String(20), nullable=False)
    area = Column(String(6), nullable=False)
    began_minutes_ago = Column(Integer, nullable=False)
    over_in_minutes = Column(Integer)


class OperationRow(Base):
    """An operation that was carried out, by its idempotency key; `request` is a hash of what was asked."""

    __tablename__ = "demo_operations"
    key = Column(String(120), primary_key=True)
    reference = Column(String(40), nullable=False, unique=True)
    link = Column(String(40), nullable=False, unique=True)
    name = Column(String(40), nullable=False)
    subject = Column(String(40), nullable=False)
    request = Column(String(64), nullable=False)
    performed_at = Column(DateTime(timezone=True), nullable=False)
    facts = Column(JSON, nullable=False)
