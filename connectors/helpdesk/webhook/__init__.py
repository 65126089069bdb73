"""Any helpdesk, by signed webhooks both ways, as docs/helpdesk_api.yml describes them."""

from connectors.helpdesk.webhook.service import WebhookHelpdesk

__all__ = ["WebhookHelpdesk"]
