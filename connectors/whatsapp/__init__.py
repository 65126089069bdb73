"""WhatsApp, by Meta's Cloud API: messages come in by webhook and go out by the Graph API."""
