"""The company's own systems: who the customers are, what they have, and what can be done for them."""
