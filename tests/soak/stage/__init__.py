"""What the traffic runs against, and what is done to it."""
