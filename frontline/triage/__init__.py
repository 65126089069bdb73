"""Which problem the customer has: the taxonomy, and what is found in one conversation."""
