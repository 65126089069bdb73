"""Running the two processes of the front line on one machine."""
