"""What Chatwoot's application API takes, as its swagger has it (chatwoot/chatwoot, swagger/definitions).

Unknown properties are Chatwoot's to ignore, and ours to avoid: here they are faults.
"""

from __future__ import annotations

from typing import Any

TEXT, NUMBER, FREE = {"type": "string"}, {"type": "integer"}, {"type": "object"}


def shape(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


CONTACT = shape(
    ["inbox_id"],
    inbox_id=NUMBER,
    name=TEXT,
    email={"type": "string", "format": "email"},
    phone_number={"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"},
    identifier=TEXT,
    additional_attributes=FREE,
    custom_attributes=FREE,
)
CONVERSATION = shape(
    ["source_id"],
    source_id=TEXT,
    inbox_id=NUMBER,
    contact_id=NUMBER,
    additional_attributes=FREE,
    custom_attributes=FREE,
    status={"enum": ["open", "resolved", "pending"]},
    assignee_id=NUMBER,
    team_id=NUMBER,
)
MESSAGE = shape(
    ["content"],
    content={"type": "string", "minLength": 1, "maxLength": 150_000},
    message_type={"enum": ["outgoing", "incoming"]},
    private={"type": "boolean"},
    content_type={"enum": ["text", "input_email", "cards", "input_select", "form", "article"]},
    content_attributes=FREE,
)
ATTRIBUTES = shape(["custom_attributes"], custom_attributes=FREE)
LABELS = shape(["labels"], labels={"type": "array", "items": {"type": "string", "pattern": r"^[\w-]+$"}})
STATUS = shape(["status"], status={"enum": ["open", "resolved", "pending", "snoozed"]})
PRIORITY = shape([], priority={"enum": ["urgent", "high", "medium", "low", None]})
