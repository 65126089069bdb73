"""Who the customer is, and what the back office knows and can do for them."""
