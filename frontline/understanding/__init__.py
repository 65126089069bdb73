"""What a customer's message means: language, intent, entities."""
