"""The conversation log: the one transcript that channels, desk and handoffs share."""
