"""Writing accounts in bulk."""
