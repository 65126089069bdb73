"""The places where agents work: our own desk, or another company's helpdesk."""
