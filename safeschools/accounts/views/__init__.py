"""Account administration, and a person's own account."""
