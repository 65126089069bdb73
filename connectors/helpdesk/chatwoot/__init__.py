"""Chatwoot as the helpdesk, over its public REST API and its signed webhooks."""

from connectors.helpdesk.chatwoot.service import Chatwoot

__all__ = ["Chatwoot"]
